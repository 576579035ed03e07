import prettyMilliseconds from 'pretty-ms'
import { UnusableAnswerError } from '../errors.ts'
import { isHtml, parseJson } from '../http/body.ts'
import { capped } from '../http/capped.ts'
import { errorCode } from '../http/error-code.ts'
import { describeFailedRequest } from '../http/failure.ts'
import { wholeAnswers } from '../http/fetch.ts'
import { type Redact, shorten } from '../text.ts'

export interface RuntimeRequest {
  method?: 'GET' | 'POST'
  /** After the base URL, such as `/v1/ready`. */
  path: string
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface RuntimeResponse {
  status: number
  text: string
}

/** Sends requests to one runtime, and to no other host. */
export interface RuntimeClient {
  /** Base URL without a slash at its end. */
  readonly url: string
  /** Hides the key and all other secrets in what a runtime reports. */
  redact: Redact
  /**
   * Sends one request and waits for the whole response, whatever its status.
   *
   * @throws TimeoutError if it did not come in time, UnusableAnswerError if it is too large; errors of the connection as they are
   */
  send(request: RuntimeRequest, timeoutMs: number): Promise<RuntimeResponse>
  /**
   * A `fetch` for a library, with the key on every request. It follows no redirect, and reading a body that is too large
   * ends in an UnusableAnswerError.
   */
  fetch: typeof globalThis.fetch
}

export interface RuntimeClientOptions {
  url: string
  key: string
  fetch: typeof globalThis.fetch
  /** Hides secrets in a text. */
  redact: Redact
}

/** @throws Error for a key that no header can have, without the key: the error of a header would quote it */
export function createRuntimeClient({ url, key, fetch, redact }: RuntimeClientOptions): RuntimeClient {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new Error('The API key of the runtime has characters that no header can have.')
  }
  const { origin } = new URL(url)
  const common = { 'User-Agent': 'spice-cloud-deploy-action', 'X-API-Key': key }

  return {
    url,
    redact: (text) => redact(text.replaceAll(key, '***')),

    async send({ method = 'GET', path, headers, body }, timeoutMs) {
      const end = new AbortController()
      const timer = setTimeout(() => end.abort(new TimeoutError(timeoutMs)), timeoutMs)
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
      if (request.origin !== origin) throw new Error('A request to another host than the runtime.')
      const headers = new Headers(init?.headers)
      for (const [name, value] of Object.entries(common)) headers.set(name, value)
      const response = await fetch(input, { ...init, headers, redirect: 'manual' })
      const { status, statusText } = response
      const body = response.body && ReadableStream.from(capped(response.body))
      return new Response(body, { status, statusText, headers: response.headers })
    },
  }
}

/** No response within the time limit. */
export class TimeoutError extends UnusableAnswerError {
  constructor(timeoutMs: number) {
    super(`no response within ${prettyMilliseconds(timeoutMs)}`)
  }
}

/** A response that ended before it was whole. */
export class InterruptedError extends UnusableAnswerError {}

/** Maximum length of a message from the runtime that is shown, in characters. */
export const maxMessageLength = 300

/** An HTTP status other than success, with the runtime's own words. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError'
  readonly status: number

  /** @param hint what to do about it, in brackets after the message */
  constructor({ status, text }: RuntimeResponse, redact: Redact, hint?: string) {
    const message = shorten(readMessage(text), maxMessageLength, redact)
    super(`HTTP ${status}${message && `: ${message}`}${hint === undefined ? '' : ` (${hint})`}`)
    this.status = status
  }
}

/** What a gateway responds while no runtime is there. */
const transientStatuses = new Set([502, 503, 504])

/** Whether an error is one of those that pass by themselves while one version replaces another. */
export function isTransient(error: unknown): boolean {
  if (error instanceof RuntimeError) return transientStatuses.has(error.status)
  return error instanceof InterruptedError || errorCode(error) !== undefined
}

/** Why there is no usable response, in a few words. */
export function describeFailure(error: unknown, redact: Redact): string {
  return shorten(describeFailedRequest(error), maxMessageLength, redact)
}

/** The message in the body of an error: runtimes have several forms of it, and plain text is one. */
export function readMessage(text: string): string {
  return isHtml(text) ? 'an HTML page' : (findMessage(parseJson(text)) ?? text.trim())
}

function findMessage(body: unknown): string | undefined {
  if (typeof body === 'string') return body
  if (typeof body !== 'object' || body === null) return undefined
  const { error_message, error, message } = body as Record<string, unknown>
  // OpenAI's form is an object with a message.
  const candidates = [error_message, typeof error === 'object' ? findMessage(error) : error, message]
  return candidates.find((each): each is string => typeof each === 'string' && each !== '')
}
