import { expect, test } from '@jest/globals'
import type { Fault } from '../../../sandbox/faults.ts'
import type { Plan } from '../../../sandbox/plan.ts'
import {
  type ActionRun,
  afterFirstCreate,
  appId,
  deploy,
  headSha,
  otherSha,
  type RunOptions,
} from '../../harness/run.ts'

const done: Plan = [{ afterMs: 0, status: 'succeeded' }]
const hourMs = 3_600_000

const lose = (fault: Fault) => [{ on: { path: 'createDeployment' }, fault }]
const carriedOut = lose({ kind: 'reset', when: 'after' })
const notCarriedOut = lose({ kind: 'reset' })
const behindGateway = lose({ kind: 'status', status: 502, when: 'after' })

const twin = { appId, branch: 'main', commitSha: headSha, plan: done }
const other = { appId, branch: 'main', commitSha: otherSha, plan: done }
const connected = { id: appId, name: 'sandbox-app', github: { branch: 'main', commitSha: otherSha } }
const skewed = (ms: number) => ({ now: () => Date.now() + ms })

const twinAgo = (...ms: number[]) => ({ deployments: ms.map((createdMsAgo) => ({ ...twin, createdMsAgo })) })
const meanwhile = (seed: typeof twin): Pick<RunOptions, 'prepare'> => ({
  prepare: (sandbox) => afterFirstCreate(sandbox, () => sandbox.cloud.state.seed(seed)),
})

// `chaos/chaos` draws lags, clocks, twins and others at random.
async function loseCreate(options: RunOptions, outcome: string): Promise<ActionRun> {
  const run = await deploy(options)
  expect(run.sandbox.cloud.faults.hits.length).toBeGreaterThan(0)
  expect(run.outputs.outcome).toBe(outcome)
  expect(run.warnings.filter((warning) => !/uses commit/.test(warning))).toHaveLength(1)
  if (outcome !== 'unknown') expect(run.outputs['deployment-id']).toBe(String(run.ours[0]?.id))
  else expect(run.outputs).not.toHaveProperty('deployment-id')
  return run
}

test.each<[string, RunOptions]>([
  ['a gateway hides it and the list lags by 3 s', { faults: behindGateway, sandbox: { listLagMs: 3000 } }],
  ['there are older twins', { sandbox: twinAgo(hourMs, 1500) }],
  [
    'another commit is deployed in the meantime',
    // Otherwise the newer one would supersede this run's.
    { sandbox: { conflicts: 'none' }, ...meanwhile(other) },
  ],
  ['the clock of the server is an hour ahead', { sandbox: { ...skewed(hourMs), ...twinAgo(60_000) } }],
  [
    'the server processes it 9 s after a gateway gave up',
    {
      inputs: { 'timeout-seconds': '25', 'request-timeout-seconds': '6' },
      faults: lose({ kind: 'status', status: 504, lateMs: 9000 }),
    },
  ],
])('a lost deployment is found, and not repeated, if %s', async (_, options) => {
  expect((await loseCreate({ faults: carriedOut, ...options }, 'succeeded')).posts).toHaveLength(1)
})

test.each<[string, RunOptions]>([
  ['an older twin is not adopted in its place', { sandbox: twinAgo(hourMs, 1500) }],
  ['a twin on another branch is not adopted in its place', meanwhile({ ...twin, branch: 'release' })],
  ['the clock of the server is an hour ahead', { sandbox: { ...skewed(hourMs), ...twinAgo(60_000) } }],
  ['the app is connected to GitHub and nothing new appears', { sandbox: { apps: [connected] } }],
])('a lost create request that was not applied is repeated: %s', async (_, options) => {
  expect((await loseCreate({ faults: notCarriedOut, ...options }, 'succeeded')).posts).toHaveLength(2)
})

test.each<[string, RunOptions, RegExp]>([
  [
    // According to the server's clocks, it may be this run's own, so no other one is created.
    'a twin that the list shows late is named',
    { creates: 0, faults: notCarriedOut, sandbox: { listLagMs: 5000, ...twinAgo(2500) } },
    /deployment 1001/,
  ],
  [
    'somebody else deploys the same commit, and both are named',
    meanwhile(twin),
    /several deployments may be the one .*deployment 1002, deployment 1001/,
  ],
  [
    'the app is connected to GitHub and something new appears',
    { sandbox: { apps: [connected] } },
    /deployment 1001 may come from it or from somebody else/,
  ],
  [
    'the app is connected to GitHub and others appear too: all are named',
    { sandbox: { apps: [connected] }, ...meanwhile(other) },
    /deployment 1002, deployment 1001 may come from it or from somebody else/,
  ],
])('a lost create request is never repeated in doubt: %s', async (_, options, says) => {
  const run = await loseCreate({ faults: carriedOut, ...options }, 'unknown')
  expect(run.posts).toHaveLength(1)
  expect(run.outputs['error-message']).toMatch(says)
})
