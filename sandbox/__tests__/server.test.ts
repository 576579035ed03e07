import { afterEach, expect, test } from '@jest/globals'
import { fetchFrom } from '../memory.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../server.ts'
import { DEPLOYMENTS } from './fixture.ts'

let sandbox: Sandbox | undefined

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  sandbox = await startSandbox(options)
  return sandbox
}

function send({ url, credentials }: Sandbox, method: string, path: string, init: RequestInit = {}) {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${credentials.apiToken}`, 'content-type': 'application/json' },
    ...init,
  })
}

afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

test('a response without a body cannot break off in it', async () => {
  for (const kind of ['reset', 'hang'] as const) {
    const started = await start({ faults: [{ fault: { kind, when: 'midway' } }] })
    expect((await send(started, 'DELETE', '/v1/apps/4711')).status).toBe(204)
    await started.close()
  }
})

test('a sandbox closes even if a response would take a minute', async () => {
  const started = await start({ faults: [{ fault: { kind: 'slow', delayMs: 60_000 } }] })
  const pending = expect(send(started, 'GET', DEPLOYMENTS)).rejects.toThrow('fetch failed')
  while (started.requests.length === 0) await new Promise((done) => setImmediate(done))
  await started.close()
  await pending
})

test('a huge body is streamed', async () => {
  const started = await start({ faults: [{ fault: { kind: 'huge', bytes: 3_000_000 } }] })
  expect(await (await send(started, 'GET', DEPLOYMENTS)).text()).toHaveLength(3_000_012)
})

test('a redirect loop ends', async () => {
  const started = await start({ faults: [{ on: { times: 100 }, fault: { kind: 'redirectLoop' } }] })
  await expect(send(started, 'GET', DEPLOYMENTS)).rejects.toThrow('fetch failed')
})

test.each([
  '/v1/health',
  '/v1/apps',
  '/v1/apps/none',
  '/_sandbox/state',
  '/api/github/repos/acme/taxi/pulls',
])('a HEAD for %s has the status and the headers of a GET, and no body', async (path) => {
  const sandbox = await start({ runtime: {}, now: () => 0 })
  const headers = { authorization: `Bearer ${sandbox.credentials.apiToken}` }
  for (const fetchIt of [fetch, fetchFrom(sandbox.cloud)]) {
    if (fetchIt !== fetch && path.startsWith('/_sandbox')) continue
    const [got, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => fetchIt(sandbox.url + path, { method, headers })),
    )
    const seen = (response?: Response) => [
      response?.status,
      [...(response?.headers ?? [])].filter(([name]) => !/^(date|connection|keep-alive)$/.test(name)),
    ]
    expect(seen(head)).toEqual(seen(got))
    expect(await head?.text()).toBe('')
  }
})

test('a runtime answers a HEAD for whether it is well and ready', async () => {
  const { runtimeUrl, runtime } = await start({
    runtime: {},
    deployments: [{ appId: 4711, plan: [{ afterMs: 0, status: 'succeeded' }] }],
  })
  const headers = { 'x-api-key': runtime?.key ?? '' }
  const statuses = ['/health', '/v1/ready', '/v1/sql', '/v1/nothing'].map(async (path) => {
    return (await fetch(runtimeUrl + path, { method: 'HEAD', headers })).status
  })
  expect(await Promise.all(statuses)).toEqual([200, 200, 405, 404])
})
