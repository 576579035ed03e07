import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as v from 'valibot'
import type { Outcome } from '../../src/deployment/outcome.ts'
import { PreconditionError, RefusalError } from '../../src/errors.ts'
import { describeOutcome } from '../../src/report/describe-outcome.ts'
import { appUrl, type Facts } from '../../src/report/facts.ts'
import { type CommentContext, isWorthComment, renderComment } from '../../src/report/render-comment.ts'
import { App } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'
import { marker } from '../github/stage.ts'
import { expectHarmlessComment, readComment } from './comment-html.ts'
import { facts, sha } from './facts.ts'

const context: CommentContext = {
  marker: marker(),
  repositoryUrl: 'https://github.com/acme/taxi',
  runUrl: 'https://github.com/acme/taxi/actions/runs/100/attempts/1',
  at: new Date('2026-11-24T12:05:00Z'),
  redact: (text) => text,
}

/** The comment of a run, with the words that its outcome gets. */
function render(
  outcome: Outcome,
  overrides: Partial<Facts> = {},
  more: Partial<CommentContext> & { onSuperseded?: 'fail' | 'pass'; recovery?: string } = {},
): string {
  const { onSuperseded = 'fail', recovery = '', ...special } = more
  const seen = 'deployment' in outcome ? outcome.deployment : undefined
  const known = facts({ outcome, ...(seen && { deployment: seen }), ...overrides })
  if (!('deployment' in outcome) && !('deployment' in overrides)) delete known.deployment
  const verdict = describeOutcome(outcome, {
    appId: known.appId,
    timeoutMs: 600_000,
    onSuperseded,
    isRequested: false,
    appUrl: appUrl(known),
    leftBehind: '',
    recovery,
    redact: (text) => text,
  })
  const comment = renderComment(known, verdict, { ...context, ...special })
  expectHarmlessComment(comment)
  return comment
}

const done = facts().deployment ?? deployment()
const other = (fields: Record<string, unknown>) => deployment({ ...done.raw, ...fields })
const failed = other({ status: 'failed', error_message: 'Secret STRIPE_KEY is not set' })
const newer = deployment({ id: 1002, status: 'in_progress', commit_sha: 'b'.repeat(40), branch: 'main' })
const verification = {
  tests: [
    { name: 'sql', ok: true, durationMs: 20 },
    { name: 'chat', ok: false, durationMs: 900, error: 'HTTP 500' },
  ],
  datasets: [
    { name: 'trips', status: 'Ready' },
    { name: 'orders', status: 'Error', error_message: 'no such table' },
  ],
  problems: [],
} as const
const unverified = (isTolerated: boolean): Outcome => ({
  kind: 'unverified',
  deployment: done,
  problems: ['Dataset orders is in error: no such table.', 'The chat probe failed: HTTP 500.'],
  isTolerated,
})

test('the whole comment of a good run', () => {
  expect(render({ kind: 'succeeded', deployment: done })).toMatchInlineSnapshot(`
"<!-- spice-cloud-deploy app:4711 run:100.1 deployment:1001 -->
<h3>✅ Deployed: <a href="https://spice.ai/acme/taxi"><code>taxi</code></a></h3>

<table>
<tr><th align="left">Deployment</th><td><code>1001</code></td></tr>
<tr><th align="left">Commit</th><td><a href="https://github.com/acme/taxi/commit/1f2e3d4c5b6a79880716253443526170f1e2d3c4"><code>1f2e3d4</code></a> · branch <code>main</code></td></tr>
<tr><th align="left">Created</th><td>2026-11-24 12:00:00 UTC · took 18.4s</td></tr>
<tr><th align="left">Settings</th><td>image <code>2.4.0-rc.1</code> · replicas <code>2</code> · channel <code>preview</code></td></tr>
</table>

<p><sub>2026-11-24 12:05:00 UTC · <a href="https://github.com/acme/taxi/actions/runs/100/attempts/1">run <code>100</code></a></sub></p>
"
`)
})

describe('a reader sees', () => {
  test('that it is deployed, and what', () => {
    expect(readComment(render({ kind: 'succeeded', deployment: done }))).toMatchInlineSnapshot(`
"✅ Deployed: taxi

Deployment1001
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · took 18.4s
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('that what was deployed has been checked', () => {
    const tests = [{ name: 'sql', ok: true, durationMs: 20 }] as const
    const datasets = [{ name: 'trips', status: 'Ready' }]
    const checked = { ...verification, tests, datasets }
    expect(readComment(render({ kind: 'succeeded', deployment: done }, { verification: checked }))).toMatch(
      /Datasets✅ 1 of 1 ready\s+Probes✅ 1 of 1 passed/,
    )
  })

  test('why it failed, what to do, and what became of the app', () => {
    const comment = render(
      { kind: 'failed', deployment: failed },
      { rollback: deployment({ id: 1003, status: 'succeeded' }) },
      { recovery: 'The app has the spicepod back that it had before this run.' },
    )
    expect(readComment(comment)).toMatchInlineSnapshot(`
"❌ Deployment failed: taxi
Deployment 1001 failed: Secret STRIPE_KEY is not set
The app has the spicepod back that it had before this run.
What to do: Correct what the reason names (a secret, a dataset, a model) and deploy again; the app's logs are at https://spice.ai/acme/taxi.

Deployment1001 · failed
Rollback1003 · succeeded
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · took 18.4s
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('what does not hold of what was deployed', () => {
    expect(readComment(render(unverified(false), { verification }))).toMatchInlineSnapshot(`
"❌ Deployed, not verified: taxi
Deployment 1001 succeeded, but what it runs does not hold:
Dataset orders is in error: no such table.
The chat probe failed: HTTP 500.
What to do: Correct what the reasons name (a dataset, a model, a secret, the question itself) and deploy again; the app's logs are at https://spice.ai/acme/taxi.

Deployment1001 · succeeded
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · took 18.4s
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview
Datasets❌ 1 of 2 ready
Probes❌ 1 of 2 failed: chat

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('that the same is tolerated', () => {
    expect(readComment(render(unverified(true), { verification }))).toMatchInlineSnapshot(`
"⚠️ Deployed, not verified: taxi
Deployment 1001 succeeded, but what it runs does not hold:
Dataset orders is in error: no such table.
The chat probe failed: HTTP 500.

Deployment1001 · succeeded
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · took 18.4s
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview
Datasets❌ 1 of 2 ready
Probes❌ 1 of 2 failed: chat

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('that the time was up', () => {
    const going = other({ status: 'in_progress', updated_at: null })
    expect(
      readComment(render({ kind: 'timed-out', deployment: going }, { elapsedMs: 600_000 })),
    ).toMatchInlineSnapshot(`
"❌ Timed out: taxi
Deployment 1001 was still in_progress after 10m. It goes on in Spice Cloud and may yet succeed.
What to do: Look at https://spice.ai/acme/taxi how it ends, and raise timeout-seconds if deployments of this app need longer. A rollout that never ends usually waits for a missing secret, or for a dataset or model that does not load.

Deployment1001 · in_progress
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · watched for 10m
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('that there was no way in time', () => {
    expect(
      readComment(render({ kind: 'timed-out', reason: 'deployment 1000 was in the way' })),
    ).toMatchInlineSnapshot(`
"❌ Timed out: taxi
No deployment could be created within 10m: deployment 1000 was in the way.
What to do: Nothing was deployed. Run this job again later, or raise timeout-seconds.

Commit1f2e3d4 · branch main

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('that another took over', () => {
    const outcome: Outcome = { kind: 'superseded', deployment: other({ status: 'created' }), by: newer }
    expect(readComment(render(outcome))).toMatchInlineSnapshot(`
"❌ Deployment superseded: taxi
Deployment 1001 was superseded by the newer deployment 1002 (commit bbbbbbbbbbbb, branch main), which took over before it ended.
What to do: The newer deployment decides what runs. A concurrency group in the workflow makes runs take turns; on-superseded: pass lets this job pass.

Deployment1001 · created
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · watched for 19s
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview

2026-11-24 12:05:00 UTC · run 100"
`)
    expect(readComment(render(outcome, {}, { onSuperseded: 'pass' }))).toMatch(
      /^⏩ Deployment superseded: taxi/,
    )
  })

  test('that it goes on by itself', () => {
    const outcome: Outcome = { kind: 'started', deployment: other({ status: 'queued', updated_at: null }) }
    expect(readComment(render(outcome))).toMatchInlineSnapshot(`
"⏳ Deployment started: taxi
Deployment 1001 was started and goes on in Spice Cloud; this run does not wait for it.

Deployment1001 · queued
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('who said no', () => {
    const refusal = {
      operation: 'createDeployment',
      host: 'api.spice.ai',
      status: 402,
      message: 'Out of credits',
    } as const
    const error = new RefusalError(refusal)
    expect(readComment(render({ kind: 'refused', error }))).toMatchInlineSnapshot(`
"❌ Nothing was deployed: taxi
Creating the deployment at api.spice.ai failed (HTTP 402): Out of credits
What to do: The organization has to settle its plan or credits on spice.ai.

Commit1f2e3d4 · branch main

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('that the app is not there, by its name if there is one', () => {
    const without = { appId: undefined, app: undefined } as unknown as Partial<Facts>
    const error = new PreconditionError('The organization has no app named `taxi`.', 'Correct `app-name`.')
    const comment = render({ kind: 'refused', error }, without)
    expect(readComment(comment)).toMatch(/^❌ Nothing was deployed\nThe organization has no app/)
  })

  test('that it was cancelled', () => {
    const outcome: Outcome = { kind: 'cancelled', deployment: other({ status: 'in_progress' }) }
    expect(readComment(render(outcome))).toMatchInlineSnapshot(`
"❌ Cancelled: taxi
This run was cancelled. Deployment 1001 (last seen in_progress) goes on in Spice Cloud.
What to do: Look at https://spice.ai/acme/taxi how it ends, or watch it with deployment-id: 1001.

Deployment1001 · in_progress
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · watched for 19s
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview

2026-11-24 12:05:00 UTC · run 100"
`)
  })

  test('that nobody knows', () => {
    const outcome: Outcome = { kind: 'unknown', deployment: other({ status: 'queued' }), reason: 'HTTP 502' }
    expect(readComment(render(outcome))).toMatchInlineSnapshot(`
"❌ Outcome unknown: taxi
How deployment 1001 ended could not be found out (last seen queued): HTTP 502
What to do: It may go on in Spice Cloud: look at https://spice.ai/acme/taxi how it ends.

Deployment1001 · queued
Commit1f2e3d4 · branch main
Created2026-11-24 12:00:00 UTC · watched for 19s
Settingsimage 2.4.0-rc.1 · replicas 2 · channel preview

2026-11-24 12:05:00 UTC · run 100"
`)
  })
})

describe('the commit', () => {
  const shown = (source: Facts['source'], fields: Record<string, unknown> = {}) => {
    const deployed = other(fields)
    const comment = render({ kind: 'succeeded', deployment: deployed }, source && { source })
    return /<tr><th align="left">Commit<\/th><td>(.*)<\/td>/.exec(comment)?.[1]
  }
  const linked = (of: string) =>
    `<a href="https://github.com/acme/taxi/commit/${of}"><code>${of.slice(0, 7)}</code></a>`

  test('is that of the deployment, and another that the run is about is told', () => {
    const recorded = 'c'.repeat(40)
    expect(shown({ commitSha: sha }, { commit_sha: recorded })).toBe(
      `${linked(recorded)} · this run is about ${linked(sha)}`,
    )
    expect(shown({ commitSha: sha.slice(0, 10) }, { commit_sha: sha })).toBe(linked(sha))
  })

  test.each(['HEAD', '../../settings', `${sha}?x`, '"onclick="x'])(
    'is not linked when it is %j',
    (commitSha) => {
      expect(shown({ commitSha })).not.toContain('<a ')
    },
  )

  test('is not linked without a repository', () => {
    const comment = render({ kind: 'succeeded', deployment: done }, {}, { repositoryUrl: undefined })
    expect(comment).toContain('<td><code>1f2e3d4</code>')
  })
})

test('a run without a page is named', () => {
  const comment = render({ kind: 'succeeded', deployment: done }, {}, { runUrl: undefined })
  expect(comment).toContain('<sub>2026-11-24 12:05:00 UTC · run <code>100</code></sub>')
})

test('a later attempt is named', () => {
  const comment = render({ kind: 'succeeded', deployment: done }, {}, { marker: marker({ attempt: 2 }) })
  expect(readComment(comment)).toMatch(/run 100, attempt 2$/)
})

describe('secrets', () => {
  const secret = 'p&ss<w0rd>"\''
  const redact = (text: string) => text.replaceAll(secret, '***')

  test.each([
    ['as they are', secret],
    ['at the place where a text is cut', `${'x'.repeat(395 - 'Deployment 1001 failed: '.length)}${secret}`],
  ])('are hidden %s', (_, error_message) => {
    const outcome: Outcome = { kind: 'failed', deployment: other({ status: 'failed', error_message }) }
    const comment = render(outcome, {}, { redact })
    expect(comment).not.toMatch(/p&amp;|w0rd/)
    expect(comment).toContain('**')
  })

  test('that are a number of the marker or in a page leave the one as it is and the other without a link', () => {
    const comment = render(
      { kind: 'succeeded', deployment: done },
      {},
      {
        redact: (text) => text.replaceAll('4711', '***').replaceAll('taxi', '***'),
      },
    )
    expect(comment).toMatch(/^<!-- spice-cloud-deploy app:4711 /)
    expect(comment).toContain('<code>***</code>')
    expect(comment).not.toContain('taxi')
  })
})

describe('is worth a comment', () => {
  test.each<[string, Partial<Facts>, boolean]>([
    ['a success', { outcome: { kind: 'succeeded', deployment: done } }, true],
    ['a refusal', { outcome: { kind: 'unknown', reason: 'x' } }, true],
    ['a cancellation with a deployment', { outcome: { kind: 'cancelled', deployment: done } }, true],
    ['a cancellation while asking', { outcome: { kind: 'cancelled' }, isRequested: true }, true],
    ['not a cancellation before', { outcome: { kind: 'cancelled' } }, false],
  ])('%s', (_, known, is) => {
    expect(isWorthComment(known)).toBe(is)
  })
})

const nasty = [
  '| a | b |\n| --- | --- |\n| c | d |',
  '</code></td></tr></table></p><h1>x</h1><script>alert(1)</script>',
  '--> <!-- x <img src=x onerror=1>',
  '@everyone @acme/team #1 GH-1 acme/taxi#1 https://evil.example www.evil.example a@evil.example',
  '[link](https://evil.example) ![image](https://evil.example/x.png) <https://evil.example>',
  '`code` ``` \\` &lt; &#64;everyone &commat;everyone',
  '\n\n# heading\n\n- item\n\n```\nfence\n\n> quote\n\n---\n',
  '\u202etxt.exe\u202c \u2066x\u2069 \u200f \u0000\u001b[31m\r\n\u2028',
  ':tada: 1f2e3d4c5b6a79880716253443526170f1e2d3c4 \ud83d \udc00',
  '**bold** _it_ ~~no~~ $x$ ~x~ ==x== [^1]',
]

const kinds = ['failed', 'superseded', 'unverified'] as const

/** A run of which everything that others have a say in is the same text. */
function renderAll(kind: (typeof kinds)[number], text: string): string {
  const fields = [
    'status',
    'created_at',
    'image_tag',
    'branch',
    'commit_sha',
    'commit_message',
    'error_message',
  ]
  const hostile = deployment({ id: 1, ...Object.fromEntries(fields.map((name) => [name, text])) })
  const outcome: Outcome = {
    failed: { kind: 'failed', deployment: hostile } as const,
    superseded: { kind: 'superseded', deployment: hostile, by: hostile } as const,
    unverified: { kind: 'unverified', deployment: hostile, problems: [text], isTolerated: true } as const,
  }[kind]
  return render(
    outcome,
    {
      app: v.parse(App, { id: 1, name: text }),
      org: text,
      source: { branch: text, commitSha: text, commitMessage: text },
      channel: text,
      imageTag: text,
      rollback: hostile,
      verification: {
        tests: [{ name: 'sql', ok: false, durationMs: 1, error: text }],
        datasets: [{ name: text, status: text, error_message: text }],
        problems: [],
      },
    },
    { onSuperseded: 'pass', recovery: text },
  )
}

describe('text of others stays text', () => {
  test.each(nasty)('%j', (text) => {
    for (const kind of kinds) renderAll(kind, text)
    const [shown = ''] = text.split('\n').filter((line) => /^[ -~]+$/.test(line))
    expect(readComment(renderAll('failed', text))).toContain(shown)
  })

  test('also in the advice', () => {
    for (const text of nasty) {
      const refusal = { operation: 'createDeployment', status: 403, code: 'insufficient_scope' } as const
      render({ kind: 'refused', error: new RefusalError({ ...refusal, message: `Required: ${text}` }) })
      render({ kind: 'refused', error: new PreconditionError(text, text) })
    }
  })

  test('whatever it is made of', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(...nasty, '\n', '`', '@'),
    )
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''))
    fc.assert(
      fc.property(fc.constantFrom(...kinds), text, (kind, given) => {
        renderAll(kind, given)
        render({ kind: 'refused', error: new PreconditionError(given, given) })
      }),
      { numRuns: 30 },
    )
  })
})

describe('a comment fits', () => {
  test.each(['<&"\'\n', '🚕', '@a `b` '])('however much of %j there is', (text) => {
    for (const kind of kinds) renderAll(kind, text.repeat(100_000))
  })

  test('and shows the beginning of what is long', () => {
    const error_message = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
    const comment = render({ kind: 'failed', deployment: other({ status: 'failed', error_message }) })
    expect(readComment(comment)).toMatch(/line 0\nline 1\n.*line 11\n… and 88 more lines/s)
  })
})
