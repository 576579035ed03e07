import { channel } from 'node:diagnostics_channel'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { NoResponseError, RefusalError } from '../../src/core/errors.ts'
import { type Deadline, deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { type Call, type ClientOptions, createClient } from '../../src/spice/api-client.ts'
import { hang } from '../harness/hang.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'

let clock: SteppedClock
const epochMs = Date.UTC(2026, 10, 24, 12)

beforeEach(() => {
  clock = new SteppedClock()
})

type Reply = () => Response

const json = (status: number, body: unknown = {}, headers: Record<string, string> = {}) => {
  const init = { status, headers: { date: new Date(epochMs + clock.now()).toUTCString(), ...headers } }
  return new Response(JSON.stringify(body), init)
}
const ok = (headers?: Record<string, string>) => json(200, { id: 7 }, headers)
function status(code: number, headers?: Record<string, string>): Reply {
  return () => json(code, { error: 'No' }, headers)
}
const page: Reply = () => new Response('<html>')
const reset: Reply = () => {
  const cause = Object.assign(new Error('read failed'), { code: 'ECONNRESET' })
  throw new TypeError('fetch failed', { cause })
}

const create = { operation: 'createDeployment', retry: 'non-idempotent' } as const
const getApp = {
  operation: 'getApp',
  request: { method: 'GET', url: 'https://api.example/v1/apps/7' },
  schema: v.object({ id: v.number() }),
  retry: 'safe',
} as const

/** A client of a network, what it tells, and how often it has sent something. */
function clientOf(fetch: typeof globalThis.fetch, options: Partial<ClientOptions> = {}) {
  const told: string[] = []
  const sentAt: number[] = []
  const client = createClient({
    fetch: (input, init) => {
      sentAt.push(Math.round(clock.now()))
      return fetch(input, init)
    },
    clock,
    random: () => 0.9,
    requestTimeoutMs: 5000,
    secrets: { redact: (text) => text.replaceAll('hush', '***') },
    emit: (event) => told.push(event.type === 'outage.began' ? event.reason : event.type),
    ...options,
  })
  return { client, told, sentAt }
}

/** A server that replies so in turn, the last one again and again. */
const inTurn = (replies: readonly Reply[]) => {
  let sent = 0
  return async () => (replies[Math.min(sent++, replies.length - 1)] ?? ok)()
}

/** Reads the app, or what a test says instead. An error is the result, too. */
const call = (client: ReturnType<typeof createClient>, more: Partial<Call<v.GenericSchema>> = {}) =>
  client
    .call({ ...getApp, deadline: deadlineIn(60_000, clock), ...more })
    .catch((error: unknown) => error) as Promise<unknown>

async function attempt(replies: readonly Reply[], more: Partial<Call<v.GenericSchema>> = {}) {
  const { client, ...seen } = clientOf(inTurn(replies))
  return { result: await call(client, more), ...seen }
}

test("a response has the server's time, and how long its own attempt took", async () => {
  const slow: Reply = () => {
    clock.pass(250)
    return ok()
  }
  expect((await attempt([status(503), slow])).result).toMatchObject({ tookMs: 250, serverTimeMs: epochMs })
})

test('an outage of a call that the run can do without is not reported', async () => {
  expect((await attempt([status(503), ok], { reportErrors: false })).told).toEqual([])
})

test('a create is not repeated with less than half a second left', async () => {
  const deadline = deadlineIn(900, clock)
  const { result, sentAt } = await attempt([status(429), ok], { ...create, deadline })
  expect(result).toMatchObject({ name: 'NoResponseError', mayHaveWorked: false })
  expect(sentAt).toEqual([0])
})

test('a refusal after an attempt that may have worked does not mean that nothing was written', async () => {
  const update = { operation: 'updateApp', retry: 'idempotent' } as const
  for (const reply of [page, status(502), reset]) {
    const { result } = await attempt([reply, status(400)], update)
    expect(result).toBeInstanceOf(RefusalError)
    expect(result).toMatchObject({ mayHaveWorked: true })
  }
  expect((await attempt([status(429), status(400)], update)).result).toMatchObject({ mayHaveWorked: false })
})

test('secrets stay in a response and in a refusal, whose words the program reads', async () => {
  const { result: refusal } = await attempt([() => json(403, { error: 'no hush' })])
  expect(refusal).toMatchObject({ refusal: { message: 'no hush' } })
  const schema = v.looseObject({})
  const { result } = await attempt([() => json(200, { id: 7, message: 'hush' })], { schema })
  expect(result).toMatchObject({ value: { message: 'hush' } })
})

test('an aborted call ends at once, even while it waits for its next attempt, and leaves no timer behind', async () => {
  const abort = new AbortController()
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const timersBefore = timers()
  const emit = () => setTimeout(() => abort.abort(new Error('enough')), 10)
  const later = async () => status(503, { 'retry-after': '3600' })()
  const { client } = clientOf(later, { clock: systemClock, emit })
  const deadline = deadlineIn(3_600_000, systemClock)
  expect(await call(client, { signal: abort.signal, deadline })).toMatchObject({ message: 'enough' })
  expect(timers()).toBe(timersBefore)
})

test('a request is not sent if the token took all of the time', async () => {
  const token = async () => {
    clock.pass(60_000)
    return 'late'
  }
  const { result, sentAt } = await attempt([ok], { auth: { token } })
  expect(sentAt).toEqual([])
  expect(result).toMatchObject({ message: 'reading the app at api.example failed: no time was left' })
})

test('a create that is sent for the first time needs no more time than other requests', async () => {
  expect((await attempt([ok], { ...create, deadline: deadlineIn(1, clock) })).sentAt).toEqual([0])
})

test('a request is not sent if it was aborted before', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  const { result, sentAt } = await attempt([ok], { signal })
  expect(result).toMatchObject({ message: 'enough' })
  expect(sentAt).toEqual([])
})

test('a read that was answered in another form was not accepted in the sense of a create', async () => {
  const { result } = await attempt([page], { retry: 'none' })
  expect(result).toMatchObject({ name: 'NoResponseError', wasAccepted: false, mayHaveWorked: true })
})

test('a failure is described by its status and the words of the server', async () => {
  const described = (reply: Reply) => attempt([reply], { retry: 'none', operation: 'createDeployment' })
  const unavailable = () => new Response('', { status: 503, statusText: 'Service Unavailable' })
  const message = (text: string) => ({ message: `creating the deployment at api.example failed: ${text}` })
  expect((await described(unavailable)).result).toMatchObject(message('HTTP 503 Service Unavailable'))
  expect((await described(status(503))).result).toMatchObject(message('HTTP 503 ("No")'))
})

test('an outage is the reason of a later call that no time was left for', async () => {
  const { client } = clientOf(inTurn([status(502), ok]))
  await call(client, create)
  const error = await call(client, { deadline: deadlineIn(0, clock) })
  expect(error).toMatchObject({ message: 'creating the deployment at api.example failed: HTTP 502 ("No")' })
})

test('an outage does not end with a call whose failures are not reported', async () => {
  const { client, told } = clientOf(inTurn([status(502), ok]))
  await call(client, create)
  await call(client, { reportErrors: false })
  await call(client, { retry: 'none' })
  expect(told).toHaveLength(1)
  await call(client)
  expect(told.at(-1)).toBe('outage.ended')
})

test('a call that is not repeated is no outage, unless it may have worked without a response', async () => {
  const { client, told } = clientOf(inTurn([status(503), reset]))
  await call(client, { retry: 'none' })
  await call(client, { retry: 'none' })
  expect(told).toEqual([])
})

test.each([
  ['keeps the requests to its server apart, and no others', {}, 2000],
  ['does not count for requests in the background', { isBackground: true }, 0],
])('a 429 %s', async (_, more, intervalMs) => {
  const { client } = clientOf(inTurn([status(429, { 'retry-after': '1' })]))
  await call(client, { retry: 'none', ...more })
  expect(client.minIntervalMs('https://api.example/x')).toBe(intervalMs)
  expect(client.minIntervalMs('https://other.example/x')).toBe(0)
})

test('a rate limit ends a request in the background before it is sent', async () => {
  const { client, sentAt } = clientOf(inTurn([status(429, { 'retry-after': '60' }), ok]))
  const background = { isBackground: true, retry: 'none' } as const
  expect(await call(client, background)).toMatchObject({ message: expect.stringContaining('HTTP 429') })
  expect(await call(client, background)).toMatchObject({
    name: 'NoResponseError',
    message: 'reading the app at api.example failed: rate limit',
    mayHaveWorked: false,
  })
  expect(sentAt).toHaveLength(1)
  clock.pass(600_000)
  expect(await call(client, background)).toMatchObject({ value: { id: 7 } })
})

test('a request that is aborted on its way ends with the reason, and not as one without a response', async () => {
  const abort = new AbortController()
  const reason = new Error('enough')
  const { client } = clientOf(hang)
  setTimeout(() => abort.abort(reason), 5)
  expect(await call(client, { retry: 'none', signal: abort.signal })).toBe(reason)
})

const tokenRequest = { method: 'POST', url: 'https://spice.example/token' } as const
const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Creates with a network that responds like this, with little time left. */
function open(fetch: typeof globalThis.fetch) {
  const { client, ...seen } = clientOf(fetch, { requestTimeoutMs: 30_000 })
  const request = { method: 'POST', url: 'https://api.spice.example/v1/apps/7/deployments' } as const
  return {
    ...seen,
    call: (more: Partial<Call<v.GenericSchema>> = {}) =>
      call(client, { ...create, request, deadline: deadlineIn(700, clock), ...more }),
  }
}

const listen = async (server: net.Server) => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function failed(code: string): Promise<never> {
  const cause = Object.assign(new Error('no connection'), { code })
  channel('undici:client:connectError').publish({ error: cause })
  return Promise.reject(new TypeError('fetch failed', { cause }))
}

test('a failure to get a token names the token request and its host', async () => {
  const { call, told } = open(async () => new Response('<html>Sign in</html>'))
  const token = async (deadline: Deadline) => {
    throw await call({ operation: 'exchangeToken', request: tokenRequest, deadline, retry: 'safe' })
  }
  const error = await call({ operation: 'listApps', retry: 'safe', auth: { forget() {}, token } })
  const message = 'requesting a token from spice.example failed: HTTP 200 with an HTML page'
  expect(error).toMatchObject({ name: 'NoResponseError', message })
  expect(told).toEqual([message])
})

test('a failure to get a token says nothing about a write that got lost before', async () => {
  let times = 0
  const { call } = open(async () => new Response('', { status: 502 }))
  const token = async () => {
    times++
    if (times === 1) return 'a-token'
    throw new RefusalError({ operation: 'exchangeToken', status: 401, message: 'No' })
  }
  const error = await call({ operation: 'updateApp', retry: 'idempotent', auth: { forget() {}, token } })
  expect(error).toMatchObject({ name: 'NoResponseError', operation: 'updateApp', mayHaveWorked: true })
})

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate is not trusted/, /NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate is not trusted/, /NODE_EXTRA_CA_CERTS/],
  ['CERT_HAS_EXPIRED', /certificate is expired or not valid yet/, /Renew/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another host/, /Check the URL/],
])('an impossible connection has sent nothing and is not retried: %s', async (code, says, todo) => {
  const { call, sentAt, told } = open(() => failed(code))
  const words = { message: expect.stringMatching(says), todo: expect.stringMatching(todo) }
  expect(await call({ retry: 'safe' })).toMatchObject({ ...words, mayHaveWorked: false })
  expect(sentAt).toHaveLength(1)
  expect(told).toEqual([])
})

test('an impossible connection is retried if the server has responded before', async () => {
  const { call, sentAt } = open(async () =>
    sentAt.length === 2 ? failed('CERT_HAS_EXPIRED') : Response.json({ id: 7 }),
  )
  await call()
  const deadline = deadlineIn(5000, clock)
  expect(await call({ deadline })).toMatchObject({ value: { id: 7 } })
})

test('a server without TLS has received nothing, and the request is not retried', async () => {
  const url = await listen(http.createServer())
  const { call, sentAt } = open(globalThis.fetch)
  const todo = expect.stringMatching(/Check the URL/)
  const request = { method: 'GET', url } as const
  const deadline = deadlineIn(30_000, clock)
  expect(await call({ request, retry: 'safe', deadline })).toMatchObject({ mayHaveWorked: false, todo })
  expect(sentAt).toHaveLength(1)
})

test('a connection that breaks during the handshake has sent nothing, and the request is retried', async () => {
  const url = await listen(net.createServer((socket) => socket.destroy()))
  const { call, sentAt } = open(globalThis.fetch)
  const error = await call({ request: { method: 'POST', url }, deadline: deadlineIn(30_000, clock) })
  expect(error).toBeInstanceOf(NoResponseError)
  expect(error).toMatchObject({ mayHaveWorked: false, todo: undefined })
  expect(sentAt.length).toBeGreaterThan(1)
})

test('a request may have been processed if its connection breaks after the handshake', async () => {
  const url = await listen(http.createServer((request) => request.socket.destroy()))
  const { call, sentAt } = open(globalThis.fetch)
  const request = { method: 'POST', url: url.replace('https:', 'http:') } as const
  const deadline = deadlineIn(30_000, clock)
  expect(await call({ request, deadline })).toMatchObject({ mayHaveWorked: true })
  expect(sentAt).toHaveLength(1)
})
