import { isUtf8 } from 'node:buffer'
import { subscribe } from 'node:diagnostics_channel'
import ky, { isNetworkError, type SearchParamsOption } from 'ky'
import prettyMilliseconds from 'pretty-ms'
import { messageOf, trimEndOf } from './text.ts'

/** A header can hold no other credential, and the error of `fetch` about one would quote it. */
export const headerSafe = /^[\x21-\x7e]+$/

const mebibyte = 1024 * 1024

/** Maximum size of a response in bytes: larger than a list of 100 deployments with the longest messages. */
export const maxResponseBytes = 2 * mebibyte
/** Maximum size of a long list in bytes: 30,000 apps, or 100 comments with 65,536 characters each. */
export const maxListBytes = 16 * mebibyte
/** Maximum size of the answer to a query or a question in bytes: it may have a document. Rows of nothing but empty lists take sixty times the memory. */
export const maxAnswerBytes = 8 * mebibyte

const maxRedirects = 5
const firstBufferBytes = 65_536

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  url: string
  searchParams?: SearchParamsOption
  headers?: Readonly<Record<string, string>>
  body?: string | undefined
  json?: unknown
}

export interface SendOptions {
  fetch: typeof globalThis.fetch
  /** Limit for the complete response, body included. */
  timeoutMs: number
  /** The limit that the error of a timeout names. Default: `timeoutMs`. */
  namedMs?: number
  maxBytes?: number | undefined
  signal?: AbortSignal | undefined
  /** Called as soon as the head of a response is there, before its body. */
  onHead?: (head: Response) => void
  /** Called with each chunk of the body; true ends the response there. A server may leave an event stream open. */
  isComplete?: ((chunk: Uint8Array) => boolean) | undefined
}

export interface HttpResponse extends Pick<Response, 'ok' | 'status' | 'statusText' | 'headers'> {
  readonly text: string
  /** Whether the body is valid UTF-8. If not, `text` has replacement characters. */
  readonly isUtf8: boolean
}

/**
 * Makes one attempt, which may end with any status. Redirects stay within the origin: no token may be sent to another one.
 * @throws UnusableResponseError, ConnectionError; the reason of the signal
 */
export async function send(request: HttpRequest, options: SendOptions): Promise<HttpResponse> {
  const { fetch, timeoutMs, namedMs = timeoutMs, maxBytes, signal, onHead, isComplete } = options
  const { url, body, ...init } = request
  const abort = new AbortController()
  const cancel = () => abort.abort(signal?.reason)
  signal?.addEventListener('abort', cancel)
  if (signal?.aborted) cancel()
  const timer = setTimeout(() => abort.abort(new TimeoutError(namedMs)), timeoutMs)
  try {
    const response = await ky(url, {
      ...init,
      headers: { 'user-agent': 'spice-cloud-deploy-action', ...request.headers },
      body: body ?? null,
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      fetch: (input) =>
        followWithinOrigin(input as Request, async (at, init) => {
          // Not the signal of ky's request: Node may forget to abort a copy of a request, and a connection that stays
          // open would keep the process from ending.
          const head = await fetch(at, { ...init, redirect: 'manual', signal: abort.signal })
          onHead?.(head)
          return head
        }),
    })
    const { ok, status, statusText, headers } = response
    const bytes = await (await readBody(response, maxBytes, isComplete)).bytes()
    return { ok, status, statusText, headers, text: new TextDecoder().decode(bytes), isUtf8: isUtf8(bytes) }
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : asRequestError(error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}

export async function followWithinOrigin(
  request: Request,
  sendTo: (url: string, init: RequestInit) => Promise<Response>,
): Promise<Response> {
  const { method, headers } = request
  const init = { method, headers, body: request.body === null ? null : await request.text() }
  let { url } = request
  let response = await sendTo(url, init)
  for (let hops = 0; hops < maxRedirects; hops++) {
    const next = readRedirect(response, url)
    // The others ask for a GET rather than for the same request.
    const kept = method === 'PATCH' ? [301, 302, 307, 308] : [307, 308]
    if (next?.origin !== new URL(url).origin || (method !== 'GET' && !kept.includes(response.status))) break
    await response.body?.cancel()
    url = next.href
    response = await sendTo(url, init)
  }
  return response
}

export function readRedirect({ status, headers }: Pick<Response, 'status' | 'headers'>, url: string) {
  const location = [301, 302, 303, 307, 308].includes(status) ? headers.get('location') : null
  return location === null ? null : URL.parse(location, url)
}

/** Reads the body of a response, or as much of it as is complete. One that is too large never fills the memory. */
export async function readBody(
  response: Response,
  maxBytes = maxResponseBytes,
  isComplete?: SendOptions['isComplete'],
): Promise<Response> {
  const { status, statusText, headers, url } = response
  // One buffer: a server may send pieces of a byte, each of which would take much more as an object of its own.
  let buffer = new Uint8Array(firstBufferBytes)
  let bytes = 0
  try {
    // Leaving the loop cancels the stream, and with it the connection.
    for await (const chunk of response.body ?? []) {
      const start = bytes
      bytes += chunk.byteLength
      if (bytes > maxBytes) break
      if (bytes > buffer.length) {
        const larger = new Uint8Array(Math.max(bytes, 2 * buffer.length))
        larger.set(buffer.subarray(0, start))
        buffer = larger
      }
      buffer.set(chunk, start)
      if (isComplete?.(chunk)) break
    }
  } catch (error) {
    throw new InterruptedResponseError(describeRootCause(error), { cause: error })
  }
  if (bytes > maxBytes) throw new TooLargeError(maxBytes)
  const body = response.body === null ? null : buffer.subarray(0, bytes)
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url })
}

/** Whether data is safe on its way to a URL: the connection is encrypted, or stays on this machine. */
export function isPrivate(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))
}

/** Whether a URL is of this machine. */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return /^(localhost|\[::1\]|127(\.\d+){3})$/.test(hostname)
}

export function isBare({ username, password, href }: URL): boolean {
  // Even an empty query or fragment would swallow a path that is appended.
  return `${username}${password}` === '' && !/[?#]/.test(href)
}

/** Returns a URL to which paths can be appended. */
export function trimSlash({ href }: URL): string {
  return trimEndOf(href, '/')
}

/** A base URL that credentials may be sent to, without a slash at its end; undefined for anything else. */
export function readSafeUrl(text: string): string | undefined {
  const url = URL.parse(text)
  return url !== null && isPrivate(url) && isBare(url) ? trimSlash(url) : undefined
}

/** No response, or one that cannot be used as it is. The message says what came instead. */
export class UnusableResponseError extends Error {
  override readonly name: string = 'UnusableResponseError'
}

export class TimeoutError extends UnusableResponseError {
  override readonly name = 'TimeoutError'

  constructor(timeoutMs: number) {
    // Rounded, because a limit of 2 s is 1.9998 s by the time that a request is sent.
    const unitMs = timeoutMs < 1000 ? 1 : 100
    super(`no response within ${prettyMilliseconds(Math.ceil(timeoutMs / unitMs - 0.5) * unitMs)}`)
  }
}

export class TooLargeError extends UnusableResponseError {
  override readonly name = 'TooLargeError'

  constructor(maxBytes: number) {
    super(`a response of more than ${Math.floor(maxBytes / mebibyte)} MiB`)
  }
}

export class InterruptedResponseError extends UnusableResponseError {
  override readonly name = 'InterruptedResponseError'
}

/** A connection that could not be made, or that broke before a response came. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  /** Whether nothing was sent, because there was no connection. The TLS handshake is a part of connecting. */
  readonly nothingSent: boolean
  /** Advice for a secure connection that is impossible, however often it is tried. */
  readonly todo: string | undefined

  constructor(cause: unknown) {
    const code = /Proxy response \(40[0-7]\)/.exec(rootMessage(cause))?.[0] ?? errorCode(cause) ?? ''
    const problem = lastingProblems.find(({ codes }) => codes.test(code))
    super(problem ? `${problem.what} (${code})` : describeRootCause(cause), { cause })
    this.nothingSent = causes(cause).some((error) => connectErrors.has(error)) || connectCodes.has(code)
    this.todo = problem?.todo
  }
}

/** Turns what `fetch` throws into a {@link ConnectionError}, and leaves mistakes of the program as they are. */
function asRequestError(error: unknown): unknown {
  if (error instanceof UnusableResponseError || error instanceof ConnectionError) return error
  return isNetworkError(error) || errorCode(error) !== undefined ? new ConnectionError(error) : error
}

/** The system's or undici's code of a failed connection, wherever in the chain of causes it is. */
export function errorCode(error: unknown): string | undefined {
  return causes(error)
    .map((cause) => ('code' in cause ? cause.code : undefined))
    .find((code) => typeof code === 'string')
}

function describeRootCause(error: unknown): string {
  const code = errorCode(error)
  const cause = rootMessage(error)
  return code === undefined || cause.includes(code) ? cause : `${cause} (${code})`
}

/** The words of the innermost cause that has any. */
function rootMessage(error: unknown): string {
  // If all addresses of a host failed, their common error has no message of its own.
  if (error instanceof AggregateError && error.message === '') return rootMessage(error.errors[0])
  const cause = error instanceof Error && error.cause instanceof Error ? rootMessage(error.cause) : ''
  return cause || messageOf(error)
}

/** The chain of causes, outermost first: by their form, since errors of another realm are no instances of `Error`. */
function causes(error: unknown): object[] {
  return typeof error === 'object' && error !== null ? [error, ...causes((error as Error).cause)] : []
}

/** Errors that undici itself reported as failed connections. */
const connectErrors = new WeakSet<object>()
subscribe('undici:client:connectError', (event) => {
  const { error } = event as { error: NodeJS.ErrnoException }
  connectErrors.add(error)
  // With its own code of a broken connection, undici connects again at once and for ever, even for a request that was given
  // up: a proxy that drops connections would get thousands a second.
  if (error.code === 'UND_ERR_SOCKET') error.code = 'ECONNRESET'
})

/** Codes of connections that were never made, for a `fetch` that is not undici's. */
const connectCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** Source of the codes: certificates in the documentation of Node's `tls`. The first that matches is used. */
const lastingProblems = [
  {
    // The words of undici. With another status, such as 502, the proxy may connect later.
    codes: /^Proxy response/,
    what: 'the proxy does not connect to the server',
    todo: 'Check the user and the password in `https_proxy` or `HTTPS_PROXY`, and that the proxy allows the server.',
  },
  {
    codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    what: 'the certificate is expired or not valid yet',
    todo: "Renew the server's certificate, or correct the runner's clock.",
  },
  {
    codes: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    what: 'the certificate is not trusted because it belongs to another host',
    todo: 'Check the URL: the server at this address has a certificate for another host.',
  },
  {
    codes:
      /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT|INVALID_(CA|PURPOSE)|PATH_LENGTH)(_|$)/,
    what: 'the certificate is not trusted',
    todo: 'If the server, or a proxy in front of it, uses a private certificate authority, set the environment variable `NODE_EXTRA_CA_CERTS` in the `env` of the step to a PEM file with the certificate of that authority.',
  },
  {
    // OpenSSL changes the middle of these names between its releases.
    codes: /^ERR_SSL_(WRONG_VERSION_NUMBER$|PACKET_LENGTH_TOO_LONG$|.*PROTOCOL|.*HANDSHAKE_FAILURE$)/,
    what: 'no secure connection is possible',
    todo: 'Check the URL and its port: the server at this address offers no TLS version that the runner supports.',
  },
]
