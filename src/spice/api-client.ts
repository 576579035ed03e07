import type * as v from 'valibot'
import {
  CallError,
  describeFailure,
  NoResponseError,
  type NoResponseOptions,
  notFound,
  type Operation,
  type Refusal,
  RefusalError,
} from '../core/errors.ts'
import { type Clock, type Deadline, minAttemptMs, parseTime } from '../platform/clock.ts'
import {
  ConnectionError,
  type HttpRequest,
  isPrivate,
  readRedirect,
  send,
  TimeoutError,
  TooLargeError,
  UnusableResponseError,
} from '../platform/http.ts'
import { retryDelayMs } from '../platform/pauses.ts'
import type { Redaction } from '../platform/redaction.ts'
import { RateLimiter, readRetryAfterMs } from './rate-limit.ts'
import { parseResponse, readRefusal } from './response.ts'
import { decide, effectOf, type Failure, type RetryMode } from './retry.ts'

/** Source of the bearer token of a request. */
export interface Auth {
  /** @throws RefusalError, NoResponseError */
  token(deadline: Deadline, signal?: AbortSignal): Promise<string>
  /** Drops a rejected token, so that the next request gets a new one. Missing if there is no other. */
  forget?(token: string): void
}

export interface Call<Schema extends v.GenericSchema = v.GenericSchema> {
  operation: Operation
  request: HttpRequest
  schema: Schema
  retry: RetryMode
  /** False if the run can do without it. The default for calls that are not retried. */
  reportErrors?: boolean
  /** Gives up at once if the rate limit has no room. Polls stay as far apart as they were after such a call. */
  isBackground?: boolean
  maxBytes?: number
  /** For the whole call: attempts, waits between them, and the token that it needs. */
  deadline: Deadline
  auth?: Auth
  signal?: AbortSignal | undefined
  /** Runs before each attempt, right before it leaves. What it throws ends the call. */
  beforeSend?: (() => Promise<void>) | undefined
}

export interface ApiResponse<Value> {
  value: Value
  /** The server's own clock when it responded, in milliseconds since 1970, truncated to whole seconds. */
  serverTimeMs: number | undefined
  /** How long the successful attempt took: the server's time is somewhere in there. */
  tookMs: number
}

interface FailedAttempt extends Pick<NoResponseOptions, 'wasAccepted' | 'todo' | 'cause' | 'retryAfterMs'> {
  failure: Failure
  description: string
  refusal?: Omit<Refusal, 'operation' | 'host'>
  /** The deadline left it less time than a request may take, and that was not enough. */
  wasCutShort?: boolean
}

/** An attempt that has this share of a limit is said to have had all of it, because the token took some. */
const nearlyAll = 0.9

type OutageEvent = { type: 'outage.began'; reason: string; cause: string } | { type: 'outage.ended' }

export interface ClientOptions {
  fetch: typeof globalThis.fetch
  clock: Clock
  random: () => number
  requestTimeoutMs: number
  secrets: Pick<Redaction, 'redact'>
  /** Called once when an outage begins, and once when it ends, however many attempts fail. */
  emit: (event: OutageEvent) => void
}

export type ApiClient = ReturnType<typeof createClient>

export function createClient({ fetch, clock, random, requestTimeoutMs, secrets, emit }: ClientOptions) {
  /** Origins that have responded: if a secure connection to one of them is impossible, that is transient. */
  const reached = new Set<string>()
  /** Something was created, or may have been: from then on, the address has been right, and any trouble may pass. */
  let hasCreated = false
  /** Operations that have worked, of which the same holds: a deployment may be watched that this run did not create. */
  const worked = new Set<Operation>()
  const limiters = new Map<string, RateLimiter>()
  let outage: string | undefined

  return {
    minIntervalMs: (url: string) => limiterOf(url).minIntervalMs,
    hasRoom: (url: string) => limiterOf(url).hasRoom,

    /** Why the last attempt failed; undefined once one has succeeded. */
    outage: () => outage,

    /** Repeats one request, as its retry mode allows, until there is a usable response or a final refusal. */
    async call<Schema extends v.GenericSchema>(
      call: Call<Schema>,
    ): Promise<ApiResponse<v.InferOutput<Schema>>> {
      const { operation, request, retry: mode, deadline, auth, signal } = call
      const { reportErrors = mode !== 'none' } = call
      const { host } = new URL(request.url)
      const failed = describeFailure(operation, host)
      let mayHaveWorked = false
      let previous: Failure | undefined
      let reason: string | undefined
      /** Without a token, nothing more is known about an attempt that got lost before. */
      const keepLoss = (error: unknown): never => {
        if (!mayHaveWorked || !(error instanceof CallError)) throw error
        throw new NoResponseError(operation, error.message, { mayHaveWorked, cause: error })
      }
      for (let attempts = 1; ; attempts++) {
        if (call.isBackground && !limiterOf(request.url).hasRoom) {
          throw new NoResponseError(operation, `${failed}: rate limit`, { mayHaveWorked })
        }
        await limiterOf(request.url).acquire(deadline, signal)
        signal?.throwIfAborted()

        const minMs = mode === 'non-idempotent' && attempts > 1 ? minAttemptMs : 1
        const hasTime = () => deadline.remainingMs() >= minMs
        const limitMs = deadline.remainingMs()
        const token = hasTime() ? await auth?.token(deadline, signal).catch(keepLoss) : undefined
        if (call.beforeSend !== undefined && hasTime()) await call.beforeSend()
        if (!hasTime()) {
          const message = reason ?? outage ?? `${failed}: no time was left`
          throw new NoResponseError(operation, message, { mayHaveWorked })
        }

        const result = await attempt(call, token, limitMs)
        hasCreated ||= mode === 'non-idempotent'
        if ('value' in result) {
          worked.add(operation)
          if (reportErrors) setOutage(undefined)
          return result
        }

        const { failure, description, refusal, wasCutShort, ...reasons } = result
        const decision = decide(failure, { mode, canRenewToken: auth?.forget !== undefined, previous })
        previous = failure
        const effect = effectOf(failure)
        mayHaveWorked ||= effect === 'unclear'
        if (decision === 'renew-token') {
          if (token !== undefined) auth?.forget?.(token)
          continue
        }
        if (decision === 'stop' && refusal !== undefined && effect !== 'unclear') {
          throw new RefusalError({ operation, host, ...refusal }, { mayHaveWorked })
        }

        const described = `${failed}: ${description}`
        // An attempt that the deadline cut short says less than what used up the time before it.
        reason = wasCutShort ? (reason ?? outage ?? described) : described
        const isLost = mode === 'non-idempotent' && mayHaveWorked
        // A 404 that is repeated usually means what it says. Without a second one, even a last poll proves nothing.
        const isOutage = decision === 'retry' && !wasCutShort && refusal?.status !== 404
        if (reportErrors && (isLost || isOutage)) setOutage(reason, description)
        const mayRepeat = deadline.mayRepeat() || (refusal?.status === notFound && deadline.remainingMs() > 0)
        if (decision === 'stop' || wasCutShort || !mayRepeat) {
          const { status } = refusal ?? {}
          throw new NoResponseError(operation, reason, { mayHaveWorked, status, ...reasons })
        }

        const delayMs = retryDelayMs(attempts, reasons.retryAfterMs, random())
        await clock.sleep(Math.min(delayMs, deadline.remainingMs()), signal)
        signal?.throwIfAborted()
      }
    },
  }

  async function attempt<Schema extends v.GenericSchema>(
    { operation, request, schema, retry, isBackground, maxBytes, deadline, signal }: Call<Schema>,
    token: string | undefined,
    limitMs: number,
  ): Promise<ApiResponse<v.InferOutput<Schema>> | FailedAttempt> {
    const { origin } = new URL(request.url)
    const authorization = token && { authorization: `Bearer ${token}` }
    const headers = { accept: 'application/json', ...request.headers, ...authorization }
    const timeoutMs = Math.min(requestTimeoutMs, deadline.remainingMs())
    const namedMs = [requestTimeoutMs, limitMs].find((ms) => timeoutMs > ms * nearlyAll) ?? timeoutMs
    const sentAt = clock.now()
    let wasAccepted = false
    const onHead = (head: Response) => {
      reached.add(origin)
      if (isBackground) limiterOf(origin).observeBackground(head)
      else limiterOf(origin).observe(head, sentAt)
      wasAccepted = retry === 'non-idempotent' && head.ok
    }
    try {
      const response = await send(
        { ...request, headers },
        { fetch, timeoutMs, namedMs, maxBytes, signal, onHead },
      )
      if (response.ok) {
        const value = parseResponse(response, schema)
        return { value, serverTimeMs: parseTime(response.headers.get('date')), tookMs: clock.now() - sentAt }
      }
      const { status, statusText, text } = response
      const target = readRedirect(response, request.url)
      // A 303 may point to the result of a write.
      const isUnprocessed = retry === 'safe' || (retry === 'idempotent' && status !== 303)
      const isNew = !hasCreated && !worked.has(operation)
      if (target !== null && target.origin !== origin && isNew && isUnprocessed) {
        const input = operation === 'exchangeToken' ? 'oauth-token-url' : 'api-url'
        const isShown = isPrivate(target) && secrets.redact(target.href) === target.href
        const description = `HTTP ${status} redirects to another server${isShown ? `, ${target.origin}` : ''}, which gets no credentials`
        const todo = isShown
          ? `Check \`${input}\`. If you trust \`${target.origin}\`, set the input to its address there.`
          : `Check \`${input}\`: it must be an address that does not redirect to another server.`
        return { failure: { kind: 'wrong-address' }, description, todo }
      }
      const refusal = { status, ...readRefusal(text) }
      const said = refusal.message && ` ("${refusal.message}")`
      const description = `HTTP ${status} ${statusText}`.trim() + said
      const retryAfterMs = readRetryAfterMs(response)
      return { failure: { kind: 'status', ...refusal }, description, refusal, retryAfterMs, wasAccepted }
    } catch (error) {
      if (!(error instanceof UnusableResponseError || error instanceof ConnectionError)) throw error
      const connection = error instanceof ConnectionError ? error : undefined
      // A list may be as long again. Anything else that is so large does not come from Spice Cloud.
      if (error instanceof TooLargeError && maxBytes !== undefined) {
        const advice =
          'If `app-name` is set, set `app-id` instead, which needs no list of apps. Or check `api-url` and proxies.'
        const todo = operation === 'listApps' ? advice : undefined
        return { failure: { kind: 'too-large' }, description: error.message, todo, cause: error, wasAccepted }
      }
      const todo = reached.has(origin) ? undefined : connection?.todo
      const kind = todo !== undefined ? 'wrong-address' : connection?.nothingSent ? 'not-sent' : 'no-response'
      const wasCutShort = error instanceof TimeoutError && timeoutMs < requestTimeoutMs
      return { failure: { kind }, description: error.message, todo, cause: error, wasAccepted, wasCutShort }
    }
  }

  function limiterOf(url: string): RateLimiter {
    const { origin } = new URL(url)
    const limiter = limiters.get(origin) ?? new RateLimiter(clock, random)
    limiters.set(origin, limiter)
    return limiter
  }

  function setOutage(reason: string | undefined, cause = ''): void {
    const before = outage
    outage = reason
    if (before === undefined && reason !== undefined) emit({ type: 'outage.began', reason, cause })
    if (before !== undefined && reason === undefined) emit({ type: 'outage.ended' })
  }
}
