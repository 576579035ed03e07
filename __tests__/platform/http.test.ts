import { expect, test } from '@jest/globals'
import {
  ConnectionError,
  InterruptedResponseError,
  maxResponseBytes,
  send,
  TimeoutError,
  UnusableResponseError,
} from '../../src/platform/http.ts'
import { hang } from '../harness/hang.ts'

/** A network that returns these responses in turn; the last one repeats. */
function network(...answers: (() => Response)[]) {
  const sent: { method: string; url: string; authorization: string | null; body: string }[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { method, url, headers } = request
    sent.push({ method, url, authorization: headers.get('authorization'), body: await request.text() })
    const answer = answers[Math.min(sent.length, answers.length) - 1]
    if (answer === undefined) throw new Error('no answer left')
    return answer()
  }
  const ask = (method: Method = 'GET') => {
    const json = method !== 'GET' && { json: { client_secret: 'a-secret' } }
    const url = 'https://api.example/v1/apps'
    const request = { method: method as 'POST', url, headers: { authorization }, ...json }
    return send(request, { fetch, timeoutMs: 60_000 })
  }
  return { ask, sent }
}

const origin = 'https://api.example'
const authorization = 'Bearer a-token'
const ok = () => new Response('fine', { status: 200, headers: { 'x-id': '7' } })
const to = (location: string, status: number) => () => new Response(null, { status, headers: { location } })

test('a redirect loop ends', async () => {
  const { ask, sent } = network(to('/v1/apps', 307))
  expect((await ask()).status).toBe(307)
  expect(sent.length).toBeLessThanOrEqual(6)
})

const elsewhere = [
  ...['https://evil.example/v1/apps', '//evil.example/v1/apps', 'https://api.example:8443/v1/apps'],
  ...['http://api.example/v1/apps', 'https://api.example.evil.example/'],
  ...['https://api.example@evil.example/', '\\\\evil.example/', 'javascript:alert(1)'],
]

type Method = 'GET' | 'PATCH' | 'POST'
type Redirected = [method: Method, to: string | undefined, by: number[], isFollowed: boolean]

test.each<Redirected>([
  ['GET', '/elsewhere?x=1', [301, 302, 303, 307, 308], true],
  ['POST', `${origin}/elsewhere?x=1`, [307, 308], true],
  ['PATCH', '/elsewhere?x=1', [301, 302, 307, 308], true],
  // These ask for a GET.
  ['PATCH', '/elsewhere?x=1', [303], false],
  ['POST', '/elsewhere?x=1', [301, 302, 303], false],
  ...(['GET', 'POST'] as const).flatMap((method): Redirected[] => [
    ...elsewhere.map((where): Redirected => [method, where, [301, 303, 307, 308], false]),
    [method, undefined, [300, 302, 304, 307, 308], false],
  ]),
])(
  'a %s that is redirected to %s by %j is sent there as it was: %s',
  async (method, where, by, isFollowed) => {
    for (const status of by) {
      const headers = where === undefined ? {} : { location: where }
      const { ask, sent } = network(() => new Response(null, { status, headers }), ok)
      const response = await ask(method)
      expect([response.status, response.text]).toEqual(isFollowed ? [200, 'fine'] : [status, ''])
      const body = method === 'GET' ? '' : '{"client_secret":"a-secret"}'
      const again = { method, url: `${origin}/elsewhere?x=1`, authorization, body }
      expect(sent.slice(1)).toEqual(isFollowed ? [again] : [])
    }
  },
)

test('a redirect to another origin gets nothing after a redirect within the origin', async () => {
  const { ask, sent } = network(to('/here', 307), to('https://evil.example/', 307), ok)
  expect((await ask('POST')).status).toBe(307)
  expect(sent.map(({ url }) => new URL(url).origin)).toEqual(['https://api.example', 'https://api.example'])
})

/** A body with this many chunks, and a count of those that were read. */
function body(chunks: number, bytes: number) {
  const taken = { chunks: 0, cancelled: false }
  const stream = new ReadableStream({
    pull(controller) {
      if (taken.chunks === chunks) return controller.close()
      taken.chunks += 1
      controller.enqueue(new Uint8Array(bytes).fill(120))
    },
    cancel() {
      taken.cancelled = true
    },
  })
  return { stream, taken }
}

test('a body may be as large as the limit', async () => {
  const { stream } = body(2, maxResponseBytes / 2)
  expect((await network(() => new Response(stream)).ask()).text).toHaveLength(maxResponseBytes)
})

test('a body that is larger than the limit is not read to its end', async () => {
  const { stream, taken } = body(1000, maxResponseBytes / 10)
  await expect(network(() => new Response(stream)).ask()).rejects.toThrow(UnusableResponseError)
  expect(taken.cancelled).toBe(true)
  expect(taken.chunks).toBeLessThan(20)
})

test('a body that breaks off is not a response', async () => {
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(10))
      controller.error(new TypeError('terminated'))
    },
  })
  const asked = network(() => new Response(stream)).ask()
  await expect(asked).rejects.toThrow(InterruptedResponseError)
  await expect(asked).rejects.toThrow('terminated')
})

const request = { method: 'GET', url: 'https://api.example' } as const

test('an attempt and its connection end at the timeout', async () => {
  const sent = send(request, { fetch: hang, timeoutMs: 10 })
  await expect(sent).rejects.toThrow(TimeoutError)
  await expect(sent).rejects.toThrow('no response within 10ms')
})

test.each([
  [1999.8, '2s'],
  [29_960, '30s'],
  [9700, '9.7s'],
  [250.4, '250ms'],
])('a timeout of %d ms is said to be %s', (ms, named) => {
  expect(new TimeoutError(ms).message).toBe(`no response within ${named}`)
})

test('an attempt ends when it is aborted', async () => {
  const abort = new AbortController()
  const sent = send(request, { fetch: hang, timeoutMs: 60_000, signal: abort.signal })
  setImmediate(() => abort.abort(new Error('enough')))
  await expect(sent).rejects.toThrow('enough')
})

test('an attempt may end in the middle of a body', async () => {
  const drip: typeof fetch = async (_, init) => {
    const start = (stream: ReadableStreamDefaultController) =>
      init?.signal?.addEventListener('abort', () => stream.error(new Error('some other words')))
    return new Response(new ReadableStream({ start }))
  }
  await expect(send(request, { fetch: drip, timeoutMs: 10 })).rejects.toThrow(TimeoutError)
})

test('an attempt is made only once, for any response', async () => {
  for (const status of [408, 429, 500, 503]) {
    const { ask, sent } = network(() => new Response('', { status, headers: { 'retry-after': '0' } }))
    expect((await ask()).status).toBe(status)
    expect(sent).toHaveLength(1)
  }
})

test('an attempt reports the head of a response before its body', async () => {
  const body = new ReadableStream({ pull: (stream) => stream.error(new TypeError('terminated')) })
  const heads: number[] = []
  const fetch = async () => new Response(body, { status: 202 })
  const sent = send(request, { fetch, timeoutMs: 60_000, onHead: ({ status }) => heads.push(status) })
  await expect(sent).rejects.toThrow(InterruptedResponseError)
  expect(heads).toEqual([202])
})

const failing = (error: unknown) => send(request, { fetch: () => Promise.reject(error), timeoutMs: 60_000 })
const withCode = (message: string, code: string) => Object.assign(new Error(message), { code })
const refused = withCode('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED')
const allRefused = Object.assign(new AggregateError([refused, refused], ''), { code: 'ECONNREFUSED' })

test.each<[string, unknown, string, boolean]>([
  ['a refused connection', refused, 'connect ECONNREFUSED 127.0.0.1:1', true],
  ['several refused addresses', allRefused, 'connect ECONNREFUSED 127.0.0.1:1', true],
  ['an unknown host', withCode('lookup failed', 'ENOTFOUND'), 'lookup failed (ENOTFOUND)', true],
  ['a broken connection', withCode('read failed', 'ECONNRESET'), 'read failed (ECONNRESET)', false],
  ['a cause without a code', new Error('other side closed'), 'other side closed', false],
  ['a cause without words, as of HTTP 407', new Error(''), 'fetch failed', false],
])('an attempt fails with a ConnectionError for %s', async (_, cause, message, nothingSent) => {
  const error = await failing(new TypeError('fetch failed', { cause })).catch((reason) => reason)
  expect(error).toBeInstanceOf(ConnectionError)
  expect(error).toMatchObject({ message, nothingSent, todo: undefined })
})

test('an attempt passes on an error of the program unchanged', async () => {
  for (const mistake of [new RangeError('x'), new TypeError('x is not a function')]) {
    expect(await failing(mistake).catch((reason) => reason)).toBe(mistake)
  }
})
