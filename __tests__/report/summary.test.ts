import { describe, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { renderSummary } from '../../src/report/summary.ts'
import type { Verdict } from '../../src/report/verdict.ts'
import { App } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'
import { expectHarmlessSummary, readSummary } from '../process/harmless.ts'
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

const render = (overrides = {}, verdict = good, repository: string | undefined = repositoryUrl) =>
  renderSummary(facts(overrides), verdict, { repositoryUrl: repository })

test('a summary has every fact that is known, in order', () => {
  const summary = render()
  expectHarmlessSummary(summary)
  expect(readSummary(summary)).toMatchInlineSnapshot(`
"## ✅ Deployed

Deployment 1001 succeeded.


Apptaxi (4711)
Deployment1001
Statussucceeded
Channelpreview
Replicas2
Image2.4.0-rc.1
Branchmain
Commit1f2e3d4
MessageFix the meter
Created2026-11-24T12:00:00.000Z
Updated2026-11-24T12:00:18.400Z
Duration18.4s


"
`)
})

test('a summary before anything was known has the verdict alone', () => {
  const summary = renderSummary({}, bad, { repositoryUrl })
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
    const summary = renderSummary(facts(), good, { repositoryUrl: undefined })
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
  expect(summary).toContain('Raise <code>timeout-seconds</code>, not <code>&lt;b&gt;</code>.<br>A ` alone.')
})
