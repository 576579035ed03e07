import { expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import { neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import type { Sandbox } from '../../../sandbox/server.ts'
import fc from '../../harness/property.ts'
import { appId, deploy, otherSha, type RunOptions } from '../../harness/run.ts'

// No request starts after `timeout-seconds`, but one last read.

/** The same draws each time, so that a failure comes from the current change. */
const seed = 20_261_202
const runs = 120

const ms = (min: number, max: number) => fc.integer({ min, max })
const when = fc.constantFrom('before', 'after')

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('status'),
    status: fc.constantFrom(500, 502, 503, 504, 429),
    when: fc.constant('before'),
    headers: fc.oneof(
      fc.constant({}),
      ms(0, 20).map((seconds) => ({ 'retry-after': `${seconds}` })),
    ),
  }),
  fc.record({ kind: fc.constant('reset'), when }),
  fc.record({ kind: fc.constant('hang'), when }),
  fc.record({ kind: fc.constant('slow'), delayMs: ms(100, 10_000) }),
) as fc.Arbitrary<Fault>

const operation = fc.constantFrom('listDeployments', 'createDeployment', 'getApp', 'token', 'getDeployment')

/** An outage of one operation, or of all, that ends or does not. */
const outage: fc.Arbitrary<FaultRule> = fc.record({
  on: fc.record({
    path: fc.option(operation, { nil: undefined }),
    nth: ms(1, 6),
    times: fc.oneof(ms(1, 3), fc.constant(999)),
  }),
  fault,
}) as fc.Arbitrary<FaultRule>

const plan: fc.Arbitrary<Plan> = fc.oneof(
  fc.constant(neverEnds()),
  ms(100, 90_000).map((afterMs) => succeeds(afterMs)),
)

const draw = fc.record({
  timeoutMs: fc.oneof(ms(1, 60), fc.constantFrom(6, 2)).map((seconds) => seconds * 1000),
  requestTimeoutMs: fc.constantFrom(1000, 2000, 5000, 30_000),
  pollInterval: fc.constantFrom('0.5', '3', undefined),
  outages: fc.array(outage, { maxLength: 3 }),
  plan,
  /** How somebody else's deployment goes on that is in progress when the run begins. */
  theirs: fc.option(plan, { nil: undefined }),
  how: fc.constantFrom('creates', 'watches', 'pushes'),
})

test.each([2, 5])(
  'a run of 6 s whose lists fail ends within a request of %d s more',
  async (requestSeconds) => {
    const run = await deploy({
      inputs: { 'timeout-seconds': '6', 'request-timeout-seconds': `${requestSeconds}` },
      faults: [
        { on: { path: 'listDeployments', nth: 2, times: 999 }, fault: { kind: 'status', status: 503 } },
      ],
    })
    expect(run.outputs).toMatchObject({ outcome: 'unknown', 'deployment-id': '1001' })
    expect(run.durationMs).toBeLessThan(6500)
  },
)

test('no request starts after the deadline but one last read, whatever fails', async () => {
  let lastReads = 0
  const property = fc.asyncProperty(draw, async (drawn) => {
    const { timeoutMs, requestTimeoutMs, pollInterval, outages, how, theirs } = drawn
    let startedAt = 0
    let cloud: Sandbox['cloud'] | undefined
    const existing = how === 'watches' ? [{ appId, commitSha: otherSha, plan: drawn.plan }] : []
    const blocker = theirs === undefined ? [] : [{ appId, commitSha: otherSha, plan: theirs }]
    const options: RunOptions = {
      inputs: {
        'timeout-seconds': `${timeoutMs / 1000}`,
        'request-timeout-seconds': `${requestTimeoutMs / 1000}`,
        'poll-interval-seconds': pollInterval,
        ...(how === 'watches' && { 'deployment-id': '1001' }),
        ...(how === 'pushes' && { tags: 'team: data' }),
      },
      sandbox: { plan: drawn.plan, conflicts: 'unfinished', deployments: [...existing, ...blocker] },
      faults: outages,
      prepare: (sandbox) => {
        startedAt = Date.now()
        cloud = sandbox.cloud
      },
      maxWarnings: 9,
      // This property is not about how many there are.
      get creates() {
        return cloud?.state.records.filter(({ creationSource }) => creationSource === 'api').length ?? 0
      },
    }
    const run = await deploy(options)
    const overdue = run.requests.filter(
      ({ at, operation }) => operation !== 'github' && at >= startedAt + timeoutMs,
    )
    const said = overdue.map(({ at, operation }) => `${operation} ${at - startedAt} ms after the start`)
    // A read may need a token first.
    const reads = overdue.filter(({ operation }) => operation !== 'token')
    expect([reads.length <= 1 && overdue.length <= reads.length + 1, said]).toEqual([true, said])
    expect(run.durationMs).toBeLessThanOrEqual(timeoutMs + requestTimeoutMs + 50)
    lastReads += reads.length
  })
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
  // Runs that never reach their deadline would pass as well.
  expect(lastReads).toBeGreaterThan(runs / 10)
})
