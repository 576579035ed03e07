import { expect, test } from '@jest/globals'
import { neverEnds, succeeds } from '../plan.ts'
import type { DeletionSettings } from '../state-options.ts'
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

test.each([
  ['new app', APPS, again],
  ['fork', `${APPS}/7/forks`, { name: 'Taxi' }],
])('the name of a deleted app can be taken for a while: a %s', async (_, path, body) => {
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
