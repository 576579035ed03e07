import { expect, test } from '@jest/globals'
import { APP, cloudAtNoon } from './fixture.ts'

const SECRETS = `${APP}/secrets`

test('a secret may be named like a property that every object has', async () => {
  const { call, cloud } = cloudAtNoon()
  await call('POST', SECRETS, { body: { name: '__proto__', value: 'x' } })
  expect(Object.entries(cloud.state.apps[0]?.secrets ?? {})).toEqual([['__proto__', 'x']])
})

test('a secret can be deleted once', async () => {
  const { call } = cloudAtNoon({ apps: [{ id: 4711, name: 'taxi', secrets: { KEY: 'x' } }] })
  expect(await call('DELETE', `${SECRETS}/KEY`)).toMatchObject({ status: 204, body: undefined })
  expect((await call('DELETE', `${SECRETS}/KEY`)).status).toBe(404)
  expect((await call('GET', `${SECRETS}/KEY`)).status).toBe(404)
})

const LINKED = '/v1/projects/4711/org-secrets'

const orgs = [
  { name: 'first', secrets: ['PG_PASSWORD', 'OTHER'], managedSecrets: ['SCP_OPENAI_API_KEY'] },
  { name: 'second', secrets: ['HIDDEN'] },
]

test('a secret that the platform manages can be linked and is never listed', async () => {
  const { call, cloud } = cloudAtNoon({ orgs })
  expect((await call('PUT', `${LINKED}/SCP_OPENAI_API_KEY`)).status).toBe(200)
  expect((await call('GET', LINKED)).body).toEqual({ org_secrets: [] })
  expect(cloud.state.apps[0]?.linkedSecrets).toEqual(new Set(['SCP_OPENAI_API_KEY']))
})

test('an OAuth client sees the secrets of its own organization alone', async () => {
  const { call, cloud } = cloudAtNoon({ orgs })
  const token = cloud.state.tokens.issue({ kind: 'client', scopes: ['secrets:read'] }, 60)
  expect((await call('GET', '/v1/orgs/1/secrets', { token })).status).toBe(200)
  expect((await call('GET', '/v1/orgs/2/secrets', { token })).status).toBe(404)
  expect((await call('GET', '/v1/orgs/2/secrets')).body).toEqual({ secrets: [{ name: 'HIDDEN' }] })
})
