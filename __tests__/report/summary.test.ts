import { describe, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { hostileText } from '../../preview/runs/odd.ts'
import { taxi } from '../../preview/runs/taxi.ts'
import { summaries } from '../../preview/summaries.ts'
import { explainRefusal } from '../../src/report/refusal.ts'
import { putTogether } from '../../src/report/summary/size.ts'
import { renderSummary } from '../../src/report/summary.ts'
import type { Verdict } from '../../src/report/verdict.ts'
import { App } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'
import { expectHarmlessSummary, readSummary } from '../harness/summary.ts'
import { facts, sha } from './facts.ts'

const good: Verdict = {
  isGood: true,
  headline: 'Deployed',
  what: 'Deployment 1001 succeeded.',
  todo: '',
  errorMessage: undefined,
}
const bad: Verdict = {
  isGood: false,
  headline: 'Deployment failed',
  what: 'No.',
  todo: 'Do.',
  errorMessage: 'No.',
}
const repositoryUrl = 'https://github.com/acme/taxi'

const redact = (text: string) => text.replaceAll('hush & hush', '***')

const render = (overrides = {}, verdict = good, repository: string | undefined = repositoryUrl) =>
  renderSummary(facts(overrides), verdict, { repositoryUrl: repository, redact })

test.each(summaries().map(({ title, markdown }) => [title, markdown] as const))(
  'the summary of %j',
  (_, markdown) => {
    expectHarmlessSummary(markdown)
    expect(Buffer.byteLength(markdown)).toBeLessThan(100_000)
    if (!markdown.includes('octocat') && markdown.length < 10_000) expect(markdown).toMatchSnapshot()
  },
)

test('a summary has every fact that is known, in order', () => {
  const fields = { created_by: 'robin', creation_source: 'api', started_at: '2026-11-24T12:00:02.000Z' }
  const summary = render({
    deployment: deployment({ ...facts().deployment?.raw, ...fields }),
    writes: [{ kind: 'secret', name: 'KEY' }],
    rollback: deployment({ id: 1002, status: 'queued' }),
  })
  expectHarmlessSummary(summary)
  expect(readSummary(summary)).toMatchInlineSnapshot(`
"## ✅ Deployed

Deployment 1001 succeeded.


Apptaxi (4711)
Deployment1001
Statussucceeded
Duration18.4s
Image2.4.0-rc.1
Channelpreview
Replicas2
Branchmain
Commit1f2e3d4
MessageFix the meter
Written beforestored secret KEY
Byrobin through api
Created2026-11-24 12:00:00 UTC
Started2026-11-24 12:00:02 UTC
Updated2026-11-24 12:00:18 UTC
Rollback1002, queued


"
`)
})

test('a summary before anything was known has the verdict alone', () => {
  const summary = renderSummary({}, bad, { repositoryUrl, redact })
  expectHarmlessSummary(summary)
  expect(summary).not.toContain('<table>')
})

test('a bad end shows what to do, and the reason as it came', () => {
  const summary = render({}, { ...bad, what: 'one\n\n  two', todo: 'first\nsecond' })
  expectHarmlessSummary(summary)
  expect(summary).toContain('## ❌ Deployment failed')
  expect(summary).toContain('<pre>one\n\n  two</pre>')
  expect(summary).toContain('first<br>second')
})

describe('the commit', () => {
  test('is linked to the repository, on whatever server that is', () => {
    expect(render({}, good, 'https://ghe.acme.example/acme/taxi')).toContain(
      `<a href="https://ghe.acme.example/acme/taxi/commit/${sha}"><code>1f2e3d4</code></a>`,
    )
  })

  test('is not linked without a repository', () => {
    const summary = renderSummary(facts(), good, { repositoryUrl: undefined, redact })
    expect(summary).toContain('<td><code>1f2e3d4</code></td>')
  })

  test.each(['main', '../../x', `${sha}?x`, '"onclick="x'])('is not linked when it is %j', (commitSha) => {
    const summary = render({ source: { commitSha } })
    expectHarmlessSummary(summary)
    expect(summary).not.toContain('/commit/')
  })
})

test('nothing of others can leave its place', () => {
  const text = '</code></td></table>\n\n# big\n\n<script>x</script>|`*_[a](b)&lt; "\' \u202e\u001b[1m'
  const fields = ['status', 'created_at', 'started_at', 'updated_at', 'image_tag', 'error_message']
  const summary = render(
    {
      app: v.parse(App, { id: 1, name: text }),
      org: text,
      source: { branch: text, commitSha: text, commitMessage: text },
      channel: text,
      imageTag: text,
      deployment: deployment(Object.fromEntries(fields.map((name) => [name, text]))),
    },
    { ...bad, what: text, todo: text },
  )
  expectHarmlessSummary(summary)
  expect(readSummary(summary)).toContain('<script>x</script>')
})

test('a summary stays far below the 1 MiB at which the runner drops it', () => {
  const text = '<&"\n'.repeat(100_000)
  const summary = render({
    app: v.parse(App, { id: 1, name: text }),
    source: { branch: text, commitSha: text, commitMessage: text },
    channel: text,
    deployment: deployment({ status: text, created_at: text, image_tag: text }),
  })
  expectHarmlessSummary(summary)
  expect(summary.length).toBeLessThan(1024 * 1024)
})

test('what stands between backticks in advice is shown as code, and stays text', () => {
  const summary = render({}, { ...bad, todo: 'Raise `timeout-seconds`, not `<b>`.\nA ` alone.' })
  expectHarmlessSummary(summary)
  expect(summary).toContain(
    'Raise <code>timeout-seconds</code>, not <code>&lt;b&gt;</code>.<br>A <code>`</code> alone.',
  )
})

describe('what changed since the last success', () => {
  const before = '9a8b7c6d5e4f30211203948576a5b4c3d2e1f009'
  const last = { id: 999, status: 'succeeded', image_tag: '2.3.0', replicas: 2, commit_sha: before }
  const own = { id: 1001, status: 'failed', image_tag: '2.4.0', replicas: 3, commit_sha: sha }
  const changes = (lastOne: object, ownOne: object, repository: string | undefined = repositoryUrl) => {
    const history = [
      deployment({ id: 1000, status: 'failed', image_tag: 'x' }),
      deployment({ ...last, ...lastOne }),
    ]
    const summary = render({ history, deployment: deployment({ ...own, ...ownOne }) }, bad, repository)
    expectHarmlessSummary(summary)
    return /### Since deployment 999, [\s\S]*?<\/(?:table|p)>/.exec(summary)?.[0]
  }

  test('is told side by side, with a link to the commits in between', () => {
    const text = changes({}, {}) ?? ''
    expect(readSummary(text)).toMatch(
      /BeforeNow\nImage2\.3\.02\.4\.0\nReplicas23\nCommit9a8b7c61f2e3d4 what changed\n/,
    )
    expect(text).toContain(`<a href="${repositoryUrl}/compare/${before}...${sha}">what changed</a>`)
  })

  test('may be nothing', () => {
    const text = changes({}, { ...last, id: 1001 }) ?? ''
    expect(readSummary(text)).toContain('Nothing has changed: the same image, replicas and commit.')
  })

  test('leaves out what one of them does not tell', () => {
    expect(readSummary(changes({ image_tag: null, commit_sha: '' }, {}) ?? '')).toMatch(/Now\nReplicas23\n/)
    expect(changes({ image_tag: null, commit_sha: '', replicas: null }, {})).toBeUndefined()
  })

  test.each([
    ['a short commit', { commit_sha: before.slice(0, 12) }, repositoryUrl],
    ['a branch', { commit_sha: 'main' }, repositoryUrl],
    ['a path', { commit_sha: `${before}/../../evil` }, repositoryUrl],
  ])('has no link with %s', (_, lastOne, repository) => {
    expect(changes(lastOne, {}, repository)).not.toContain('/compare/')
  })

  test('is not told where none has succeeded', () => {
    const history = [deployment({ id: 1000, status: 'failed', image_tag: 'x' })]
    expect(render({ history })).not.toContain('### Since')
  })
})

describe('the checks of a summary', () => {
  const dataset = (name: string, status: string) => ({ name, status })
  const withDatasets = (datasets: object[]) => render({ verification: { tests: [], datasets, problems: [] } })

  test('have what is not ready first', () => {
    const text = readSummary(withDatasets([dataset('fine', 'Ready'), dataset('bad', 'Error')]))
    expect(text).toMatch(/DatasetStatus\n❌ badError\n✅ fineReady\n/)
  })

  test('fold in what is ready of many, and end somewhere', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      dataset(`t${index}`, index < 120 ? 'Loading' : 'Ready'),
    )
    const summary = withDatasets(many)
    expectHarmlessSummary(summary)
    expect(summary).toContain('<summary>180 of 300 datasets are ready</summary>')
    expect(summary.match(/❌/g)).toHaveLength(100)
    expect(summary).toContain('<p>… and 20 more of them.</p>')
    expect(summary).toContain('<p>… and 80 more of them.</p>')
  })
})

describe('secrets', () => {
  // Escaped, cut or wrapped, nobody would know it any more.
  const secret = 'hush & hush'

  test('are hidden in all that others have written', () => {
    const text = `<${secret}> ${'word '.repeat(17)}${secret} end`
    const fields = ['status', 'created_at', 'image_tag', 'creation_source', 'created_by']
    const summary = render(
      {
        source: { branch: text, commitSha: text, commitMessage: `${'.'.repeat(490)}${text}` },
        channel: text,
        logTail: ['first hush & hush', 'last'],
        deployment: deployment({ id: 1, ...Object.fromEntries(fields.map((name) => [name, text])) }),
        history: [deployment({ id: 9, status: 'succeeded', image_tag: `${text} before`, commit_sha: text })],
      },
      { ...bad, what: text, todo: `Do ${text}` },
    )
    expectHarmlessSummary(summary)
    expect(readSummary(summary)).not.toMatch(/hush/)
    expect(summary).toContain('&lt;***&gt;')
  })

  test('change no number, no status and no picture', () => {
    const history = taxi({}).history ?? []
    const hiding = (text: string) => text.replace(/1042|succeeded|gantt|table|taxi/g, '***')
    const own = facts({
      history,
      deployment: deployment({ id: 1042, status: 'succeeded' }),
      outcome: { kind: 'succeeded', deployment: deployment({ id: 1042 }) },
      stretches: [{ name: 'queued', startMs: 0, endMs: 20_000 }],
    })
    const [shown, hidden] = [redact, hiding].map((each) =>
      renderSummary(own, good, { repositoryUrl, redact: each }),
    )
    expect(hidden).toBe(shown)
  })
})

describe('long lines', () => {
  test('of a block are wrapped where there are blanks, and stay what they are', () => {
    const what = `${'word '.repeat(60)}\n${'x'.repeat(300)}\n  indented`
    const summary = render({}, { ...bad, what })
    const lines = /<pre>([\s\S]*)<\/pre>/.exec(summary)?.[1]?.split(/\n|<br>/) ?? []
    expect(lines.map(({ length }) => length)).toEqual([100, 100, 100, 300, 10])
    expect(readSummary(summary)).toContain(what)
  })
})

test('words of a server in advice leave their backticks and stay dead', () => {
  const message = 'Required: a`@octocat`b`#1`https://evil.example`1f2e3d4`GH-1'
  const { todo } = explainRefusal(
    { operation: 'getApp', status: 403, code: 'insufficient_scope', message },
    4711,
    redact,
  )
  expect(todo).toContain('@octocat')
  const summary = render({}, { ...bad, todo })
  expectHarmlessSummary(summary)
  expectHarmlessSummary(render({}, { ...bad, todo: `${message} and @octocat, www.evil.example :tada:` }))
})

test('advice links to pages of the portal alone, and mentions nobody', () => {
  const todo =
    'Look at https://spice.ai/acme/taxi, or https://spice.ai. Not https://evil.example; @octocat knows.'
  const summary = render({}, { ...bad, todo })
  expectHarmlessSummary(summary)
  expect(summary).toContain('<a href="https://spice.ai/acme/taxi">https://spice.ai/acme/taxi</a>, or')
  expect(summary).toContain(
    '<a href="https://spice.ai">https://spice.ai</a>. Not <code>https://evil.example</code>; <code>@octocat</code>',
  )
})

test('what is too much is left out, the least important first, and a line says so', () => {
  const parts = [
    { text: '## head' },
    { text: 'l'.repeat(1000), kind: 'log' },
    { text: 'p'.repeat(1000), kind: 'pictures' },
    { text: 'c'.repeat(1000), kind: 'checks' },
    { text: 'tail' },
  ] as const
  const note = (what: string) => `<p>Left out, since GitHub shows 1 MiB at most: ${what}.</p>`
  const seen = (most: number) => putTogether(parts, most).replace(/(.)\1{9,}/g, '$1')
  expect(seen(4000)).toBe('## head\n\nl\n\np\n\nc\n\ntail\n\n')
  expect(seen(3000)).toBe(`## head\n\np\n\nc\n\ntail\n\n${note('the log')}\n\n`)
  expect(seen(2000)).toBe(`## head\n\nc\n\ntail\n\n${note('the log, the pictures')}\n\n`)
  expect(seen(1000)).toBe(`## head\n\ntail\n\n${note('the log, the pictures, the checks')}\n\n`)
  expect(seen(1)).toBe(seen(1000))
})

test('everything at its longest is less than GitHub takes', () => {
  const huge = `${'&"\u{1f695}'.repeat(100_000)}\n`
  const fields = ['status', 'created_at', 'image_tag', 'creation_source', 'created_by', 'commit_message']
  const plan = { create: undefined, tags: [], spicepod: { path: huge, diff: huge }, secrets: [huge] }
  const verification = {
    tests: Array.from({ length: 120 }, () => ({ name: 'sql', ok: false, durationMs: 1, error: huge })),
    datasets: Array.from({ length: 250 }, (_, index) => ({
      ...{ name: huge, status: index % 2 ? 'Ready' : huge },
      error_message: huge,
    })),
    problems: [],
  }
  for (const outcome of [
    undefined,
    { kind: 'planned', plan: { kind: 'deploy', app: plan, request: {}, inTheWay: [] } },
  ]) {
    const summary = render(
      {
        outcome,
        verification,
        logTail: [huge],
        deployment: deployment({ id: 1, ...Object.fromEntries(fields.map((name) => [name, huge])) }),
        writes: [{ kind: 'secret', name: huge }],
      },
      { ...bad, what: huge, todo: huge },
    )
    expectHarmlessSummary(summary)
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(summary).toContain('Left out, since GitHub shows 1 MiB at most: the log')
  }
})

test('hostile text shows as it is wherever it stands', () => {
  const text = hostileText.slice(0, 150)
  const seen = readSummary(render({ channel: text, imageTag: text }, { ...bad, what: hostileText }))
  expect(seen).toContain('# big <script>alert(1)</script><img src=x onerror=alert(1)>')
  expect(seen).toContain('| --- | --- |')
  expect(seen).toContain('%%{init: {"securityLevel": "loose"}}%%')
})
