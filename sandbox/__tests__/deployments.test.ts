import { expect, test } from '@jest/globals'
import { fails, succeeds } from '../plan.ts'
import { cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

type Call = ReturnType<typeof cloudAtNoon>['call']

async function statuses(call: Call, query = ''): Promise<Record<number, string>> {
  const { body } = await call('GET', `${DEPLOYMENTS}${query}`)
  return Object.fromEntries(
    body.deployments.map(({ id, status }: { id: number; status: string }) => [id, status]),
  )
}

test('image and replicas of the app are used if there is no body', async () => {
  const { call } = cloudAtNoon({ apps: [{ id: 4711, name: 'taxi', updateChannel: 'nightly', replicas: 2 }] })
  const { body } = await call('POST', DEPLOYMENTS)
  expect(body).toMatchObject({
    image_tag: '2.5.0-nightly.20261124',
    replicas: 2,
    branch: null,
    commit_sha: null,
  })
})

test('a requested image or channel takes precedence over the image that the app is pinned to', async () => {
  const { call } = cloudAtNoon({ conflicts: 'none', apps: [{ id: 4711, name: 'taxi', imageTag: '2.0.1' }] })
  const images: unknown[] = []
  for (const body of [undefined, { image_tag: '2.0.0', channel: 'stable' }, { channel: 'stable' }]) {
    images.push((await call('POST', DEPLOYMENTS, { body })).body.image_tag)
  }
  expect(images).toEqual(['2.0.1', '2.0.0', '2.3.2'])
})

test('another deployment keeps its result if it ended before the newer one started', async () => {
  const { call, pass, cloud } = cloudAtNoon({ conflicts: 'queued', plan: succeeds(400) })
  cloud.state.seed({ appId: 4711, plan: fails(40) })
  pass(100)
  await call('POST', DEPLOYMENTS)
  pass(400)
  expect(await statuses(call)).toEqual({ 1001: 'failed', 1002: 'succeeded' })
})

const many = Array.from({ length: 120 }, (_, index) => ({
  appId: 4711,
  id: index + 1,
  createdMsAgo: (120 - index) * 1000,
  plan: index % 2 === 0 ? succeeds(1) : fails(1),
}))

test('the list can be limited to one status', async () => {
  const { call } = cloudAtNoon({ deployments: many, conflicts: 'none' })
  const found = Object.values(await statuses(call, '?status=failed&limit=5'))
  expect(found).toEqual(['failed', 'failed', 'failed', 'failed', 'failed'])
})

test('a member of the request that is only known from responses is unknown', async () => {
  const { call, mismatches } = cloudAtNoon()
  expect((await call('POST', DEPLOYMENTS, { body: { status: 200 } })).status).toBe(202)
  expect(mismatches()).toHaveLength(1)
})
