import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { deployAsProcess, faultAt } from '../harness/run.ts'

const midway: Fault = { kind: 'reset', when: 'midway' }
const brokenOff: [name: string, fault: Fault] = ['a reset in the middle of the body', midway]
/** One fault of each class that needs real sockets; the tests of the action have the rest. */
const faults: [name: string, fault: Fault][] = [
  ['a reset', { kind: 'reset' }],
  brokenOff,
  ['silence', { kind: 'hang' }],
  ['a byte a second', { kind: 'drip' }],
]
/** Each fault of one call, and one of them of the other calls. */
const cases = [
  ...faults.map(([name, fault]) => ['createDeployment', name, fault] as const),
  ...['token', 'listDeployments'].map((path) => [path, ...brokenOff] as const),
]

test.concurrent.each(cases)('a process recovers if %s gets the fault %s once', async (path, _, fault) => {
  // A create that was processed must not be repeated.
  const when = path === 'createDeployment' && !('when' in fault) ? { when: 'after' } : {}
  // Short only if the request has to time out: a busy machine may take a while to respond.
  const runsOut = fault.kind === 'hang' || fault.kind === 'drip'
  const nth = path === 'listDeployments' ? 2 : 1
  const run = await deployAsProcess({
    inputs: { 'request-timeout-seconds': runsOut ? '10' : '20' },
    faults: [faultAt(path, { ...fault, ...when } as Fault, { nth })],
  })
  expect(run.sandbox.cloud.faults.hits).toHaveLength(1)
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
  expect(run.posts).toHaveLength(1)
  expect(run.warnings).toHaveLength(1)
})
