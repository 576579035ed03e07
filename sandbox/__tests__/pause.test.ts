import { expect, test } from '@jest/globals'
import { neverEnds } from '../plan.ts'
import { cloudAtNoon } from './fixture.ts'

const PROJECT = '/v1/projects/4711'

test('pausing ends a rollout that is stuck', async () => {
  const { call, pass } = cloudAtNoon({ plan: neverEnds() })
  await call('POST', `${PROJECT}/deployments`)
  pass(5000)
  await call('POST', `${PROJECT}/pause`)
  expect((await call('GET', `${PROJECT}/deployments/1001`)).body).toMatchObject({
    status: 'created',
    updated_at: '2026-11-24T12:00:05.000Z',
  })
})
