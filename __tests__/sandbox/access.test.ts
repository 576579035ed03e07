import { expect, test } from '@jest/globals'
import { APP, cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

const TOKEN = '/api/oauth/token'
const CREDENTIALS = {
  client_id: 'sandbox-client-id',
  client_secret: 'sandbox-client-secret',
  grant_type: 'client_credentials',
}

test('the exchange of credentials returns a new bearer token each time', async () => {
  const { call } = cloudAtNoon()
  const one = await call('POST', TOKEN, { token: null, body: CREDENTIALS })
  const other = await call('POST', TOKEN, { token: null, body: CREDENTIALS })
  expect(one).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600 } })
  expect(other.body.access_token).not.toBe(one.body.access_token)
  expect((await call('GET', APP, { token: one.body.access_token })).status).toBe(200)
})

test('the exchange of credentials also accepts a form', async () => {
  const { call } = cloudAtNoon()
  const answer = await call('POST', TOKEN, {
    token: null,
    rawBody: new URLSearchParams(CREDENTIALS).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(answer.status).toBe(200)
})

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

test.each([
  [null, 'Missing Authorization header'],
  ['guessed', 'Invalid token format'],
])('a call with the token %j is refused', async (token, error) => {
  expect(await cloudAtNoon().call('GET', APP, { token })).toMatchObject({ status: 401, body: { error } })
})

test('a call without the scope is refused, and the response names the scope', async () => {
  const { call } = cloudAtNoon({ apiTokenScopes: ['apps:read', 'deployments:read'] })
  expect(await call('POST', DEPLOYMENTS)).toMatchObject({
    status: 403,
    body: { error: 'Insufficient scope. Required: deployments:write', code: 'insufficient_scope' },
  })
  expect((await call('GET', DEPLOYMENTS)).status).toBe(200)
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

test('health needs no token', async () => {
  const { call } = cloudAtNoon()
  expect((await call('GET', '/v1/health', { token: null })).body).toEqual({
    status: 'ok',
    timestamp: '2026-11-24T12:00:00.000Z',
  })
})
