import { expect, test } from '@jest/globals'
import type { FaultRule } from '../../../sandbox/faults.ts'
import type { MonitorSeed } from '../../../sandbox/monitors.ts'
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.ts'
import type { ActionRun } from '../../harness/run.ts'
import {
  answering,
  app,
  at,
  bake,
  problemsOf,
  spicepod,
  testFile,
  withInstances,
  withoutApi,
} from './fixture.ts'

// What says nothing, and what is no sign.

function expectHealthy(run: ActionRun, verdict = 'The app was healthy for 5m') {
  expect(run.outputs.outcome).toBe('succeeded')
  // A request of the last look may take its time.
  expect(run.outputs['baked-seconds']).toMatch(/^3[01]0$/)
  expect(run.annotations).toEqual([])
  expect(run.log).toContain(verdict)
  expect(problemsOf(run)).toEqual([])
}

test('an app that stays well is healthy for the whole time', async () => {
  const run = await bake()
  expectHealthy(run)
  expect(run.outputs.verified).toBe('true')
  expect(run.summary).toMatch(/>Bake<\/th><td[^>]*>healthy for 5m</)
  expect(run.summary).toContain('Bake (5m)')
})

test('two bad looks in a row end nothing, and the log says when it was over', async () => {
  const incidents = [{ kind: 'error', component: 'trips', afterSuccessMs: 100_000, forMs: 60_000 }] as const
  const run = await bake({ sandbox: { incidents } })
  expectHealthy(run, 'The app was healthy for 5m, but for 2 polls.')
  expect(run.log).toContain('Dataset trips is in Error: The source does not answer.')
  expect(run.log).toContain('Dataset trips was in Error for 1m, and is not any more.')
  const unready = { kind: 'not-ready', afterSuccessMs: 100_000, forMs: 30_000 } as const
  const later = await bake({ sandbox: { incidents: [unready] } })
  expect(later.log).toContain('The runtime was not ready for 30s, and is again.')
})

const monitor = { name: 'Alarm', firesInMs: 100_000 }
const withoutMonitors = ['apps:read', 'deployments:read', 'deployments:write']

test.each<[string, MonitorSeed, string]>([
  [
    'whose severity is `warn`',
    { ...monitor, severity: 'warn' },
    'Its severity is `warn`, so it does not count.',
  ],
  [
    'that fired before the deployment',
    { ...monitor, firesInMs: -60_000 },
    'Monitor Alarm has been firing since before the deployment, so it does not count.',
  ],
  ['that is disabled', { ...monitor, status: 'disabled' }, ''],
  ['that has resolved', { ...monitor, resolvesInMs: 110_000 }, ''],
  [
    'that counts failures, and fired while the instance was switched',
    { ...monitor, templateId: 'http_5xx', firesInMs: 30_000 },
    'The switch to the new version may be the reason, so it counts only if this lasts.',
  ],
])('a monitor %s does not count, and is said once if it fires', async (_, seed, says) => {
  for (const listsLastResolvedAt of [false, true]) {
    const run = await bake({ sandbox: { monitors: [seed], monitoring: { listsLastResolvedAt } } })
    expectHealthy(run)
    const told = run.lines.filter((line) => line.includes('Monitor Alarm'))
    expect(told).toHaveLength(says === '' ? 0 : 1)
    expect(told[0] ?? '').toContain(says)
    const single = run.requests.filter(({ operation }) => operation === 'getMonitor')
    expect(single.length > 0).toBe(!listsLastResolvedAt && seed.status === undefined)
  }
})

test.each([
  ['that fires two minutes later', 130_000, '3m 30s'],
  ['that is still open after seven minutes', 30_000, '8m 30s'],
])('a monitor that counts failures %s counts', async (_, firesInMs, baked) => {
  const monitors: MonitorSeed[] = [{ ...monitor, templateId: 'query_failures', firesInMs }]
  const run = await bake({ inputs: { 'bake-seconds': '900' }, sandbox: { monitors } })
  expect(problemsOf(run)).toEqual([expect.objectContaining({ kind: 'monitor', name: 'Alarm' })])
  expect(run.summary).toContain(`went bad within ${baked}`)
})

test.each<[string, SandboxOptions, number, string]>([
  ['a plan without monitors', { monitoring: { answer: 'forbidden' } }, 1, 'HTTP 403'],
  ['an API without monitors', { monitoring: { answer: 'missing' } }, 1, 'HTTP 404'],
  ['a missing scope', { client: { scopes: withoutMonitors } }, 1, 'monitors:read'],
  ['an empty list', { monitoring: { answer: 'empty' } }, 5, ''],
])('%s is no sign, and is said once', async (_, sandbox, reads, says) => {
  const run = await bake({ sandbox })
  expectHealthy(run)
  expect(run.requests.filter(({ operation }) => operation === 'listMonitors')).toHaveLength(reads)
  const told = run.lines.filter((line) => line.includes('The monitors of the app are left out'))
  expect(told).toHaveLength(says === '' ? 0 : 1)
  expect(told[0] ?? '').toContain(says)
})

const always = { times: 999 } as const
const inLooks = (path: string, fault: FaultRule['fault'], nth = 1): FaultRule => ({
  on: { path, nth, ...always },
  fault,
})

test.each<[string, FaultRule]>([
  ['5xx of the monitors', inLooks('listMonitors', { kind: 'status', status: 500 })],
  ['5xx of the instances', inLooks('listInstances', { kind: 'status', status: 503 })],
  ['no route for instances', inLooks('listInstances', { kind: 'status', status: 404 })],
  [
    'a list of deployments that cannot be read',
    inLooks('listDeployments', { kind: 'status', status: 500 }, 6),
  ],
  ['a list of datasets that cannot be read', inLooks('runtimeDatasets', { kind: 'status', status: 500 }, 2)],
  ['a list of models that cannot be read', inLooks('runtimeModels', { kind: 'html' }, 2)],
])('%s is no sign, and is said once', async (_, rule) => {
  const run = await bake({ faults: [rule] })
  expectHealthy(run)
  const told = / of the app are (left out|not known for now): /
  expect(run.lines.filter((line) => told.test(line))).toHaveLength(1)
})

test('a monitor that cannot be read by itself is no sign, and is said once', async () => {
  const prepare = answering((path) => (/monitors\/./.test(path) ? 500 : undefined))
  const run = await bake({ sandbox: { monitors: [{ name: 'Alarm', firesInMs: 1000 }] }, prepare })
  expectHealthy(run)
  expect(run.lines.filter((line) => line.includes('Monitor Alarm is not known for now: '))).toHaveLength(1)
})

test('a monitor that will never count is read by itself once', async () => {
  const seeds = Array.from({ length: 20 }, (_, index) => ({ ...monitor, name: `Alarm ${index}` }))
  const monitors = seeds.map((seed) => ({ ...seed, firesInMs: -60_000, resolvesInMs: -30_000 }))
  const run = await bake({ sandbox: { monitors } })
  expect(run.requests.filter(({ operation }) => operation === 'getMonitor')).toHaveLength(20)
})

test('a dataset that never was ready is no sign in a run without checks', async () => {
  const incidents = [{ kind: 'error', component: 'trips', afterSuccessMs: 0 }] as const
  const run = await bake({ inputs: { 'dataset-ready-timeout-seconds': '0' }, sandbox: { incidents } })
  expectHealthy(run)
  expect(run.outputs.verified).toBe('false')
})

test.each<[string, Parameters<typeof answering>[0]]>([
  ['may not be read', (path) => (path.endsWith(`/${app.id}`) ? 403 : undefined)],
  [
    'has no settings',
    (path, _, { runtimeUrl }) =>
      path.endsWith(`/${app.id}`) ? { id: app.id, name: 'taxi', endpoint: runtimeUrl } : undefined,
  ],
])('an app that %s is watched without its spicepod', async (_, answer) => {
  const inputs = ({ runtimeUrl }: Sandbox) => ({ 'runtime-url': runtimeUrl })
  expectHealthy(await bake({ inputs, prepare: answering(answer) }))
})

test('a dataset that the spicepod does not name may go', async () => {
  const names = [...spicepod.datasets, { name: 'fares' }].map(({ name }) => ({ name, status: 'Ready' }))
  const prepare = answering((path, ms) =>
    path.endsWith('/datasets') ? names.slice(0, ms < 100_000 ? 3 : 2) : undefined,
  )
  expectHealthy(await bake({ prepare }))
})

test('a dataset that refreshes, is disabled or initializes again is no sign', async () => {
  const statuses = ['Refreshing', 'Disabled', 'Initializing', 'Ready']
  let reads = 0
  const listed = () =>
    spicepod.datasets.map((dataset) => ({
      ...dataset,
      status: reads++ < 2 ? 'Ready' : (statuses[reads % 4] ?? ''),
    }))
  const run = await bake({ sandbox: { runtime: { datasets: listed } } })
  expectHealthy(run)
})

test('a runtime without components, which never is ready, is no sign', async () => {
  const empty = { version: 'v1', kind: 'Spicepod', name: 'empty' }
  const run = await bake({
    sandbox: {
      apps: [{ ...app, spicepod: empty }],
      runtime: { readyAs: { status: 503, text: 'not ready' } } as never,
    },
    faults: [inLooks('runtimeReady', { kind: 'status', status: 503, body: 'not ready' })],
  })
  expectHealthy(run)
})

test('one instance that is replaced is a bad look, and is told', async () => {
  const incidents = [{ kind: 'replaced', afterSuccessMs: 100_000 }] as const
  const run = await bake({ sandbox: { incidents } })
  expectHealthy(run, 'The app was healthy for 5m, but for 1 poll.')
  expect(run.lines.filter((line) => /Instance .* was replaced by /.test(line))).toHaveLength(1)
  expect(run.log).not.toContain('any more')
})

test.each<[string, (elapsedMs: number) => readonly object[]]>([
  [
    'that come and go again beside the one that stays',
    (ms) =>
      (ms > 60_000 && ms < 180_000 ? ['third', 'second', 'first'] : ['first']).map((name) => ({ name })),
  ],
  ['that are never listed', () => []],
  [
    'whose start an outdated list shows',
    (ms) => [{ name: 'first', started_at: at(ms > 100_000 && ms < 130_000 ? 1000 : 2000) }],
  ],
  ['that one list leaves out', (ms) => (ms > 100_000 && ms < 130_000 ? [] : [{ name: 'first' }])],
  [
    'of the deployment before, which go one after the other',
    (ms) => {
      const own = [1, 2, 3].filter((index) => ms > index * 40_000 - 40_000)
      const old = [1, 2, 3]
        .slice(own.length)
        .map((index) => ({ name: `old-${index}`, started_at: at(-100_000) }))
      return [
        ...own.map((index) => ({ name: `new-${index}`, started_at: at(index * 40_000 - 39_900) })),
        ...old,
      ]
    },
  ],
])('instances %s are not replaced', async (_, list) => {
  const run = await bake({ prepare: withInstances(list) })
  expectHealthy(run)
  expect(run.log).not.toMatch(/was replaced by|left out/)
})

test.each<[string, readonly FaultRule[]]>([
  ['', []],
  [
    ', also if Spice Cloud has refused to list instances before',
    [inLooks('listInstances', { kind: 'status', status: 404 })],
  ],
])('looks say nothing while neither the runtime nor the Management API answers%s', async (_, faults) => {
  // The API is away for longer: a look takes up to 20 s, and one that it answers at its end would see the runtime down.
  const incidents = [{ kind: 'silent', status: 502, afterSuccessMs: 100_000, forMs: 90_000 }] as const
  const run = await bake({ faults, sandbox: { incidents }, prepare: withoutApi(100_000, 230_000) })
  expectHealthy(run)
  expect(run.log).not.toContain('The runtime is not ready')
})

test('a look is bad if a runtime does not answer, and the monitors are all that Spice Cloud answers', async () => {
  const incidents = [{ kind: 'silent', status: 502, afterSuccessMs: 100_000 }] as const
  const prepare = answering((path, ms, _, isRuntime) =>
    ms > 100_000 && !isRuntime && !path.endsWith('/monitors') ? 503 : undefined,
  )
  const run = await bake({ sandbox: { incidents }, prepare })
  expect(run.outputs.outcome).toBe('unverified')
  expect(run.log).toContain('The runtime is not ready: HTTP 502')
})

test('a run that cannot see anything could not be watched, and undoes nothing', async () => {
  const client = { scopes: ['deployments:read', 'deployments:write'] }
  const run = await bake({ inputs: { 'on-failure': 'rollback' }, sandbox: { client } })
  expect(run.outputs).toMatchObject({ outcome: 'unverified', 'baked-seconds': '300' })
  expect(run.errors[0]).toContain('could not be watched')
  expect(run.errors[0]).toContain(
    'Add the scope `apps:read` to the credentials, and to `scope` if that input is set.',
  )
  // In the verification, as the bake began, and once a minute.
  expect(run.requests.filter(({ operation }) => operation === 'getApiKeys')).toHaveLength(7)
  expect(run.posts).toHaveLength(1)
  expect(problemsOf(run)).toEqual([])
})

test.each([
  [401, 'its runtime rejects the API key of the app.'],
  [429, 'its runtime gets too many requests (HTTP 429).'],
])(
  'a run that the runtime answers with HTTP %i from the first look on says so, and undoes nothing',
  async (status, why) => {
    const faultsFrom = (nth: number) =>
      ['runtimeReady', 'runtimeDatasets'].map((path) => inLooks(path, { kind: 'status', status }, nth))
    const run = await bake({ inputs: { 'on-failure': 'rollback' }, faults: faultsFrom(2) })
    expect(run.outputs.outcome).toBe('unverified')
    expect(run.errors[0]).toContain(`The app could not be watched: ${why}`)
    expect(run.posts).toHaveLength(1)
    const later = await bake({ faults: faultsFrom(5) })
    expectHealthy(later)
    for (const { lines } of [run, later]) {
      const told = `The runtime is not known for now: ${why} The next poll asks again.`
      expect(lines.filter((line) => line === told)).toHaveLength(1)
    }
  },
)

test.each<[string, readonly FaultRule[]]>([
  ['', [inLooks('runtimeSql', { kind: 'slow', delayMs: 15_000 })]],
  [
    ', also after it has failed',
    [
      { on: { path: 'runtimeSql', nth: 2 }, fault: { kind: 'status', status: 400 } },
      inLooks('runtimeSql', { kind: 'slow', delayMs: 15_000 }, 3),
    ],
  ],
])('a test that takes as long as in the verification is no sign%s', async (_, faults) => {
  const limits = { 'test-timeout-seconds': '30', 'request-timeout-seconds': '30' }
  const run = await bake({ inputs: { ...limits, 'test-sql': 'SELECT 1', 'bake-seconds': '100' }, faults })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'baked-seconds': '115' })
  expect(run.annotations).toEqual([])
})

test('only repeated tests are excused by `fail-on-test-error: false`', async () => {
  const table = { name: 'trips', columns: [{ name: 'id', type: 'Int64' }] }
  const options = {
    inputs: {
      'test-file': 'tests.yaml',
      spicepod: '',
      'fail-on-test-error': 'false',
      'on-failure': 'rollback',
    },
    files: { 'tests.yaml': testFile },
  }
  const tables = [{ ...table, rows: [[1]] }]
  const emptied = { kind: 'table', afterSuccessMs: 100_000, table: { ...table, rows: [] } } as const
  const excused = await bake({ ...options, sandbox: { tables, incidents: [emptied] } })
  expect([excused.outputs.outcome, excused.exitCode, excused.posts.length]).toEqual(['unverified', 0, 1])
  const inError = { kind: 'error', component: 'zones', afterSuccessMs: 130_000 } as const
  // The third bad look is the second one in which the dataset is in error.
  const failed = await bake({ ...options, sandbox: { tables, incidents: [emptied, inError] } })
  expect([failed.outputs.outcome, failed.exitCode]).toEqual(['unverified', 1])
  expect(problemsOf(failed)).toMatchObject([{ kind: 'dataset', name: 'zones' }])
  const recovered = { ...inError, forMs: 30_000 }
  const passed = await bake({ ...options, sandbox: { tables, incidents: [emptied, recovered] } })
  expect([passed.outputs['baked-seconds'], passed.exitCode, passed.posts.length]).toEqual(['300', 0, 1])
})
