import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import type { Outcome } from '../../src/deployment/outcome.ts'
import { InputError, RefusalError } from '../../src/errors.ts'
import { Report } from '../../src/report/report.ts'
import { Secrets } from '../../src/secrets.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
})

afterEach(() => {
  jest.useRealTimers()
  jest.restoreAllMocks()
})

type Listener = Report['listener']

/** What the log says of a run, line by line, without the colours; the time is the test's own. */
async function tell(story: (listener: Listener, pass: (ms: number) => void) => Outcome): Promise<string[]> {
  const printed: string[] = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text))
    return true
  })
  let now = 0
  const secrets = new Secrets(() => {})
  const clock = { now: () => now, sleep: async () => {} }
  const env = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/taxi',
    GITHUB_RUN_ID: '7',
    NO_COLOR: '1',
  }
  const report = new Report(secrets, clock, env)
  report.learn({ appId: 4711, org: 'acme', timeoutMs: 600_000, onSuperseded: 'fail', onFailure: 'rollback' })
  report.narrator.preparing()
  const pass = (ms: number) => {
    now += ms
    jest.advanceTimersByTime(ms)
  }
  await report.end(story(report.listener, pass))
  jest.restoreAllMocks()
  // Of the files of the runner there are none here: what would be in them is printed, and of no interest.
  return printed
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !/^::(set-output|save-state)|^A file of the runner/.test(line))
}

const ours = (status: string, more: Partial<Deployment> = {}) => deployment({ id: 1002, status, ...more })
const last = deployment({
  id: 1001,
  status: 'succeeded',
  created_at: '2026-11-24T12:00:00.000Z',
  finished_at: '2026-11-24T12:02:10.000Z',
})

/** Up to the end of the deployment: what comes before is the same for all. */
function begin(listener: Listener, pass: (ms: number) => void): void {
  listener.learn({
    source: { branch: 'main', commitSha: '1f2e3d4c5b6a7988', commitMessage: 'Fix the meter\n\nMore' },
    history: [last],
  })
  listener.writing({ kind: 'spicepod', path: 'spicepod.yaml' })
  listener.wrote({ kind: 'spicepod', path: 'spicepod.yaml' })
  listener.creating()
  listener.seen(ours('queued'))
  pass(4000)
  listener.seen(ours('in_progress'))
  // Nothing new, and then long enough to say so.
  pass(20_000)
  listener.seen(ours('in_progress'))
  pass(20_000)
  listener.seen(ours('in_progress'))
  pass(30_000)
}

test('an error message that changes with every look is one warning for each cause', async () => {
  const lines = await tell((listener, pass) => {
    begin(listener, pass)
    for (const error_message of ['tried 1 time', 'tried 2 times', 'tried 2 times', 'tried 3 times']) {
      listener.seen(ours('in_progress', { error_message }))
    }
    listener.seen(ours('in_progress', { error_message: 'no room', error_code: 'insufficient_cpu' }))
    return { kind: 'succeeded', deployment: ours('succeeded') }
  })
  expect(lines.filter((line) => line.includes('reports'))).toEqual([
    '::warning::Deployment 1002 is in_progress and reports: tried 1 time',
    'Deployment 1002 is in_progress and reports: tried 2 times',
    'Deployment 1002 is in_progress and reports: tried 3 times',
    '::warning::Deployment 1002 is in_progress and reports: no room',
  ])
})

test('a deployment that succeeds and is proven', async () => {
  const lines = await tell((listener, pass) => {
    begin(listener, pass)
    listener.seen(ours('succeeded'))
    listener.verifying()
    pass(31_000)
    listener.runtimeNotReady('HTTP 503: not ready')
    pass(31_000)
    listener.runtimeReady(9000)
    pass(31_000)
    listener.datasetsSeen('5/8 ready, waiting for taxi_trips, orders and 1 more', [])
    pass(31_000)
    listener.datasetsSeen('8/8 ready', [])
    listener.probing('sql')
    pass(31_000)
    listener.probeEnded({ name: 'sql', ok: true, durationMs: 182, detail: '1 row' })
    return { kind: 'succeeded', deployment: ours('succeeded') }
  })
  expect(lines).toMatchInlineSnapshot(`
[
  "::group::Prepare",
  "Pushed spicepod.yaml",
  "::endgroup::",
  "::group::Deploy",
  "Deploying app 4711 · branch main · commit 1f2e3d4c5b6a · "Fix the meter"",
  "Created deployment 1002",
  "0s  queued",
  "The last successful deployment took 2m 10s.",
  "4s  in_progress",
  "44s  in_progress ██████░░░░░░░░░░░░░░ of about 2m 10s",
  "1m 14s  in_progress ███████████░░░░░░░░░ of about 2m 10s",
  "1m 14s  succeeded",
  "::endgroup::",
  "::group::Verify",
  "1m 45s  looking for the runtime",
  "1m 45s  The runtime is not ready yet: HTTP 503: not ready",
  "2m 16s  waiting for the runtime",
  "2m 16s  The runtime is ready, after 9s",
  "2m 47s  waiting for the datasets",
  "2m 47s  Datasets: 5/8 ready, waiting for taxi_trips, orders and 1 more",
  "3m 18s  datasets: 5/8 ready, waiting for taxi_trips, orders and 1 more",
  "3m 18s  Datasets: 8/8 ready",
  "3m 49s  asking the sql probe",
  "✓ sql (182ms): 1 row",
  "::endgroup::",
  "::notice title=Deployed::Deployment 1002 succeeded. https://github.com/acme/taxi/actions/runs/7",
  "Deployment 1002 succeeded. https://github.com/acme/taxi/actions/runs/7",
]
`)
})

test('a deployment that fails and is rolled back', async () => {
  const failed = ours('failed', { error_message: 'Dataset trips failed to load' })
  const lines = await tell((listener, pass) => {
    begin(listener, pass)
    listener.seen(failed)
    listener.decided({ kind: 'failed', deployment: failed })
    listener.logTail(['INFO Loading', '::error::ERROR Giving up'])
    listener.recovering('rollback')
    pass(31_000)
    listener.restored()
    listener.rollbackSeen(deployment({ id: 1003, status: 'queued' }))
    pass(31_000)
    listener.rollbackSeen(deployment({ id: 1003, status: 'succeeded' }))
    const outcome = { kind: 'succeeded' as const, deployment: deployment({ id: 1003, status: 'succeeded' }) }
    listener.recovered({ kind: 'restored', rollback: { kind: 'deployed', outcome, to: last } })
    return { kind: 'failed', deployment: failed }
  })
  expect(lines).toMatchInlineSnapshot(`
[
  "::group::Prepare",
  "Pushed spicepod.yaml",
  "::endgroup::",
  "::group::Deploy",
  "Deploying app 4711 · branch main · commit 1f2e3d4c5b6a · "Fix the meter"",
  "Created deployment 1002",
  "0s  queued",
  "The last successful deployment took 2m 10s.",
  "4s  in_progress",
  "44s  in_progress ██████░░░░░░░░░░░░░░ of about 2m 10s",
  "1m 14s  in_progress ███████████░░░░░░░░░ of about 2m 10s",
  "1m 14s  failed",
  "::endgroup::",
  "::group::Log of deployment 1002, the end of it",
  "INFO Loading",
  ":​:error::ERROR Giving up",
  "::endgroup::",
  "::group::Roll back",
  "The deployment failed. Rolling back; tags and secrets stay as they are.",
  "1m 45s  rolling back",
  "The app has the spicepod back that it had before this run.",
  "Rollback: deployment 1003 queued",
  "2m 16s  rollback: deployment 1003 queued",
  "Rollback: deployment 1003 succeeded",
  "The app has the spicepod back that it had before this run. Deployment 1003 runs it again, as deployment 1001 was.",
  "::endgroup::",
  "::error title=Deployment failed::Deployment 1002 failed: Dataset trips failed to load%0AThe app has the spicepod back that it had before this run. Deployment 1003 runs it again, as deployment 1001 was.%0ACorrect what the reason names (a secret, a dataset, a model) and deploy again; the app's logs are in the portal at https://spice.ai.%0Ahttps://github.com/acme/taxi/actions/runs/7",
]
`)
})

test('a deployment that takes over from another, and one that is taken over', async () => {
  const other = deployment({ id: 1000, status: 'in_progress', commit_sha: '5a4d0b0c7e1f', branch: 'feature' })
  const lines = await tell((listener) => {
    listener.learn({ history: [other] })
    listener.creating()
    listener.seen(ours('queued'), [ours('queued'), other])
    listener.seen(ours('in_progress'), [ours('in_progress'), { ...other, status: 'created' }])
    // That is said once.
    listener.seen(ours('in_progress'), [ours('in_progress'), { ...other, status: 'created' }])
    const by = deployment({ id: 1003, status: 'in_progress' })
    listener.seen(ours('created'), [by, ours('created')])
    return { kind: 'superseded', deployment: ours('created'), by }
  })
  expect(lines).toMatchInlineSnapshot(`
[
  "::group::Deploy",
  "Deploying app 4711",
  "Created deployment 1002",
  "0s  queued",
  "No earlier deployment of the app tells how long this one may take.",
  "0s  in_progress",
  "::warning::Deployment 1002 has superseded deployment 1000 (commit 5a4d0b0c7e1f, branch feature), in_progress. A \`concurrency\` group in the workflow makes runs take turns.",
  "0s  created",
  "::endgroup::",
  "::error title=Deployment superseded::Deployment 1002 was superseded by the newer deployment 1003, which took over before it ended.%0AThe newer deployment decides what runs. A \`concurrency\` group in the workflow makes runs take turns; \`on-superseded: pass\` lets this job pass.%0Ahttps://github.com/acme/taxi/actions/runs/7",
]
`)
})

test('a turn that is waited for, trouble on the way, and a deadline', async () => {
  const lines = await tell((listener, pass) => {
    listener.creating()
    listener.waitingForTurn([deployment({ id: 999, status: 'queued', created_by: 'robin' })], undefined)
    listener.troubleBegan('listing the deployments of the app at api.spice.ai failed: HTTP 502 Bad Gateway')
    listener.troubleEnded()
    listener.creating()
    listener.createLost()
    listener.createFound(ours('queued'))
    listener.seen(ours('queued'))
    pass(600_000)
    return { kind: 'timed-out', deployment: ours('queued') }
  })
  expect(lines).toMatchInlineSnapshot(`
[
  "::group::Deploy",
  "Deploying app 4711",
  "Waiting for deployment 999, queued, by robin",
  "::warning::Spice Cloud does not answer as it should (listing the deployments of the app at api.spice.ai failed: HTTP 502 Bad Gateway). The run goes on for as long as it has time.",
  "Spice Cloud answers again.",
  "The answer to the request for the deployment was lost. Looking whether it was carried out.",
  "It was carried out: deployment 1002 is the one that was asked for.",
  "Created deployment 1002",
  "0s  queued",
  "No earlier deployment of the app tells how long this one may take.",
  "10m  queued",
  "::endgroup::",
  "::error title=Timed out::Deployment 1002 was still queued after 10m. It goes on in Spice Cloud and may yet succeed.%0ALook in the portal at https://spice.ai how it ends, and raise \`timeout-seconds\` if deployments of this app need longer. A rollout that never ends usually waits for a missing secret, or for a dataset or model that does not load.%0Ahttps://github.com/acme/taxi/actions/runs/7",
]
`)
})

test('warnings as annotations as long as GitHub shows them, and then in the log', async () => {
  const lines = await tell((listener) => {
    listener.creating()
    for (let each = 1; each <= 12; each++) {
      listener.seen(ours('in_progress', { error_message: `Try ${each} failed`, error_code: `${each}` }))
    }
    return { kind: 'timed-out', deployment: ours('in_progress') }
  })
  expect(lines.filter((line) => /^::warning::.*Try \d failed$/.test(line))).toHaveLength(9)
  expect(lines.filter((line) => /^Warning: .*Try 1[0-2] failed$/.test(line))).toHaveLength(3)
})

test('that a run is alive, now and then, while it waits for its turn', async () => {
  jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] })
  const lines = await tell((listener, pass) => {
    listener.creating()
    listener.waitingForTurn([deployment({ id: 999, status: 'queued' })], undefined)
    for (let seconds = 0; seconds < 65; seconds += 5) {
      pass(5000)
      jest.advanceTimersByTime(5000)
    }
    return { kind: 'timed-out', reason: 'it was still the turn of deployment 999' }
  }).finally(() => jest.useRealTimers())
  const waiting = lines.filter((line) => /turn$/.test(line))
  expect(waiting).toEqual(['30s  waiting for its turn', '1m  waiting for its turn'])
})

test.each<[string, Outcome]>([
  ['started', { kind: 'started', deployment: ours('queued') }],
  ['refused by the inputs', { kind: 'refused', error: new InputError(['`replicas` must be less.']) }],
  [
    'refused by the API',
    {
      kind: 'refused',
      error: new RefusalError({
        operation: 'updateApp',
        host: 'api.spice.ai',
        status: 400,
        message: 'Invalid spicepod',
      }),
    },
  ],
  [
    'unverified',
    { kind: 'unverified', deployment: ours('succeeded'), problems: ['No.'], isTolerated: false },
  ],
  ['tolerated', { kind: 'unverified', deployment: ours('succeeded'), problems: ['No.'], isTolerated: true }],
  ['cancelled', { kind: 'cancelled', deployment: ours('in_progress') }],
  ['unknown', { kind: 'unknown', deployment: ours('queued'), reason: 'HTTP 403' }],
])('a run that is %s', async (_, outcome) => {
  expect(await tell(() => outcome)).toMatchSnapshot()
})
