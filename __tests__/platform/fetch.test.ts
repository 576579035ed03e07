import http from 'node:http'
import { expect, test } from '@jest/globals'
import { type Exchange, guardFetch, traceFetch, useProxyFromEnvironment } from '../../src/platform/fetch.ts'

function trace(answer: () => Promise<Response>) {
  const told: Exchange[] = []
  let now = 0
  const fetch = traceFetch(
    () => {
      now += 120
      return answer()
    },
    () => now,
    (exchange) => told.push(exchange),
  )
  return { told, fetch }
}

test('a request is reported with its result, and nothing that could be secret', async () => {
  const headers = { 'x-request-id': 'req-1', 'set-cookie': 'secret' }
  const { told, fetch } = trace(async () => new Response('secret', { status: 202, headers }))
  const init = { method: 'POST', headers: { authorization: 'Bearer secret' }, body: 'secret' }
  expect(await (await fetch('https://api.spice.ai/v1/apps?limit=5', init)).text()).toBe('secret')
  const where = 'api.spice.ai/v1/apps?limit=5'
  const sent = { method: 'POST', where, status: 202, tookMs: 120, requestId: 'req-1', trouble: undefined }
  expect(told).toEqual([sent])
  expect(JSON.stringify(told)).not.toContain('secret')
})

test('a request without a response is reported with the reason, which is thrown on', async () => {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  const { told, fetch } = trace(() => Promise.reject(new TypeError('fetch failed', { cause })))
  await expect(fetch('https://api.spice.ai/x')).rejects.toThrow('fetch failed')
  expect(told).toMatchObject([{ method: 'GET', where: 'api.spice.ai/x', trouble: 'ECONNRESET' }])
})

test.each<[string, RegExp | undefined]>([
  ['', /for login\.example and api\.spice\.ai, but/],
  ['spice.ai', /for login\.example, but/],
  ['.spice.ai,*.EXAMPLE', undefined],
  ['api.spice.ai:443 login.example:8443', undefined],
  ['api.spice.ai:80, notspice.ai, login.example', /for api\.spice\.ai, but/],
  ['*', undefined],
])('an early Node refuses a proxy for hosts that `no_proxy: %s` does not name', async (no_proxy, refusal) => {
  const { setGlobalProxyFromEnv } = http
  Object.assign(http, { setGlobalProxyFromEnv: undefined })
  const use = useProxyFromEnvironment({ https_proxy: 'http://proxy:3128', no_proxy }, [
    'https://login.example:8443/token',
    'https://api.spice.ai',
  ])
  if (refusal === undefined) await expect(use).resolves.toBeUndefined()
  else await expect(use).rejects.toThrow(refusal)
  Object.assign(http, { setGlobalProxyFromEnv })
})

test.each([
  ['https://api.spice.ai/v1/apps', 'sent'],
  ['http://127.0.0.1:4000/v1/apps', 'sent'],
  ['http://gitea.lan:3000/api/v1/user', 'sent'],
  ['http://gitea.lan/v1/apps', 'gitea.lan is not reached over https'],
  ['http://api.spice.ai/v1/apps', 'api.spice.ai is not reached over https'],
  ['http://127.0.0.9/v1/apps', 'a proxy would be used for 127.0.0.9'],
])('a request with a credential to %s is %s', async (url, expected) => {
  const fetch = async () => new Response('sent')
  const guarded = guardFetch(fetch, 'http://gitea.lan:3000/api/v1', ['127.0.0.1'])
  const ending = await guarded(url).then(
    (response) => response.text(),
    (error) => error.message,
  )
  expect(ending).toContain(expected)
})

test.each([
  ['127.0.0.1', undefined],
  ['127.8.8.8', '`http_proxy` sets a proxy for 127.8.8.8, which is this machine'],
])(
  'an early Node 24 with NODE_USE_ENV_PROXY reaches %s without the proxy, or nothing is sent',
  async (host, refusal) => {
    const { setGlobalProxyFromEnv } = http
    Object.assign(http, { setGlobalProxyFromEnv: undefined })
    const env = { http_proxy: 'http://proxy:3128', NODE_USE_ENV_PROXY: '1', no_proxy: '127.0.0.1' }
    const use = useProxyFromEnvironment(env, [`http://${host}:4000`])
    if (refusal === undefined) await expect(use).resolves.toEqual([host])
    else await expect(use).rejects.toThrow(refusal)
    Object.assign(http, { setGlobalProxyFromEnv })
  },
)
