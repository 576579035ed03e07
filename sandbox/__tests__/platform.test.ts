import { expect, test } from '@jest/globals'
import { cloudAtNoon } from './fixture.ts'

test('the limits of the plan can be read with any token', async () => {
  const { call } = cloudAtNoon({ apiTokenScopes: [] })
  expect((await call('GET', '/v1/limits')).body).toMatchObject({ replicas: 10, users: -1 })
})

test.each(['stable', 'enterprise'])('the suggested image is one of the channel %s', async (channel) => {
  const { body } = await cloudAtNoon().call('GET', `/v1/container-images?channel=${channel}`)
  expect(body.images).toContainEqual(expect.objectContaining({ channel, tag: body.default }))
})

test('every path of an app is served under both names', async () => {
  const { call } = cloudAtNoon()
  expect((await call('POST', '/v1/projects/4711/deployments')).status).toBe(202)
  expect((await call('GET', '/v1/apps/4711/deployments/1001')).body.id).toBe(1001)
  expect((await call('GET', '/v1/projects/4711')).body).toEqual((await call('GET', '/v1/apps/4711')).body)
  expect((await call('GET', '/v1/projects/4711/secrets')).body).toEqual({ secrets: [] })
})
