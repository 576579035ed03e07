import { describe, expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../../sandbox/deployments.ts'
import type { FaultRule } from '../../../sandbox/faults.ts'
import { fails, neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server.ts'
import { DEFAULT_APP } from '../../../sandbox/state.ts'
import { beforeEachCall, manifest, onArrival, spicepod } from '../../harness/app.ts'
import {
  type ActionRun,
  appId,
  cancelledOn,
  deploy,
  faultAt,
  headSha,
  inVirtualTime,
  otherSha,
  type RunOptions,
} from '../../harness/run.ts'
import { oldSpicepod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'

const expectNoWrites = (run: ActionRun) => {
  const writes = run.requests.filter(({ operation, method }) => operation !== 'token' && method !== 'GET')
  expect(writes).toEqual([])
}

/** Watches a deployment, which writes nothing however it ends. */
async function attach(id: number, scenario: RunOptions): Promise<ActionRun> {
  const inputs = { 'deployment-id': String(id), ...scenario.inputs }
  const run = await deploy({ creates: 0, ...scenario, inputs })
  expectNoWrites(run)
  return run
}

const one = (plan: Plan, more: Partial<DeploymentSeed> = {}) => ({
  deployments: [{ appId, commitSha: otherSha, branch: 'release', plan, ...more }],
})

const many = (count: number): DeploymentSeed[] =>
  Array.from({ length: count }, (_, index) => ({
    appId,
    id: 1001 + index,
    plan: [{ afterMs: 0, status: 'succeeded' }],
    createdMsAgo: (count - index) * 60_000,
  }))

test.each<[string, Plan, number, string]>([
  ['goes on and succeeds', succeeds(1500), 0, 'succeeded'],
  ['goes on and fails', fails(1500), 0, 'failed'],
  ['has failed', fails(100), 60_000, 'failed'],
  ['never ends', neverEnds(), 0, 'timed-out'],
  ['is not waited for', neverEnds(), 5000, 'started'],
])('`deployment-id` watches a deployment that %s', async (_, plan, createdMsAgo, outcome) => {
  const wait = outcome === 'started' ? 'false' : 'true'
  const run = await attach(1001, {
    inputs: { 'timeout-seconds': outcome === 'timed-out' ? '2' : '16', 'wait-for-completion': wait },
    sandbox: one(plan, { createdMsAgo }),
  })
  expect(run.outputs).toMatchObject({ outcome, 'deployment-id': '1001' })
})

test('`deployment-id` reports a deployment that was superseded before', async () => {
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
})

test.each([
  ['is among the newest 100', 60],
  ['is older than the newest 100', 120],
])('`deployment-id` finds a deployment that %s', async (_, count) => {
  const run = await attach(1001, { sandbox: { deployments: many(count) } })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
})

test('`deployment-id` compares an old deployment with those before it, and knows of no write between them', async () => {
  const deployments = [901, 902, 903].map((id, index) => ({
    ...many(3)[index],
    appId,
    id,
    commitSha: otherSha,
  }))
  const { summary } = await attach(902, { sandbox: { deployments } })
  expect(summary).not.toContain('Since deployment')
  expect(summary).not.toContain('"903"')
  const newer = await attach(902, {
    sandbox: { deployments: deployments.with(0, { ...deployments[0], appId, id: 901, commitSha: headSha }) },
  })
  expect(newer.summary).toContain('### Since deployment 901, the last success')
})

test('`deployment-id` ignores what would create an app', async () => {
  const creation = { 'create-app-if-missing': 'true', 'fork-from': '4711', visibility: 'public' }
  const named = { ...creation, 'app-id': undefined, 'app-name': 'sandbox-app' }
  const run = await attach(1001, { inputs: named, sandbox: one(succeeds(500)) })
  expect(run.outputs.outcome).toBe('succeeded')
  const missing = await attach(1001, { inputs: { ...named, 'app-name': 'taxi-fares' } })
  expect([missing.outputs.outcome, missing.sandbox.cloud.state.apps.length]).toEqual(['refused', 1])
})

const unreadable = (path: string, status: number, message: string): FaultRule =>
  faultAt(path, { kind: 'status', status, body: { message } }, { times: 999 })

test.each([
  ['getDeployment', 404, 'refused', '4242', 'No'],
  ['getDeployment', 405, 'refused', '4242', 'No'],
  ['getDeployment', 400, 'refused', 'HTTP 400', 'the id has 64 bits'],
  ['getDeployment', 403, 'refused', 'HTTP 403', 'Insufficient scope'],
  ['getDeployment', 401, 'refused', 'HTTP 401', 'Unknown token'],
  ['getDeployment', 501, 'unknown', 'HTTP 501', 'Not supported'],
  ['listDeployments', 403, 'refused', 'HTTP 403', 'Insufficient scope'],
])(
  '`deployment-id` with a deployment that is not listed ends at once, and says why: %s, HTTP %i',
  async (path, status, outcome, says, message) => {
    const run = await attach(4242, {
      sandbox: one(succeeds(100)),
      faults: [unreadable(path, status, message)],
    })
    expect(run.outputs.outcome).toBe(outcome)
    expect(run.errors[0]).toContain(says)
    if (message !== 'No') {
      expect(run.errors[0]).toContain(message)
      expect(run.log).not.toContain('among the newest')
    }
    expect(run.durationMs).toBeLessThan(6000)
  },
)

test.each<[string, string, RunOptions]>([
  [
    'cannot be read',
    'HTTP 503',
    { sandbox: one(succeeds(100)), faults: [unreadable('getDeployment', 503, 'No')] },
  ],
  [
    'is old, on a server without single deployments',
    '4242 is not among the newest 100',
    { sandbox: { singleDeployment: false, deployments: many(120) } },
  ],
  [
    'does not come',
    'deployment 4242 could not be read',
    { sandbox: one(succeeds(100)), faults: [faultAt('listDeployments', { kind: 'hang' }, { times: 99 })] },
  ],
])('`deployment-id` with a deployment that %s leaves the outcome unknown', async (_, says, scenario) => {
  const limits = { 'timeout-seconds': '3', 'request-timeout-seconds': '1' }
  const run = await attach(4242, { ...scenario, inputs: limits })
  expect(run.outputs.outcome).toBe('unknown')
  expect(run.errors[0]).toContain(says)
})

test.each<[string, FaultRule[]]>([
  ['is not listed yet', []],
  ['only lists show', [{ on: { path: 'getDeployment', times: 99 }, fault: { kind: 'status', status: 500 } }]],
  [
    'could not be read while a rate limit was used up',
    [faultAt('getDeployment', { kind: 'status', status: 429 })],
  ],
  [
    'could not be read with a token that had expired',
    [faultAt('getDeployment', { kind: 'status', status: 401 })],
  ],
])('`deployment-id` waits for a deployment that %s', async (_, faults) => {
  const run = await attach(1001, { sandbox: { ...one(succeeds(2500)), listLagMs: 2000 }, faults })
  expect(run.outputs.outcome).toBe('succeeded')
})

test('the duration of a watched deployment starts at its creation', async () => {
  const run = await attach(1001, {
    inputs: { 'timeout-seconds': '1' },
    sandbox: one(neverEnds(), { createdMsAgo: 605_000 }),
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(Number(run.outputs['duration-seconds'])).toBeGreaterThan(603)
  expect(run.lines.join('\n')).toMatch(/^\s*10m [45]s {2}in_progress/m)
})

const key = 'Zq7vKx2mWp9dRt4b'
const secretManifest = `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: postgres:fares
    name: fares
    params:
      pg_pass: \${secrets:PG_PASS}
`
const options: RunOptions = {
  files: { 'spicepod.yaml': secretManifest },
  inputs: {
    'timeout-seconds': '300',
    'poll-interval-seconds': undefined,
    'spicepod-checks': 'off',
    replicas: '3',
  },
}
const sandboxOptions = (): SandboxOptions => ({
  apps: [DEFAULT_APP],
  conflicts: 'queued',
  runtime: {},
})
const asRerun = { ...options, env: { GITHUB_RUN_ATTEMPT: '2' } }
const withSecret = { ...asRerun, inputs: { ...options.inputs, secrets: `PG_PASS=${key}` }, hides: [key] }

/** Runs the job, which gets stuck, and then runs it again. */
const rerun = (again: RunOptions, prepare: (sandbox: Sandbox) => void = () => {}) =>
  inVirtualTime(async () => {
    const sandbox = createSandbox(sandboxOptions())
    const first = await deploy({ ...options, in: sandbox, creates: 1 })
    expect(first.outputs).toMatchObject({ outcome: 'stuck', 'deployment-id': '1001' })
    prepare(sandbox)
    return deploy({ ...again, in: sandbox })
  })

test('a re-run with a mended secret finds its deployment stuck, and deploys once more', async () => {
  const run = await rerun({ ...withSecret, creates: 2 })
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'deployment-id': '1002',
    replicas: '3',
    problems: '[]',
  })
  expect(run.shown.map(({ id, status }) => [id, status])).toEqual([
    [1002, 'succeeded'],
    [1001, 'created'],
  ])
  const writes = run.requests.filter(({ operation, method }) => operation !== 'token' && method !== 'GET')
  expect(writes.map(({ operation }) => operation)).toEqual([
    ...['updateApp', 'createDeployment'],
    ...['upsertSecret', 'createDeployment'],
  ])
  const log = run.lines.join('\n')
  expect(log).toContain('Watching deployment 1001 (started by an earlier attempt of this run).')
  expect(log).toContain(
    'Deployment 1001 of the earlier attempt is stuck. This run applies its changes and redeploys.',
  )
  expect(log).toContain('Created deployment 1002')
  // Nobody else has deployed.
  expect(log).not.toContain('concurrency')
  const page = readSummary(run.summary)
  expect(page).toContain('1002')
  expect(page).not.toMatch(/stuck|not ready/i)
})

test('a re-run that changes nothing deploys once more, and says why it is stuck as well', async () => {
  const run = await rerun({ ...asRerun, creates: 2 })
  expect(run.outputs).toMatchObject({ outcome: 'stuck', 'deployment-id': '1002' })
  expect(run.errors[0]).toContain('Secret `PG_PASS` of dataset `fares`')
})

test('a re-run reports a deployment that succeeds while it reads the app', async () => {
  const run = await rerun({ ...withSecret, creates: 1 }, (sandbox) =>
    onArrival(sandbox, 'listSecrets', () => {
      const [record] = sandbox.cloud.state.records
      Object.assign(record ?? {}, { plan: [{ afterMs: 0, status: 'succeeded' }] })
    }),
  )
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
  expect(run.sandbox.cloud.state.apps[0]?.secrets).not.toHaveProperty('PG_PASS')
})

test('a re-run reports a deployment that somebody else replaces while it reads the app', async () => {
  const run = await rerun({ ...withSecret, creates: 1 }, (sandbox) =>
    onArrival(sandbox, 'listSecrets', () => {
      sandbox.cloud.state.seed({ appId, plan: [{ afterMs: 0, status: 'in_progress' }] })
    }),
  )
  expect(run.outputs).toMatchObject({ outcome: 'superseded', 'deployment-id': '1001' })
})

const shown = (run: ActionRun) => run.shown.map(({ id, status }) => [id, status])
const noCredits = { kind: 'status', status: 402, body: { error: 'No credits left' } } as const

test('a re-run reports a deployment that succeeds before the list that only its create has read', async () => {
  const mayNotList = { kind: 'status', status: 403, body: { error: 'Not now' } } as const
  const run = await rerun(
    { ...asRerun, creates: 1, faults: [{ on: { path: 'listDeployments' }, fault: mayNotList }] },
    (sandbox) => {
      let lists = 0
      beforeEachCall(sandbox, ({ path, query }) => {
        const isList = path.endsWith('/deployments') && query?.limit === '20'
        // The first is refused, the second finds the deployment, and it is stuck by the third.
        if (!isList || ++lists !== 3) return
        const [record] = sandbox.cloud.state.records
        Object.assign(record ?? {}, { plan: [{ afterMs: 0, status: 'succeeded' }] })
      })
    },
  )
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
})

test('a re-run whose new deployment is refused has no outputs of the one that is stuck', async () => {
  const run = await rerun({
    ...asRerun,
    creates: 1,
    faults: [{ on: { path: 'createDeployment' }, fault: noCredits }],
  })
  expect(shown(run)).toEqual([[1001, 'in_progress']])
  expect(run.outputs).toMatchObject({ outcome: 'refused', 'app-id': '4711', 'app-name': 'sandbox-app' })
  for (const name of 'deployment-id deployment deployment-status replicas image-tag instance'.split(' ')) {
    expect(run.outputs).not.toHaveProperty(name)
  }
})

test('the post step of a re-run that is interrupted does not take the stuck deployment for the new one', async () => {
  const run = await rerun({
    ...asRerun,
    creates: 1,
    faults: [{ on: { path: 'createDeployment' }, fault: { kind: 'hang' } }],
    ...cancelledOn('Deploying app 4711'),
  })
  expect(run.outputs.outcome).toBe('cancelled')
  expect(run.outputs).not.toHaveProperty('deployment-id')
  expect(run.state['deployment-id']).toBe('')
  expect(run.state).not.toHaveProperty('ended')
})

test('a re-run with `on-stuck: wait` watches the stuck deployment to the deadline', async () => {
  const run = await rerun({
    ...withSecret,
    creates: 1,
    maxWarnings: 2,
    inputs: { ...withSecret.inputs, 'on-stuck': 'wait' },
  })
  expect(run.outputs).toMatchObject({ outcome: 'timed-out', 'deployment-id': '1001' })
})

test('a re-run that finds its deployment stuck only after its changes does not replace it for an old commit', async () => {
  const inputs = { ...withSecret.inputs, 'require-branch-tip': 'true' }
  const faults: FaultRule[] = [{ on: { path: 'listDeployments' }, fault: { kind: 'status', status: 400 } }]
  const run = await rerun({ ...withSecret, inputs, faults, creates: 1 }, (sandbox) => {
    sandbox.github.branches['acme/taxi'] = { main: headSha }
    onArrival(sandbox, 'upsertSecret', () => {
      sandbox.github.branches['acme/taxi'] = { main: otherSha }
    })
  })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toContain('is not the tip of branch main')
})

test('a run with `deployment-id` that finds its deployment stuck deploys nothing', async () => {
  const run = await rerun({ ...asRerun, creates: 1, inputs: { ...options.inputs, 'deployment-id': '1001' } })
  expect(run.outputs).toMatchObject({ outcome: 'stuck', 'deployment-id': '1001' })
})

describe('a re-run', () => {
  const rerun = (seed: Partial<DeploymentSeed>, scenario: RunOptions = {}) =>
    deploy({
      env: { GITHUB_RUN_ATTEMPT: '2' },
      ...scenario,
      sandbox: {
        conflicts: 'none',
        ...one(succeeds(13_000), { commitSha: headSha, branch: 'main', createdMsAgo: 7000, ...seed }),
        ...scenario.sandbox,
      },
    })

  const app = { id: appId, name: 'taxi' }
  /** What an earlier attempt has written. */
  const applied = { apps: [{ ...app, spicepod, tags: { team: 'data' } }] }

  test('a re-run looks for its deployment until the deadline instead of creating another one', async () => {
    const run = await rerun(
      { createdMsAgo: 0, plan: succeeds(14_000) },
      {
        creates: 0,
        inputs: { 'timeout-seconds': '60', 'request-timeout-seconds': '11' },
        faults: [{ on: { path: 'listDeployments' }, fault: { kind: 'hang' } }],
      },
    )
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    expectNoWrites(run)
  })

  test('a re-run that cannot list the deployments until its time is up deploys nothing, and names its commit', async () => {
    const run = await rerun(
      {},
      {
        creates: 0,
        inputs: { 'timeout-seconds': '10' },
        faults: [{ on: { path: 'listDeployments', times: 1000 }, fault: { kind: 'status', status: 503 } }],
      },
    )
    expect(run.outputs.outcome).toBe('unknown')
    expect(run.errors[0]).toContain('whether an earlier attempt of this run created a deployment')
    expect(readSummary(run.summary)).toContain(headSha.slice(0, 7))
    expectNoWrites(run)
  })

  test('a re-run that can list the deployments only after its changes watches its deployment all the same', async () => {
    const run = await rerun(
      {},
      {
        creates: 0,
        inputs: { tags: 'team: data' },
        sandbox: applied,
        faults: [{ on: { path: 'listDeployments' }, fault: { kind: 'status', status: 400 } }],
      },
    )
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    expect(run.lines.join('\n')).toContain('Watching deployment 1001')
    // The tags were written by this attempt.
    expect(run.warnings).toEqual([])
  })

  const applies = { inputs: { tags: 'team: data' }, files: { 'spicepod.yaml': manifest }, sandbox: applied }

  test.each<[string, Partial<DeploymentSeed>, RunOptions]>([
    // It takes no proof if it pushes nothing.
    ['is of hours ago', { createdMsAgo: 21_500_000, plan: succeeds(21_506_000) }, {}],
    ['has what the run would write again', {}, applies],
    ['has as many replicas as Spice Cloud allows', { replicas: 1 }, { inputs: { replicas: '5' } }],
    [
      'has another name for its image',
      { imageTag: '2.3.2-enterprise-models' },
      { inputs: { 'image-tag': '2.3.2' } },
    ],
    ['has no image on record', { imageTag: null }, { inputs: { 'image-tag': '2.3.2' } }],
    ...[1, -1].map((hours): [string, Partial<DeploymentSeed>, RunOptions] => [
      `is on a server whose clock is ${hours} h off`,
      {},
      { sandbox: { conflicts: 'unfinished', now: () => Date.now() + hours * 3_600_000 } },
    ]),
  ])('a re-run watches its deployment, and writes nothing, if it %s', async (_, seed, scenario) => {
    const run = await rerun(seed, { creates: 0, ...scenario })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    expect(run.lines.join('\n')).toContain('Watching deployment 1001')
    expect(run.log).not.toContain('`expect-plan`')
    expectNoWrites(run)
  })

  test.each<[string, RunOptions, number]>([
    ['tags', { inputs: { tags: 'team: data' } }, 1],
    ['a spicepod', { files: { 'spicepod.yaml': manifest } }, 1],
    ['secrets', { inputs: { secrets: 'PG_PASSWORD=correct-horse' }, hides: ['correct-horse'] }, 1],
    ['nothing', {}, 0],
  ])(
    'a re-run that watches its deployment says that %s will not be written again',
    async (_, more, times) => {
      const { warnings } = await rerun({}, { creates: 0, ...more, sandbox: applied })
      const skipped = expect.stringContaining(
        'were already applied by that attempt and are not written again',
      )
      expect(warnings).toEqual(Array(times).fill(skipped))
    },
  )

  const own = { appId, commitSha: headSha, branch: 'main', createdMsAgo: 7000, plan: succeeds(13_000) }

  test('a re-run compares its deployment with the one before it, and names its commit', async () => {
    const before = { ...own, commitSha: otherSha, createdMsAgo: 600_000, plan: succeeds(5000) }
    const run = await rerun({}, { creates: 0, sandbox: { deployments: [before, own] } })
    expect(readSummary(run.summary)).toContain('Since deployment 1001')
  })

  test('a re-run that finds several deployments watches the one with its settings', async () => {
    const deployments = [{ ...own, replicas: 2 }, own]
    const run = await rerun({}, { creates: 0, inputs: { replicas: '2' }, sandbox: { deployments } })
    expect(run.lines.join('\n')).toContain('Watching deployment 1001')
    expectNoWrites(run)
  })

  test.each<[string, Partial<DeploymentSeed>, Parameters<typeof rerun>[1]]>([
    ['has ended', { createdMsAgo: 60_000 }, {}],
    ['is older than six hours', { plan: neverEnds(), createdMsAgo: 21_601_000 }, {}],
    [
      'was made with another spicepod, as far as the app shows',
      { plan: neverEnds() },
      { files: { 'spicepod.yaml': manifest }, sandbox: { apps: [{ ...app, spicepod: oldSpicepod }] } },
    ],
    [
      'was made with other tags, as far as the app shows',
      { plan: neverEnds() },
      { inputs: { tags: 'team: data' }, sandbox: { apps: [{ ...app, tags: { team: 'maps' } }] } },
    ],
    ['is of another commit', { plan: neverEnds(), commitSha: otherSha }, {}],
    ['is of another branch', { plan: neverEnds(), branch: 'release' }, {}],
    ['is not of an earlier attempt', { plan: neverEnds() }, { env: { GITHUB_RUN_ATTEMPT: '1' } }],
  ])('a re-run creates a deployment if the existing one %s', async (_, seed, more) => {
    const run = await rerun(seed, more)
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1002' })
    expect(run.posts).toHaveLength(1)
  })
})
