import { capBody, type HttpRequest, type HttpResponse, send } from '../platform/http.ts'
import { asRequestError } from '../platform/http-errors.ts'

export interface RuntimeRequest extends Pick<HttpRequest, 'headers' | 'body'> {
  method?: 'GET' | 'POST'
  /** After the base URL, such as `/v1/ready`. */
  path: string
}

export type RuntimeAnswer = Pick<HttpResponse, 'status' | 'text'>

/** Sends requests to one runtime, and to no other host. */
export interface RuntimeClient {
  /** Base URL without a slash at its end. */
  readonly url: string
  /** Hides the key, and all other secrets, in a runtime's text. */
  redact(text: string): string
  /**
   * Sends one request and waits for the complete response, whatever its status.
   *
   * @throws TimeoutError, UnusableResponseError, ConnectionError
   */
  ask(request: RuntimeRequest, timeoutMs: number): Promise<RuntimeAnswer>
  /**
   * A `fetch` for a library, with the key on every request. It follows no redirect. Reading a body that is too large
   * throws an UnusableResponseError, and one that breaks off an InterruptedResponseError.
   *
   * @throws ConnectionError
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

/** @throws Error for a key that a header cannot hold; without the key, which the error of a header would quote */
export function createRuntimeClient({ url, key, fetch, redact }: RuntimeClientOptions): RuntimeClient {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new Error('The API key of the runtime has characters that a header cannot hold.')
  }
  const base = new URL(url)
  const common = { 'User-Agent': 'spice-cloud-deploy-action', 'X-API-Key': key }

  return {
    url,
    redact: (text) => redact(text.replaceAll(key, '***')),

    ask: ({ method = 'GET', path, headers, body }, timeoutMs) =>
      send({ method, url: `${url}${path}`, headers: { ...headers, ...common }, body }, { fetch, timeoutMs }),

    async fetch(input, init) {
      const request = new URL(input instanceof Request ? input.url : input)
      if (request.origin !== base.origin) throw new Error('A request to another host than the runtime.')
      const headers = new Headers(init?.headers)
      for (const [name, value] of Object.entries(common)) headers.set(name, value)
      const response = await fetch(input, { ...init, headers, redirect: 'manual' }).catch((error) => {
        throw asRequestError(error)
      })
      const { status, statusText } = response
      const body = response.body && ReadableStream.from(capBody(response.body))
      return new Response(body, { status, statusText, headers: response.headers })
    },
  }
}
