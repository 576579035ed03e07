import { expect, test } from '@jest/globals'
import { neverEnds } from '../../sandbox/plan.ts'
import { checkLikeCloud } from '../../sandbox/spicepod.ts'
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

const pod = { name: 'taxi', version: 'v1', kind: 'Spicepod' }
const withRowId = (row_id: unknown) => ({
  ...pod,
  datasets: [{ name: 'a', columns: [{ embeddings: [{ row_id }] }] }],
})

test.each([
  [{ ...pod, version: 2 }, 'version: Required'],
  [{ ...pod, kind: 'Spice' }, 'kind: must be Spicepod'],
  [withRowId('id'), 'datasets.0.columns.0.embeddings.0.row_id: must be a list'],
])('%j is refused', async (spicepod, problem) => {
  const { call, cloud } = cloudAtNoon({
    apps: [{ id: 4711, name: 'taxi', spicepod }],
    spicepodCheck: checkLikeCloud,
  })
  expect(await call('POST', `${PROJECT}/deployments`)).toMatchObject({
    status: 400,
    body: { error: 'Invalid spicepod configuration', details: { fieldErrors: { spicepod: [problem] } } },
  })
  expect(cloud.state.records).toEqual([])
})

test.each([[pod], [withRowId(['id'])]])('%j is taken', async (spicepod) => {
  const { call } = cloudAtNoon({
    apps: [{ id: 4711, name: 'taxi', spicepod }],
    spicepodCheck: checkLikeCloud,
  })
  expect((await call('POST', `${PROJECT}/deployments`)).status).toBe(202)
})
