import { readBody } from '../platform/http.ts'
import { TimeoutError } from '../platform/http-errors.ts'
import { inSeconds } from './rate-limit.ts'

const maxRedirects = 5

/** What ends an attempt before its answer is here. */
export interface Limits {
  timeoutMs: number
  /** Maximum size of the answer. Default: `maxAnswerBytes`. */
  maxBytes?: number | undefined
  signal?: AbortSignal | undefined
}

/**
 * A `fetch` for ky whose promise settles only when the whole body is here, so that what limits an attempt in time
 * limits its body too. Bodies are capped while they stream, and redirects are followed within the origin alone:
 * neither a token in a header nor a client secret in a body may travel to another one.
 *
 * The limits are kept here and not by ky: it gives its signal to copies of requests, which Node may forget to abort,
 * and a connection left open would keep the process from ending.
 *
 * @throws UnusableResponseError when no whole answer came in time, or one that is too large
 */
export function wholeAnswers(fetch: typeof globalThis.fetch, limits: () => Limits): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const body = request.body === null ? null : await request.text()
    const { timeoutMs, maxBytes, signal } = limits()
    const abort = new AbortController()
    const giveUp = () => abort.abort(signal?.reason)
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted) giveUp()
    const tooLate = () => abort.abort(new TimeoutError(timeoutMs))
    const timer = setTimeout(tooLate, timeoutMs)
    try {
      const response = await followWithinOrigin(request, (url) =>
        fetch(url, {
          method: request.method,
          headers: request.headers,
          body,
          redirect: 'manual',
          signal: abort.signal,
        }),
      )
      const { status, statusText } = response
      return await readBody(
        new Response(response.body, { status, statusText, headers: plainTimes(response) }),
        maxBytes,
      )
    } catch (error) {
      throw abort.signal.aborted ? abort.signal.reason : error
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
  }
}

async function followWithinOrigin(
  { url, method }: Request,
  ask: (url: string) => Promise<Response>,
): Promise<Response> {
  let at = url
  let response = await ask(at)
  for (let hops = 0; hops < maxRedirects; hops++) {
    const location = response.headers.get('location')
    if (location === null || !asksAgain(response.status, method)) break
    const next = URL.parse(location, at)
    if (next?.origin !== new URL(at).origin) break
    await response.body?.cancel()
    at = next.href
    response = await ask(at)
  }
  return response
}

/** Whether a redirect asks for the same request elsewhere, and not for a GET in its place. */
function asksAgain(status: number, method: string): boolean {
  return status === 307 || status === 308 || (method === 'GET' && [301, 302, 303].includes(status))
}

/** Where a limit on the rate of requests is at work, and its headers are meant. */
const isRateLimited = new Set([425, 429, 503])
const rateLimitHeaders = [
  'ratelimit-reset',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
  'x-ratelimit-retry-after',
]

/**
 * The headers of an answer, with the times at which to come back made plain for ky, which takes the headers of a rate
 * limit to be meant on every error, where servers send them with every answer.
 */
function plainTimes({ status, headers: given }: Response): Headers {
  const headers = inSeconds(given)
  if (!isRateLimited.has(status)) for (const name of rateLimitHeaders) headers.delete(name)
  return headers
}
