import { describe, expect, test } from '@jest/globals'
import { UnusableAnswerError } from '../../src/errors.ts'
import { maxAnswerBytes } from '../../src/http/capped.ts'
import { wholeAnswers } from '../../src/http/fetch.ts'

interface Sent {
  method: string
  url: string
  authorization: string | null
  body: string
}

/** A network that gives these answers in turn, the last one for ever. */
function network(...answers: (() => Response)[]) {
  const sent: Sent[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { method, url, headers } = request
    sent.push({ method, url, authorization: headers.get('authorization'), body: await request.text() })
    const answer = answers[Math.min(sent.length, answers.length) - 1]
    if (answer === undefined) throw new Error('no answer left')
    return answer()
  }
  const ask = (method = 'GET', url = 'https://api.example/v1/apps') =>
    wholeAnswers(fetch, () => ({ timeoutMs: 1000 }))(url, {
      method,
      headers: { authorization: 'Bearer a-token' },
      ...(method === 'POST' && { body: '{"client_secret":"a-secret"}' }),
    })
  return { ask, sent }
}

const ok = () => new Response('fine', { status: 200, headers: { 'x-id': '7' } })
const to =
  (location: string, status = 302) =>
  () =>
    new Response(null, { status, headers: { location } })

test('an answer comes whole: status, headers and body', async () => {
  const response = await network(ok).ask()
  expect(response.status).toBe(200)
  expect(response.headers.get('x-id')).toBe('7')
  expect(await response.text()).toBe('fine')
})

test.each([204, 304])('an answer of %d has no body', async (status) => {
  const response = await network(() => new Response(null, { status })).ask()
  expect(response.status).toBe(status)
  expect(await response.text()).toBe('')
})

describe('a redirect within the origin', () => {
  test.each([301, 302, 303, 307, 308])('of a GET is followed with its header (%d)', async (status) => {
    const { ask, sent } = network(to('/elsewhere?x=1', status), ok)
    expect(await (await ask()).text()).toBe('fine')
    expect(sent[1]).toEqual({
      method: 'GET',
      url: 'https://api.example/elsewhere?x=1',
      authorization: 'Bearer a-token',
      body: '',
    })
  })

  test.each([307, 308])('of a POST is followed with its body (%d)', async (status) => {
    const { ask, sent } = network(to('https://api.example/elsewhere', status), ok)
    expect((await ask('POST')).status).toBe(200)
    expect(sent[1]).toEqual({
      method: 'POST',
      url: 'https://api.example/elsewhere',
      authorization: 'Bearer a-token',
      body: '{"client_secret":"a-secret"}',
    })
  })

  test.each([301, 302, 303])('that turns a POST into a GET is not followed (%d)', async (status) => {
    const { ask, sent } = network(to('/elsewhere', status), ok)
    expect((await ask('POST')).status).toBe(status)
    expect(sent).toHaveLength(1)
  })

  test('in a circle ends', async () => {
    const { ask, sent } = network(to('/v1/apps', 307))
    expect((await ask()).status).toBe(307)
    expect(sent.length).toBeLessThanOrEqual(6)
  })
})

describe('a redirect to another origin gets nothing', () => {
  const elsewhere = [
    'https://evil.example/v1/apps',
    '//evil.example/v1/apps',
    'https://api.example:8443/v1/apps',
    'http://api.example/v1/apps',
    'https://api.example.evil.example/',
    'https://api.example@evil.example/',
    '\\\\evil.example/',
    'javascript:alert(1)',
  ]

  test.each(elsewhere.flatMap((where) => [301, 303, 307, 308].map((status) => [where, status] as const)))(
    '%s (%d)',
    async (where, status) => {
      for (const method of ['GET', 'POST']) {
        const { ask, sent } = network(to(where, status), ok)
        expect((await ask(method)).status).toBe(status)
        expect(sent).toHaveLength(1)
      }
    },
  )

  test('after one that stayed', async () => {
    const { ask, sent } = network(to('/here', 307), to('https://evil.example/', 307), ok)
    expect((await ask('POST')).status).toBe(307)
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual(['https://api.example', 'https://api.example'])
  })
})

test.each([300, 302, 304, 307, 308])('a redirect without a place to go is an answer (%d)', async (status) => {
  for (const method of ['GET', 'POST']) {
    const { ask, sent } = network(() => new Response(null, { status }), ok)
    expect((await ask(method)).status).toBe(status)
    expect(sent).toHaveLength(1)
  }
})

describe('a body', () => {
  /** A body of so many chunks, and what was taken of it. */
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

  test('may be as large as is read', async () => {
    const { stream } = body(2, maxAnswerBytes / 2)
    const response = await network(() => new Response(stream)).ask()
    expect(await response.text()).toHaveLength(maxAnswerBytes)
  })

  test('that is larger is not read to its end', async () => {
    const { stream, taken } = body(1000, maxAnswerBytes / 10)
    await expect(network(() => new Response(stream)).ask()).rejects.toThrow(UnusableAnswerError)
    expect(taken.cancelled).toBe(true)
    expect(taken.chunks).toBeLessThan(20)
  })

  test('that breaks off is no answer', async () => {
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(10))
        controller.error(new TypeError('terminated'))
      },
    })
    await expect(network(() => new Response(stream)).ask()).rejects.toThrow('terminated')
  })

  test('is waited for', async () => {
    let finish = () => {}
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('fi'))
        finish = () => {
          controller.enqueue(new TextEncoder().encode('ne'))
          controller.close()
        }
      },
    })
    let isHere = false
    const answer = network(() => new Response(stream))
      .ask()
      .finally(() => {
        isHere = true
      })
    await new Promise((done) => setTimeout(done, 20))
    expect(isHere).toBe(false)
    finish()
    expect(await (await answer).text()).toBe('fine')
  })
})

describe('an attempt', () => {
  const never: typeof globalThis.fetch = (_, init) =>
    new Promise((_resolve, reject) =>
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
    )
  const url = 'https://api.example'

  test('ends, connection and all, when its time is up', async () => {
    const ask = wholeAnswers(never, () => ({ timeoutMs: 10 }))
    await expect(ask(url)).rejects.toThrow(new UnusableAnswerError('no answer within 0 s'))
  })

  test('ends when nobody wants it any more', async () => {
    const abort = new AbortController()
    const asked = wholeAnswers(never, () => ({ timeoutMs: 60_000, signal: abort.signal }))(url)
    setImmediate(() => abort.abort(new Error('enough')))
    await expect(asked).rejects.toThrow('enough')
  })

  test('ends in the middle of a body, too', async () => {
    const drip: typeof globalThis.fetch = async (_, init) =>
      new Response(
        new ReadableStream({
          start: (stream) =>
            init?.signal?.addEventListener('abort', () => stream.error(new Error('some other words'))),
        }),
      )
    const ask = wholeAnswers(drip, () => ({ timeoutMs: 10 }))
    await expect(ask(url)).rejects.toThrow(UnusableAnswerError)
  })
})
