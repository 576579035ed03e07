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

test.each([
  ['https://api.spice.ai/v1/apps', 'sent'],
  ['http://127.0.0.1:4000/v1/apps', 'sent'],
  ['http://gitea.lan:3000/api/v1/user', 'sent'],
  ['http://gitea.lan/v1/apps', 'gitea.lan is not reached over https'],
  ['http://api.spice.ai/v1/apps', 'api.spice.ai is not reached over https'],
  ['http://127.0.0.9/v1/apps', 'a proxy would be used for 127.0.0.9'],
])('a request with a credential to %s is %s', async (url, expected) => {
  const fetch = async () => new Response('sent')
  const guarded = guardFetch(
    fetch,
    { GITHUB_API_URL: 'http://gitea.lan:3000/api/v1', GITHUB_SERVER_URL: 'http://gitea.lan:3000' },
    ['127.0.0.1'],
  )
  const ending = await guarded(url).then(
    (response) => response.text(),
    (error) => error.message,
  )
  expect(ending).toContain(expected)
})

test('without a forge that is itself reached over http, its token is not sent so', async () => {
  const env = { GITHUB_API_URL: 'http://gitea.lan/api/v1', GITHUB_SERVER_URL: 'https://gitea.lan' }
  const guarded = guardFetch(async () => new Response('sent'), env, undefined)
  await expect(guarded('http://gitea.lan/api/v1/user')).rejects.toThrow('gitea.lan is not reached over https')
})

type Env = Record<string, string | undefined>

/** What Node is told to use. @param isEarly whether it is a Node 24 that reads the proxies only at its start */
async function useProxy(env: Env, isEarly = false) {
  const { setGlobalProxyFromEnv } = http
  let told: Env | undefined
  const record = (given?: Env) => {
    told = given
    return () => {}
  }
  Object.assign(http, { setGlobalProxyFromEnv: isEarly ? undefined : record })
  try {
    const direct = await useProxyFromEnvironment(env, ['http://127.0.0.2:4000', 'https://api.spice.ai'])
    return { direct, told }
  } finally {
    Object.assign(http, { setGlobalProxyFromEnv })
  }
}

const ownHosts = ['localhost', '127.0.0.1', '[::1]', '127.0.0.2']
const own = ownHosts.join(',')
const proxy = 'http://proxy:3128'

test.each<[string, Env, Env]>([
  ['either case', { HTTP_PROXY: proxy, https_proxy: proxy }, { HTTP_PROXY: proxy, https_proxy: proxy }],
  ['a URL without a scheme', { http_proxy: 'proxy:3128' }, { http_proxy: proxy }],
  [
    'a password with a bare %',
    { http_proxy: 'http://me:100%@proxy' },
    { http_proxy: 'http://me:100%25@proxy' },
  ],
  [
    'a password that is no UTF-8',
    { http_proxy: 'http://me:%e9@proxy' },
    { http_proxy: 'http://me:%25e9@proxy' },
  ],
  ['an encoded password', { http_proxy: 'http://me:%C3%A9@proxy' }, { http_proxy: 'http://me:%C3%A9@proxy' }],
  ['hosts without it', { http_proxy: proxy, NO_PROXY: 'x.org, y.org' }, { no_proxy: `x.org, y.org,${own}` }],
  [
    'no_proxy, which precedes NO_PROXY',
    { http_proxy: proxy, no_proxy: 'x.org', NO_PROXY: '*' },
    { no_proxy: `x.org,${own}` },
  ],
])('the proxy of the environment is used, but for this machine: %s', async (_, env, expected) => {
  const { direct, told } = await useProxy(env)
  expect(told).toMatchObject({ no_proxy: own, ...expected })
  expect(direct).toEqual(ownHosts)
})

test('without a proxy in the environment, Node is told nothing', async () => {
  expect(await useProxy({ no_proxy: '*', http_proxy: '' })).toEqual({ direct: undefined, told: undefined })
})

test.each([
  [
    'a proxy of an unknown kind',
    { HTTPS_PROXY: 'socks5://me:hush@proxy:1080' },
    false,
    '`HTTPS_PROXY` must be',
  ],
  [
    'an early Node 24',
    { HTTP_PROXY: 'http://me:hush@proxy' },
    true,
    '`HTTP_PROXY` sets a proxy, but the runner',
  ],
])('%s is refused in words that hide the password', async (_, env, isEarly, says) => {
  const refusal = await useProxy(env, isEarly).then(String, String)
  expect(refusal).toContain(says)
  expect(refusal).not.toContain('hush')
})
