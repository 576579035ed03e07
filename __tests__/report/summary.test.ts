import { expect, test } from '@jest/globals'
import type { Outcome } from '../../src/outcome.ts'
import { asIs } from '../../src/platform/text.ts'
import type { Problem } from '../../src/problem.ts'
import { Markup } from '../../src/report/markup.ts'
import { assemble, renderSummary } from '../../src/report/summary.ts'
import { conclude, type Verdict } from '../../src/report/verdict.ts'
import type { Dataset, TestResult } from '../../src/runtime/verification.ts'
import { spicepodChange, taxi } from '../../tools/preview/runs/taxi.ts'
import { summaries } from '../../tools/preview/summaries.ts'
import { deployment } from '../deployment/deployment.ts'
import { expectHarmlessSummary, readSummary } from '../harness/summary.ts'
import { anyRollout } from './events.ts'
import { type Known, runState, sha, stateOf } from './run-state.ts'

const good: Verdict = {
  passes: true,
  icon: '✅',
  headline: 'Deployed',
  what: 'Deployment 1001 succeeded.',
  todo: '',
  errorMessage: undefined,
}
const bad: Verdict = {
  passes: false,
  icon: '❌',
  headline: 'Deployment failed',
  what: 'No.',
  todo: 'Do.',
  errorMessage: 'No.',
}
const repositoryUrl = 'https://github.com/acme/taxi'

const redact = (text: string) => text.replaceAll('hush & hush', '***')

const render = (overrides: Known = {}, verdict = good, repository: string | undefined = repositoryUrl) =>
  renderSummary(runState(overrides), verdict, { repositoryUrl: repository, redact })

test.each(summaries().map(({ title, markdown }) => [title, markdown] as const))(
  'the summary of %j',
  (title, markdown) => {
    expectHarmlessSummary(markdown)
    expect(Buffer.byteLength(markdown)).toBeLessThan(100_000)
    if (title === 'Verification failed, and rolled back') expect(markdown).toMatchSnapshot()
  },
)

test('a summary has only the verdict if nothing else is known', () => {
  const summary = renderSummary(stateOf({}), bad, { repositoryUrl, redact })
  expectHarmlessSummary(summary)
  expect(summary).not.toContain('<table>')
})

test('a failure shows its reason as prose that wraps, then what is live, then what to do', () => {
  const what = `${'word '.repeat(60)}\none\n\n  two`
  const live = 'Deployment 7 (commit `abc1234`) is still live.'
  const summary = render({}, { ...bad, what, live, todo: 'first\nsecond' })
  expectHarmlessSummary(summary)
  expect(summary).toContain('## ❌ Deployment failed')
  expect(summary).toContain(
    `word <br>one<br><br>  two<br>Deployment 7 (commit <code>abc1234</code>) is still live.</p>\n\n<p><b>What to do:</b> first<br>second</p>`,
  )
  expect(summary).not.toContain('<pre>')
})

test.each(['main', '../../x', `${sha}?x`, '"onclick="x'])('no summary links the commit %j', (commitSha) => {
  const summary = render({ source: { commitSha } })
  expectHarmlessSummary(summary)
  expect(summary).not.toContain('/commit/')
})

const before = '9a8b7c6d5e4f30211203948576a5b4c3d2e1f009'
const last = { id: 999, status: 'succeeded', image_tag: '2.3.0', replicas: 2, commit_sha: before }
const own = { id: 1001, status: 'failed', image_tag: '2.4.0', replicas: 3, commit_sha: sha }
const changes = (lastOne: object, ownOne: object, repository: string | undefined = repositoryUrl) => {
  const failed = deployment({ id: 1000, status: 'failed', image_tag: 'x' })
  const history = [failed, deployment({ ...last, ...lastOne })]
  const summary = render({ history, deployment: deployment({ ...own, ...ownOne }) }, bad, repository)
  expectHarmlessSummary(summary)
  return /### Changes since deployment 999 \(last success\)[\s\S]*?<\/(?:table|p)>/.exec(summary)?.[0]
}

test('changes since the last success are shown side by side, with a link to the commits in between', () => {
  const text = changes({}, {}) ?? ''
  expect(readSummary(text)).toMatch(/BeforeNow\nImage2\.3\.02\.4\.0\nReplicas23\nCommit9a8b7c61f2e3d4 diff\n/)
  expect(text).toContain(`<a href="${repositoryUrl}/compare/${before}...${sha}">diff</a>`)
})

test('a summary says so if nothing changed since the last success', () => {
  const text = changes({}, { ...last, id: 1001 }) ?? ''
  expect(readSummary(text)).toContain('No changes: same image, replicas, commit.')
})

test('changes since the last success omit what one of the deployments does not report', () => {
  expect(readSummary(changes({ image_tag: null, commit_sha: '' }, {}) ?? '')).toMatch(/Now\nReplicas23\n/)
  expect(changes({ image_tag: null, commit_sha: '', replicas: null }, {})).toBeUndefined()
})

test.each([
  ['a short commit', { commit_sha: before.slice(0, 12) }, repositoryUrl],
  ['a branch', { commit_sha: 'main' }, repositoryUrl],
  ['a path', { commit_sha: `${before}/../../evil` }, repositoryUrl],
])('changes since the last success have no link with %s', (_, lastOne, repository) => {
  expect(changes(lastOne, {}, repository)).not.toContain('/compare/')
})

test('changes are not shown if no deployment has succeeded', () => {
  const history = [deployment({ id: 1000, status: 'failed', image_tag: 'x' })]
  expect(render({ history })).not.toContain('### Changes since')
})

const dataset = (name: string, status: string) => ({ name, status })
const withDatasets = (datasets: Dataset[]) => render({ verification: { tests: [], datasets, problems: [] } })

test('a summary folds many ready datasets, and shows at most 100', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    dataset(`t${index}`, index < 120 ? 'Loading' : 'Ready'),
  )
  const summary = withDatasets(many)
  expectHarmlessSummary(summary)
  expect(summary).toContain('<summary>180 of 300 datasets are ready</summary>')
  expect(summary.match(/❌/g)).toHaveLength(100)
  expect(summary).toContain('<p>… and 20 more.</p>')
  expect(summary).toContain('<p>… and 80 more.</p>')
})

test('no warning keeps a check that failed out of sight', () => {
  const warnings = Array.from({ length: 12 }, (_, index) => `test:w${index}`)
  const warned: TestResult[] = warnings.map((name) => ({ name, ok: false, severity: 'warn', durationMs: 1 }))
  const [passed, failed] = ['test:a', 'sql'].map((name) => ({ name, ok: name !== 'sql', durationMs: 1 }))
  const tests = [passed, ...warned, failed].filter((result) => result !== undefined)
  const summary = readSummary(render({ verification: { tests, datasets: [], problems: [] } }))
  const order = summary.match(/^(sql|test:\w+)(?=\P{ASCII})/gmu)
  expect(order).toEqual(['sql', ...warnings, 'test:a'])
})

test('secrets change no number, status or picture of a summary', () => {
  const { history } = taxi({})
  const hiding = (text: string) => text.replace(/1042|succeeded|gantt|table|taxi/g, '***')
  const own = runState({
    history,
    deployment: deployment({ id: 1042, status: 'succeeded' }),
    outcome: { kind: 'succeeded', deployment: deployment({ id: 1042 }) },
    phases: [{ name: 'queued', startMs: 0, endMs: 20_000 }],
  })
  const [shown, hidden] = [redact, hiding].map((redact) =>
    renderSummary(own, good, { repositoryUrl, redact }),
  )
  expect(hidden).toBe(shown)
})

test('a summary says for each of several causes of a stuck rollout what to do about it', () => {
  const problem = (name: string, advice: string): Problem => ({
    code: 'dataset-invalid',
    kind: 'dataset',
    name,
    certain: true,
    message: `Dataset \`${name}\` failed.`,
    advice,
  })
  const problems = [problem('trips', 'Check `from`.'), problem('zones', 'Raise the limit.')]
  const outcome: Outcome = { kind: 'stuck', deployment: deployment({ status: 'in_progress' }), problems }
  const known = { rollout: { ...anyRollout, problems }, outcome }
  const summary = render(known, conclude(outcome, runState(known)))
  expectHarmlessSummary(summary)
  expect(readSummary(summary)).toContain(
    'Dataset trips failed.\nWhat to do: Check from.\n\nDataset zones failed.\nWhat to do: Raise the limit.',
  )
})

test('advice links only to pages of the portal, and mentions nobody', () => {
  const todo =
    'Look at https://spice.ai/acme/taxi, or https://spice.ai. Not https://evil.example; @octocat knows.'
  const summary = render({}, { ...bad, todo })
  expectHarmlessSummary(summary)
  expect(summary).toContain('<a href="https://spice.ai/acme/taxi">https://spice.ai/acme/taxi</a>, or')
  expect(summary).toContain(
    '<a href="https://spice.ai">https://spice.ai</a>. Not <code>https://evil.example</code>; <code>@octocat</code>',
  )
})

test('a summary that is too large omits the least important parts first, and says so', () => {
  const parts = [
    { text: '## head' },
    { text: 'l'.repeat(1000), kind: 'log' },
    { text: 'p'.repeat(1000), kind: 'pictures' },
    { text: 'c'.repeat(1000), kind: 'checks' },
    { text: 'tail' },
  ] as const
  const note = (what: string) => `<p>Omitted because GitHub limits summaries to 1 MiB: ${what}.</p>`
  const seen = (most: number) => assemble(parts, most).replace(/(.)\1{9,}/g, '$1')
  expect(seen(4000)).toBe('## head\n\nl\n\np\n\nc\n\ntail\n\n')
  expect(seen(3000)).toBe(`## head\n\np\n\nc\n\ntail\n\n${note('log')}\n\n`)
  expect(seen(2000)).toBe(`## head\n\nc\n\ntail\n\n${note('log, pictures')}\n\n`)
  expect(seen(1000)).toBe(`## head\n\ntail\n\n${note('log, pictures, checks')}\n\n`)
  expect(seen(1)).toBe(seen(1000))
})

test('a summary with everything at its longest stays below the limit of GitHub', () => {
  const text = '&"\u{1f695}'
  const [huge, long] = [`${text.repeat(80_000)}\n`, text.repeat(5000)]
  const fields = ['status', 'created_at', 'image_tag', 'creation_source', 'created_by', 'commit_message']
  const changes = [spicepodChange(huge), { kind: 'secret', name: huge } as const]
  const verification = {
    tests: Array<TestResult>(120).fill({ name: 'sql', ok: false, durationMs: 1, error: long }),
    datasets: Array.from({ length: 250 }, (_, index) => ({
      name: long,
      status: index % 2 ? 'Ready' : long,
      error_message: long,
    })),
    problems: [],
  }
  const planned: Outcome = {
    kind: 'planned',
    plan: { kind: 'deploy', changes, spicepodDiff: [[huge]], request: {}, blockers: [] },
  }
  for (const ended of [{}, { outcome: planned }]) {
    const summary = render(
      {
        ...ended,
        verification,
        logTail: [huge],
        deployment: deployment({ id: 1, ...Object.fromEntries(fields.map((name) => [name, huge])) }),
        applied: [{ kind: 'secret', name: huge }],
      },
      { ...bad, what: huge, todo: huge },
    )
    expectHarmlessSummary(summary)
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(summary).toContain('Omitted because GitHub limits summaries to 1 MiB: log')
  }
})

test('only the text of others is code in a sentence, and not the bracket that closes around it', () => {
  const show = (text: string) => new Markup(asIs).sentence(text)
  expect(show('failed (Required: apps:read).')).toBe('failed (Required: <code>apps:read</code>).')
  expect(show('the call count(a:b), twice')).toBe('the call <code>count(a:b)</code>, twice')
})
