import { afterEach, expect, test } from '@jest/globals'
import { bytesOf } from '../../sandbox/answer.ts'
import { readCall } from '../../sandbox/call.ts'
import type { InstanceLife } from '../../sandbox/instance-life.ts'
import { neverEnds, succeeds } from '../../sandbox/plan.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { NOON } from './fixture.ts'

const POD = {
  name: 'taxi',
  datasets: [
    { name: 'fares', from: 's3://taxi/fares/', acceleration: { enabled: true } },
    { name: 'zones', from: 'postgres:zones' },
  ],
  models: [{ name: 'gpt', from: 'openai:gpt-4o' }],
  embeddings: [{ name: 'words', from: 'openai:small' }],
}

const open: Sandbox[] = []
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

/** An app that serves since yesterday and whose next deployment has one instance with this life. */
async function begin(life: InstanceLife = {}, options: SandboxOptions = {}) {
  let time = NOON
  const sandbox = await startSandbox({
    now: () => time,
    apps: [{ id: 4711, name: 'taxi', spicepod: POD }],
    deployments: [{ appId: 4711, createdMsAgo: 86_400_000, plan: succeeds() }],
    plan: neverEnds(1000),
    runtime: {},
    ...options,
    instances: { rolloutFor: () => ({ instances: [life] }), ...options.instances },
  })
  open.push(sandbox)
  const { state } = sandbox.cloud
  const [app] = state.apps
  if (app === undefined) throw new Error('no app')
  state.create(app, {})
  const ask = async (path: string, instance?: string, key = app.apiKeys.api_key ?? '') => {
    const headers = { 'x-api-key': key, ...(instance !== undefined && { 'scp-target-instance': instance }) }
    const answer = await sandbox.runtime?.handle(readCall({ method: 'GET', url: path, headers, rawBody: '' }))
    if (answer === undefined || !('reply' in answer)) throw new Error('no reply')
    const body = Buffer.from(bytesOf(answer.reply)).toString('utf8')
    const isJson = answer.reply.headers['content-type']?.startsWith('application/json')
    return { status: answer.reply.status, body: isJson ? JSON.parse(body) : body }
  }
  return {
    sandbox,
    ask,
    pass: (ms: number) => {
      time += ms
    },
    name: (index = 0) => state.instancesOf(app)[index]?.name ?? '',
    /** Names and states of one instance's datasets or models. */
    states: async (path: string, instance?: string) => {
      const { body } = await ask(`${path}?status=true`, instance)
      const list: { name?: string; id?: string; status: string }[] = body.data ?? body
      return Object.fromEntries(list.map(({ name, id, status }) => [name ?? id, status]))
    },
  }
}

test.each([
  ['loading', { phase: 'Running', spicedStatus: { health: 'healthy', ready: false, terminating: false } }],
  ['ready', { phase: 'Running', spicedStatus: { health: 'healthy', ready: true, terminating: false } }],
  ['unhealthy', { phase: 'Running', spicedStatus: { health: 'unhealthy', ready: true, terminating: false } }],
  ['terminating', { phase: 'Running', spicedStatus: { health: 'healthy', ready: false, terminating: true } }],
  ['failed', { phase: 'Failed' }],
] as const)('GET /v1/spice_runtime shows what makes an instance %s', async (status, shown) => {
  const { ask } = await begin({ states: [{ afterMs: 0, status }] }, { plan: neverEnds(0) })
  expect((await ask('/v1/spice_runtime')).body.status.podStatuses[0]).toMatchObject(shown)
})

test('GET /v1/spice_runtime has no instance while the app is paused or never was deployed', async () => {
  const { ask, sandbox } = await begin({}, { deployments: [], plan: neverEnds() })
  const [app] = sandbox.cloud.state.apps
  if (app !== undefined) sandbox.cloud.state.pause(app)
  expect((await ask('/v1/spice_runtime')).body).toEqual({ status: { podStatuses: [] } })
})

test('the log of one instance is text, the last lines of it', async () => {
  const log = ['one', 'two', 'three'].map((text) => ({ afterMs: 0, text }))
  const { ask, pass, name, sandbox } = await begin({ log })
  pass(1000)
  const path = `/v1/spice_runtime/pods/${encodeURIComponent(name())}/logs`
  expect(await ask(path)).toEqual({ status: 200, body: 'one\ntwo\nthree\n' })
  expect((await ask(`${path}?tailLines=2`)).body).toBe('two\nthree\n')
  expect(sandbox.mismatches).toEqual([])
})

test('the log of one instance is gone with its instance', async () => {
  const { ask, sandbox } = await begin()
  expect((await ask('/v1/spice_runtime/pods/gone/logs')).status).toBe(404)
  expect(sandbox.mismatches).toEqual([])
})

test('the old one is ready while the new one loads', async () => {
  const { pass, name, states, ask, sandbox } = await begin()
  pass(2000)
  expect(await states('/v1/datasets', name())).toEqual({ fares: 'Initializing', zones: 'Initializing' })
  expect(await states('/v1/datasets', name(1))).toEqual({ fares: 'Ready', zones: 'Ready' })
  expect(await states('/v1/datasets')).toEqual({ fares: 'Ready', zones: 'Ready' })
  expect(await states('/v1/models', name())).toEqual({ gpt: 'Initializing', words: 'Initializing' })
  expect(await states('/v1/models')).toEqual({ gpt: 'Ready', words: 'Ready' })
  expect((await ask('/v1/datasets', name())).body).toEqual([
    { name: 'fares', from: 's3://taxi/fares/', acceleration_enabled: true, replication_enabled: false },
    { name: 'zones', from: 'postgres:zones', acceleration_enabled: false, replication_enabled: false },
  ])
  expect(sandbox.mismatches).toEqual([])
})

test('follow their script: they flap, lie, go away and come up from nowhere', async () => {
  const life: InstanceLife = {
    datasets: {
      fares: [
        { afterMs: 2000, status: 'Error', error_message: 'no route to host' },
        { afterMs: 4000, status: 'Ready' },
        { afterMs: 5000, status: 'Error', error_message: 'no route to host' },
      ],
      zones: [{ afterMs: 0, listed: false }],
      ghosts: [{ afterMs: 0, status: null, from: 'memory:store' }],
    },
    models: { gpt: [{ afterMs: 3000, status: 'Error', error_message: 'insufficient_quota' }] },
  }
  const { pass, name, states, ask, sandbox } = await begin(life)
  const seen = []
  for (const ms of [2000, 2000, 1000]) {
    pass(ms)
    seen.push(await states('/v1/datasets', name()))
  }
  expect(seen).toEqual([
    { fares: 'Error', ghosts: null },
    { fares: 'Ready', ghosts: null },
    { fares: 'Error', ghosts: null },
  ])
  expect((await ask('/v1/datasets?status=true', name())).body[0].error_message).toBe('no route to host')
  expect((await ask('/v1/models?status=true', name())).body.data[0]).toMatchObject({
    id: 'gpt',
    status: 'Error',
    error_message: 'insufficient_quota',
  })
  expect(sandbox.mismatches).toEqual([])
})

test('datasets and models of one instance can lag', async () => {
  const life = { datasets: { fares: [{ afterMs: 3000, status: 'Error' }] } }
  const { pass, name, states } = await begin(life, { instances: { statusLagMs: 2000 } })
  pass(4999)
  expect((await states('/v1/datasets', name())).fares).toBe('Initializing')
  pass(1)
  expect((await states('/v1/datasets', name())).fares).toBe('Error')
})

test('datasets and models of one instance are not there before its process has started, nor of an instance that does not exist', async () => {
  const { pass, name, ask, sandbox } = await begin()
  pass(1000)
  expect((await ask('/v1/datasets?status=true', name())).status).toBe(503)
  expect((await ask('/v1/models?status=true', 'gone')).status).toBe(404)
  expect(sandbox.mismatches).toEqual([])
})

const paths = ['/v1/spice_runtime', '/v1/datasets', '/v1/models', '/v1/spice_runtime/pods/x/logs']

test('a data plane that tells less Cloud Connect: 501', async () => {
  const apps = [{ id: 4711, name: 'taxi', spicepod: POD, kind: 'cloud_connect' }]
  const { ask, sandbox } = await begin({}, { apps })
  for (const path of paths) expect((await ask(path)).status).toBe(501)
  expect(sandbox.mismatches).toEqual([])
})

test('a data plane that tells less a wrong key: 401', async () => {
  const { ask, sandbox } = await begin()
  for (const path of paths) expect((await ask(path, undefined, 'wrong')).status).toBe(401)
  expect(sandbox.mismatches).toEqual([])
})

test('a data plane that tells less models as a bare array', async () => {
  const { ask, sandbox } = await begin({}, { runtime: { modelsAs: 'array' } })
  expect((await ask('/v1/models?status=true')).body).toMatchObject([{ id: 'gpt', status: 'Ready' }, {}])
  expect(sandbox.mismatches).toEqual([])
})

test('what a request gets wrong is held against it', async () => {
  const { ask, sandbox } = await begin()
  await ask('/v1/datasets?status=yes', '')
  expect(sandbox.mismatches).toEqual([
    'GET /v1/datasets: header parameter SCP-Target-Instance "": / must NOT have fewer than 1 characters',
    'GET /v1/datasets: query parameter status "yes": / must be boolean',
  ])
})
