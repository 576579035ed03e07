import { capped } from '../http/capped.ts'
import { wholeAnswers } from '../http/fetch.ts'
import { TooLateError } from './errors.ts'

export interface RuntimeRequest {
  method?: 'GET' | 'POST'
  /** After the base URL, such as `/v1/ready`. */
  path: string
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface RuntimeAnswer {
  status: number
  text: string
}

/** Asks one runtime, and no other host. */
export interface RuntimeClient {
  /** Base URL without a slash at its end. */
  readonly url: string
  /** Hides the key, and what else is secret, in what a runtime says. */
  redact(text: string): string
  /**
   * Sends one request and waits for the whole answer, whatever its status.
   *
   * @throws TooLateError when it did not come in time, UnusableAnswerError when it is too large; errors of the connection as they are
   */
  ask(request: RuntimeRequest, timeoutMs: number): Promise<RuntimeAnswer>
  /**
   * A `fetch` for a library, with the key on every request. It follows no redirect, and whoever reads the body of its
   * answer meets an UnusableAnswerError where that is too large.
   */
  fetch: typeof globalThis.fetch
}

export interface RuntimeClientOptions {
  url: string
  key: string
  fetch: typeof globalThis.fetch
  /** Hides secrets in a text. */
  redact: (text: string) => string
}

/** @throws Error for a key that could not be sent, and without it: the error of a header would quote it */
export function createRuntimeClient({ url, key, fetch, redact }: RuntimeClientOptions): RuntimeClient {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new Error('The API key of the runtime has characters that no header can have.')
  }
  const base = new URL(url)
  const common = { 'User-Agent': 'spice-cloud-deploy-action', 'X-API-Key': key }

  return {
    url,
    redact: (text) => redact(text.replaceAll(key, '***')),

    async ask({ method = 'GET', path, headers, body }, timeoutMs) {
      const end = new AbortController()
      const timer = setTimeout(() => end.abort(new TooLateError(timeoutMs)), timeoutMs)
      // Its own limit is not to be the first: this one can be told from an answer that is no use.
      const limits = { timeoutMs: timeoutMs + 1000, signal: end.signal }
      try {
        const response = await wholeAnswers(fetch, () => limits)(`${url}${path}`, {
          method,
          headers: { ...headers, ...common },
          ...(body !== undefined && { body }),
        })
        return { status: response.status, text: await response.text() }
      } finally {
        clearTimeout(timer)
      }
    },

    async fetch(input, init) {
      const request = new URL(input instanceof Request ? input.url : input)
      if (request.origin !== base.origin) throw new Error('A request to another host than the runtime.')
      const headers = new Headers(init?.headers)
      for (const [name, value] of Object.entries(common)) headers.set(name, value)
      const response = await fetch(input, { ...init, headers, redirect: 'manual' })
      const { status, statusText } = response
      const body = response.body && ReadableStream.from(capped(response.body))
      return new Response(body, { status, statusText, headers: response.headers })
    },
  }
}
