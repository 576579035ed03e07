import { describe, expect, test } from '@jest/globals'
import { fails, neverEnds, type Plan, succeeds } from '../../sandbox/plan.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { creating, pod } from '../harness/app.ts'
import type { ActionRun } from '../harness/run.ts'
import { asked, datasets, spicepod, testResults, verify } from '../harness/runtime.ts'

const old = pod({ datasets: [{ from: 's3://b/old/', name: 'old' }] })
const pushed = { ...spicepod, datasets: spicepod.datasets.slice(0, 2) }
const files = { 'spicepod.yaml': JSON.stringify(pushed) }
const earlier = { appId: DEFAULT_APP.id, createdMsAgo: 86_400_000, commitSha: 'earlier', plan: succeeds(0) }
const trips = { name: 'taxi_trips', columns: [{ name: 'id', type: 'Int64' }], rows: [[1]] }
const serving = { apps: [{ ...DEFAULT_APP, spicepod: old }], deployments: [earlier], tables: [trips] }

/** The requests to the runtime that came before the deployment of the run had succeeded. */
function askedEarly({ requests, sandbox, outputs }: ActionRun, plan: Plan): string[] {
  const record = sandbox.cloud.state.records.find(({ id }) => String(id) === outputs['deployment-id'])
  const successMs = plan.find(({ status }) => status === 'succeeded')?.afterMs ?? Number.POSITIVE_INFINITY
  const early = requests.filter(({ at }) => at < (record?.createdAt ?? 0) + successMs)
  return early.flatMap(({ operation }) => (operation?.startsWith('runtime') ? [operation] : []))
}

const inputs = { 'test-sql': 'SELECT count(*) FROM taxi_trips' }

const plan = succeeds(5000)

test.each<[what: string, more: { inputs?: Record<string, string | undefined>; sandbox?: SandboxOptions }]>([
  ['the first deployment of a new app', { inputs: creating, sandbox: { apps: [], tables: [trips] } }],
  ['the first deployment of an app', { sandbox: { apps: [DEFAULT_APP], deployments: [] } }],
  ['a deployment that replaces another', {}],
  ['a deployment with a gap before it', { sandbox: { instances: { switchMs: 9000 } } }],
  [
    'the deployment of a resumed app',
    {
      inputs: { 'on-paused': 'resume' },
      sandbox: { apps: [{ ...DEFAULT_APP, spicepod: old, paused: { msAgo: 60_000 } }] },
    },
  ],
])('what is verified is what was deployed %s', async (_, more) => {
  const run = await verify({
    inputs: { ...inputs, ...more.inputs },
    files,
    sandbox: { ...serving, plan, ...more.sandbox },
  })
  expect([run.outputs.outcome, run.warnings]).toEqual(['succeeded', []])
  expect(askedEarly(run, plan)).toEqual([])
  expect(datasets(run).map(({ name }) => name)).toEqual(['taxi_trips', 'orders'])
  expect(testResults(run)).toMatchObject([{ ok: true, detail: '1 row' }])
})

test.each([
  ['fails', fails(300), 'failed'],
  ['never ends', neverEnds(100), 'timed-out'],
])('if a deployment %s, nothing of the one that still serves is verified', async (_, plan, outcome) => {
  const run = await verify({ inputs, files, sandbox: { ...serving, plan } })
  expect([run.outputs.outcome, run.outputs['test-results']]).toEqual([outcome, '[]'])
  expect(asked(run).filter((operation) => /Ready|Sql/.test(operation))).toEqual([])
})

test('what was deployed last is verified, and not what somebody has stored since', async () => {
  const run = await verify({
    inputs: { 'test-tables': 'taxi_trips', 'deployment-id': '1001' },
    sandbox: {
      apps: [{ ...DEFAULT_APP, spicepod: pushed }],
      tables: [trips],
      deployments: [{ ...earlier, spicepod: old }],
    },
  })
  expect(run.outputs.outcome).toBe('unverified')
  expect(testResults(run)).toMatchObject([{ ok: false, error: 'HTTP 400: no such table: taxi_trips' }])
})

describe('an app that is paused', () => {
  const pause = ({ cloud }: Sandbox) => {
    const [app] = cloud.state.apps
    if (app?.pausedAt === null) cloud.state.pause(app)
  }
  const says =
    /^Deployment 1002 succeeded, but it could not be verified:\nThe app has been paused since 2026-.* UTC, so it is not running/

  test.each<[when: string, line: RegExp]>([
    ['before the verification', /^0s {2}succeeded/],
    ['during the verification', /The runtime is not ready yet/],
  ])('%s is said to be, and is not resumed by a rollback', async (when, line) => {
    const run = await verify({
      inputs: { ...inputs, 'on-failure': 'rollback' },
      files,
      sandbox: { ...serving, ...(when.startsWith('during') && { runtime: { readyAfterLooks: 5 } }) },
      onLine: (text, sandbox) => {
        if (line.test(text)) pause(sandbox)
      },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
    expect(run.errors[0]).toMatch(says)
    expect(run.ours).toHaveLength(1)
    expect(run.sandbox.cloud.state.apps[0]?.pausedAt).not.toBeNull()
  })

  test('while its data is compared is not said to be live', async () => {
    const compare = {
      'compare-with': 'previous',
      'on-breaking-change': 'fail',
      'dataset-ready-timeout-seconds': '0',
    }
    const run = await verify({
      inputs: compare,
      files,
      sandbox: { ...serving, tables: [{ ...trips, name: 'old' }] },
      onLine: (text, sandbox) => {
        if (/^Data compared/.test(text)) pause(sandbox)
      },
    })
    expect([run.outputs.outcome, run.outputs['live-deployment-id']]).toEqual(['unverified', undefined])
    expect(run.errors[0]).toMatch(says)
  })

  test('is a failure without probes as well, and a warning for tolerated ones alone', async () => {
    const onLine = (text: string, sandbox: Sandbox) => {
      if (/^0s {2}succeeded/.test(text)) pause(sandbox)
    }
    const strict = await verify({ files, sandbox: serving, onLine })
    expect([strict.exitCode, strict.outputs.outcome]).toEqual([1, 'unverified'])
    const tolerant = { ...inputs, 'fail-on-test-error': 'false', 'dataset-ready-timeout-seconds': '0' }
    const { exitCode, outputs } = await verify({ inputs: tolerant, files, sandbox: serving, onLine })
    expect([exitCode, outputs.outcome]).toEqual([0, 'unverified'])
  })
})
