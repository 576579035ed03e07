import { expect, test } from '@jest/globals'
import type { InstanceLife } from '../../sandbox/instance-life.ts'
import { neverEnds } from '../../sandbox/plan.ts'
import type { SandboxOptions } from '../../sandbox/server.ts'
import { runtimeAtNoon } from './fixture.ts'

const POD = {
  name: 'taxi',
  datasets: [
    { name: 'fares', from: 's3://taxi/fares/', acceleration: { enabled: true } },
    { name: 'zones', from: 'postgres:zones' },
  ],
  models: [{ name: 'gpt', from: 'openai:gpt-4o' }],
  embeddings: [{ name: 'words', from: 'openai:small' }],
}

/** What the runtime answers while the next deployment of its app has an instance with this life. */
function begin(life: InstanceLife = {}, options: SandboxOptions = {}) {
  const { sandbox, state, app, ask } = runtimeAtNoon(POD, {
    plan: neverEnds(1000),
    instances: { rolloutFor: () => ({ instances: [life] }) },
    ...options,
  })
  state.create(app, {})
  return { sandbox, ask: (path: string, headers?: Record<string, string>) => ask(path, undefined, headers) }
}

test.each([
  ['loading', { phase: 'Running', spicedStatus: { health: 'healthy', ready: false, terminating: false } }],
  ['ready', { phase: 'Running', spicedStatus: { health: 'healthy', ready: true, terminating: false } }],
  ['unhealthy', { phase: 'Running', spicedStatus: { health: 'unhealthy', ready: true, terminating: false } }],
  ['terminating', { phase: 'Running', spicedStatus: { health: 'healthy', ready: false, terminating: true } }],
  ['failed', { phase: 'Failed' }],
] as const)('GET /v1/spice_runtime shows what makes an instance %s', async (status, shown) => {
  const { ask } = begin({ states: [{ afterMs: 0, status }] }, { plan: neverEnds(0) })
  expect((await ask('/v1/spice_runtime')).body.status.podStatuses[0]).toMatchObject(shown)
})

const paths = ['/v1/spice_runtime', '/v1/datasets', '/v1/models', '/v1/spice_runtime/pods/x/logs']

test('a data plane that tells less Cloud Connect: 501', async () => {
  const apps = [{ id: 4711, name: 'taxi', spicepod: POD, kind: 'cloud_connect' }]
  const { ask, sandbox } = begin({}, { apps })
  for (const path of paths) expect((await ask(path)).status).toBe(501)
  expect(sandbox.mismatches).toEqual([])
})

test('a data plane that tells less a wrong key: 401', async () => {
  const { ask, sandbox } = begin()
  for (const path of paths) expect((await ask(path, { 'x-api-key': 'wrong' })).status).toBe(401)
  expect(sandbox.mismatches).toEqual([])
})

test('what a request gets wrong is held against it', async () => {
  const { ask, sandbox } = begin()
  await ask('/v1/datasets?status=yes', { 'scp-target-instance': '' })
  expect(sandbox.mismatches).toEqual([
    'GET /v1/datasets: header parameter SCP-Target-Instance "": / must NOT have fewer than 1 characters',
    'GET /v1/datasets: query parameter status "yes": / must be boolean',
  ])
})
