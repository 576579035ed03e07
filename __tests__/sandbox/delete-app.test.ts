import { describe, expect, test } from '@jest/globals'
import { neverEnds, succeeds } from '../../sandbox/plan.ts'
import type { DeletionSettings } from '../../sandbox/state-options.ts'
import { APP, cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

const APPS = '/v1/apps'
const INSTANCES = '/v1/projects/4711/instances'
const taxi = {
  id: 4711,
  name: 'taxi',
  spicepod: { name: 'taxi' },
  secrets: { KEY: 'x' },
  orgSecrets: ['TOKEN'],
}
const again = { name: 'Taxi', region: 'us-east-1' }

/** A cloud with one app that has all that a deletion takes away. */
function begin(deletion: Partial<DeletionSettings> = {}) {
  return cloudAtNoon({ apps: [taxi], orgs: [{ name: 'acme', secrets: ['TOKEN'] }], deletion })
}

test.each([APP, '/v1/projects/4711'])('DELETE %s deletes an app once', async (path) => {
  const { call } = begin()
  expect(await call('DELETE', path)).toMatchObject({ status: 204, body: undefined })
  for (const [method, url] of [
    ['DELETE', path],
    ['GET', path],
    ['GET', `${APP}/secrets`],
    ['GET', `${APP}/api-keys`],
    ['GET', INSTANCES],
    ['POST', DEPLOYMENTS],
    ['POST', `${APP}/forks`],
  ] as const) {
    expect([url, (await call(method, url)).status]).toEqual([url, 404])
  }
  expect((await call('GET', APPS)).body.apps).toEqual([])
})

test('of two deletions at once one is too late', async () => {
  const { call, cloud } = begin()
  const both = await Promise.all([call('DELETE', APP), call('DELETE', APP)])
  expect(both.map(({ status }) => status)).toEqual([204, 404])
  expect(cloud.state.apps).toEqual([])
})

test('an app of another organization is not deleted', async () => {
  const { call, cloud } = cloudAtNoon({
    orgs: [{ name: 'acme' }, { name: 'globex' }],
    apps: [{ ...taxi, org: 'globex' }],
  })
  expect((await call('DELETE', APP)).status).toBe(404)
  expect(cloud.state.apps).toHaveLength(1)
})

test('a server can respond with 200', async () => {
  const { call, cloud } = begin({ status: 200 })
  expect(await call('DELETE', APP)).toMatchObject({ status: 200, body: undefined })
  expect(cloud.state.apps).toEqual([])
})

test('a deletion ends the rollout, the instances, the secrets and the keys', async () => {
  const { call, cloud, pass } = begin()
  cloud.state.seed({ appId: 4711, createdMsAgo: 60_000, plan: succeeds() })
  cloud.state.plan = neverEnds()
  await call('POST', DEPLOYMENTS)
  pass(5000)
  expect((await call('GET', INSTANCES)).body.instances).toHaveLength(2)
  const keys = (await call('GET', `${APP}/api-keys`)).body
  await call('DELETE', APP)
  expect(cloud.state.deploymentsOf(4711).map(({ status }) => status)).toEqual(['created', 'succeeded'])
  pass(1000)
  expect((await call('POST', APPS, { body: again })).body.id).toBe(4711)
  expect(await call('GET', INSTANCES)).toMatchObject({ status: 409, body: { code: 'project_not_deployed' } })
  expect((await call('GET', `${APP}/secrets`)).body.secrets).toEqual([])
  expect((await call('GET', `${APP}/org-secrets`)).body.org_secrets).toEqual([])
  const newKeys = (await call('GET', `${APP}/api-keys`)).body
  expect([newKeys.api_key, newKeys.api_key_2]).not.toContain(keys.api_key)
})

test('a paused app that is deleted and comes back is not paused', async () => {
  const { call } = cloudAtNoon({ apps: [{ ...taxi, paused: true }] })
  await call('DELETE', APP)
  await call('POST', APPS, { body: again })
  expect((await call('GET', APP)).body).not.toHaveProperty('paused_at')
})

describe('the name of a deleted app', () => {
  test('can bring the app back with its spicepod', async () => {
    const { call } = begin()
    await call('DELETE', APP)
    expect(await call('POST', APPS, { body: again })).toMatchObject({ status: 201, body: { id: 4711 } })
    expect((await call('GET', APP)).body.config.spicepod).toEqual({ name: 'taxi' })
  })

  test('can be that of a new app', async () => {
    const { call } = begin({ revives: false })
    await call('DELETE', APP)
    expect(await call('POST', APPS, { body: again })).toMatchObject({ status: 201, body: { id: 4712 } })
    expect((await call('GET', `${APPS}/4712`)).body.config.spicepod).toBeNull()
    expect([(await call('GET', APP)).status]).toEqual([404])
  })

  test.each([
    ['new app', APPS, again],
    ['fork', `${APPS}/7/forks`, { name: 'Taxi' }],
  ])('can be taken for a while: a %s', async (_, path, body) => {
    const { call, pass } = cloudAtNoon({
      apps: [taxi, { id: 7, name: 'source' }],
      deletion: { nameTakenForMs: 5000 },
    })
    await call('DELETE', APP)
    pass(4999)
    expect(await call('POST', path, { body })).toMatchObject({
      status: 409,
      body: { error: 'App "Taxi" already exists in this organization' },
    })
    pass(1)
    expect((await call('POST', path, { body })).status).toBe(201)
  })
})

test('the first lists after a deletion can still show the app, which no other call finds', async () => {
  const { call } = begin({ listedFor: 2 })
  await call('DELETE', APP)
  const lists: number[] = []
  for (const path of [APPS, '/v1/projects', APPS]) {
    const { body } = await call('GET', path)
    lists.push((body.apps ?? body.projects).length)
    expect((await call('GET', APP)).status).toBe(404)
  }
  expect([lists]).toEqual([[1, 1, 0]])
})

test('a list can show a deleted app beside the new one with its name', async () => {
  const { call } = begin({ listedFor: 1, revives: false })
  await call('DELETE', APP)
  await call('POST', APPS, { body: again })
  expect((await call('GET', APPS)).body.apps).toMatchObject([
    { id: 4712, name: 'Taxi' },
    { id: 4711, name: 'taxi' },
  ])
  expect((await call('GET', APPS)).body.apps).toMatchObject([{ id: 4712 }])
})

test('an app that comes back is listed once', async () => {
  const { call } = begin({ listedFor: 9 })
  await call('DELETE', APP)
  await call('POST', APPS, { body: again })
  expect((await call('GET', APPS)).body.apps).toMatchObject([{ id: 4711, name: 'Taxi' }])
})
