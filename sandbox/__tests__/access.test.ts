import { expect, test } from '@jest/globals'
import { APP, cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

const TOKEN = '/api/oauth/token'
const CREDENTIALS = {
  client_id: 'sandbox-client-id',
  client_secret: 'sandbox-client-secret',
  grant_type: 'client_credentials',
}

test('the exchange of credentials grants the requested scopes, and none that the client may not have', async () => {
  const { call } = cloudAtNoon({ client: { scopes: ['apps:write', 'deployments:read'] } })
  const narrow = await call('POST', TOKEN, { token: null, body: { ...CREDENTIALS, scope: 'apps:read' } })
  const token = narrow.body.access_token
  expect((await call('GET', APP, { token })).status).toBe(200)
  expect((await call('GET', DEPLOYMENTS, { token })).status).toBe(403)
  const wide = await call('POST', TOKEN, {
    token: null,
    body: { ...CREDENTIALS, scope: 'deployments:write' },
  })
  expect(wide).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
})

const orgs = [{ name: 'acme' }, { name: 'Globex' }]
const apps = [
  { id: 1, name: 'here' },
  { id: 2, name: 'there', org: 'Globex' },
]

test('X-Org-Name must name an organization that the caller can see: for an OAuth client, its own', async () => {
  const { call } = cloudAtNoon({ orgs, apps })
  const refusal = { status: 403, body: { code: 'org_forbidden' } }
  expect(await call('GET', '/v1/apps', { headers: { 'x-org-name': 'initech' } })).toMatchObject(refusal)
  const { body } = await call('POST', TOKEN, { token: null, body: CREDENTIALS })
  const token = body.access_token
  expect(await call('GET', '/v1/apps', { token, headers: { 'x-org-name': 'Globex' } })).toMatchObject(refusal)
  expect((await call('GET', '/v1/apps', { token, headers: { 'x-org-name': 'ACME' } })).status).toBe(200)
})

test('a person sees all organizations; an OAuth client sees its own, as owner', async () => {
  const { call } = cloudAtNoon({ orgs: [{ name: 'acme', role: 'member' }, { name: 'globex' }] })
  const { body } = await call('POST', TOKEN, { token: null, body: CREDENTIALS })
  expect((await call('GET', '/v1/orgs')).body.orgs).toMatchObject([
    { name: 'acme', role: 'member' },
    { name: 'globex' },
  ])
  expect((await call('GET', '/v1/orgs', { token: body.access_token })).body.orgs).toEqual([
    { id: 1, name: 'acme', role: 'owner' },
  ])
})
