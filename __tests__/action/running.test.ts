import { expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../sandbox/deployments.ts'
import { neverEnds, type Plan } from '../../sandbox/plan.ts'
import type { SandboxOptions } from '../../sandbox/server.ts'
import { failed, namesOfWrites, oldSpicepod, succeeded } from '../harness/app.ts'
import { type ActionRun, headSha, otherSha, type RunOptions } from '../harness/run.ts'
import { spicepod, testResults, verify } from '../harness/runtime.ts'
import { readSummary } from '../harness/summary.ts'

// `deployment-id: running` verifies what the app runs.

const minuteMs = 60_000
const seed = (id: number, plan: Plan): DeploymentSeed => ({
  appId: 4711,
  id,
  plan,
  branch: 'main',
  commitSha: otherSha,
  createdMsAgo: (2000 - id) * minuteMs,
})
const history = [seed(900, succeeded), seed(901, succeeded), seed(902, failed)]
const newest = Array.from({ length: 100 }, (_, index) => seed(903 + index, failed))
const apps = [{ id: 4711, name: 'taxi', spicepod }]

/** Asks the app what it runs; nothing is written. */
async function ask({ inputs, ...setup }: RunOptions = {}): Promise<ActionRun> {
  const run = await verify({
    creates: 0,
    ...setup,
    inputs: { 'deployment-id': 'running', ...inputs },
    sandbox: { deployments: history, apps, ...setup.sandbox },
  })
  // A query is no write.
  expect(namesOfWrites(run).filter((name) => name !== 'runtimeSql')).toEqual([])
  return run
}

const listsOf = ({ requests }: ActionRun) =>
  requests.flatMap(({ operation, query }) => (operation === 'listDeployments' ? [query] : []))

test('the newest deployment that has succeeded is verified', async () => {
  const run = await ask({ inputs: { 'test-sql': 'SELECT 1' } })
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'deployment-id': '901',
    'live-deployment-id': '901',
    'live-commit-sha': otherSha,
    verified: 'true',
  })
  expect(testResults(run)).toMatchObject([{ name: 'sql', ok: true }])
  expect(run.log).toMatch(/Watching deployment 901 \(the newest that succeeded\)\..*The last successful /s)
  expect(run.log).not.toContain('not waited for')
  // Those that came after it are no history of it.
  expect(readSummary(run.summary)).toContain('["900", "this run"]')
})

test('a hundred failures may lie above what runs', async () => {
  const run = await ask({ sandbox: { deployments: [...history, ...newest] } })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '901', verified: 'true' })
  expect(run.outputs['live-deployment-id']).toBe('901')
  expect(listsOf(run)).toEqual([{ limit: '100' }, { limit: '5', status: 'succeeded' }])
})

test('one in progress beside it is named, and not waited for, nor is what is only stored', async () => {
  const deployments = [...history, seed(903, neverEnds())]
  const run = await ask({
    inputs: { 'test-tables': 'all', 'bake-seconds': '20' },
    sandbox: { deployments, runtime: { datasets: [{ name: 'taxi_trips' }] } },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '901', verified: 'true' })
  expect(testResults(run)).toMatchObject([{ name: 'table:taxi_trips', ok: true }])
  expect(run.log).toContain('In progress, and not waited for: deployment 903.')
  expect(run.log).toContain('The stored spicepod also has dataset `orders`, which is not running')
  expect(run.durationMs).toBeLessThan(25_000)
})

test('what runs is found to be wrong, and nothing is undone', async () => {
  const run = await ask({
    inputs: { 'on-failure': 'rollback', replicas: '2', tags: 'team: data', spicepod: 'other.yaml' },
    files: { 'other.yaml': JSON.stringify(spicepod) },
    sandbox: {
      commits: [otherSha, headSha].map((sha) => ({ sha, files: { 'other.yaml': JSON.stringify(spicepod) } })),
      runtime: { datasets: [{ name: 'orders' }] },
    },
  })
  expect([run.exitCode, run.outputs.outcome, run.outputs.verified]).toEqual([1, 'unverified', 'false'])
  expect(run.outputs['live-deployment-id']).toBe('901')
  expect(run.errors[0]).toContain('taxi_trips')
  expect(run.log + run.summary).not.toMatch(/restor|roll(ed|ing)? ?back/i)
})

test('the data is tested, and compared with that of another app', async () => {
  const run = await ask({
    inputs: { 'test-file': 'tests.yaml', 'compare-with': 'other' },
    files: { 'tests.yaml': 'tests: [{ name: one, sql: SELECT 1 AS n, values: { n: 2 } }]' },
    sandbox: {
      apps: [...apps, { id: 7, name: 'other', spicepod: oldSpicepod }],
      deployments: [...history, { ...seed(890, succeeded), appId: 7 }],
    },
  })
  expect(run.outputs).toMatchObject({ outcome: 'unverified', 'deployment-id': '901' })
  expect(run.errors[0]).toContain('n is 1, expected 2')
  expect(JSON.parse(run.outputs['data-changes'] ?? '')).toContainEqual(
    expect.objectContaining({ table: 'taxi_trips', change: 'added' }),
  )
})

test.each<[string, SandboxOptions, string]>([
  ['nothing', { deployments: [] }, 'Deploy the app first.'],
  ['only failures', { deployments: newest }, 'Deploy the app first.'],
  [
    'a first deployment in progress',
    { deployments: [seed(903, neverEnds())] },
    'To wait for deployment 903, which is in progress, set `deployment-id: 903`.',
  ],
])('an app that has %s is refused', async (_, sandbox, todo) => {
  const run = await ask({ sandbox })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(run.errors[0]).toContain('the app runs nothing, because none of its deployments has succeeded.')
  expect(run.errors[0]).toContain(todo)
  expect(run.log).toContain('Nothing is live: no deployment of this app has succeeded.')
  expect(run.outputs).not.toHaveProperty('deployment-id')
  expect(run.outputs).not.toHaveProperty('live-deployment-id')
})

test('a paused app does not run', async () => {
  const run = await ask({ sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod, paused: true }] } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
  expect(run.log).toContain('Nothing is live: the app is paused.')
})

test('a dry run says what would be checked', async () => {
  const run = await ask({ inputs: { 'dry-run': 'true' } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'planned'])
  expect(run.outputs['live-deployment-id']).toBe('901')
  expect(run.log).toContain('A real run would watch deployment 901.')
})

test('an outage is waited out, and one that lasts leaves it unknown what the app runs', async () => {
  const fault = { kind: 'status', status: 503 } as const
  const short = await ask({ faults: [{ on: { path: 'listDeployments', times: 3 }, fault }] })
  expect(short.outputs.outcome).toBe('succeeded')
  const long = await ask({
    inputs: { 'timeout-seconds': '5' },
    faults: [{ on: { path: 'listDeployments', times: 999 }, fault }],
  })
  expect([long.exitCode, long.outputs.outcome]).toEqual([1, 'unknown'])
  expect(long.errors[0]).toContain('hat the app runs could not be read')
})

test('an app that may not be read is verified as far as that is possible', async () => {
  const run = await ask({ sandbox: { client: { scopes: ['deployments:read'] } } })
  expect([run.exitCode, run.outputs.outcome, run.outputs.verified]).toEqual([0, 'succeeded', 'false'])
  expect(run.log).toContain('nothing was checked')
})

test('an older deployment than what runs is not checked, because the newer one would answer', async () => {
  const deployments = [...history, seed(903, succeeded)]
  const run = await ask({ inputs: { 'deployment-id': '901' }, sandbox: { deployments } })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', verified: 'false', 'live-deployment-id': '903' })
  expect(run.log).toContain('deployment 903 is what the app runs; `deployment-id: running` checks it')
  expect(run.summary).toContain('## ⚠️ taxi: Deployed, not checked\n')
  expect(run.requests.filter(({ operation }) => operation?.startsWith('runtime'))).toEqual([])
})

test('a deployment that succeeds during long checks is named as what is live', async () => {
  const run = await ask({
    inputs: { 'dataset-ready-timeout-seconds': '60' },
    sandbox: { runtime: { readyAfterLooks: 40 } },
    prepare: (sandbox) => {
      const { handle } = sandbox.cloud
      sandbox.cloud.handle = (call) => {
        if (call.path.endsWith('/api-keys') && sandbox.cloud.state.records.length === 3) {
          sandbox.cloud.state.seed({ ...seed(9002, succeeded), createdMsAgo: 0 })
        }
        return handle.call(sandbox.cloud, call)
      }
    },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', verified: 'false', 'live-deployment-id': '9002' })
  expect(run.summary).toContain('## ✅ taxi: Deployed\n')
  expect(readSummary(run.summary)).toMatch(/Deployment 9002 \(.*\), which is newer, is live/)
})
