import { expect, test } from '@jest/globals'
import type { FaultHeader } from '../../../sandbox/faults.ts'
import { neverEnds, succeeds } from '../../../sandbox/plan.ts'
import { type ActionRun, deploy, faultAt, type RunOptions } from '../../harness/run.ts'

const steps = ['token', 'createDeployment', 'listDeployments'] as const

type Step = (typeof steps)[number]

const limited = (path: Step, headers: Record<string, FaultHeader>, more: RunOptions = {}, times = 1) =>
  deploy({
    ...more,
    faults: [
      faultAt(
        path,
        { kind: 'status', status: 429, headers },
        { nth: path === 'listDeployments' ? 2 : 1, times },
      ),
    ],
  })

/** The times of a step's calls: the first one, which was turned away, and those after it. */
const timesOf = (run: ActionRun, step: Step) => {
  const { hits } = run.sandbox.cloud.faults
  const since = hits[0]?.call.at ?? Number.NaN
  return run.requests.filter(({ operation, at }) => operation === step && at >= since).map(({ at }) => at)
}

type Case = readonly [step: Step, name: string, headers: Record<string, FaultHeader>]

const eachStep = (cases: [name: string, headers: Record<string, FaultHeader>][]): Case[] =>
  steps.flatMap((step) => cases.map((each) => [step, ...each] as const))

const named = (cases: readonly Case[]) => cases.map((each) => [each[0], each[1], each] as const)

const obeyed = eachStep([
  ['Retry-After in seconds', { 'retry-after': '2' }],
  // A date has whole seconds, so up to one of the three may already have passed.
  ['Retry-After as a date', { 'retry-after': { httpDateIn: 3 } }],
  ['X-RateLimit-Reset', { 'x-ratelimit-reset': { unixSecondsIn: 2 } }],
])
const obeyedRun = ([step, , headers]: Case) => limited(step, headers)

const tooLate = eachStep([
  ['Retry-After in seconds', { 'retry-after': '3600' }],
  ['Retry-After as a date', { 'retry-after': { httpDateIn: 3600 } }],
  ['X-RateLimit-Reset', { 'x-ratelimit-reset': { unixSecondsIn: 3600 } }],
])
const tooLateRun = ([step, , headers]: Case) =>
  limited(step, headers, {
    creates: step === 'listDeployments' ? 1 : 0,
    inputs: { 'timeout-seconds': '2' },
    sandbox: { plan: succeeds(800) },
  })

test.each(named(obeyed))('%s waits as long as 429 says: %s', async (step, _, each) => {
  const run = await obeyedRun(each)
  expect(run.outputs.outcome).toBe('succeeded')
  const [first = 0, second = 0] = timesOf(run, step)
  // A timer of Node may fire a millisecond early.
  expect(second - first).toBeGreaterThan(1980)
  expect(second - first).toBeLessThan(5000)
  expect(run.warnings).toHaveLength(1)
})

test.each(steps)('%s slows down even if 429 says to come back at once', async (step) => {
  const isList = step === 'listDeployments'
  const run = await limited(
    step,
    { 'retry-after': '0' },
    { creates: isList ? 1 : 0, inputs: { 'timeout-seconds': '2.5' }, sandbox: { plan: neverEnds() } },
    99,
  )
  const count = timesOf(run, step).length
  expect(count).toBeGreaterThan(2)
  // The last poll after the deadline is repeated a few times.
  expect(count).toBeLessThan(12)
  expect(run.outputs.outcome).toBe(isList ? 'unknown' : 'timed-out')
  expect(run.warnings).toHaveLength(1)
})

test.each(named(tooLate))('%s waits to the deadline if 429 says to come later: %s', async (step, _, each) => {
  const run = await tooLateRun(each)
  const isList = step === 'listDeployments'
  // While waiting, the last poll remains, and it has the true status.
  expect(run.outputs.outcome).toBe(isList ? 'succeeded' : 'timed-out')
  expect(timesOf(run, step)).toHaveLength(isList ? 2 : 1)
  expect(run.durationMs).toBeGreaterThanOrEqual(2000)
  if (!isList) expect(run.outputs['error-message']).toContain('429')
})

test.each(steps)('%s waits as long as 503 says', async (path) => {
  const run = await deploy({
    faults: [
      faultAt(
        path,
        { kind: 'status', status: 503, headers: { 'retry-after': '2' }, when: 'after' },
        { nth: path === 'listDeployments' ? 2 : 1 },
      ),
    ],
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.posts).toHaveLength(1)
  const [first = 0, second = 0] = timesOf(run, path)
  // Whether a create was processed is looked up in the list, which is not rate-limited.
  if (path !== 'createDeployment') expect(second - first).toBeGreaterThan(1980)
})
