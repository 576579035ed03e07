import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { json, text } from '../answer.ts'
import { readCall } from '../call.ts'
import { description, runtimeDescription } from '../description.ts'
import { readDocument } from '../operations.ts'
import { DEPLOYMENTS } from './fixture.ts'

const JSON_BODY = { 'content-type': 'application/json' }

function request(method: string, url: string, body?: unknown, headers: Record<string, string> = JSON_BODY) {
  const rawBody = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return readCall({ method, url, headers, rawBody })
}

const checkRequest = (...sent: Parameters<typeof request>) => description().checkRequest(request(...sent))

const deployment = { id: 1, status: 'queued', created_at: '2026-11-24T12:00:00.000Z' }
const create = request('POST', DEPLOYMENTS)
const list = request('GET', DEPLOYMENTS)

test.each<[string, Parameters<typeof request>, string]>([
  ['an unknown path', ['GET', '/v1/deployments'], 'not in the description'],
  ['a known path with another method', ['PATCH', DEPLOYMENTS], 'not in the description'],
  ['an id of text', ['GET', '/v1/apps/my-app'], 'path parameter appId "my-app": / must be integer'],
  ['a text limit', ['GET', `${DEPLOYMENTS}?limit=ten`], 'query parameter limit "ten": / must be integer'],
  [
    'a status that does not exist',
    ['GET', `${DEPLOYMENTS}?status=done`],
    'query parameter status "done": / must be equal to one of the allowed values (queued, in_progress, succeeded, failed, created)',
  ],
  ['an odd parameter', ['GET', `${DEPLOYMENTS}?odd=20`], 'query parameter odd is not in the description'],
  [
    'a blank organization',
    ['GET', DEPLOYMENTS, undefined, { 'x-org-name': '' }],
    'header X-Org-Name "": / must NOT have fewer than 1 characters',
  ],
  ['too many replicas', ['POST', DEPLOYMENTS, { replicas: 11 }], 'body /replicas must be <= 10'],
  ['a number as text', ['POST', DEPLOYMENTS, { replicas: '2' }], 'body /replicas must be integer'],
  ['an empty string', ['POST', DEPLOYMENTS, { branch: '' }], 'body /branch is "": leave it out'],
  ['an odd member', ['POST', DEPLOYMENTS, { commit: 'abc' }], 'body /commit is not in the description'],
  ['a body that is not JSON', ['POST', DEPLOYMENTS, '{'], 'the body is not application/json'],
  [
    'another content type',
    ['POST', DEPLOYMENTS, '{}', { 'content-type': 'text/plain;charset=UTF-8' }],
    'content-type "text/plain" instead of application/json',
  ],
  ['a body that is not allowed', ['GET', DEPLOYMENTS, {}], 'the operation takes no body'],
  ['a token request without a body', ['POST', '/api/oauth/token'], 'the body is missing'],
  [
    'another grant',
    ['POST', '/api/oauth/token', { client_id: 'a', client_secret: 'b', grant_type: 'password' }],
    'body /grant_type must be equal to constant',
  ],
])('a request is not as described %s', (_, sent, fault) => {
  expect(checkRequest(...sent)).toEqual([`${sent[0]} ${sent[1].split('?')[0]}: ${fault}`])
})

test('null is reported twice: it violates the schema and should have been omitted', () => {
  expect(checkRequest('POST', DEPLOYMENTS, { commit_sha: null })).toEqual([
    `POST ${DEPLOYMENTS}: body /commit_sha must be string`,
    `POST ${DEPLOYMENTS}: body /commit_sha is null: leave it out`,
  ])
})

test('a 400 is accepted if the request was invalid', () => {
  const wrong = request('GET', `${DEPLOYMENTS}?limit=ten`)
  expect(description().checkReply(wrong, json(400, { error: 'Invalid query parameters' }))).toEqual([])
  expect(description().checkReply(list, json(400, { error: 'Invalid query parameters' }))).toHaveLength(1)
})

test.each([
  ['a status that there is not', create, json(200, deployment), 'not a status of this operation'],
  [
    'a deployment status that does not exist',
    create,
    json(202, { ...deployment, status: 'done' }),
    'body /status must be equal to one of the allowed values (queued, in_progress, succeeded, failed, created)',
  ],
  ['a null not allowed', create, json(202, { ...deployment, id: null }), 'body /id must be integer'],
  [
    'an invalid time',
    list,
    json(200, { deployments: [{ ...deployment, created_at: 'noon' }] }),
    'body /deployments/0/created_at must match format "date-time"',
  ],
  // These go through a response that is only a reference.
  ['an error without its shape', list, json(404, { error: 17 }), 'body /error must be string'],
  ['an error as text', list, text(404, 'Not found'), 'content-type "text/plain" is not described'],
  ['an empty body', create, { ...text(202, ''), headers: JSON_BODY }, 'the body is not JSON'],
])('a response is not as described %s', (_, call, reply, fault) => {
  expect(description().checkReply(call, reply)).toEqual([
    `${call.method} ${DEPLOYMENTS} answers ${reply.status}: ${fault}`,
  ])
})

test.each([
  ['the Management API', description],
  ['the data plane', runtimeDescription],
])('every schema of %s can be reached, so that no check passes by looking nowhere', (_, of) => {
  expect(of().operations.length).toBeGreaterThan(3)
  for (const operation of of().operations) {
    const path = operation.template.replace(/\{\w+\}/g, '1')
    for (const status of Object.keys(operation.object.responses)) {
      if (status === '204') continue
      const reply = json(status === 'default' ? 418 : Number(status), 17)
      // No described body is a number, so each of them has to complain.
      const faults = of().checkReply(request(operation.method, path), reply)
      expect([operation.name, status, faults]).toEqual([
        operation.name,
        status,
        [expect.stringMatching(/must be|is not described|where none is described/), ...faults.slice(1)],
      ])
    }
  }
})

test('every schema of the description is a valid schema', () => {
  const ajv = new Ajv2020({ strict: false })
  const schemas = schemasIn(readDocument())
  expect(schemas.length).toBeGreaterThan(100)
  expect(schemas.filter((schema) => !ajv.validateSchema(schema))).toEqual([])
})

/** The schemas in a part of the description, by the keywords that OpenAPI has for them. */
function schemasIn(part: unknown): object[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) => [
    ...(name === 'schema' ? [value] : name === 'schemas' ? Object.values(value) : []),
    ...schemasIn(value),
  ])
}

test('a call is described once, by the older description', () => {
  const names = (method: string, path: string) => description().find(method, path)?.name
  expect(names('GET', '/v1/apps/1')).toBe('getApp')
  expect(names('GET', '/v1/projects/1')).toBe('getApp')
  expect(names('GET', '/v1/projects/1/secrets')).toBe('listSecrets')
  expect(description().operations.map(({ name }) => name)).not.toContain('getProjectState')
})

test('apps and projects are two names for the same paths, of both descriptions', () => {
  const names = (path: string) =>
    ['apps', 'projects'].map((prefix) => description().find('GET', `/v1/${prefix}${path}`)?.name)
  expect(names('')).toEqual(['listApps', 'listApps'])
  expect(names('/1/instances')).toEqual(['listInstances', 'listInstances'])
  expect(names('/1/deployments/2/logs')).toEqual(['getDeploymentLogs', 'getDeploymentLogs'])
})

test('what the runtime answers is no part of the Management API', () => {
  expect(description().find('GET', '/v1/datasets')).toBeUndefined()
  expect(runtimeDescription().find('GET', '/v1/apps/1')).toBeUndefined()
  const listed = request('GET', '/v1/datasets?status=true', undefined, { 'scp-target-instance': '' })
  expect(runtimeDescription().checkRequest(listed)).toEqual([
    'GET /v1/datasets: header parameter SCP-Target-Instance "": / must NOT have fewer than 1 characters',
  ])
})
