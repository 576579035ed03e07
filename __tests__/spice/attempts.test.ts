import { beforeEach, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { NoResponseError, RefusalError } from '../../src/errors.ts'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import {
  type ApiClient,
  type Auth,
  type Call,
  type ClientOptions,
  createClient,
} from '../../src/spice/api-client.ts'
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
const status =
  (code: number, headers?: Record<string, string>): Reply =>
  () =>
    json(code, { error: 'No' }, headers)
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

function clientOf(fetch: typeof globalThis.fetch, options: Partial<ClientOptions> = {}): ApiClient {
  return createClient({
    fetch,
    clock,
    random: () => 0.9,
    requestTimeoutMs: 5000,
    secrets: { redact: (text) => text.replaceAll('hush', '***') },
    emit() {},
    ...options,
  })
}

/** A call to a server that replies so in turn, the last one again and again. */
async function attempt(replies: readonly Reply[], more: Partial<Call<v.GenericSchema>> = {}) {
  const sentAt: number[] = []
  const tokens: (string | null)[] = []
  const events: string[] = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    sentAt.push(Math.round(clock.now()))
    tokens.push(new Headers(init?.headers).get('authorization'))
    const reply = replies[Math.min(sentAt.length, replies.length) - 1]
    return (reply ?? ok)()
  }
  const result = await clientOf(fetch, { emit: ({ type }) => events.push(type) })
    .call({ ...getApp, deadline: deadlineIn(60_000, clock), ...more })
    .catch((error: unknown) => error)
  return { result, sentAt, tokens, events }
}

test("a response has the server's time, and how long its own attempt took", async () => {
  const slow: Reply = () => {
    clock.pass(250)
    return ok()
  }
  expect((await attempt([status(503), slow])).result).toMatchObject({ tookMs: 250, serverTimeMs: epochMs })
})

test('an outage of a call that the run can do without is not reported', async () => {
  expect((await attempt([status(503), ok], { reportErrors: false })).events).toEqual([])
})

/** Responds once, and then not at all. */
function silentAfter(first: Reply | undefined): typeof globalThis.fetch {
  const replies = first === undefined ? [] : [first]
  return (_, init) => {
    const reply = replies.shift()
    if (reply !== undefined) return Promise.resolve(reply())
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
    })
  }
}

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
  const called = clientOf(async () => status(503, { 'retry-after': '3600' })(), {
    clock: systemClock,
    emit: () => setTimeout(() => abort.abort(new Error('enough')), 10),
  }).call({ ...getApp, signal: abort.signal, deadline: deadlineIn(3_600_000, systemClock) })
  await expect(called).rejects.toThrow('enough')
  expect(timers()).toBe(timersBefore)
})

test('a request is not sent if the token took all of the time', async () => {
  const auth: Auth = {
    token: async () => {
      clock.pass(60_000)
      return 'late'
    },
  }
  const { result, sentAt } = await attempt([ok], { auth })
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

test('a response may not be larger than the request allows', async () => {
  const large: Reply = () => json(200, { id: 7, text: 'x'.repeat(2000) })
  expect((await attempt([large], { retry: 'none', maxBytes: 1000 })).result).toBeInstanceOf(NoResponseError)
  expect((await attempt([large], { retry: 'none', maxBytes: 4000 })).result).toMatchObject({
    value: { id: 7 },
  })
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

/** Calls one after the other, each until it succeeds. */
async function callAll(calls: readonly (readonly Reply[])[], more: Partial<Call<v.GenericSchema>> = {}) {
  const events: string[] = []
  const errors: unknown[] = []
  const replies = calls.flat()
  const client = clientOf(async () => (replies.shift() ?? ok)(), {
    emit: (event) => events.push(event.type === 'outage.began' ? event.reason : event.type),
  })
  for (const _ of calls) {
    const deadline = deadlineIn(60_000, clock)
    await client.call({ ...getApp, deadline, ...more }).catch((error: unknown) => errors.push(error))
  }
  return { events, errors, client }
}

test('an outage is the reason of a later call that no time was left for', async () => {
  const { client } = await callAll([[status(502)]], create)
  const error = await client
    .call({ ...getApp, deadline: deadlineIn(0, clock) })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: 'creating the deployment at api.example failed: HTTP 502 ("No")' })
})

test('an outage does not end with a call whose failures are not reported', async () => {
  const { client, events } = await callAll([[status(502)]], create)
  await client.call({ ...getApp, reportErrors: false, deadline: deadlineIn(1000, clock) })
  await client.call({ ...getApp, retry: 'none', deadline: deadlineIn(1000, clock) })
  expect(events).toHaveLength(1)
  await client.call({ ...getApp, deadline: deadlineIn(1000, clock) })
  expect(events.at(-1)).toBe('outage.ended')
})

test('a call that is not repeated is no outage, unless it may have worked without a response', async () => {
  expect((await callAll([[status(503)], [reset]], { retry: 'none' })).events).toEqual([])
})

/** A response in a window that ends half a minute after the beginning. */
const used =
  (remaining: number): Reply =>
  () =>
    ok({
      'x-ratelimit-limit': '100',
      'x-ratelimit-reset': `${30 - clock.now() / 1000}`,
      'x-ratelimit-remaining': `${remaining}`,
    })
const call = (client: ApiClient, more: Partial<Call<v.GenericSchema>> = {}) =>
  client.call({ ...getApp, deadline: deadlineIn(600_000, clock), ...more })

test.each([
  ['keeps the requests to its server apart, and no others', {}, 1000],
  ['does not count for requests in the background', { isBackground: true }, -1],
])('a rate limit that runs low %s', async (_, more, aboveMs) => {
  const replies = [used(60), used(20)]
  const client = clientOf(async () => (replies.shift() ?? ok)())
  expect(client.minIntervalMs('https://api.example/x')).toBe(0)
  await call(client, more)
  clock.pass(2000)
  await call(client, more)
  expect(client.minIntervalMs('https://api.example/x') > 0).toBe(aboveMs > 0)
  expect(client.minIntervalMs('https://api.example/x')).toBeGreaterThan(aboveMs)
  expect(client.minIntervalMs('https://other.example/x')).toBe(0)
})

test('a rate limit ends a request in the background before it is sent', async () => {
  let sent = 0
  const client = clientOf(async () => {
    sent++
    return sent === 1 ? status(429, { 'retry-after': '60' })() : ok()
  })
  const background = { isBackground: true, retry: 'none' } as const
  await expect(call(client, background)).rejects.toThrow('HTTP 429')
  await expect(call(client, background)).rejects.toMatchObject({
    ...{ name: 'NoResponseError', message: 'reading the app at api.example failed: rate limit' },
    mayHaveWorked: false,
  })
  expect(sent).toBe(1)
  clock.pass(600_000)
  await call(client, background)
  expect(sent).toBe(2)
})

test('a request that is aborted on its way ends with the reason, and not as one without a response', async () => {
  const abort = new AbortController()
  const reason = new Error('enough')
  const called = clientOf(silentAfter(undefined)).call({
    ...getApp,
    retry: 'none',
    signal: abort.signal,
    deadline: deadlineIn(60_000, clock),
  })
  setTimeout(() => abort.abort(reason), 5)
  await expect(called).rejects.toBe(reason)
})
