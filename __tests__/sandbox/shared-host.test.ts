import { expect, test } from '@jest/globals'
import { fetchFrom } from '../../sandbox/memory.ts'
import { createSandbox, MEMORY_RUNTIME_URL, type SandboxOptions } from '../../sandbox/server.ts'

const dataset = (name: string) => ({ name, from: `s3://bucket/${name}/` })
const taxi = { id: 4711, name: 'taxi', spicepod: { name: 'taxi', datasets: [dataset('fares')] } }

/** A sandbox whose deployments are ready at once, and short ways to call its API and its runtimes. */
function begin(options: SandboxOptions = {}) {
  const sandbox = createSandbox({
    apps: [taxi],
    plan: [{ afterMs: 0, status: 'succeeded' }],
    deployments: [{ appId: taxi.id }],
    runtime: {},
    ...options,
  })
  const { cloud, runtime, credentials } = sandbox
  if (runtime === undefined) throw new Error('no runtime')
  const [toCloud, toRuntime] = [fetchFrom(cloud), fetchFrom(runtime)]
  return {
    sandbox,
    call: async (method: string, path: string, body?: object) => {
      const response = await toCloud(`${sandbox.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${credentials.apiToken}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return text === '' ? undefined : JSON.parse(text)
    },
    keyOf: (id: number) => cloud.state.apps.find((app) => app.id === id)?.apiKeys.api_key ?? '',
    /** The names of the datasets, or the status of a refusal. */
    datasets: async (key: string) => {
      const response = await toRuntime(`${sandbox.runtimeUrl}/v1/datasets?status=true`, {
        headers: { 'x-api-key': key },
      })
      if (response.status !== 200) return response.status
      return JSON.parse(await response.text()).map(({ name }: { name: string }) => name)
    },
  }
}

test('a new app and a fork have runtimes of their own at the host of the first app', async () => {
  const { sandbox, call, keyOf, datasets } = begin()
  const fork = await call('POST', '/v1/projects/4711/forks', { name: 'taxi-pr-7' })
  const app = await call('POST', '/v1/apps', { name: 'bus-lines', region: 'us-east-1' })
  expect([fork.endpoint, app.endpoint]).toEqual([MEMORY_RUNTIME_URL, MEMORY_RUNTIME_URL])
  for (const [id, name] of [
    [fork.id, 'trips'],
    [app.id, 'lines'],
  ]) {
    await call('PUT', `/v1/apps/${id}`, { spicepod: { name: 'pod', datasets: [dataset(name)] } })
    await call('POST', `/v1/apps/${id}/deployments`)
  }
  expect(await datasets(keyOf(4711))).toEqual(['fares'])
  expect(await datasets(keyOf(fork.id))).toEqual(['trips'])
  expect(await datasets(keyOf(app.id))).toEqual(['lines'])
  expect([await datasets('wrong'), await datasets('')]).toEqual([401, 401])
  expect(sandbox.mismatches).toEqual([])
})

test('the data plane lists the instances of the app whose key is sent', async () => {
  const { sandbox, call, keyOf } = begin()
  const { id } = await call('POST', '/v1/projects/4711/forks')
  await call('POST', `/v1/apps/${id}/deployments`)
  const response = await fetchFrom(sandbox.runtime ?? sandbox.cloud)(
    `${sandbox.runtimeUrl}/v1/spice_runtime`,
    { headers: { 'x-api-key': keyOf(id) } },
  )
  const { instances } = await call('GET', `/v1/projects/${id}/instances`)
  expect(await response.json()).toMatchObject({ status: { podStatuses: [{ name: instances[0].name }] } })
})

test('the runtime of a deleted app refuses its key, and those of the others respond', async () => {
  const { call, keyOf, datasets } = begin()
  const { id } = await call('POST', '/v1/projects/4711/forks', { name: 'taxi-pr-7' })
  const [first, ofFork] = [keyOf(4711), keyOf(id)]
  await call('DELETE', `/v1/projects/${id}`)
  expect([await datasets(ofFork), await datasets(first)]).toEqual([401, ['fares']])
  await call('POST', '/v1/projects/4711/forks', { name: 'taxi-pr-7' })
  await call('POST', `/v1/apps/${id}/deployments`)
  expect([await datasets(ofFork), await datasets(keyOf(id))]).toEqual([401, ['fares']])
  await call('DELETE', '/v1/projects/4711')
  expect([await datasets(first), await datasets(keyOf(id))]).toEqual([401, ['fares']])
})

test('faults of the runtime apply to every app, and each call is recorded once', async () => {
  const { sandbox, call, keyOf, datasets } = begin()
  const { id } = await call('POST', '/v1/projects/4711/forks')
  await call('POST', `/v1/apps/${id}/deployments`)
  sandbox.cloud.faults.add({ on: { path: 'runtimeDatasets' }, fault: { kind: 'status', status: 503 } })
  expect([await datasets(keyOf(id)), await datasets(keyOf(id))]).toEqual([503, ['fares']])
  expect(sandbox.requests.filter(({ operation }) => operation === 'runtimeDatasets')).toHaveLength(2)
})
