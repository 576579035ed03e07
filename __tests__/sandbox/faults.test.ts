import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { APP, cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

const status = (value: number): Fault => ({ kind: 'status', status: value })

test('a rule can affect all requests in a time window', async () => {
  const { call, pass } = cloudAtNoon({ faults: [{ on: { fromMs: 100, untilMs: 200 }, fault: status(503) }] })
  const found: number[] = []
  for (let count = 0; count < 5; count += 1) {
    found.push((await call('GET', APP)).status)
    pass(50)
  }
  expect(found).toEqual([200, 200, 503, 503, 200])
})

test('a request is checked even if a fault responds to it', async () => {
  const { call, mismatches } = cloudAtNoon({ faults: [{ fault: status(500) }] })
  await call('GET', `${DEPLOYMENTS}?offset=1`)
  expect(mismatches()).toEqual([`GET ${DEPLOYMENTS}: query parameter offset is not in the description`])
})

test('a response of the cloud itself is checked, even if a fault delays it', async () => {
  const plan = [{ afterMs: 0, status: 'done' as 'succeeded' }]
  const { answer, mismatches } = cloudAtNoon({ plan, faults: [{ fault: { kind: 'slow', delayMs: 1 } }] })
  await answer('POST', DEPLOYMENTS)
  expect(mismatches()).toEqual([expect.stringContaining('answers 202: body /status must be equal to one of')])
})
