import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { PreconditionError } from '../../src/core/errors.ts'
import type { Outcome, RecoveryState } from '../../src/core/outcome.ts'
import { type CommentContext, isWorthComment, renderComment } from '../../src/report/comment.ts'
import { conclude } from '../../src/report/verdict.ts'
import { App } from '../../src/spice/schema.ts'
import { deployment } from '../deploy/deployment.ts'
import { marker } from '../github/fixture.ts'
import fc from '../harness/property.ts'
import { anyText, commentContext, expectHarmlessComment, nastyTexts, readComment } from './comment-html.ts'
import { type Known, runState, sha, stateOf } from './run-state.ts'

/** The comment of a run, with the words that its outcome gets. */
function render(outcome: Outcome, overrides: Known = {}, special: Partial<CommentContext> = {}): string {
  const seen = 'deployment' in outcome ? outcome.deployment : undefined
  const { deployment, ...known } = runState({ outcome, ...(seen && { deployment: seen }), ...overrides })
  const isSeen = 'deployment' in outcome || 'deployment' in overrides
  const state = isSeen && deployment ? { ...known, deployment } : known
  const comment = renderComment(state, conclude(outcome, state), commentContext(special))
  expectHarmlessComment(comment)
  return comment
}

const done = runState().deployment ?? deployment()
const other = (fields: Record<string, unknown>) => deployment({ ...done.raw, ...fields })
const failed = other({ status: 'failed', error_message: 'Secret STRIPE_KEY is not set' })
const success: Outcome = { kind: 'succeeded', deployment: done }
const result = { kind: 'restored' } as const
const recovery: RecoveryState = { mode: 'restore', isRestored: true, isRequested: false, result }

test('a comment on a failed deployment shows why it failed, what to do, and what was restored', () => {
  const comment = render(
    { kind: 'failed', deployment: failed },
    { recovery: { ...recovery, deployment: deployment({ id: 1003, status: 'succeeded' }) } },
  )
  expect(readComment(comment)).toMatchInlineSnapshot(`
"❌ taxi: Deployment failed, rolled back
Deployment 1001 failed: Secret STRIPE_KEY is not set
Restored the app's previous spicepod.
Rolled back: deployment 1003 is live.
What to do: Fix the cause (secret, dataset or model) and redeploy. App logs: https://spice.ai/acme/taxi.
Facts

Live1003
Apptaxi (4711)
Deployment1001
Statusfailed
Duration18s
Rollback1003 · succeeded
Image2.4.0-rc.1
Channelpreview
Replicas2
Branchmain
Commit1f2e3d4
MessageFix the meter
Created2026-11-24 12:00:00 UTC
Updated2026-11-24 12:00:18 UTC

2026-11-24 12:05:00 UTC · run 100"
`)
})

// The words are those of the verdict, whose tests have the rest of them.
test.each<[string, Outcome, Known, RegExp]>([
  [
    'a timeout without a deployment shows no row for it',
    { kind: 'timed-out', reason: 'deployment 1000 was still running' },
    {},
    /^❌ taxi: Timed out\nNo deployment could .* running\.\nNothing is live: [^\n]*\nWhat to do: [^\n]*\nFacts\s*Livenothing: [^\n]*\nApptaxi \(4711\)\nChannelpreview\nBranchmain\nCommit1f2e3d4\n/s,
  ],
  [
    'a started deployment has no time that it took',
    { kind: 'started', deployment: other({ status: 'queued', updated_at: null }) },
    {},
    /^⏳ taxi: Deployment started\n.*Deployment1001\nStatusqueued\nImage.*Created2026-11-24 12:00:00 UTC\s/s,
  ],
])('a comment on %s', (_, outcome, known, says) => {
  expect(readComment(render(outcome, known))).toMatch(says)
})

test('a comment names no app if there is none', () => {
  const error = new PreconditionError('The organization has no app named `taxi`.', 'Correct `app-name`.')
  const comment = render({ kind: 'refused', error }, { appId: undefined, app: v.parse(App, { id: 4711 }) })
  expect(readComment(comment)).toMatch(/^❌ (app 4711: )?Nothing was deployed\nThe organization has no app/)
})

test('a comment shows the commit of the deployment, and the one that the run is for', () => {
  const shown = (commitSha: string, commit_sha: string) => {
    const outcome: Outcome = { kind: 'succeeded', deployment: other({ commit_sha }) }
    const comment = render(outcome, { source: { commitSha } })
    return /<tr><th align="left">Commit<\/th><td>(.*)<\/td>/.exec(comment)?.[1]
  }
  const page = 'https://github.com/acme/taxi/commit'
  const linked = (of: string) => `<a href="${page}/${of}"><code>${of.slice(0, 7)}</code></a>`
  const recorded = 'c'.repeat(40)
  expect(shown(sha, recorded)).toBe(`${linked(recorded)} · this run is for ${linked(sha)}`)
  expect(shown(sha.slice(0, 10), sha)).toBe(linked(sha))
})

test('the footer of a comment names a run that has no page', () => {
  const comment = render(success, {}, { runUrl: undefined })
  expect(comment).toContain('<sub>2026-11-24 12:05:00 UTC · run <code>100</code></sub>')
})

test('the footer of a comment names a later attempt', () => {
  const comment = render(success, {}, { marker: marker({ attempt: 2 }) })
  expect(readComment(comment)).toMatch(/run 100, attempt 2$/)
})

test('secrets do not change the marker of a comment, and pages with a secret are not linked', () => {
  const redact = (text: string) => text.replaceAll('4711', '***').replaceAll('taxi', '***')
  const comment = render(success, {}, { redact })
  expect(comment).toMatch(/^<!-- spice-cloud-deploy app:4711 /)
  expect(comment).toContain('<code>***</code>')
  expect(comment).not.toContain('taxi')
})

test('a run that is cancelled is worth a comment once it may have requested a deployment', () => {
  const isWorth = (outcome: Outcome, isRequested = false) => isWorthComment(stateOf({ outcome, isRequested }))
  expect(isWorth({ kind: 'cancelled' })).toBe(false)
  expect(isWorth({ kind: 'cancelled' }, true)).toBe(true)
  expect(isWorth({ kind: 'cancelled', deployment: done })).toBe(true)
  expect(isWorth({ kind: 'unknown', reason: 'x' })).toBe(true)
})

const kinds = ['failed', 'superseded', 'unverified'] as const

/** The comment of a run in which every foreign text is this one. */
function renderAll(kind: (typeof kinds)[number], text: string): string {
  const fields = 'status created_at image_tag branch commit_sha commit_message error_message'.split(' ')
  const hostile = deployment({ id: 1, ...Object.fromEntries(fields.map((name) => [name, text])) })
  const outcome: Outcome = {
    failed: { kind: 'failed', deployment: hostile } as const,
    superseded: { kind: 'superseded', deployment: hostile, by: hostile } as const,
    unverified: { kind: 'unverified', deployment: hostile, problems: [text], isTolerated: true } as const,
  }[kind]
  return render(outcome, {
    app: v.parse(App, { id: 1, name: text }),
    org: text,
    source: { branch: text, commitSha: text, commitMessage: text },
    recovery: { ...recovery, deployment: hostile, result: { kind: 'unclear', reason: text } },
    verification: {
      tests: [{ name: 'sql', ok: false, durationMs: 1, error: text }],
      datasets: [{ name: text, status: text, error_message: text }],
      problems: [],
    },
    settings: { onSuperseded: 'pass', channel: text, imageTag: text },
  })
}

test.each(nastyTexts)('foreign text in a comment stays text: %j', (text) => {
  for (const kind of kinds) renderAll(kind, text)
  const [shown = ''] = text.split('\n').filter((line) => /^[ -~]+$/.test(line))
  expect(readComment(renderAll('failed', text))).toContain(shown)
})

test('random text in a comment stays text', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), anyText, (kind, text) => {
      renderAll(kind, text)
      render({ kind: 'refused', error: new PreconditionError(text, text) })
    }),
    { numRuns: 30 },
  )
})

test.each(['<&"\'\n', '🚕', '@a `b` '])('a comment with a lot of %j fits the limit of GitHub', (text) => {
  for (const kind of kinds) renderAll(kind, text.repeat(100_000))
})

test('a comment shows the beginning of a long reason', () => {
  const error_message = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n')
  const comment = render({ kind: 'failed', deployment: other({ status: 'failed', error_message }) })
  expect(readComment(comment)).toMatch(/line 0\nline 1\n.*line 11\n… and 88 more lines/s)
})
