import { expect, test } from '@jest/globals'
import type { Incident } from '../../../sandbox/incidents.ts'
import type { MonitorSeed } from '../../../sandbox/monitors.ts'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import { headSha } from '../../harness/run.ts'
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

// Each row of the table of signs. Looks are 30 s apart, and what goes bad after 100 s shows after 2m; monitors are
// read once a minute.

const soon: Pick<Incident, 'afterSuccessMs'> = { afterSuccessMs: 100_000 }
const critical: MonitorSeed = { name: 'Out of memory', templateId: 'instance_health', firesInMs: 100_000 }

test.each<[string, SandboxOptions, string, object]>([
  [
    'a dataset that was ready is in error',
    { incidents: [{ ...soon, kind: 'error', component: 'trips', message: 'No such bucket' }] },
    'Dataset trips went into Error 2m after the deployment succeeded, and was still in Error 1m later: No such bucket.',
    { kind: 'dataset', name: 'trips' },
  ],
  [
    'an embedding that was ready is in error',
    { incidents: [{ ...soon, kind: 'error', component: 'embed', message: 'insufficient_quota' }] },
    'Embedding embed went into Error 2m after the deployment succeeded, and was still in Error 1m later: insufficient_quota.',
    { kind: 'embedding', name: 'embed' },
  ],
  [
    'a dataset of the spicepod is not listed any more',
    { incidents: [{ ...soon, kind: 'missing', component: 'zones' }] },
    'Dataset zones disappeared from the list 2m after the deployment succeeded, and was still not listed 1m later.',
    { kind: 'dataset', name: 'zones' },
  ],
  [
    'a model of the spicepod is not listed any more',
    { incidents: [{ ...soon, kind: 'missing', component: 'assistant' }] },
    'Model assistant disappeared from the list 2m after the deployment succeeded, and was still not listed 1m later.',
    { kind: 'model', name: 'assistant' },
  ],
  [
    'the runtime is not ready',
    { incidents: [{ ...soon, kind: 'not-ready' }] },
    'The runtime stopped being ready 2m after the deployment succeeded, and was still not ready 1m later: HTTP 503: not ready.',
    { kind: 'deployment', name: '1001' },
  ],
  [
    'the runtime does not answer',
    { incidents: [{ ...soon, kind: 'silent' }] },
    'The runtime stopped being ready 2m after the deployment succeeded, and was still not ready 1m later',
    { kind: 'deployment', name: '1001' },
  ],
  [
    'a critical monitor is firing',
    { monitors: [critical] },
    'Monitor Out of memory was firing 2m 30s after the deployment succeeded, and was still firing 1m later: it fired at 2026-11-24 12:01:40 UTC.',
    { kind: 'monitor', name: 'Out of memory' },
  ],
])('if %s for three looks, the run is unverified', async (_, sandbox, message, problem) => {
  const apps = [
    {
      ...app,
      spicepod: {
        ...spicepod,
        // Of the same name as a model.
        catalogs: [{ from: 'iceberg:https://example.com/v1/namespaces', name: 'assistant' }],
        embeddings: [{ from: 'openai:text-embedding-3-small', name: 'embed' }],
      },
    },
  ]
  const run = await bake({ sandbox: { apps, ...sandbox } })
  expect([run.outputs.outcome, run.outputs.verified]).toEqual(['unverified', 'false'])
  expect(run.errors[0]).toContain(
    `Deployment 1001 (commit \`1f2e3d4\`) is live, but the app has gone bad:\n${message}`,
  )
  expect(run.outputs['error-message']).toContain(message)
  expect(problemsOf(run)).toEqual([
    { code: 'bake-failed', certain: true, message: expect.stringContaining(message), ...problem },
  ])
})

const table = { name: 'trips', columns: [{ name: 'id', type: 'Int64' }] }
const emptied: Incident = { ...soon, kind: 'table', table: { ...table, rows: [] } }

test('a test of the data that fails counts from the look that repeats it, and then in each look', async () => {
  const run = await bake({
    inputs: { 'test-file': 'tests.yaml' },
    files: { 'tests.yaml': testFile },
    sandbox: { tables: [{ ...table, rows: [[1]] }], incidents: [emptied] },
  })
  const message =
    'Test there are trips began to fail 2m after the deployment succeeded, and was still failing 1m later: 0 rows, expected at least 1.'
  expect(run.errors[0]).toContain(message)
  expect(problemsOf(run)).toEqual([
    {
      code: 'bake-failed',
      kind: 'test',
      name: 'there are trips',
      certain: true,
      message,
      file: 'tests.yaml',
      line: 2,
    },
  ])
  // As the verification left them.
  expect(JSON.parse(run.outputs['test-results'] ?? '')).toEqual([expect.objectContaining({ ok: true })])
})

test.each([
  ['test-sql', { 'test-sql': 'SELECT id FROM trips' }, 'sql'],
  ['test-tables', { 'test-tables': 'trips' }, 'table:trips'],
])('what %s asks for is repeated', async (_, inputs, name) => {
  const faults = [
    { on: { path: 'runtimeSql', nth: 2, times: 999 }, fault: { kind: 'status', status: 400 } } as const,
  ]
  const run = await bake({ inputs, faults, sandbox: { tables: [{ ...table, rows: [[1]] }] } })
  expect(problemsOf(run)).toEqual([
    expect.objectContaining({ code: 'bake-failed', kind: 'test', name, certain: true }),
  ])
  expect(run.errors[0]).toContain(`Test ${name} began to fail 1m after the deployment`)
})

test('a second instance that is replaced ends the bake at once, and each is told', async () => {
  const run = await bake({
    sandbox: {
      incidents: [
        { kind: 'replaced', afterSuccessMs: 40_000 },
        { kind: 'restarted', afterSuccessMs: 130_000 },
      ],
    },
  })
  expect(run.outputs['baked-seconds']).toBe('150')
  expect(run.lines.filter((line) => /Instance .* was replaced by /.test(line))).toHaveLength(1)
  expect(run.lines.filter((line) => /Instance .* was started again\./.test(line))).not.toHaveLength(0)
  expect(run.errors[0]).toMatch(
    /2 instances were replaced, the last one 2m 30s after the deployment succeeded: Instance spicepod\S+ was started again\./,
  )
  expect(problemsOf(run)).toEqual([
    expect.objectContaining({
      code: 'bake-failed',
      kind: 'instance',
      name: expect.stringContaining('spicepod'),
    }),
  ])
})

test.each<[string, object, string[], string[]]>([
  ['a dataset', {}, ['zones', 'trips'], ['dataset', 'trips']],
  ['a view', { views: [{ name: 'daily', sql: 'SELECT 1' }] }, ['zones', 'trips', 'daily'], ['view', 'daily']],
])(
  '%s that was listed and never ready is a sign once it is not listed any more',
  async (_, more, names, problem) => {
    const apps = [{ ...app, spicepod: { ...spicepod, ...more } }]
    const list = (listed: readonly string[]) => listed.map((name) => ({ name, status: 'Initializing' }))
    const run = await bake({
      inputs: { 'dataset-ready-timeout-seconds': '0' },
      sandbox: { apps },
      prepare: answering((path, ms) =>
        path.endsWith('/datasets') ? list(ms < 100_000 ? names : names.slice(0, -1)) : undefined,
      ),
    })
    expect(problemsOf(run).map(({ kind, name }) => [kind, name])).toEqual([problem])
  },
)

test('a dataset that the spicepod does not name is a sign if it is in error', async () => {
  const listed = (status: string) => [...spicepod.datasets, { name: 'fares', status, error: ' Gone ' }]
  const run = await bake({
    prepare: answering((path, ms) =>
      path.endsWith('/datasets')
        ? listed(ms < 100_000 ? 'Ready' : 'Error').map((dataset) => ({ status: 'Ready', ...dataset }))
        : undefined,
    ),
  })
  expect(run.errors[0]).toContain(
    'Dataset fares went into Error 2m after the deployment succeeded, and was still in Error 1m later: Gone.',
  )
  expect(problemsOf(run)).toMatchObject([{ kind: 'dataset', name: 'fares' }])
})

test('a monitor is a sign also without a key of the runtime', async () => {
  const run = await bake({
    faults: [{ on: { path: 'getApiKeys', nth: 2, times: 999 }, fault: { kind: 'status', status: 403 } }],
    sandbox: { monitors: [critical] },
  })
  expect(problemsOf(run)).toMatchObject([{ kind: 'monitor', name: 'Out of memory' }])
})

test('a dataset is not missed if it could not be read what was deployed', async () => {
  const run = await bake({
    faults: [{ on: { path: 'getApp' }, fault: { kind: 'status', status: 403 } }],
    sandbox: { incidents: [{ ...soon, kind: 'missing', component: 'zones' }] },
  })
  expect([run.outputs.outcome, problemsOf(run)]).toEqual(['succeeded', []])
})

test('a dataset is missed also if the app could not be read as the bake began', async () => {
  let isVerified = false
  const files = { 'spicepod.yaml': JSON.stringify(spicepod) }
  const run = await bake({
    inputs: { 'deployment-id': '1001' },
    files,
    sandbox: {
      deployments: [{ appId: app.id, createdMsAgo: 7_200_000, commitSha: headSha }],
      commits: [{ sha: headSha, files }],
    },
    prepare: answering((path, ms) => {
      if (path.endsWith('/datasets')) {
        isVerified = true
        return ms > 100_000 ? [{ name: 'trips', status: 'Ready' }] : undefined
      }
      return isVerified && ms < 15_000 && path.endsWith(`/${app.id}`) ? 503 : undefined
    }),
  })
  expect(run.log).toContain('The runtime is not known for now: the runtime URL could not be determined')
  expect(run.errors[0]).toContain(
    'Dataset zones disappeared from the list 2h 2m after the deployment succeeded, and was still not listed 1m later.',
  )
})

test.each<[string, (elapsedMs: number) => readonly object[]]>([
  [
    'while a list lacked it',
    (ms) =>
      ms > 70_000 && ms < 100_000 ? [] : [{ name: 'one', started_at: at(ms < 80_000 ? 100 : 80_000) }],
  ],
  ['in the look before as well', (ms) => [{ name: 'one', started_at: at(ms < 100_000 ? 100 : 80_000) }]],
])('an instance that was started again %s is replaced', async (_, list) => {
  // Once more, which ends the bake.
  const prepare = withInstances((ms) =>
    ms < 130_000 ? list(ms) : [{ name: 'one', started_at: at(125_000) }],
  )
  const run = await bake({ prepare })
  expect(run.outputs).toMatchObject({ outcome: 'unverified', 'baked-seconds': '150' })
  expect(run.log.match(/\S+m( 30s)? {2}Instance one was started again/g)).toHaveLength(2)
  expect(run.errors[0]).toContain(
    '2 instances were replaced, the last one 2m 30s after the deployment succeeded',
  )
})

test('an instance belongs to a deployment that was created in the second of its start', async () => {
  const run = await bake({
    inputs: { 'deployment-id': '1001' },
    // The list has no milliseconds.
    prepare: withInstances((ms) => [{ name: 'one', started_at: at(ms < 100_000 ? -1000 : 80_000) }]),
    sandbox: { deployments: [{ appId: app.id, createdMsAgo: 500 }] },
  })
  expect(run.log).toContain('Instance one was started again.')
})

const ended = 'Dataset zones went into Error 2m after the deployment succeeded: Gone.'

test.each<[string, number, Incident[], string]>([
  [
    '',
    1e9,
    [],
    'Dataset zones went into Error 2m after the deployment succeeded, and was still in Error 1m later: Gone.',
  ],
  [
    ', with its last reason',
    30_000,
    [{ kind: 'error', component: 'zones', afterSuccessMs: 130_000, message: 'Away' }],
    'Dataset zones went into Error 2m after the deployment succeeded, and was still in Error 1m later: Away.',
  ],
  [', also if that has ended', 40_000, [], ended],
  [
    ', also if that has ended and begins again',
    40_000,
    [{ kind: 'error', component: 'zones', afterSuccessMs: 160_000, message: 'Again' }],
    ended,
  ],
])(
  'signs of different kinds in a row end the bake with the one that began first%s',
  async (_, forMs, more, message) => {
    const run = await bake({
      sandbox: {
        incidents: [
          { kind: 'error', component: 'zones', afterSuccessMs: 100_000, forMs, message: 'Gone' },
          { kind: 'error', component: 'trips', afterSuccessMs: 130_000, message: 'Away' },
          ...more,
        ],
      },
    })
    expect(problemsOf(run)).toMatchObject([{ name: 'zones', message }])
  },
)

test('a dataset in error is a sign also if the Management API does not answer', async () => {
  const incidents: Incident[] = [{ ...soon, kind: 'error', component: 'trips' }]
  const run = await bake({ sandbox: { incidents }, prepare: withoutApi(100_000, 900_000) })
  expect(problemsOf(run)).toMatchObject([{ kind: 'dataset', name: 'trips' }])
})

test('the time since the success is that of the success, however long the first reads take', async () => {
  const run = await bake({
    inputs: { 'request-timeout-seconds': '10' },
    faults: [{ on: { path: 'getApiKeys', nth: 2 }, fault: { kind: 'slow', delayMs: 9000 } }],
    // The clock of the server is behind.
    sandbox: {
      now: () => Date.now() - 600_000,
      incidents: [{ ...soon, kind: 'error', component: 'trips' }],
    },
  })
  expect(run.errors[0]).toContain('went into Error 2m after the deployment succeeded')
})

test('of signs that begin in one look, that of a component comes before that of its test', async () => {
  const run = await bake({
    inputs: { 'test-sql': 'SELECT id FROM trips' },
    sandbox: {
      incidents: [{ ...soon, kind: 'error', component: 'trips' }],
      tables: [{ ...table, rows: [[1]] }],
    },
    faults: [{ on: { path: 'runtimeSql', nth: 3, times: 999 }, fault: { kind: 'status', status: 400 } }],
  })
  expect(run.log).toContain('Test sql is failing')
  expect(problemsOf(run)).toMatchObject([{ kind: 'dataset', name: 'trips' }])
})

test('a bake that goes bad is rolled back once', async () => {
  const run = await bake({
    inputs: { 'on-failure': 'rollback' },
    sandbox: {
      deployments: [
        {
          appId: 4711,
          createdMsAgo: 86_400_000,
          commitSha: 'a'.repeat(40),
          plan: [{ afterMs: 300, status: 'succeeded' }],
        },
      ],
      incidents: [{ ...soon, kind: 'error', component: 'trips', message: 'No such bucket' }],
    },
  })
  // Without a file there is no proof that the stored spicepod is the one of that commit.
  expect(run.posts.map(({ body }) => (body as { commit_sha: string }).commit_sha)).toEqual([
    headSha,
    undefined,
  ])
  expect(run.outputs).toMatchObject({
    outcome: 'unverified',
    'rollback-deployment-id': '1003',
    'baked-seconds': '180',
  })
  expect(run.summary).toContain('## ❌ taxi: Went bad, rolled back')
  expect(run.log).toContain('The app has gone bad. Rolling back; tags and secrets are not changed.')
})
