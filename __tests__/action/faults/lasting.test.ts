import { expect, test } from '@jest/globals'
import type { Fault } from '../../../sandbox/faults.ts'
import { neverEnds, succeeds } from '../../../sandbox/plan.ts'
import { deploy, faultAt, type RunOptions } from '../../harness/run.ts'

const limits = { 'timeout-seconds': '2.5', 'request-timeout-seconds': '1' }

type Case = readonly [name: string, fault: Fault]

const lasting: Case[] = [
  ['502', { kind: 'status', status: 502 }],
  ['a reset', { kind: 'reset' }],
  ['silence', { kind: 'hang' }],
  ['JSON nested 100,000 deep', { kind: 'deepJson' }],
  ['a redirect to itself', { kind: 'redirectLoop' }],
  ['a byte a second', { kind: 'drip' }],
]

const runWith = (path: string, creates: number, fault: Fault, inputs = limits) =>
  deploy({
    creates,
    inputs,
    faults: [{ on: { path, nth: path === 'listDeployments' ? 2 : 1, times: 999 }, fault }],
  })

const lost = lasting.filter(([name]) => name !== 'a redirect to itself' && name !== 'a byte a second')

test.each(lasting)('nothing is deployed if the token endpoint always fails with %s', async (_, fault) => {
  // The create waits longer than the list for the token that both share.
  const run = await runWith('token', 0, fault, { 'timeout-seconds': '25', 'request-timeout-seconds': '5' })
  expect([run.posts, run.outputs.outcome]).toEqual([[], 'timed-out'])
  expect(run.errors[0]).toMatch(
    /^No deployment could be created within 25s: requesting a token from \S+ failed: (HTTP|read|no response)/,
  )
  expect(run.warnings).toHaveLength(1)
})

test.each(lasting)('the result is unknown if the list always fails with %s', async (_, fault) => {
  const run = await runWith('listDeployments', 1, fault)
  expect(run.posts).toHaveLength(1)
  expect(run.outputs).toMatchObject({ outcome: 'unknown', 'deployment-id': '1001' })
  expect(run.errors[0]).toMatch(
    /^Could not determine the result of deployment 1001 \(last status: queued\): \w/,
  )
  expect(run.warnings).toHaveLength(1)
  expect(run.durationMs).toBeGreaterThanOrEqual(2500)
})

test.each(lost)('the outcome is unknown if no create is applied and all fail with %s', async (_, fault) => {
  const run = await runWith('createDeployment', 0, fault)
  expect(run.outputs.outcome).toBe('unknown')
  expect(run.outputs['error-message']).toMatch(/no deployment of it can be found/)
  expect(run.posts).toHaveLength(1)
})

test('a redirect loop rejects the create request', async () => {
  const run = await runWith('createDeployment', 0, { kind: 'redirectLoop' })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toContain('HTTP 307')
  expect(run.posts.length).toBeLessThan(10)
})

test('a last poll follows an attempt that the deadline interrupts', async () => {
  const run = await deploy({
    inputs: { 'timeout-seconds': '2', 'request-timeout-seconds': '4' },
    sandbox: { plan: succeeds(600) },
    faults: [{ on: { path: 'listDeployments', nth: 2 }, fault: { kind: 'hang' } }],
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.lists).toHaveLength(2)
  expect(run.durationMs).toBeGreaterThanOrEqual(2000)
})

test.each([503, 429])('a last poll that fails with HTTP %d is repeated for a short time', async (status) => {
  const run = await deploy({
    inputs: { 'timeout-seconds': '2', 'request-timeout-seconds': '15' },
    sandbox: { plan: neverEnds() },
    faults: [{ on: { path: 'listDeployments', nth: 2, times: 99 }, fault: { kind: 'status', status } }],
  })
  expect(run.outputs).toMatchObject({ outcome: 'unknown', 'deployment-id': '1001' })
  expect(run.outputs['error-message']).toContain(`HTTP ${status}`)
  expect(run.durationMs).toBeLessThan(10_000)
})

test('an attempt that the deadline interrupts does not hide the earlier reason', async () => {
  const run = await deploy({
    creates: 0,
    inputs: { 'timeout-seconds': '2' },
    faults: [
      faultAt('token', { kind: 'status', status: 502 }),
      faultAt('token', { kind: 'hang' }, { nth: 2, times: 99 }),
    ],
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.outputs['error-message']).toContain('HTTP 502')
})

test('a lost create request is not repeated, and its outcome is unknown, if the list is down until the deadline', async () => {
  const run = await deploy({
    inputs: { 'timeout-seconds': '3', 'request-timeout-seconds': '1' },
    faults: [
      faultAt('createDeployment', { kind: 'reset', when: 'after' }),
      faultAt('listDeployments', { kind: 'status', status: 503 }, { nth: 2, times: 999 }),
    ],
  })
  expect(run.posts).toHaveLength(1)
  expect(run.outputs.outcome).toBe('unknown')
  expect(run.outputs).not.toHaveProperty('deployment-id')
  expect(run.errors[0]).toMatch(/Could not determine whether a deployment was created[\s\S]*503/)
  expect(run.durationMs).toBeGreaterThanOrEqual(3000)
})

test.each<[string, RunOptions, number, string]>([
  [
    'the list is down from the start to the end: created once, and unknown',
    {
      inputs: { 'timeout-seconds': '13', 'request-timeout-seconds': '1' },
      faults: [{ on: { path: 'listDeployments', times: 999 }, fault: { kind: 'hang' } }],
    },
    1,
    'unknown',
  ],
  [
    'the response to the first list is too late: created once, and waited for',
    {
      inputs: { 'timeout-seconds': '16', 'request-timeout-seconds': '15' },
      faults: [{ on: { path: 'listDeployments' }, fault: { kind: 'hang' } }],
    },
    1,
    'succeeded',
  ],
  [
    'creates get lost again and again: unknown, without a flood of warnings',
    {
      creates: 0,
      inputs: { 'timeout-seconds': '13', 'request-timeout-seconds': '1' },
      faults: [{ on: { path: 'createDeployment', times: 999 }, fault: { kind: 'status', status: 502 } }],
    },
    2,
    'unknown',
  ],
])('a run copes with faults that last: %s', async (_, options, posts, outcome) => {
  const run = await deploy(options)
  expect(run.outputs.outcome).toBe(outcome)
  expect(run.posts).toHaveLength(posts)
  if (posts > 1) expect(run.errors[0]).toMatch(/no deployment of it can be found/)
})
