import { mock } from 'node:test'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Emit } from '../../src/core/events.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { Report } from '../../src/report/report.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { createMemoryRunner } from '../../testing/memory.ts'
import { deployment } from '../deploy/deployment.ts'

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval'] }))
afterEach(() => mock.timers.reset())

type Events = (emit: Emit, pass: (ms: number) => void) => Outcome

/** The lines of the log of a run with these events, without colors. Time passes only as the test specifies. */
async function logOf(events: Events): Promise<string[]> {
  const env = {
    'INPUT_API-TOKEN': 'a-token-of-the-test',
    'INPUT_APP-ID': '4711',
    'INPUT_ON-FAILURE': 'rollback',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/taxi',
    GITHUB_RUN_ID: '7',
    NO_COLOR: '1',
  }
  const { runner, result } = createMemoryRunner(env)
  const secrets = new Redaction(() => {})
  let now = 0
  const clock = { now: () => now, sleep: async () => {} }
  const report = new Report({ runner, secrets, clock, env, action: 'deploy' })
  report.emit({ type: 'inputs.read', inputs: readInputs(runner).inputs })
  report.emit({ type: 'org.found', org: 'acme' })
  const serverTimeMs = Date.parse('2026-11-24T14:00:00Z')
  const list = { deployments: [last], isWhole: true, serverTimeMs, tookMs: 80 }
  report.emit({ type: 'deployments.listed', list })
  const pass = (ms: number) => {
    now += ms
    mock.timers.tick(ms)
  }
  await report.end(events(report.emit, pass))
  return result().log.split('\n').filter(Boolean)
}

const ours = (status: string, more: Partial<Deployment> = {}) => deployment({ id: 1002, status, ...more })
const polled = (seen: Deployment, listed: readonly Deployment[] = []) =>
  ({ type: 'deployment.polled', deployment: seen, listed }) as const
const times = { created_at: '2026-11-24T12:00:00.000Z', finished_at: '2026-11-24T12:02:10.000Z' }
const last = deployment({ id: 1001, status: 'succeeded', ...times })

/** Up to the end of the deployment: what comes before is the same for all. */
function begin(emit: Emit, pass: (ms: number) => void): void {
  const commitMessage = 'Fix the meter\n\nMore'
  emit({ type: 'source.found', source: { branch: 'main', commitSha: '1f2e3d4c5b6a7988', commitMessage } })
  emit({ type: 'history.read', deployments: [last] })
  emit({ type: 'change.sending', change: { kind: 'spicepod', path: 'spicepod.yaml' } })
  emit({ type: 'change.applied', change: { kind: 'spicepod', path: 'spicepod.yaml' } })
  emit({ type: 'create.sending' })
  emit(polled(ours('queued')))
  pass(4000)
  emit(polled(ours('in_progress')))
  // Nothing new, and then a pause long enough for a progress line.
  for (const pauseMs of [20_000, 20_000]) {
    pass(pauseMs)
    emit(polled(ours('in_progress')))
  }
  pass(30_000)
}

test('an error message that changes with every poll is one warning for each cause', async () => {
  const lines = await logOf((emit, pass) => {
    begin(emit, pass)
    for (const error_message of ['tried 1 time', 'tried 2 times', 'tried 2 times', 'tried 3 times']) {
      emit(polled(ours('in_progress', { error_message })))
    }
    emit(polled(ours('in_progress', { error_message: 'no room', error_code: 'insufficient_cpu' })))
    return { kind: 'succeeded', deployment: ours('succeeded') }
  })
  expect(lines.filter((line) => line.includes('reports'))).toEqual([
    '::warning::Deployment 1002 is in_progress and reports: tried 1 time',
    'Deployment 1002 is in_progress and reports: tried 2 times',
    'Deployment 1002 is in_progress and reports: tried 3 times',
    '::warning::Deployment 1002 is in_progress and reports: no room',
  ])
})

test('the log of a deployment that succeeds and is verified', async () => {
  const lines = await logOf((emit, pass) => {
    begin(emit, pass)
    emit(polled(ours('succeeded')))
    emit({ type: 'verification.started' })
    pass(31_000)
    emit({ type: 'runtime.waiting', reason: 'HTTP 503: not ready' })
    pass(31_000)
    emit({ type: 'runtime.ready', tookMs: 9000 })
    pass(31_000)
    const progress = '5/8 ready, waiting for taxi_trips, orders and 1 more'
    emit({ type: 'datasets.polled', progress, datasets: [] })
    pass(31_000)
    emit({ type: 'datasets.polled', progress: '8/8 ready', datasets: [] })
    emit({ type: 'probe.started', name: 'sql' })
    pass(31_000)
    const result = { name: 'sql', ok: true, durationMs: 182, detail: '1 row' } as const
    emit({ type: 'probe.ended', result })
    return { kind: 'succeeded', deployment: ours('succeeded') }
  })
  expect(lines).toMatchInlineSnapshot(`
[
  "::group::Prepare",
  "Pushed spicepod.yaml",
  "::endgroup::",
  "::group::Deploy",
  "Deploying app 4711 · branch main · commit 1f2e3d4 · "Fix the meter"",
  "Created deployment 1002",
  "0s  queued",
  "The last successful deployment took 2m 10s.",
  "4s  in_progress",
  "44s  in_progress ██████░░░░░░░░░░░░░░ of about 2m 10s",
  "1m 14s  in_progress ███████████░░░░░░░░░ of about 2m 10s",
  "1m 14s  succeeded",
  "::endgroup::",
  "::group::Verify",
  "1m 45s  locating the runtime",
  "1m 45s  The runtime is not ready yet: HTTP 503: not ready",
  "2m 16s  waiting for the runtime",
  "2m 16s  Runtime ready after 9s",
  "2m 47s  waiting for the datasets",
  "2m 47s  Datasets: 5/8 ready, waiting for taxi_trips, orders and 1 more",
  "3m 18s  datasets: 5/8 ready, waiting for taxi_trips, orders and 1 more",
  "3m 18s  Datasets: 8/8 ready",
  "3m 49s  running the sql probe",
  "✓ sql (182ms): 1 row",
  "::endgroup::",
  "::notice title=app 4711%3A live and verified::Deployment 1002 is live and verified: 1 of 1 probe. https://github.com/acme/taxi/actions/runs/7",
  "Deployment 1002 is live and verified: 1 of 1 probe. https://github.com/acme/taxi/actions/runs/7",
]
`)
})

test('warnings are annotations as long as GitHub shows them, and then lines of the log', async () => {
  const lines = await logOf((emit) => {
    emit({ type: 'create.sending' })
    for (let count = 1; count <= 12; count++) {
      emit(polled(ours('in_progress', { error_message: `Try ${count} failed`, error_code: `${count}` })))
    }
    return { kind: 'timed-out', deployment: ours('in_progress') }
  })
  expect(lines.filter((line) => /^::warning::.*Try \d failed$/.test(line))).toHaveLength(9)
  expect(lines.filter((line) => /^Warning: .*Try 1[0-2] failed$/.test(line))).toHaveLength(3)
})

test('a run that waits for another deployment shows a progress line every 30 seconds', async () => {
  const lines = await logOf((emit, pass) => {
    emit({ type: 'create.sending' })
    const blockers = [deployment({ id: 999, status: 'queued' })]
    emit({ type: 'create.waiting', blockers, serverTimeMs: undefined })
    for (let seconds = 0; seconds < 65; seconds += 5) pass(5000)
    return { kind: 'timed-out', reason: 'deployment 999 was still running' }
  })
  const expected = ['30s', '1m'].map((time) => `${time}  waiting for another deployment to finish`)
  expect(lines.filter((line) => /finish$/.test(line))).toEqual(expected)
})
