import { expect, test } from '@jest/globals'
import { isOutcome, type Outcome, optionsFor } from '../../sandbox/outcomes.ts'
import { cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

test.each<[Outcome, string]>([
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['timeout', 'in_progress'],
])('%s: a deployment is %s when its time is over', async (outcome, status) => {
  const { call, pass } = cloudAtNoon(optionsFor(outcome, 1000))
  await call('POST', DEPLOYMENTS)
  pass(outcome === 'timeout' ? 86_400_000 : 1000)
  expect((await call('GET', `${DEPLOYMENTS}/1001`)).body.status).toBe(status)
})

test('conflict: a deployment has to wait until the one of somebody else has begun', async () => {
  const { call, pass } = cloudAtNoon(optionsFor('conflict', 1000))
  expect((await call('POST', DEPLOYMENTS)).status).toBe(409)
  pass(500)
  expect((await call('POST', DEPLOYMENTS)).status).toBe(202)
  pass(1000)
  expect((await call('GET', `${DEPLOYMENTS}/1002`)).body.status).toBe('succeeded')
})

test('other names are no outcomes', () => {
  expect(['succeeded', 'conflict', 'success', ''].map(isOutcome)).toEqual([true, true, false, false])
})
