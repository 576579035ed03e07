import { expect, test } from '@jest/globals'
import { type Exchange, guardFetch, traceFetch } from '../../src/platform/fetch.ts'

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
  const guarded = guardFetch(fetch, 'http://gitea.lan:3000/api/v1', ['127.0.0.1'])
  const ending = await guarded(url).then(
    (response) => response.text(),
    (error) => error.message,
  )
  expect(ending).toContain(expected)
})
