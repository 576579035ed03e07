import { expect, test } from '@jest/globals'
import type { Fault } from '../../../sandbox/faults.ts'
import { type ActionRun, deploy, faultAt, type RunOptions } from '../../harness/run.ts'

type Case = readonly [name: string, fault: Fault]

/** One fault of each class, before the server has done anything. Unit tests have the other statuses: `spice/retry`. */
const before: Case[] = [
  ...[408, 425, 429, 503].map((status) => [`${status}`, { kind: 'status', status }] as const),
  ['502 with a web page', { kind: 'status', status: 502, body: '<!doctype html><title>Bad gateway</title>' }],
  ['a reset', { kind: 'reset' }],
  ['silence', { kind: 'hang' }],
  ['a web page with 200', { kind: 'html' }],
  ['JSON of another shape', { kind: 'misshapen' }],
  ['an empty body', { kind: 'empty' }],
  ['JSON nested 100,000 deep', { kind: 'deepJson' }],
  ['bytes that are no UTF-8', { kind: 'invalidUtf8' }],
]
/** What takes long to make is sent at one place. */
const huge: Case[] = [
  ['20 MB', { kind: 'huge' }],
  ['20 MB with 502', { kind: 'status', status: 502, body: 'x'.repeat(20_000_000) }],
]

/** Faults that can only occur after the server has done the work. */
const half: Case[] = [
  ['a reset in the middle of the body', { kind: 'reset', when: 'midway' }],
  ['silence in the middle of the body', { kind: 'hang', when: 'midway' }],
  ['a byte a second', { kind: 'drip' }],
  ['a response after the timeout of the attempt', { kind: 'slow', delayMs: 3000 }],
]

const isTurnedAway = ([name]: Case) => name === '425' || name === '429'
const lost = before.filter((each) => !isTurnedAway(each))
/** With these, the server reports that it has done the work. */
const isAccepted = ([, { kind }]: Case) => !['status', 'reset', 'hang'].includes(kind)

/** A hang costs one attempt; the others have the time that a busy machine may need. */
const attemptSeconds = ({ kind }: Fault) => (['hang', 'drip', 'slow'].includes(kind) ? '1.5' : '3')

const runWithFault = (path: string, fault: Fault, more: RunOptions = {}) =>
  deploy({
    ...more,
    inputs: { 'request-timeout-seconds': attemptSeconds(fault) },
    faults: [{ on: { path, nth: path === 'listDeployments' ? 2 : 1 }, fault }],
  })

const expectSuccess = (run: ActionRun) => {
  expect(run.sandbox.cloud.faults.hits).toHaveLength(1)
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
}

const notCarriedOut = (each: Case) =>
  runWithFault('createDeployment', each[1], isAccepted(each) ? { creates: 0 } : {})

/** Both are read in the same way, so each class is at one of them, and what only comes in pieces at both. */
const reads = [
  ...[...before, ...half].map(
    (each, index) => [index % 2 === 0 ? 'token' : 'listDeployments', ...each] as const,
  ),
  ...half.map((each, index) => [index % 2 === 0 ? 'listDeployments' : 'token', ...each] as const),
  ...huge.map((each) => ['listDeployments', ...each] as const),
]

test.each(reads)('a request is retried: %s after %s', async (path, _, fault) => {
  const run = await runWithFault(path, fault)
  expectSuccess(run)
  expect([run.exchanges.length, run.posts.length]).toEqual([path === 'token' ? 2 : 1, 1])
  expect(run.warnings).toHaveLength(1)
  expect(run.lines).toContain('Spice Cloud is responding again.')
})

test.each([...lost.map(([name, fault]) => [name, { ...fault, when: 'after' } as Fault] as const), ...half])(
  'the created deployment is found after %s',
  async (_, fault) => {
    const run = await runWithFault('createDeployment', fault)
    expectSuccess(run)
    expect(run.posts).toHaveLength(1)
    expect(run.warnings).toHaveLength(1)
    expect(run.lines.join('\n')).toContain('deployment 1001')
  },
)

test.each(before.filter(isTurnedAway))('a create turned away is repeated after %s', async (_, fault) => {
  const run = await runWithFault('createDeployment', fault)
  expectSuccess(run)
  expect(run.posts).toHaveLength(2)
  expect(run.posts[1]?.rawBody).toBe(run.posts[0]?.rawBody)
  // Nothing is looked up for it: the list was read once before, and then while waiting.
  expect(run.lines.join('\n')).not.toContain('No response to the create request')
})

test.each(['token', 'createDeployment', 'listDeployments'])(
  'a late response within the timeout is not an outage: %s',
  async (path) => {
    const run = await runWithFault(path, { kind: 'slow', delayMs: 400 })
    expectSuccess(run)
    expect(run.annotations).toEqual([])
    expect(run.posts).toHaveLength(1)
  },
)

test.each([400, 403, 404])('a first list rejected with HTTP %i does not prevent a create', async (status) => {
  const run = await deploy({
    faults: [faultAt('listDeployments', { kind: 'status', status }, { times: status === 404 ? 2 : 1 })],
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.posts).toHaveLength(1)
})

test.each(lost.filter(isAccepted).map((each) => [each[0], each] as const))(
  'an accepted create request is looked up and not repeated: %s',
  async (_, each) => {
    const run = await notCarriedOut(each)
    expect(run.outputs.outcome).toBe('unknown')
    expect(run.posts).toHaveLength(1)
    expect(run.errors[0]).toMatch(/creating the deployment at \S+ failed: .*not repeated/)
  },
)

test.each(lost.filter((each) => !isAccepted(each)).map((each) => [each[0], each] as const))(
  'a lost create request is looked up, and repeated once it can no longer be applied: %s',
  async (_, each) => {
    const run = await notCarriedOut(each)
    expectSuccess(run)
    expect(run.posts).toHaveLength(2)
    expect(run.posts[1]?.rawBody).toBe(run.posts[0]?.rawBody)
    expect(run.warnings).toHaveLength(1)
    expect(run.lines).toContain('No deployment was created. Retrying.')
  },
)
