import ky, { isHTTPError, isTimeoutError, type SearchParamsOption } from 'ky'
import type * as v from 'valibot'
import { NoAnswerError, RefusalError } from '../errors.ts'
import { findTlsProblem } from '../http/connect-error.ts'
import { wholeAnswers } from '../http/fetch.ts'
import { describeFailure, type Operation } from '../operation.ts'
import { UnusableResponseError } from '../platform/http-errors.ts'
import { parseServerJson } from '../platform/json.ts'
import type { Clock, Deadline } from '../time.ts'
import { describeTrouble, parseAnswer, type Redactors } from './answer.ts'
import { Pace } from './pace.ts'
import { readRefusal } from './refusal.ts'
import {
  attemptJudge,
  backoff,
  goesOn,
  isTrouble,
  isTurnedAway,
  leastCreateMs,
  leastDelayMs,
  type Patience,
} from './retry.ts'
import type { OutageTracker } from './trouble.ts'

/** Where the bearer token of a request comes from. */
export interface Auth {
  /** @throws RefusalError, NoAnswerError */
  token(deadline: Deadline): Promise<string>
  /** Whether another token can be had when the API refuses this one. */
  readonly renewable: boolean
  /** Drops a token that was refused, so that the next request brings a fresh one. */
  forget(token: string): void
}

/** One call of Spice Cloud. */
export interface Call<Schema extends v.GenericSchema> {
  operation: Operation
  method: 'get' | 'post' | 'put'
  url: string
  searchParams?: SearchParamsOption
  headers?: Record<string, string>
  json?: unknown
  schema: Schema
  patience: Patience
  /** Its trouble is not worth telling, since the run can do without. */
  isQuiet?: boolean
  /** The answer has to come through as it is, such as a new token or what is written back later. */
  isVerbatim?: boolean
  /** Maximum size of the answer, where it may be larger than most. */
  maxBytes?: number
  /** Rules the whole call: attempts, waits between them, and the token that it needs. */
  deadline: Deadline
  auth?: Auth
  signal?: AbortSignal | undefined
}

export interface Answer<Value> {
  value: Value
  /** The server's own clock when it answered, in milliseconds since 1970, cut to whole seconds (`Date`). */
  serverTimeMs: number | undefined
  /** How long the attempt took that brought it: the server's time is somewhere in there. */
  tookMs: number
}

export interface Client {
  /**
   * @throws RefusalError when the answer is a no that asking again would not change
   * @throws NoAnswerError when no usable answer came before the deadline
   */
  call<Schema extends v.GenericSchema>(call: Call<Schema>): Promise<Answer<v.InferOutput<Schema>>>
  /**
   * How far apart requests to a server should be that can wait, as its rate limit goes.
   *
   * @returns milliseconds; 0 where it does not run low
   */
  gapMs(url: string): number
}

export interface ClientOptions {
  fetch: typeof globalThis.fetch
  clock: Clock
  /** For one attempt, its body included. */
  requestTimeoutMs: number
  outages: OutageTracker
  redact: Redactors
}

/** The one place where requests to Spice Cloud leave from. */
export function createClient({ fetch, clock, requestTimeoutMs, outages, redact }: ClientOptions): Client {
  const http = ky.create({
    timeout: false,
    // For refusals: what is no JSON is told as it is.
    parseJson: (text) => {
      try {
        return parseServerJson(text)
      } catch {
        return text
      }
    },
    headers: { accept: 'application/json', 'user-agent': 'spice-cloud-deploy-action' },
  })

  // Servers that have answered: an impossible connection to one of them is a passing fault.
  const reached = new Set<string>()
  // Each server has limits of its own.
  const paces = new Map<string, Pace>()
  const paceOf = (url: string): Pace => {
    const { origin } = new URL(url)
    const pace = paces.get(origin) ?? new Pace(clock)
    paces.set(origin, pace)
    return pace
  }

  return {
    gapMs: (url) => paceOf(url).gapMs,

    async call({
      operation,
      url,
      schema,
      patience,
      isQuiet = false,
      isVerbatim = false,
      maxBytes,
      deadline,
      auth,
      signal,
      ...request
    }) {
      const judge = attemptJudge(patience, auth?.renewable ?? false)
      // Whether an attempt is under way, or was, of which nobody can say that it did nothing.
      let mayHaveWorked = false
      let hasBeenLost = false
      // A 2xx has come: what was to be created is there, whatever can be read of the answer.
      let wasAccepted = false
      let departedAt = 0
      let failedAt = 0
      let isCutShort = false
      // That nothing is tried any more makes no refusal of the last answer.
      let isOutOfTime = false
      let token: string | undefined
      let lastTrouble: string | undefined
      let answer: Answer<v.InferOutput<typeof schema>> | undefined

      const { host, origin } = new URL(url)
      const failure = describeFailure(operation, host)
      const findProblem = (error: unknown) => (reached.has(origin) ? undefined : findTlsProblem(error))
      const describe = (error: unknown) =>
        `${failure}: ${findTlsProblem(error)?.what ?? describeTrouble(error, redact.all)}`

      const pace = paceOf(url)
      const depart: typeof fetch = async (input, init) => {
        mayHaveWorked = true
        departedAt = clock.now()
        const response = await fetch(input, init)
        reached.add(origin)
        wasAccepted ||= patience === 'careful' && response.ok
        pace.hear(response, departedAt)
        return response
      }
      const limits = () => {
        const leftMs = deadline.remainingMs()
        isCutShort = goesOn(patience) && leftMs < requestTimeoutMs
        return { timeoutMs: Math.min(requestTimeoutMs, leftMs), maxBytes, signal }
      }
      const startAttempt = async (headers: Headers) => {
        token = await auth?.token(deadline)
        if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
      }
      const noteTrouble = (error: unknown) => {
        failedAt = clock.now()
        // An attempt that the deadline cuts short says less than those before it.
        if (isCutShort && error instanceof UnusableResponseError && lastTrouble !== undefined) return
        lastTrouble = describe(error)
        // A 404 is asked about once more, but most mean what they say.
        const isMissing = isHTTPError(error) && error.response.status === 404
        if (!isQuiet && !isMissing) outages.attemptFailed(lastTrouble)
      }

      try {
        await http(url, {
          ...request,
          ...(signal && { signal }),
          fetch: wholeAnswers(depart, limits),
          totalTimeout: deadline.remainingMs(),
          retry: {
            ...backoff,
            shouldRetry: ({ error }) => {
              const next = wasAccepted || findProblem(error) ? 'give-up' : judge(error)
              if (next === 'give-up') return false
              hasBeenLost ||= !saysNo(error)
              mayHaveWorked = hasBeenLost
              if (next === 'renew-token') {
                if (token !== undefined) auth?.forget(token)
                return true
              }
              noteTrouble(error)
              if (!deadline.mayRepeat()) {
                isOutOfTime = true
                return false
              }
              // An answer with a header that names the time is left to ky; it knows only some errors by itself.
              return isHTTPError(error) ? undefined : true
            },
          },
          hooks: {
            beforeRequest: [
              async ({ request }) => {
                await pace.turn(deadline)
                await startAttempt(request.headers)
              },
            ],
            beforeRetry: [
              async ({ request, retryCount }) => {
                const early = failedAt + leastDelayMs(retryCount) - clock.now()
                if (failedAt > 0 && early > 0) await clock.sleep(Math.min(early, deadline.remainingMs()))
                await pace.turn(deadline)
                // One that is cut off right away would only leave open what became of it.
                if (patience === 'careful' && deadline.remainingMs() < leastCreateMs) {
                  const message = lastTrouble ?? `${failure}: no time was left`
                  throw new NoAnswerError(operation, message, { mayHaveWorked: false })
                }
                await startAttempt(request.headers)
              },
            ],
            afterResponse: [
              async ({ response }) => {
                if (!response.ok) return
                try {
                  answer = {
                    value: await parseAnswer(response, schema, isVerbatim ? undefined : redact),
                    serverTimeMs: readServerTime(response),
                    tookMs: clock.now() - departedAt,
                  }
                } catch (error) {
                  if (!goesOn(patience) || !(error instanceof UnusableResponseError)) throw error
                  noteTrouble(error)
                  if (!deadline.mayRepeat()) throw error
                  return ky.retry({ cause: error })
                }
                if (!isQuiet) outages.attemptSucceeded()
              },
            ],
          },
        })
        // A call that ends without an error has had an answer that could be read.
        return answer as Answer<v.InferOutput<typeof schema>>
      } catch (error) {
        if (isHTTPError(error) && !isOutOfTime && !isOpenFate(error.response.status)) {
          const { status } = error.response
          throw new RefusalError(
            { operation, host, status, ...readRefusal(error.data, redact.all) },
            { cause: error, mayHaveWorked: hasBeenLost },
          )
        }
        const isOfToken = error instanceof NoAnswerError || error instanceof RefusalError
        // That there is no token any more says nothing of an attempt that got lost before.
        if (isOfToken && hasBeenLost) {
          throw new NoAnswerError(operation, error.message, { mayHaveWorked: true, cause: error })
        }
        if (isOfToken || !(isTrouble(error) || isHTTPError(error))) throw error
        const isTurnedDown = isTurnedAway(error)
        mayHaveWorked = isTurnedDown ? hasBeenLost : mayHaveWorked
        // Running out of time says less than what used it up.
        const message = (isTimeoutError(error) && (lastTrouble ?? outages.reason)) || describe(error)
        if (patience === 'careful' && mayHaveWorked) outages.attemptFailed(message)
        const { todo } = findProblem(error) ?? {}
        throw new NoAnswerError(operation, message, { mayHaveWorked, wasAccepted, todo, cause: error })
      }
    },
  }
}

/** Whether an attempt that failed is known to have done nothing. */
function saysNo(error: unknown): boolean {
  return isTurnedAway(error) || (isHTTPError(error) && !isOpenFate(error.response.status))
}

function readServerTime({ headers }: Response): number | undefined {
  const time = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(time) ? undefined : time
}

/** Statuses that leave open whether the work was done: a gateway may give them after it was; 303 points to its result. */
function isOpenFate(status: number): boolean {
  return status === 303 || status === 408 || status >= 500
}
