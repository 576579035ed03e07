import { expect, test } from '@jest/globals'
import type { Outcome } from '../../src/core/outcome.ts'
import type { Problem } from '../../src/core/problem.ts'
import { asIs } from '../../src/platform/text.ts'
import { Markup } from '../../src/report/markup.ts'
import { assemble, renderSummary } from '../../src/report/summary.ts'
import { conclude, type Verdict } from '../../src/report/verdict.ts'
import type { TestResult } from '../../src/runtime/verification.ts'
import { summaries } from '../../testing/samples/summaries.ts'
import { spicepodChange, taxi } from '../../testing/samples/taxi.ts'
import { deployment } from '../deploy/deployment.ts'
import { expectHarmlessSummary, readSummary } from '../harness/summary.ts'
import { anyRollout } from './events.ts'
import { type Known, runState, sha, stateOf } from './run-state.ts'

const succeeded = deployment({ id: 1001, status: 'succeeded' })
const good = conclude({ kind: 'succeeded', deployment: succeeded }, runState())
const bad: Verdict = {
  ...conclude({ kind: 'failed', deployment: succeeded }, stateOf({})),
  sentence: 'No.',
  pageTodo: 'Do.',
}
const repositoryUrl = 'https://github.com/acme/taxi'

const redact = (text: string) => text.replaceAll('hush & hush', '***')

/** The summary of a run, which contains only the action's own tags. */
function render(overrides: Known = {}, verdict = good): string {
  const summary = renderSummary(runState(overrides), verdict, { repositoryUrl, redact })
  expectHarmlessSummary(summary)
  return summary
}

test.each(summaries().map(({ title, markdown }) => [title, markdown] as const))(
  'the summary of %j',
  (title, markdown) => {
    expectHarmlessSummary(markdown)
    expect(Buffer.byteLength(markdown)).toBeLessThan(100_000)
    if (title === 'Verification failed, and rolled back') expect(markdown).toMatchSnapshot()
  },
)

test('a failure shows its reason as prose that wraps, then what is live, then what to do', () => {
  const what = `${'word '.repeat(60)}\none\n\n  two`
  const live = 'Deployment 7 (commit `abc1234`) is still live.'
  const summary = render({}, { ...bad, sentence: what, live, pageTodo: 'first\nsecond' })
  expect(summary).toContain('## ❌ taxi: Deployment failed')
  expect(summary).toContain(
    `word <br>\none<br>\n  two<br>\nDeployment 7 (commit <code>abc1234</code>) is still live.</p>\n\n<p><b>What to do:</b> first<br>second</p>`,
  )
  expect(summary).not.toContain('<pre>')
})

test.each(['main', '../../x', `${sha}?x`, '"onclick="x'])('no summary links the commit %j', (commitSha) => {
  expect(render({ source: { commitSha } })).not.toContain('/commit/')
})

const before = '9a8b7c6d5e4f30211203948576a5b4c3d2e1f009'
const last = { id: 999, status: 'succeeded', image_tag: '2.3.0', replicas: 2, commit_sha: before }
const own = { id: 1001, status: 'succeeded', image_tag: '2.4.0', replicas: 3, commit_sha: sha }
const failed = deployment({ id: 1000, status: 'failed', image_tag: 'x' })
const changes = (lastOne: object, ownOne: object = {}) => {
  const history = [failed, deployment({ ...last, ...lastOne })]
  const summary = render({ history, deployment: deployment({ ...own, ...ownOne }) }, bad)
  return /### Since deployment 999, the last success[\s\S]*?<\/(?:table|p)>/.exec(summary)?.[0]
}

test('changes since the last success are shown side by side, with a link to the commits in between', () => {
  const text = changes({}) ?? ''
  expect(readSummary(text)).toMatch(/BeforeNow\nImage2\.3\.02\.4\.0\nReplicas23\nCommit9a8b7c61f2e3d4 diff\n/)
  expect(text).toContain(`<a href="${repositoryUrl}/compare/${before}...${sha}">diff</a>`)
})

test('what a deployment that failed has is not said to run now', () => {
  const text = readSummary(changes({}, { status: 'failed' }) ?? '')
  expect(text).toMatch(/BeforeThis run\nImage2\.3\.02\.4\.0\n/)
})

test.each([sha.slice(0, 7), sha.toUpperCase()])(
  'a commit that the last success has on record as %s has not changed',
  (commit_sha) => {
    expect(readSummary(changes({ commit_sha }) ?? '')).toMatch(/Now\nImage.*\nReplicas23\n/)
    const text = changes({ commit_sha }, { ...last, id: 1001, commit_sha: sha }) ?? ''
    expect(readSummary(text)).toContain('No changes: same image, replicas, commit.')
  },
)

test('changes since the last success omit what one of the deployments does not report', () => {
  expect(readSummary(changes({ image_tag: null, commit_sha: '' }) ?? '')).toMatch(/Now\nReplicas23\n/)
  expect(changes({ image_tag: null, commit_sha: '', replicas: null })).toBeUndefined()
})

test.each([before.slice(0, 12), 'main', `${before}/../../evil`])(
  'changes since the last success have no link with the commit %s',
  (commit_sha) => {
    expect(changes({ commit_sha })).toMatch(/^### Since deployment(?!.*\/compare\/)/s)
  },
)

test('changes are not shown if no deployment has succeeded', () => {
  expect(render({ history: [failed] })).not.toContain('### Changes since')
})

test('a summary shows the first ten datasets that are not ready, and folds the others and those that are', () => {
  const statuses = [...Array(120).fill('Loading'), ...Array(180).fill('Ready')]
  const datasets = statuses.map((status, index) => ({ name: `t${index}`, status }))
  const summary = render({ verification: { tests: [], datasets, problems: [] } })
  const [open = '', folded = ''] = summary.split('<summary>Checks</summary>')
  expect(open.match(/❌/g)).toHaveLength(100)
  expect(open).toContain('<summary>110 more</summary>')
  expect(open).toContain('<p>… and 20 more.</p>')
  expect(open).not.toContain('✅ <code>')
  expect(folded.match(/✅ <code>/g)).toHaveLength(100)
  expect(folded).toContain('<p>… and 80 more.</p>')
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
  const show = (redact: (text: string) => string) => renderSummary(own, good, { repositoryUrl, redact })
  expect(show(hiding)).toBe(show(redact))
})

test('a summary says for each of several causes of a stuck rollout what to do about it', () => {
  const invalid = { code: 'dataset-invalid', kind: 'dataset', certain: true } as const
  const problem = (name: string, advice: string): Problem => {
    return { ...invalid, name, message: `Dataset \`${name}\` failed.`, advice }
  }
  const problems = [problem('trips', 'Check `from`.'), problem('zones', 'Raise the limit.')]
  const outcome: Outcome = { kind: 'stuck', deployment: deployment({ status: 'in_progress' }), problems }
  const known = { rollout: { ...anyRollout, problems }, outcome }
  const summary = render(known, conclude(outcome, runState(known)))
  expect(readSummary(summary)).toContain(
    'Dataset trips failed.\nWhat to do: Check from.\n\nDataset zones failed.\nWhat to do: Raise the limit.',
  )
})

test('advice links only to pages of the portal, and mentions nobody', () => {
  const todo =
    'Look at https://spice.ai/acme/taxi, or https://spice.ai. Not https://evil.example; @octocat knows.'
  const summary = render({}, { ...bad, pageTodo: todo })
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
    datasets: Array.from({ length: 250 }, (_, index) => {
      return { name: long, status: index % 2 ? 'Ready' : long, error_message: long }
    }),
    problems: [],
  }
  const plan = { kind: 'deploy', changes, spicepodDiff: [[huge]], request: {}, blockers: [] } as const
  const known: Known = {
    verification,
    logTail: [huge],
    deployment: deployment({ id: 1, ...Object.fromEntries(fields.map((name) => [name, huge])) }),
    applied: [{ kind: 'secret', name: huge }],
  }
  for (const ended of [{}, { outcome: { kind: 'planned', plan } as const }]) {
    const { ending } = 'outcome' in ended ? conclude(ended.outcome, runState(known)) : bad
    const summary = render({ ...known, ...ended }, { ...bad, ending, sentence: huge, pageTodo: huge })
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(summary).toContain('Omitted because GitHub limits summaries to 1 MiB: log')
  }
})

test('only the text of others is code in a sentence, and not the bracket that closes around it', () => {
  const show = (text: string) => new Markup(asIs).sentence(text)
  expect(show('failed (Required: apps:read).')).toBe('failed (Required: <code>apps:read</code>).')
  expect(show('the call count(a:b), twice')).toBe('the call <code>count(a:b)</code>, twice')
})
