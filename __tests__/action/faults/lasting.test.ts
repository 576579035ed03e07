import { expect, test } from '@jest/globals'
import type { Fault } from '../../../sandbox/faults.ts'
import { neverEnds, succeeds } from '../../../sandbox/plan.ts'
import { deploy, faultAt } from '../../harness/run.ts'

const limits = { 'timeout-seconds': '2.5', 'request-timeout-seconds': '1' }

type Case = readonly [name: string, fault: Fault]

const lasting: Case[] = [
  ['502', { kind: 'status', status: 502 }],
  ['silence', { kind: 'hang' }],
  ['a redirect to itself', { kind: 'redirectLoop' }],
  ['a byte a second', { kind: 'drip' }],
]

const runWith = (path: string, creates: number, fault: Fault, inputs = limits) =>
  deploy({
    creates,
    inputs,
    faults: [{ on: { path, nth: path === 'listDeployments' ? 2 : 1, times: 999 }, fault }],
  })

const lost = lasting.slice(0, 2)

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

test('a first list whose response is too late does not make the run create twice', async () => {
  const run = await deploy({
    inputs: { 'timeout-seconds': '16', 'request-timeout-seconds': '15' },
    faults: [faultAt('listDeployments', { kind: 'hang' })],
  })
  expect([run.outputs.outcome, run.posts.length]).toEqual(['succeeded', 1])
})

test('creates that get lost again and again leave the outcome unknown, without a flood of warnings', async () => {
  const run = await deploy({
    creates: 0,
    inputs: { 'timeout-seconds': '13', 'request-timeout-seconds': '1' },
    faults: [faultAt('createDeployment', { kind: 'status', status: 502 }, { times: 999 })],
  })
  expect([run.outputs.outcome, run.posts.length]).toEqual(['unknown', 2])
  expect(run.errors[0]).toMatch(/no deployment of it can be found/)
})
