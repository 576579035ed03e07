import { expect, test } from '@jest/globals'
import { runtimeAtNoon } from './fixture.ts'

const spicepod = {
  name: 'taxi',
  datasets: [{ name: 'trips' }, { name: 'zones' }],
  models: [{ name: 'gpt', from: 'openai:gpt-4o' }],
  embeddings: [{ name: 'words', from: 'openai:small' }],
}

/** Asks the runtime of an app that is deployed. */
async function ask(path: string, body?: object, headers: Record<string, string> = {}) {
  const { sandbox, ask } = runtimeAtNoon(spicepod)
  const [first = '', second = ''] = sandbox.runtime?.keys ?? []
  const authorization = headers.authorization?.replace('KEY', first).replace('SECOND', second)
  return ask(path, body && JSON.stringify(body), {
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    ...headers,
    ...(authorization !== undefined && { authorization }),
  })
}

const chat = { model: 'gpt', messages: [{ role: 'user', content: 'Is all well?' }] }

const calls: [path: string, body: object | undefined][] = [
  ['/v1/sql', { sql: 'SELECT 1', parameters: [] }],
  ['/v1/chat/completions', chat],
  ['/v1/embeddings', { model: 'words', input: 'x' }],
  ['/v1/models', undefined],
  ['/v1/ready', undefined],
  ['/v1/datasets', undefined],
  ['/v1/spice_runtime', undefined],
  ['/v1/search', { text: 'x' }],
  ['/v1/nsql', { query: 'x' }],
]
test.each(calls)('the key of an app is taken as a token by %s, each of the two', async (path, body) => {
  for (const authorization of ['Bearer KEY', 'bearer SECOND']) {
    expect((await ask(path, body, { authorization })).status).toBe(200)
  }
  expect((await ask(path, body, { authorization: 'Bearer other' })).status).toBe(401)
  expect((await ask(path, body, { authorization: 'Bearer KEY', 'x-api-key': 'other' })).status).toBe(401)
})

test.each([
  [{ datasets: ['zones'] }, 'missing field `text`'],
  [{ text: 'x', datasets: [] }, 'No datasets provided'],
  [{ text: 'x', datasets: ['lines'] }, 'Data source(s) not found: lines'],
  [{ text: 'x', limit: 0 }, 'Limit must be greater than 0'],
])('%j is refused', async (body, error) => {
  expect(await ask('/v1/search', body)).toMatchObject({ status: 400, text: JSON.stringify({ error }) })
})

test('knows the models that are deployed, and no embeddings', async () => {
  expect((await ask('/v1/chat/completions', chat)).body.choices[0].message.content).toBe('All is well.')
  for (const model of ['words', 'sandbox-model']) {
    expect((await ask('/v1/chat/completions', { ...chat, model })).status).toBe(404)
  }
  expect(await ask('/v1/chat/completions', { ...chat, model: undefined })).toMatchObject({ status: 400 })
})

test('embeddings are the same for the same text, as numbers or in base64', async () => {
  const { body } = await ask('/v1/embeddings', { model: 'words', input: ['x', 'y', 'x'] })
  const [x, y, again] = body.data.map(({ embedding }: { embedding: number[] }) => embedding)
  expect([x.length, again, y]).toEqual([8, x, expect.not.arrayContaining(x)])
  const packed = await ask('/v1/embeddings', { model: 'words', input: 'x', encoding_format: 'base64' })
  const bytes = Buffer.from(packed.body.data[0].embedding, 'base64')
  expect(bytes.readFloatLE(0)).toBe(x[0])
  expect((await ask('/v1/embeddings', { model: 'gpt', input: 'x' })).status).toBe(404)
  for (const input of [[], [[]], [1.5], ['x', 1], undefined]) {
    expect((await ask('/v1/embeddings', { model: 'words', input })).status).toBe(400)
  }
})

test.each([
  ['loading', { phase: 'Running', spicedStatus: { health: 'healthy', ready: false, terminating: false } }],
  ['ready', { phase: 'Running', spicedStatus: { health: 'healthy', ready: true, terminating: false } }],
  ['unhealthy', { phase: 'Running', spicedStatus: { health: 'unhealthy', ready: true, terminating: false } }],
  ['terminating', { phase: 'Running', spicedStatus: { health: 'healthy', ready: false, terminating: true } }],
  ['failed', { phase: 'Failed' }],
] as const)('GET /v1/spice_runtime shows what makes an instance %s', async (status, shown) => {
  const instances = [{ states: [{ afterMs: 0, status }] }]
  const { app, state, ask } = runtimeAtNoon(spicepod, { instances: { rolloutFor: () => ({ instances }) } })
  state.create(app, {})
  expect((await ask('/v1/spice_runtime')).body.status.podStatuses[0]).toMatchObject(shown)
})

const paths = ['/v1/spice_runtime', '/v1/datasets', '/v1/models', '/v1/spice_runtime/pods/x/logs']

test.each([
  ['with Cloud Connect', 501, { apps: [{ id: 4711, name: 'taxi', spicepod, kind: 'cloud_connect' }] }, {}],
  ['with a wrong key', 401, {}, { 'x-api-key': 'wrong' }],
])('a data plane tells less %s: %i', async (_, status, options, headers) => {
  const { ask, sandbox } = runtimeAtNoon(spicepod, options)
  for (const path of paths) expect((await ask(path, undefined, headers)).status).toBe(status)
  expect(sandbox.mismatches).toEqual([])
})

test('what a request gets wrong is held against it', async () => {
  const { ask, sandbox } = runtimeAtNoon(spicepod)
  await ask('/v1/datasets?status=yes', undefined, { 'scp-target-instance': '' })
  expect(sandbox.mismatches).toEqual([
    'GET /v1/datasets: header parameter SCP-Target-Instance "": / must NOT have fewer than 1 characters',
    'GET /v1/datasets: query parameter status "yes": / must be boolean',
  ])
})
