import { describe, expect, test } from '@jest/globals'
import { APP, cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

const TOKEN = '/api/oauth/token'
const CREDENTIALS = {
  client_id: 'sandbox-client-id',
  client_secret: 'sandbox-client-secret',
  grant_type: 'client_credentials',
}

describe('the exchange of credentials', () => {
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

  test('the exchange of credentials refuses a wrong secret', async () => {
    const { call } = cloudAtNoon()
    const body = { ...CREDENTIALS, client_secret: 'guessed' }
    expect(await call('POST', TOKEN, { token: null, body })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_description: 'Invalid client credentials' },
    })
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

  test('the exchange of credentials can report a wrong lifetime of the token, or none', async () => {
    const lying = cloudAtNoon({ client: { tokenLifetimeSeconds: 0.5, announcedLifetimeSeconds: 3600 } })
    const { body } = await lying.call('POST', TOKEN, { token: null, body: CREDENTIALS })
    lying.pass(500)
    expect(body.expires_in).toBe(3600)
    expect((await lying.call('GET', APP, { token: body.access_token })).status).toBe(401)
    const silent = cloudAtNoon({ client: { announcedLifetimeSeconds: null } })
    expect((await silent.call('POST', TOKEN, { token: null, body: CREDENTIALS })).body).not.toHaveProperty(
      'expires_in',
    )
  })
})

describe('a call is refused', () => {
  test.each([
    [null, 'Missing Authorization header'],
    ['guessed', 'Invalid token format'],
  ])('a call with the token %j is refused', async (token, error) => {
    expect(await cloudAtNoon().call('GET', APP, { token })).toMatchObject({ status: 401, body: { error } })
  })

  test("a call is refused once its token has expired by the cloud's clock", async () => {
    const { call, pass } = cloudAtNoon({ client: { tokenLifetimeSeconds: 2 } })
    const { body } = await call('POST', TOKEN, { token: null, body: CREDENTIALS })
    expect(body.expires_in).toBe(2)
    pass(1999)
    expect((await call('GET', APP, { token: body.access_token })).status).toBe(200)
    pass(1)
    expect(await call('GET', APP, { token: body.access_token })).toMatchObject({
      status: 401,
      body: { error: 'Token expired' },
    })
  })

  test('a call is refused after its token was expired early, unless the token is a personal one', async () => {
    const { call, cloud } = cloudAtNoon()
    const { body } = await call('POST', TOKEN, { token: null, body: CREDENTIALS })
    cloud.state.tokens.expireIssued()
    expect((await call('GET', APP, { token: body.access_token })).body).toEqual({ error: 'Token expired' })
    expect((await call('GET', APP)).status).toBe(200)
    cloud.state.tokens.revokeAll()
    expect((await call('GET', APP)).body).toEqual({ error: 'Invalid token format' })
  })

  test('a call without the scope is refused, and the response names the scope', async () => {
    const { call } = cloudAtNoon({ apiTokenScopes: ['apps:read', 'deployments:read'] })
    expect(await call('POST', DEPLOYMENTS)).toMatchObject({
      status: 403,
      body: { error: 'Insufficient scope. Required: deployments:write', code: 'insufficient_scope' },
    })
    expect((await call('GET', DEPLOYMENTS)).status).toBe(200)
  })

  test.each([
    ['POST', '/v1/apps', 'apps:write'],
    ['PUT', APP, 'apps:write'],
    ['DELETE', APP, 'apps:delete'],
    ['DELETE', '/v1/projects/4711', 'apps:delete'],
    ['POST', '/v1/projects/4711/forks', 'apps:write'],
    ['GET', '/v1/projects/4711/forks', 'apps:read'],
    ['GET', `${APP}/api-keys`, 'apps:read'],
    ['GET', '/v1/regions', 'apps:read'],
    ['GET', `${APP}/secrets`, 'secrets:read'],
    ['POST', `${APP}/secrets`, 'secrets:write'],
    ['DELETE', `${APP}/secrets/KEY`, 'secrets:write'],
    ['GET', '/v1/orgs/1/secrets', 'secrets:read'],
    ['GET', `${APP}/org-secrets`, 'secrets:read'],
    ['PUT', `${APP}/org-secrets/KEY`, 'secrets:write'],
    ['POST', '/v1/projects/4711/pause', 'apps:write'],
    ['POST', '/v1/projects/4711/resume', 'apps:write'],
    ['GET', '/v1/projects/4711/instances', 'apps:read'],
  ])('a call without the scope is refused: %s %s needs %s', async (method, path, scope) => {
    const { call, cloud, mismatches } = cloudAtNoon({ apiTokenScopes: ['deployments:write'] })
    expect((await call(method, path)).body.error).toBe(`Insufficient scope. Required: ${scope}`)
    expect(cloud.state.apps).toHaveLength(1)
    // Some need a body, which is not looked at before the scope.
    for (const mismatch of mismatches()) expect(mismatch).toContain(': the body is missing')
  })

  test('a write by a viewer is refused', async () => {
    const { call } = cloudAtNoon({ orgs: [{ name: 'acme', role: 'viewer' }] })
    for (const [method, path] of [
      ['POST', DEPLOYMENTS],
      ['PUT', `${APP}/org-secrets/KEY`],
    ] as const) {
      expect(await call(method, path)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    }
    expect((await call('GET', DEPLOYMENTS)).status).toBe(200)
  })
})

test('a scope to write includes the one to read', async () => {
  const { call } = cloudAtNoon({ apiTokenScopes: ['deployments:write'] })
  expect((await call('GET', DEPLOYMENTS)).status).toBe(200)
})

describe('X-Org-Name', () => {
  const orgs = [{ name: 'acme' }, { name: 'Globex' }]
  const apps = [
    { id: 1, name: 'here' },
    { id: 2, name: 'there', org: 'Globex' },
  ]

  test('X-Org-Name selects the organization (case-insensitive)', async () => {
    const { call } = cloudAtNoon({ orgs, apps })
    expect((await call('GET', '/v1/apps')).body.apps).toMatchObject([{ id: 1 }])
    expect((await call('GET', '/v1/apps', { headers: { 'x-org-name': 'globex' } })).body.apps).toMatchObject([
      { id: 2 },
    ])
    expect((await call('GET', '/v1/apps/2')).status).toBe(404)
  })

  test('X-Org-Name must not be blank', async () => {
    const { call, mismatches } = cloudAtNoon()
    expect(await call('GET', APP, { headers: { 'x-org-name': '' } })).toMatchObject({
      status: 400,
      body: { code: 'invalid_org_assertion' },
    })
    expect(mismatches()).toHaveLength(1)
  })

  test('X-Org-Name must name an organization that the caller can see: for an OAuth client, its own', async () => {
    const { call } = cloudAtNoon({ orgs, apps })
    const refusal = { status: 403, body: { code: 'org_forbidden' } }
    expect(await call('GET', '/v1/apps', { headers: { 'x-org-name': 'initech' } })).toMatchObject(refusal)
    const { body } = await call('POST', TOKEN, { token: null, body: CREDENTIALS })
    const token = body.access_token
    expect(await call('GET', '/v1/apps', { token, headers: { 'x-org-name': 'Globex' } })).toMatchObject(
      refusal,
    )
    expect((await call('GET', '/v1/apps', { token, headers: { 'x-org-name': 'ACME' } })).status).toBe(200)
  })
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
