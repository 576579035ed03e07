import { afterEach, expect, test } from '@jest/globals'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'

const open: Sandbox[] = []
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

async function start(options: SandboxOptions) {
  const sandbox = await startSandbox(options)
  open.push(sandbox)
  const api = async (path: string) => {
    const authorization = `Bearer ${sandbox.credentials.apiToken}`
    const response = await fetch(`${sandbox.url}${path}`, { headers: { authorization } })
    return (await response.json()) as Record<string, unknown>
  }
  return { sandbox, api }
}

test('the sandbox has no runtime by default', async () => {
  const { sandbox, api } = await start({})
  expect(sandbox).toMatchObject({ runtime: undefined, runtimeUrl: '' })
  expect(await api('/v1/apps/4711')).toMatchObject({ endpoint: expect.stringContaining('spiceai.io') })
})

test('the runtime of the sandbox is the endpoint of the first app, and accepts the API key of the app', async () => {
  const { sandbox, api } = await start({ runtime: {} })
  expect(await api('/v1/apps/4711')).toMatchObject({ endpoint: sandbox.runtimeUrl })
  expect(await api('/v1/apps/4711/api-keys')).toMatchObject({ api_key: sandbox.runtime?.key })
  expect(new URL(sandbox.runtimeUrl).origin).not.toBe(new URL(sandbox.url).origin)
})

test('requests to the runtime of the sandbox are recorded together with the others, under their own names', async () => {
  const { sandbox, api } = await start({ runtime: {} })
  await fetch(`${sandbox.runtimeUrl}/health`)
  await api('/v1/apps/4711')
  const refused = await fetch(`${sandbox.runtimeUrl}/v1/ready`)
  expect([refused.status, await refused.text()]).toEqual([401, 'Unauthorized'])
  expect(sandbox.requests.map(({ operation }) => operation)).toEqual([
    'runtimeHealth',
    'getApp',
    'runtimeReady',
  ])
  expect(sandbox.mismatches).toEqual([])
})
