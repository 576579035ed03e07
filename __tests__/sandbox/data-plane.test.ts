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

test('what a request gets wrong is held against it', async () => {
  const { ask, sandbox } = await begin()
  await ask('/v1/datasets?status=yes', '')
  expect(sandbox.mismatches).toEqual([
    'GET /v1/datasets: header parameter SCP-Target-Instance "": / must NOT have fewer than 1 characters',
    'GET /v1/datasets: query parameter status "yes": / must be boolean',
  ])
})
