import { expect, test } from '@jest/globals'
import { neverEnds, neverStarts, type Plan, succeeds } from '../../../sandbox/plan.ts'
import type { Sandbox } from '../../../sandbox/server.ts'
import { createRng } from '../../../testing/random.ts'
import { appId, cancelledOn, deploy, faultAt, inVirtualTime, onFirst, otherSha } from '../../harness/run.ts'

const blocker = { appId, commitSha: otherSha, branch: 'release', createdBy: 'ada@example.com' }
const itsName =
  /deployment 1001 \(commit 5a4d0b0, branch release\), (queued|in_progress) for \d+s, started by ada@example\.com/

/** Somebody else requests a deployment between the first list and the create. */
const inTheWay =
  (plan: Plan) =>
  (sandbox: Sandbox): void =>
    onFirst(sandbox, 'listDeployments', () => sandbox.cloud.state.seed({ ...blocker, plan }))

/** When the blocking deployment finishes, by the sandbox's clock. */
const blockedMs = 2000

test.each(['unfinished', 'queued'] as const)(
  'a blocking deployment is named, and waited for until it has finished, if %s ones block',
  async (conflicts) => {
    const run = await deploy({
      sandbox: { conflicts },
      // Queued for the first half, so that some servers would let this run's supersede it in the second half.
      prepare: inTheWay([
        { afterMs: 0, status: 'queued' },
        { afterMs: blockedMs / 2, status: 'in_progress' },
        { afterMs: blockedMs, status: 'succeeded' },
      ]),
    })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1002' })
    const [theirs, ours] = run.sandbox.cloud.state.records
    expect(ours?.createdAt).toBeGreaterThanOrEqual((theirs?.createdAt ?? 0) + blockedMs)
    expect(run.shown.find(({ id }) => id === 1001)?.status).toBe('succeeded')
    expect(run.posts).toHaveLength(2)
    expect(run.lines.filter((line) => itsName.test(line))).toHaveLength(1)
    expect(run.annotations).toEqual([])
  },
)

test('runs that have waited for the same deployment do not all create at once after it', async () => {
  const pausesMs = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const options = {
        sandbox: { conflicts: 'unfinished' },
        prepare: inTheWay(succeeds(blockedMs)),
      } as const
      const { requests, posts } = await inVirtualTime(() => deploy(options), createRng(index))
      const at = posts[1]?.at ?? Number.NaN
      const lists = requests.filter((request) => request.operation === 'listDeployments' && request.at < at)
      return at - (lists.at(-1)?.at ?? Number.NaN)
    }),
  )
  expect(Math.max(...pausesMs) - Math.min(...pausesMs)).toBeGreaterThan(50)
})

test('the wait for a blocking deployment survives an outage', async () => {
  const run = await deploy({
    sandbox: { conflicts: 'unfinished' },
    prepare: inTheWay(succeeds(blockedMs)),
    faults: [{ on: { path: 'listDeployments', nth: 3, times: 2 }, fault: { kind: 'status', status: 502 } }],
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1002' })
  expect(run.warnings).toHaveLength(1)
})

test('a run waits again if a third deployment was faster', async () => {
  let isSeeded = false
  const run = await deploy({
    sandbox: { conflicts: 'unfinished' },
    prepare: inTheWay(succeeds(1200)),
    onLine: (line, { cloud }) => {
      if (isSeeded || !itsName.test(line)) return
      isSeeded = true
      cloud.state.seed({ ...blocker, plan: succeeds(2400) })
    },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1003' })
  const [, second, ours] = run.sandbox.cloud.state.records
  expect(ours?.createdAt).toBeGreaterThanOrEqual((second?.createdAt ?? 0) + 2400)
})

const outage = faultAt('listDeployments', { kind: 'status', status: 502 }, { nth: 3, times: 99 })

test.each([
  ['never ends', neverEnds(), 'running.', []],
  ['never starts', neverStarts(), 'running.', []],
  [
    'can be listed no more',
    neverEnds(),
    'running when last listed (listing the deployments of the app',
    [outage],
  ],
])('nothing is created if a blocking deployment %s', async (_, plan, says, faults) => {
  const run = await deploy({
    creates: 0,
    inputs: { 'timeout-seconds': '1.8' },
    sandbox: { conflicts: 'unfinished' },
    prepare: inTheWay(plan),
    faults,
    maxWarnings: faults.length,
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).toContain(`deployment 1001 was still ${says}`)
  expect(run.posts.length).toBeLessThan(3)
  expect(run.durationMs).toBeGreaterThanOrEqual(1800)
})

test.each([
  ['at once', [], itsName, 4000],
  [
    'in time if it cannot be listed',
    [faultAt('listDeployments', { kind: 'hang' }, { nth: 2, times: 99 })],
    /409/,
    6000,
  ],
])('a blocking deployment fails the run %s with `on-conflict: fail`', async (_, faults, says, mostMs) => {
  const run = await deploy({
    creates: 0,
    inputs: { 'on-conflict': 'fail', 'request-timeout-seconds': '1' },
    sandbox: { conflicts: 'unfinished' },
    prepare: inTheWay(neverEnds()),
    faults,
  })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.posts).toHaveLength(1)
  expect(run.errors[0]).toMatch(says)
  for (const words of ['already in progress', '`concurrency`']) expect(run.errors[0]).toContain(words)
  expect(run.durationMs).toBeLessThan(mostMs)
})

test('a token that expires while the run waits for its turn is the reason, beside the deployment that blocks', async () => {
  const fault = { kind: 'status', status: 401, body: { error: 'Token expired' } } as const
  const run = await deploy({
    creates: 0,
    sandbox: { conflicts: 'unfinished' },
    prepare: inTheWay(neverEnds()),
    faults: [faultAt('listDeployments', fault, { nth: 3, times: 99 })],
  })
  expect(run.outputs.outcome).toBe('refused')
  const says =
    /^Listing .* \(HTTP 401\): Token expired\nBlocked by deployment 1001 .*\n.*\nThe token is invalid or has/
  expect(run.errors[0]).toMatch(says)
  expect(run.errors[0]).not.toContain('on-conflict')
})

const conflicts = faultAt('createDeployment', { kind: 'status', status: 409 }, { times: 99 })

test('a create request that always conflicts with nothing listed is sent rarely and times out', async () => {
  const run = await deploy({
    creates: 0,
    inputs: { 'timeout-seconds': '5' },
    faults: [conflicts],
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.posts.length).toBeLessThan(5)
  // Reported once.
  const waits = run.lines.filter((line) => line.startsWith('Waiting for '))
  expect(waits).toEqual(['Waiting for another deployment that is not listed yet'])
})

test('a run that is interrupted while nothing is listed as blocking has deployed nothing', async () => {
  const run = await deploy({
    creates: 0,
    faults: [conflicts],
    ...cancelledOn('that is not listed yet'),
  })
  expect(run.outputs.outcome).toBe('cancelled')
  expect(run.errors[0]).toContain('Nothing was deployed')
})
