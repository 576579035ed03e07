import type { Context } from '../core/run.ts'
import type { Inputs } from '../inputs/inputs.ts'
import {
  type Deadline,
  deadlineIn,
  keyGraceMs,
  maxOptionalMs,
  minLastPollMs,
  pollUntil,
} from '../platform/clock.ts'
import {
  ConnectionError,
  type HttpRequest,
  type HttpResponse,
  headerSafe,
  InterruptedResponseError,
  type SendOptions,
  send,
} from '../platform/http.ts'
import { isHtml, isMap, parseJson } from '../platform/json.ts'
import { pauseBetweenPollsMs } from '../platform/pauses.ts'
import { asIs, maxLength, messageOf, type Redact, shorten } from '../platform/text.ts'
import { hideConverted } from './conversion.ts'

/** The default method is POST for a request with a body, else GET. */
export interface RuntimeRequest
  extends Partial<Pick<HttpRequest, 'method' | 'headers' | 'body'>>,
    Pick<SendOptions, 'signal' | 'isComplete' | 'maxBytes'> {
  /** After the base URL, such as `/v1/ready`. */
  path: string
}

export type RuntimeResponse = Pick<HttpResponse, 'status' | 'headers' | 'text'>

/** Sends requests to one runtime, and to no other host. */
export type RuntimeClient = ReturnType<typeof createRuntimeClient>

export interface RuntimeAccess {
  /** Base URL without a slash at its end. */
  url: string
  /** Sent to the origin of `url` alone. */
  key: string
}

/** @throws Error if the key is not allowed in a header */
export function createRuntimeClient(
  { url, key }: RuntimeAccess,
  { fetch, redact }: Pick<Context, 'fetch' | 'redact'>,
) {
  if (!headerSafe.test(key)) {
    throw new Error('The API key of the runtime contains characters that are not allowed in a header.')
  }

  return {
    url,

    redact,

    /** Sends one request and waits for the complete response, with any status. */
    send(
      { path, headers, body, method = body === undefined ? 'GET' : 'POST', ...options }: RuntimeRequest,
      timeoutMs: number,
    ): Promise<RuntimeResponse> {
      const request = { method, url: `${url}${path}`, headers: { ...headers, 'X-API-Key': key }, body }
      return send(request, { fetch, timeoutMs, ...options })
    },
  }
}

/** An error that the runtime reports, in its own words. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError'
  /** Undefined for an error in a response with a status of success. */
  readonly status: number | undefined
  /** The error passes by itself. */
  readonly isTransient: boolean

  /** @param report the original response, since hiding secrets may change the words that are searched for */
  constructor(message: string, report: { text: string; status?: number }) {
    super(message)
    this.status = report.status
    this.isTransient = gatewayStatuses.has(report.status ?? 0) || loading.test(report.text)
  }
}

/** Responses of a gateway: to too many requests, or while no runtime is available, as while one version replaces another. */
const gatewayStatuses = new Set([429, 502, 503, 504])
/** Response (HTTP 400) of an accelerated table before its first load has ended. */
const loading = /acceleration not ready/i

/** Describes a status other than success: the runtime's message as `show` changes it, and a hint in brackets. */
export function statusError(
  { status, text }: Pick<RuntimeResponse, 'status' | 'text'>,
  { hint, show = asIs }: { hint?: string | undefined; show?: Redact | undefined } = {},
): RuntimeError {
  const message = shorten(show(readMessage(text)), maxLength.reason)
  const words = `HTTP ${status}${message && `: ${message}`}${hint === undefined ? '' : ` (${hint})`}`
  return new RuntimeError(words, { status, text })
}

/** Whether an error usually ends by itself, as while one version replaces another. */
export function isTransient(error: unknown): boolean {
  if (error instanceof RuntimeError) return error.isTransient
  return error instanceof InterruptedResponseError || error instanceof ConnectionError
}

/** The reason for no usable response, in a few words. */
export function describeTrouble(error: unknown): string {
  return shorten(messageOf(error), maxLength.reason)
}

/** Reads the message of an error response. Runtimes have several JSON forms, and some send plain text. */
function readMessage(text: string): string {
  return isHtml(text) ? 'an HTML page' : (findMessage(parseJson(text)) ?? text.trim())
}

/** The message of an error in JSON; undefined if there is none. */
export function findMessage(body: unknown): string | undefined {
  if (typeof body === 'string') return body
  if (!isMap(body)) return undefined
  const { error_message, error, message } = body
  // OpenAI's form is an object with a message.
  const candidates = [error_message, typeof error === 'object' ? findMessage(error) : error, message]
  return candidates.find((text): text is string => typeof text === 'string' && text !== '')
}

export interface RuntimeContext {
  readonly client: RuntimeClient
  /** The spicepod that the runtime serves, if known. */
  readonly spicepod?: unknown
  /** How much of its time a probe may be retried, in milliseconds. Default: all of it. */
  readonly retryMs?: number
  readonly run: Pick<Context, 'clock' | 'random' | 'emit'> & {
    readonly inputs: Pick<Inputs, 'requestTimeoutMs'>
  }
}

export interface Polled {
  response?: RuntimeResponse
  /** Reason for a missing response, or the status; undefined for HTTP 200. */
  trouble?: string
  /** The API key is rejected, and has been for {@link keyGraceMs} or until the deadline. */
  isRejected?: boolean
}

/** @returns a function that polls one endpoint of a runtime, and notices a rejected API key */
export function createPoller(
  request: RuntimeRequest,
  { client, run: { clock, inputs } }: RuntimeContext,
): (deadline: Deadline) => Promise<Polled> {
  const maxMs = Math.min(maxOptionalMs, inputs.requestTimeoutMs)
  let rejectedSinceMs: number | undefined
  return async (deadline) => {
    const before = rejectedSinceMs
    rejectedSinceMs = undefined
    try {
      const timeoutMs = Math.min(maxMs, Math.max(deadline.remainingMs(), minLastPollMs))
      const response = await client.send(request, timeoutMs)
      if (response.status === 200) return { response }
      const { message: trouble } = statusError(response, { show: hideConverted })
      if (response.status !== 401 && response.status !== 403) return { response, trouble }
      rejectedSinceMs = before ?? clock.now()
      const isLate = before !== undefined && deadline.remainingMs() <= 0
      return { response, trouble, isRejected: isLate || clock.now() - rejectedSinceMs >= keyGraceMs }
    } catch (error) {
      return { trouble: describeTrouble(error) }
    }
  }
}

/** Why a runtime is not ready, as `GET /v1/ready` shows it; undefined if it is. */
export function whyNotReady({ response, trouble }: Polled): string | undefined {
  const text = response?.text.trim() ?? ''
  if (trouble === undefined && text.toLowerCase() === 'ready') return undefined
  const body = text === '' ? 'empty' : `not \`ready\`: ${shorten(text, 60)}`
  return trouble ?? `HTTP 200, but the body is ${body}`
}

/** Whether the runtime itself says that it is not ready: a gateway in front of it would not know about datasets. */
export function saysNotReady({ response }: Polled): boolean {
  return response?.status === 503 && response.text.trim().toLowerCase() === 'not ready'
}

/** Polls a runtime with {@link pollUntil}, about every half second at first and every two seconds later. */
export function pollRuntime<Result>(
  limitMs: number,
  { clock, random }: RuntimeContext['run'],
  poll: (deadline: Deadline, isLast: boolean) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const startedAt = clock.now()
  const pauseMs = () => pauseBetweenPollsMs(clock.now() - startedAt, random())
  return pollUntil({ poll, pauseMs, deadline: deadlineIn(limitMs, clock), clock })
}
