import { expect, test } from '@jest/globals'
import { neverEnds, type Plan } from '../../../sandbox/plan.ts'
import { cancelledOn } from '../../harness/run.ts'
import { app, at, bake, expectOnlyCheapRequests, onEach, testFile, withInstances } from './fixture.ts'

// When looks are made, what they cost, and what ends a bake besides signs.

test.each([
  [10, [2, 4, 6, 8, 10]],
  [1, [1]],
  [60, [6, 12, 18, 24, 30, 36, 42, 48, 54, 60]],
  [600, Array.from({ length: 20 }, (_, index) => (index + 1) * 30)],
])(
  'a bake of %s s looks at the app every tenth of it, 2 s to 30 s apart, and at its end',
  async (seconds, moments) => {
    const looks: number[] = []
    const run = await bake({
      inputs: { 'bake-seconds': String(seconds) },
      prepare: onEach('runtimeReady', (ms) => looks.push(Math.round((ms - 300) / 1000))),
    })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'baked-seconds': String(seconds) })
    // The first one is that of the verification.
    expect(looks.slice(1)).toEqual(moments)
  },
)

test('an hour costs two reads of Spice Cloud in a look, and one line of the log a minute', async () => {
  const tables = [{ name: 'trips', columns: [{ name: 'id', type: 'Int64' }], rows: [[1]] }]
  const run = await bake({
    inputs: {
      'bake-seconds': '3600',
      'test-file': 'tests.yaml',
      'test-sql': 'SELECT 1',
      'test-chat': 'Hello',
      'test-chat-model': 'assistant',
      'test-nsql': 'How many?',
      'test-search': '{"text": "taxi"}',
      'test-mcp-tool': 'list_datasets',
    },
    files: { 'tests.yaml': testFile },
    sandbox: { tables },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'baked-seconds': '3600' })
  expect(run.log).toContain('The app was healthy for 1h.')
  const counts = expectOnlyCheapRequests(run)
  expect(counts).toMatchObject({ runtimeReady: 120, runtimeDatasets: 120, runtimeModels: 120 })
  expect(counts).toMatchObject({ listDeployments: 121, listInstances: 121, listMonitors: 60 })
  expect(counts).toMatchObject({ runtimeSql: 120, getApp: 1 })
  const lines = run.lines.slice(run.lines.findIndex((line) => line.startsWith('Watching the app')))
  expect(lines.length).toBeLessThanOrEqual(62)
  expect(lines[1]).toBe('1m  Watching for another 59m')
})

test('a test that failed is repeated in each look until it passes', async () => {
  const sql: number[] = []
  const fault = { kind: 'status', status: 400 } as const
  const run = await bake({
    inputs: { 'test-sql': 'SELECT 1' },
    faults: [
      { on: { path: 'runtimeSql', nth: 2, times: 2 }, fault },
      // The time to find the runtime delays no repetition.
      { on: { path: 'getApiKeys', times: 9 }, fault: { kind: 'slow', delayMs: 300 } },
    ],
    prepare: onEach('runtimeSql', (ms) => sql.push(Math.round(ms / 30_000) * 30)),
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(sql).toEqual([0, 60, 90, 120, 180, 240, 300])
  expect(run.log).toContain('Test sql was failing for 1m, and is not any more.')
})

test('the look after a late last one is 2 s later, and repeats no test that has passed', async () => {
  const sql: number[] = []
  const looks: number[] = []
  const incidents = [{ kind: 'error', component: 'trips', afterSuccessMs: 38_000 }] as const
  const run = await bake({
    inputs: { 'bake-seconds': '40', 'test-sql': 'SELECT 1', 'request-timeout-seconds': '10' },
    sandbox: { incidents },
    faults: [{ on: { path: 'runtimeReady', nth: 10 }, fault: { kind: 'slow', delayMs: 7800 } }],
    prepare: (sandbox) => {
      onEach('runtimeSql', (ms) => sql.push(Math.round(ms / 1000)))(sandbox)
      onEach('runtimeReady', (ms) => looks.push(ms))(sandbox)
    },
  })
  expect(run.outputs).toMatchObject({ outcome: 'unverified', 'baked-seconds': '48' })
  expect(sql).toEqual([0, 44])
  expect(looks.slice(-4)).toEqual([36_300, 44_101, 46_101, 48_300])
})

test.each([
  [260, 'succeeded', '330', 'but for 2 polls'],
  [290, 'unverified', '360', 'went bad within 6m'],
])('a bake whose last look is bad goes on until it is decided: %s', async (seconds, outcome, baked, says) => {
  const forMs = outcome === 'succeeded' ? { forMs: 45_000 } : {}
  const incident = { kind: 'error', component: 'trips', afterSuccessMs: seconds * 1000, ...forMs } as const
  const run = await bake({ sandbox: { incidents: [incident] } })
  expect(run.outputs).toMatchObject({ outcome, 'baked-seconds': baked })
  expect(run.summary).toContain(says)
})

// In the look in which one that has succeeded is created, instances are replaced: the deployments are listed once more.
test.each([
  ['in_progress', 150, '2m 30s'],
  ['succeeded', 120, '2m'],
  ['failed', 300, undefined],
] as const)(
  'a deployment created since and %s ends a bake, unless it failed',
  async (status, seconds, duration) => {
    const run = await bake({
      prepare: onEach('listInstances', (ms, { cloud }) => {
        if (ms < 100_000 || cloud.state.records.length > 1) return
        cloud.state.seed({ appId: app.id, plan: [{ afterMs: 0, status }] })
      }),
    })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'baked-seconds': String(seconds) })
    const change = status === 'succeeded' ? status : 'was created'
    const says = `Deployment 1002 ${change}, so deployment 1001 is not watched any longer.`
    expect(run.log.includes(says)).toBe(duration !== undefined)
    const until = duration ? `${duration}, until deployment 1002 ${change}` : '5m'
    expect(run.log).toContain(`The app was healthy for ${until}.`)
  },
)

test('a deployment ends a bake that was created after Spice Cloud has refused to list them once', async () => {
  const run = await bake({
    // The second look.
    faults: [{ on: { path: 'listDeployments', nth: 7 }, fault: { kind: 'status', status: 403 } }],
    prepare: onEach('listInstances', (ms, { cloud }) => {
      if (ms > 100_000 && cloud.state.records.length === 1) cloud.state.seed({ appId: app.id })
    }),
  })
  expect(run.log).toContain('The deployments of the app are not known for now: ')
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.log).toContain('Deployment 1002 succeeded, so deployment 1001 is not watched any longer.')
})

test('a pause ends a bake', async () => {
  const run = await bake({
    prepare: onEach('listInstances', (ms, { cloud: { state } }) => {
      const [first] = state.apps
      if (ms > 100_000 && first && first.pausedAt === null) state.pause(first)
    }),
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'baked-seconds': '120' })
  expect(run.log).toContain('The app was paused, so deployment 1001 is not watched any longer.')
  expect(run.log).toContain('The app was healthy for 2m, until the app was paused.')
  expect(run.log).toContain('Nothing is live: the app is paused.')
})

test('the deletion of the app ends a bake with an unknown outcome', async () => {
  const fault = { kind: 'status', status: 404 } as const
  let isDeleted = false
  const run = await bake({
    prepare: onEach('listInstances', (ms, { cloud }) => {
      if (isDeleted || ms < 100_000) return
      isDeleted = true
      for (const path of ['listDeployments', 'listInstances', 'listMonitors', 'getApp', 'getDeployment']) {
        cloud.faults.add({ on: { path, times: 999 }, fault })
      }
    }),
  })
  expect(run.outputs).toMatchObject({ outcome: 'unknown', 'baked-seconds': '151' })
  expect(run.errors[0]).toContain('It was deleted while this run watched it.')
  expect(run.errors[0]).toContain('It is not known what is live: the app was deleted.')
})

test('a bake that is cancelled while a dataset is in error has not verified the app', async () => {
  const run = await bake({
    sandbox: { incidents: [{ kind: 'error', component: 'trips', afterSuccessMs: 100_000 }] },
    ...cancelledOn('another 3m'),
  })
  expect([run.outputs.outcome, run.outputs.verified]).toEqual(['cancelled', 'false'])
})

test('a cancelled bake says that the deployment was verified before', async () => {
  const run = await bake(cancelledOn('another 3m'))
  expect(run.outputs).toMatchObject({ outcome: 'cancelled', 'baked-seconds': '120' })
  expect(run.errors[0]).toContain(
    'Cancelled while the app was watched for 2m. Deployment 1001 succeeded and had been verified before.',
  )
  expect(run.outputs.verified).toBe('true')
  // The post step of one that had no time to say so.
  expect(run.state['left-behind']).toBe('The run was watching the app, which had been verified before.')
})

test.each([
  [{ 'wait-for-completion': 'false' }, 'started', '`wait-for-completion` is `false`'],
  [{ 'dry-run': 'true' }, 'planned', '`dry-run` is `true`'],
])('nothing is watched with %j, and a note says so', async (inputs, outcome, why) => {
  const run = await bake({ inputs })
  expect(run.outputs.outcome).toBe(outcome)
  expect(run.outputs).not.toHaveProperty('baked-seconds')
  expect(run.lines).toContain(`\`bake-seconds\`: nothing is watched, because ${why}.`)
})

test('a run without a bake has no output about it, and neither has one whose verification failed', async () => {
  const without = await bake({ inputs: { 'bake-seconds': '0' } })
  const unverified = await bake({
    inputs: { 'test-sql': 'SELECT nothing' },
    faults: [{ on: { path: 'runtimeSql', times: 9 }, fault: { kind: 'status', status: 400 } }],
  })
  expect([without.outputs.outcome, unverified.outputs.outcome]).toEqual(['succeeded', 'unverified'])
  for (const { outputs } of [without, unverified]) expect(outputs).not.toHaveProperty('baked-seconds')
})

test.each<[string, Plan, string]>([
  ['1001', [], '1m'],
  ['running', [], '1m'],
  ['running', [{ afterMs: 3_630_000, status: 'failed' }], '1m'],
  ['running', [{ afterMs: 3_630_000, status: 'succeeded' }], '30s, until deployment 1002 succeeded'],
])(
  'what `deployment-id: %s` names is watched beside a rollout until that succeeds: %j',
  async (id, end, healthy) => {
    const deployment = { appId: app.id, createdMsAgo: 7_200_000 }
    const rollout = { appId: app.id, createdMsAgo: 3_600_000, plan: [...neverEnds(), ...end] }
    const run = await bake({
      inputs: { 'deployment-id': id, 'bake-seconds': '60' },
      sandbox: { deployments: [deployment, rollout] },
      // The new instance fails and starts again.
      prepare: withInstances((ms) => [
        { name: 'own', started_at: at(-60_000) },
        { name: 'new', started_at: at(ms) },
      ]),
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.log).toContain(`The app was healthy for ${healthy}.`)
  },
)
