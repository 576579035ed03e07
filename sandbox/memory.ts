import { type Answer, bytesOf, pieces, type Reply } from './answer.ts'
import { answerTo, type Host } from './handle.ts'

/** How time passes for the fetch of {@link fetchFrom}. */
export interface MemoryOptions {
  /** Waits this many milliseconds. Default: the global `setTimeout`, looked up at each call, so fake timers work. */
  readonly sleep?: (ms: number) => Promise<void>
}

type FetchInput = Parameters<typeof fetch>[0]
type FetchInit = Parameters<typeof fetch>[1]

const MAX_REDIRECTS = 20

/**
 * A `fetch` that reaches the cloud without a socket, for tests in virtual time. Calls to any host go to
 * this cloud. It fails as Node's own fetch does: a reset rejects with `TypeError('fetch failed')` and a cause, an abort with
 * the signal's reason.
 */
export function fetchFrom(cloud: Host, options: MemoryOptions = {}): typeof fetch {
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((done) => setTimeout(done, ms)))

  return async (input: FetchInput, init?: FetchInit) => {
    // Taken from the caller and not from the Request made below, whose own signal only follows by a weak link.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
    signal?.throwIfAborted()
    const request = new Request(input, init)
    const redirect = init?.redirect ?? request.redirect
    const rawBody = await request.text()
    let sent = {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      rawBody,
    }
    for (let redirects = 0; ; redirects += 1) {
      const { host } = new URL(sent.url)
      const call = { ...sent, headers: { host, ...sent.headers } }
      const answer = await unlessAborted(signal, answerTo(cloud, call))
      const response = await unlessAborted(signal, respond(bodilessFor(sent.method, answer), sleep, signal))
      const location = response.headers.get('location')
      if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response
      if (redirect === 'manual') return response
      if (redirect === 'error') throw failure(new Error('unexpected redirect'))
      if (redirects === MAX_REDIRECTS) throw failure(new Error('redirect count exceeded'))
      sent = follow(sent, response.status, location)
    }
  }
}

type Sleep = (ms: number) => Promise<void>
type Signal = AbortSignal | undefined

/** The response as far as it arrives: rejects or stays pending forever if no response comes. */
async function respond(answer: Answer, sleep: Sleep, signal: Signal): Promise<Response> {
  switch (answer.kind) {
    case 'respond':
      return responseOf(answer.reply, answer.reply.body)
    case 'slow':
      await sleep(answer.delayMs)
      return responseOf(answer.reply, answer.reply.body)
    case 'drip':
      return responseOf(answer.reply, drip(answer, sleep, signal))
    case 'truncate':
      return responseOf(answer.reply, half(answer.reply, Promise.reject(terminated())))
    case 'stall':
      return responseOf(answer.reply, half(answer.reply, unlessAborted(signal, forever())))
    case 'reset':
      throw failure(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    case 'hang':
      return forever()
  }
}

/** The answer to a HEAD, whose headers are those of a GET. */
function bodilessFor(method: string, answer: Answer): Answer {
  if (method !== 'HEAD' || !('reply' in answer)) return answer
  return { ...answer, reply: { ...answer.reply, body: new Uint8Array() } }
}

function responseOf(reply: Reply, body: Reply['body'] | AsyncIterator<Uint8Array>): Response {
  const init = { status: reply.status, headers: { ...reply.headers } }
  // Such a response ends with its headers: there is nothing to break off, and `Response` would not accept a stream.
  if (reply.status === 204 || reply.status === 304) return new Response(null, init)
  if (body instanceof Uint8Array) return new Response(body.length === 0 ? null : Buffer.from(body), init)
  return new Response(streamOf(typeof body === 'function' ? body()[Symbol.iterator]() : body), init)
}

function streamOf(source: Iterator<Uint8Array> | AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    // An error thrown here becomes the error of the stream.
    async pull(controller) {
      const next = await source.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
  })
}

async function* drip(
  { reply, everyMs, bytes }: Extract<Answer, { kind: 'drip' }>,
  sleep: Sleep,
  signal: Signal,
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces(bytesOf(reply), bytes)) {
    await unlessAborted(signal, sleep(everyMs))
    yield piece
  }
}

function half(reply: Reply, then: Promise<never>): AsyncGenerator<Uint8Array> {
  // Nothing listens to it until the first half has been read.
  then.catch(() => {})
  return (async function* () {
    const body = bytesOf(reply)
    yield body.subarray(0, Math.floor(body.length / 2))
    await then
  })()
}

function follow(
  sent: { method: string; url: string; headers: Record<string, string>; rawBody: string },
  status: number,
  location: string,
): typeof sent {
  const url = new URL(location, sent.url)
  const becomesGet = status === 303 || ((status === 301 || status === 302) && sent.method === 'POST')
  const { authorization, 'content-type': type, ...others } = sent.headers
  const sameOrigin = url.origin === new URL(sent.url).origin
  return {
    method: becomesGet ? 'GET' : sent.method,
    url: url.href,
    headers: {
      ...others,
      ...(sameOrigin && authorization !== undefined ? { authorization } : {}),
      ...(!becomesGet && type !== undefined ? { 'content-type': type } : {}),
    },
    rawBody: becomesGet ? '' : sent.rawBody,
  }
}

/** The value, unless the signal aborts first: then its reason. */
function unlessAborted<T>(signal: Signal, value: Promise<T>): Promise<T> {
  if (signal === undefined) return value
  return new Promise((done, fail) => {
    const abort = () => fail(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    value.then(done, fail).finally(() => signal.removeEventListener('abort', abort))
  })
}

function forever(): Promise<never> {
  return new Promise(() => {})
}

function failure(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause })
}

function terminated(): TypeError {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
  return new TypeError('terminated', { cause })
}
