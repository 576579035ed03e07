import { describe, expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../../sandbox/deployments.ts'
import { fails, neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import { type ActionRun, appId, deploy, headSha, otherSha, type RunOptions } from '../../harness/run.ts'

const attach = (id: number, scenario: RunOptions) =>
  deploy({ creates: 0, ...scenario, inputs: { 'deployment-id': String(id), ...scenario.inputs } })

const one = (plan: Plan, more: Partial<DeploymentSeed> = {}) => ({
  deployments: [{ appId, commitSha: otherSha, branch: 'release', plan, ...more }],
})

const expectNoWrites = (run: ActionRun) => {
  const writes = run.requests.filter(({ operation, method }) => operation !== 'token' && method !== 'GET')
  expect(writes).toEqual([])
}

const many = (count: number): DeploymentSeed[] =>
  Array.from({ length: count }, (_, index) => ({
    appId,
    id: 1001 + index,
    plan: [{ afterMs: 0, status: 'succeeded' }],
    createdMsAgo: (count - index) * 60_000,
  }))

describe('`deployment-id` waits, without a write, for a deployment that', () => {
  test.each<[string, Plan, number, string]>([
    ['goes on and succeeds', succeeds(1500), 0, 'succeeded'],
    ['goes on and fails', fails(1500), 0, 'failed'],
    ['has succeeded', succeeds(100), 60_000, 'succeeded'],
    ['has failed', fails(100), 60_000, 'failed'],
    ['never ends', neverEnds(), 0, 'timed-out'],
  ])('%s', async (_, plan, createdMsAgo, outcome) => {
    const run = await attach(1001, {
      inputs: { 'timeout-seconds': outcome === 'timed-out' ? '2' : '16' },
      sandbox: one(plan, { createdMsAgo }),
    })
    expect(run.outputs).toMatchObject({ outcome, 'deployment-id': '1001' })
    expectNoWrites(run)
  })

  test('was superseded before', async () => {
    const run = await attach(1001, {
      sandbox: {
        deployments: [
          { appId, plan: neverEnds(), createdMsAgo: 60_000 },
          { appId, plan: neverEnds(), createdMsAgo: 30_000 },
        ],
      },
    })
    expect(run.outputs).toMatchObject({ outcome: 'superseded', 'deployment-id': '1001' })
    expect(run.errors[0]).toContain('deployment 1002')
    expectNoWrites(run)
  })

  test.each([
    ['is among the newest 100', 60],
    ['is older than the newest 100', 120],
  ])('%s', async (_, count) => {
    const run = await attach(1001, { sandbox: { deployments: many(count) } })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    expectNoWrites(run)
  })

  test('the app does not have: refused, and the id is named', async () => {
    const run = await attach(4242, { sandbox: one(succeeds(100)) })
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toContain('4242')
    expect(run.durationMs).toBeLessThan(5000)
    expectNoWrites(run)
  })

  test('may not be read: refused in the words of the API', async () => {
    const fault = { kind: 'status', status: 403, body: { error: 'Insufficient scope' } } as const
    const run = await attach(1001, {
      sandbox: one(succeeds(100)),
      faults: [{ on: { path: 'listDeployments', times: 99 }, fault }],
    })
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toContain('Insufficient scope')
    expect(run.durationMs).toBeLessThan(8000)
    expectNoWrites(run)
  })

  test('cannot be seen on a server that knows no single deployments: no claim that it is not there', async () => {
    const run = await attach(1001, {
      inputs: { 'timeout-seconds': '2' },
      sandbox: { singleDeployment: false, deployments: many(120) },
    })
    expect(run.outputs.outcome).toBe('unknown')
    expectNoWrites(run)
  })

  test('shows in the list only after a while', async () => {
    const run = await attach(1001, {
      sandbox: { ...one(succeeds(2500)), listLagMs: 2000 },
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expectNoWrites(run)
  })

  test('shows in the list only after a while, and may not be read by itself', async () => {
    const run = await attach(1001, {
      sandbox: { ...one(succeeds(2500)), listLagMs: 2000 },
      faults: [{ on: { path: 'getDeployment', times: 99 }, fault: { kind: 'status', status: 403 } }],
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expectNoWrites(run)
  })

  test('nobody wants to wait for', async () => {
    const run = await attach(1001, {
      inputs: { 'wait-for-completion': 'false' },
      sandbox: one(neverEnds(), { createdMsAgo: 5000 }),
    })
    expect(run.outputs).toMatchObject({ outcome: 'started', 'deployment-status': 'in_progress' })
    expectNoWrites(run)
  })

  test.each([
    ['502', { kind: 'status', status: 502 } as const],
    ['a reset', { kind: 'reset' } as const],
    ['a web page', { kind: 'html' } as const],
  ])('is looked for through %s', async (_, fault) => {
    const run = await attach(1001, {
      sandbox: one(succeeds(100), { createdMsAgo: 60_000 }),
      faults: [{ on: { path: 'listDeployments' }, fault }],
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.warnings).toHaveLength(1)
    expectNoWrites(run)
  })

  test('nobody can say anything of: unknown', async () => {
    const run = await attach(1001, {
      inputs: { 'timeout-seconds': '1.5', 'request-timeout-seconds': '1' },
      sandbox: one(succeeds(100)),
      faults: [{ on: { path: 'listDeployments', times: 99 }, fault: { kind: 'hang' } }],
    })
    expect(run.outputs.outcome).toBe('unknown')
    expectNoWrites(run)
  })
})

describe('a deployment that is watched', () => {
  test('has taken as long as it is old', async () => {
    const run = await attach(1001, {
      inputs: { 'timeout-seconds': '1' },
      sandbox: one(neverEnds(), { createdMsAgo: 605_000 }),
    })
    expect(run.outputs.outcome).toBe('timed-out')
    expect(Number(run.outputs['duration-seconds'])).toBeGreaterThan(603)
    expect(run.lines.join('\n')).toMatch(/^\s*10m [45]s {2}in_progress/m)
  })
})

/** Times as a server gives them that leaves their zone out. */
const withoutZone = (ms: number) => new Date(ms).toISOString().replace('Z', '')

describe('a run that is run again', () => {
  const rerun = (seed: Partial<DeploymentSeed>, scenario: RunOptions = {}) =>
    deploy({
      env: { GITHUB_RUN_ATTEMPT: '2' },
      ...scenario,
      sandbox: {
        conflicts: 'none',
        ...one(succeeds(13_000), { commitSha: headSha, branch: 'main', createdMsAgo: 7000, ...seed }),
      },
    })

  test('watches the deployment that it has under way', async () => {
    const run = await rerun({}, { creates: 0 })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    expect(run.lines.join('\n')).toContain('Watching deployment 1001')
    expectNoWrites(run)
  })

  test.each<[string, Partial<DeploymentSeed>]>([
    ['has ended', { createdMsAgo: 60_000 }],
    ['is as old as the time that one may take', { plan: neverEnds(), createdMsAgo: 17_000 }],
    ['is of another commit', { plan: neverEnds(), commitSha: otherSha }],
    ['is of another branch', { plan: neverEnds(), branch: 'release' }],
  ])('makes a new one where the one there %s', async (_, seed) => {
    const run = await rerun(seed)
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1002' })
    expect(run.posts).toHaveLength(1)
  })

  test('makes a new one where the one there has other settings', async () => {
    const run = await rerun({ plan: neverEnds(), replicas: 1 }, { inputs: { replicas: '5' } })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1002', replicas: '5' })
  })

  test('for the first time makes its own', async () => {
    const run = await rerun({ plan: neverEnds() }, { env: { GITHUB_RUN_ATTEMPT: '1' } })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1002' })
  })

  test.each(['Asia/Tokyo', 'America/New_York'])(
    'watches its own where times have no zone and the runner is in %s',
    async (TZ) => {
      const createdAt = withoutZone(Date.now() - 7000)
      const own = {
        id: 1001,
        status: 'in_progress',
        commit_sha: headSha,
        branch: 'main',
        created_at: createdAt,
      }
      const fault = { kind: 'status', status: 200, body: { deployments: [own] } } as const
      const run = await rerun(
        {},
        {
          creates: 0,
          env: { GITHUB_RUN_ATTEMPT: '2', TZ },
          faults: [{ on: { path: 'listDeployments' }, fault }],
        },
      )
      expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
      expectNoWrites(run)
    },
  )

  test('watches its own by the clock of a server that is an hour off', async () => {
    const runs = await Promise.all(
      [3_600_000, -3_600_000].map((offMs) =>
        deploy({
          creates: 0,
          env: { GITHUB_RUN_ATTEMPT: '2' },
          sandbox: {
            now: () => Date.now() + offMs,
            ...one(succeeds(13_000), { commitSha: headSha, branch: 'main', createdMsAgo: 7000 }),
          },
        }),
      ),
    )
    for (const { outputs } of runs) {
      expect(outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    }
  })
})
