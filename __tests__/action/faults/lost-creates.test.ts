import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../../sandbox/faults.ts'
import { neverEnds, type Plan } from '../../../sandbox/plan.ts'
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

interface Case extends RunOptions {
  name: string
  posts: number
  outcome: 'succeeded' | 'started' | 'unknown'
  says?: RegExp
}

/** Found in the list. */
const quick: Case[] = [
  { name: 'a list that is up to date shows it', faults: carriedOut },
  { name: 'a list that lags by 3 s shows it', faults: carriedOut, sandbox: { listLagMs: 3000 } },
  { name: 'a gateway hides it', faults: behindGateway },
  {
    name: 'a gateway hides it and the list lags by 3 s',
    faults: behindGateway,
    sandbox: { listLagMs: 3000 },
  },
  {
    name: 'there are older twins',
    faults: carriedOut,
    sandbox: {
      deployments: [
        { ...twin, createdMsAgo: hourMs },
        { ...twin, createdMsAgo: 1500 },
      ],
    },
  },
  {
    name: 'there is an older twin and the list lags by 3 s',
    faults: carriedOut,
    sandbox: { listLagMs: 3000, deployments: [{ ...twin, createdMsAgo: 60_000 }] },
  },
  {
    name: 'another commit is deployed in the meantime',
    faults: carriedOut,
    // Otherwise the newer one would supersede this run's.
    sandbox: { conflicts: 'none' as const },
    prepare: (sandbox: RunOptions['in'] & {}) =>
      afterFirstCreate(sandbox, () => sandbox.cloud.state.seed(other)),
  },
  {
    name: 'the clock of the server is an hour ahead',
    faults: carriedOut,
    sandbox: { ...skewed(hourMs), deployments: [{ ...twin, createdMsAgo: 60_000 }] },
  },
  {
    name: 'the clock of the server is an hour behind',
    faults: carriedOut,
    sandbox: { ...skewed(-hourMs), deployments: [{ ...twin, createdMsAgo: 60_000 }] },
  },
  {
    name: 'the app could not be read',
    faults: [
      ...carriedOut,
      { on: { path: 'getApp', times: 9 }, fault: { kind: 'status', status: 403 } as const },
    ],
  },
].map((each) => ({ ...each, posts: 1, outcome: 'succeeded' }))

/** Waited for until the list must be up to date. */
const slow: Case[] = [
  {
    name: 'the server processes it 9 s after a gateway gave up: found, and not repeated',
    posts: 1,
    outcome: 'succeeded',
    inputs: { 'timeout-seconds': '25', 'request-timeout-seconds': '6' },
    faults: lose({ kind: 'status', status: 504, lateMs: 9000 }),
  },
  {
    name: 'an older twin is not adopted in its place',
    posts: 2,
    outcome: 'succeeded',
    faults: notCarriedOut,
    sandbox: {
      deployments: [
        { ...twin, createdMsAgo: hourMs },
        { ...twin, createdMsAgo: 1500 },
      ],
    },
  },
  {
    // According to the server's clocks, it may be this run's own, so no other one is created.
    name: 'a twin that the list shows late is not adopted in its place, and named',
    posts: 1,
    creates: 0,
    outcome: 'unknown',
    faults: notCarriedOut,
    sandbox: { listLagMs: 5000, deployments: [{ ...twin, createdMsAgo: 2500 }] },
  },
  {
    name: "another commit's new deployment is not adopted in its place",
    posts: 2,
    outcome: 'succeeded',
    faults: notCarriedOut,
    prepare: (sandbox) => afterFirstCreate(sandbox, () => sandbox.cloud.state.seed(other)),
  },
  {
    name: 'a twin on another branch is not adopted in its place',
    posts: 2,
    outcome: 'succeeded',
    faults: notCarriedOut,
    prepare: (sandbox) =>
      afterFirstCreate(sandbox, () => sandbox.cloud.state.seed({ ...twin, branch: 'release' })),
  },
  {
    name: 'with the clock of the server an hour ahead, it is repeated',
    posts: 2,
    outcome: 'succeeded',
    faults: notCarriedOut,
    sandbox: { ...skewed(hourMs), deployments: [{ ...twin, createdMsAgo: 60_000 }] },
  },
  {
    name: 'with the clock of the server an hour behind, it is repeated',
    posts: 2,
    outcome: 'succeeded',
    faults: notCarriedOut,
    sandbox: { ...skewed(-hourMs), deployments: [{ ...twin, createdMsAgo: 60_000 }] },
  },
  {
    name: 'the app is connected to GitHub and nothing new appears: it is repeated',
    posts: 2,
    outcome: 'succeeded',
    faults: notCarriedOut,
    sandbox: { apps: [connected] },
  },
  {
    name: 'the app is connected to GitHub and something new appears: never repeated, and unknown',
    posts: 1,
    outcome: 'unknown',
    says: /deployment 1001 may come from it or from somebody else/,
    faults: carriedOut,
    sandbox: { apps: [connected] },
  },
  {
    name: 'the app is connected to GitHub and others appear too: never repeated, and all are named',
    posts: 1,
    outcome: 'unknown',
    says: /deployment 1002, deployment 1001 may come from it or from somebody else/,
    faults: carriedOut,
    sandbox: { apps: [connected] },
    prepare: (sandbox) => afterFirstCreate(sandbox, () => sandbox.cloud.state.seed(other)),
  },
  {
    name: "the list shows it only after it was repeated and refused: the 409 is recognized as caused by the run's own deployment",
    posts: Number.NaN,
    outcome: 'started',
    inputs: { 'timeout-seconds': '25', 'wait-for-completion': 'false' },
    faults: carriedOut,
    sandbox: { listLagMs: 10_500, conflicts: 'unfinished', plan: neverEnds() },
  },
]

const start = (each: Case) => {
  const { name, posts, outcome, says, ...scenario } = each
  return deploy(scenario)
}

const check = (run: ActionRun, { posts, outcome, says }: Case) => {
  expect(run.sandbox.cloud.faults.hits.length).toBeGreaterThan(0)
  if (Number.isNaN(posts)) expect(run.posts.length).toBeGreaterThan(1)
  else expect(run.posts).toHaveLength(posts)
  expect(run.outputs.outcome).toBe(outcome)
  expect(run.warnings.filter((warning) => !/uses commit/.test(warning))).toHaveLength(1)
  if (outcome !== 'unknown') expect(run.outputs['deployment-id']).toBe(String(run.ours[0]?.id))
  else expect(run.outputs).not.toHaveProperty('deployment-id')
  if (says !== undefined) expect(run.outputs['error-message']).toMatch(says)
}

const named = (cases: readonly Case[]) => cases.map((each) => [each.name, each] as const)

describe('a lost create request that was applied', () => {
  test.each(named(quick))('a lost deployment is found if %s', async (_, each) =>
    check(await start(each), each),
  )

  test('the outcome is unknown, and both deployments are named, if somebody else deploys the same commit', async () => {
    const run = await deploy({
      faults: carriedOut,
      prepare: (sandbox) => afterFirstCreate(sandbox, () => sandbox.cloud.state.seed(twin)),
    })
    expect(run.posts).toHaveLength(1)
    expect(run.outputs.outcome).toBe('unknown')
    expect(run.errors[0]).toMatch(/several deployments may be the one .*deployment 1002, deployment 1001/)
  })
})

describe('a lost create request that is looked up for seconds', () => {
  test.each(named(slow))('a lost create request is looked up: %s', async (_, each) =>
    check(await start(each), each),
  )
})

test('a lost deployment is found even if the server records other replicas and another image', async () => {
  const run = await deploy({
    serverLies: true,
    inputs: { replicas: '3', 'image-tag': '1.5.0' },
    prepare: ({ cloud }) => {
      const shown = {
        ...{ id: 1001, status: 'succeeded', commit_sha: headSha, branch: 'main' },
        ...{
          created_at: new Date(Date.now() + 60_000).toISOString(),
          replicas: 1,
          image_tag: '1.5.0-models',
        },
      }
      const body = { deployments: [shown] }
      cloud.faults.add(...behindGateway, {
        on: { path: 'listDeployments', nth: 2, times: 99 },
        fault: { kind: 'status', status: 200, body },
      })
    },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001', replicas: '1' })
})

test('a lost create request is not reported as rejected after a 409 if the list can no longer be read', async () => {
  const run = await deploy({
    sandbox: { listLagMs: 9500, conflicts: 'unfinished' },
    faults: [
      ...behindGateway,
      { on: { path: 'createDeployment', nth: 2, times: 9 }, fault: { kind: 'status', status: 409 } },
      { on: { path: 'listDeployments', nth: 11, times: 99 }, fault: { kind: 'status', status: 403 } },
    ],
  })
  // "Nothing was deployed" would be false, although the last response was a rejection.
  expect(run.outputs.outcome).not.toBe('refused')
})
