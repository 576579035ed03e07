import { isForceRetryError, isHTTPError, isNetworkError, isTimeoutError, type RetryOptions } from 'ky'
import { NoAnswerError } from '../errors.ts'
import { neverConnected } from '../http/connect-error.ts'
import { errorCode, UnusableResponseError } from '../platform/http-errors.ts'

/**
 * How a call deals with trouble.
 *
 * - `patient`: goes on until its deadline, for reads and others that do no harm when repeated
 * - `repeatable`: goes on through trouble and takes the first no, for writes that come to the same when repeated
 * - `careful`: repeats only what cannot have reached the server's work, for creates
 * - `once`: does not repeat, for what the run can do without
 */
export type Patience = 'patient' | 'repeatable' | 'careful' | 'once'

/** What becomes of an attempt that failed. */
export type Next = 'again' | 'renew-token' | 'give-up'

/** What a read can be told by the API itself; other 4xx come from something on the way, and go by. */
const noBetterAnswer = new Set([400, 401, 402, 403, 405, 410, 422])
const turnedAwayAtTheDoor = new Set([425, 429])
const comesBackLater = new Set([408, 425, 429])
/** Decides on failed attempts of one call, in order. */
export function attemptJudge(patience: Patience, canRenewToken: boolean): (error: unknown) => Next {
  let renewed = false
  let wasMissing = false
  return (error) => {
    // The request for the token has had all the attempts there are.
    if (error instanceof NoAnswerError) return 'give-up'
    const status = isHTTPError(error) ? error.response.status : undefined
    if (status === 401 && canRenewToken && !renewed) {
      renewed = true
      return 'renew-token'
    }
    // A token that was good in between may end like the one before.
    if (status !== 401) renewed = false
    if (patience === 'once') return 'give-up'
    if (patience === 'careful') return isTurnedAway(error) ? 'again' : 'give-up'
    // A gateway that has just started knows no routes for a moment; two in a row mean it.
    if (status === 404 && wasMissing) return 'give-up'
    wasMissing = status === 404
    if (status !== undefined) return isFinal(status, patience) ? 'give-up' : 'again'
    return isTrouble(error) ? 'again' : 'give-up'
  }
}

/** Whether a status is a no that will stay one. */
function isFinal(status: number, patience: Patience): boolean {
  if (patience === 'patient' || status === 404) return noBetterAnswer.has(status)
  return status >= 400 && status < 500 && !comesBackLater.has(status)
}

/** Whether a call goes on until its deadline while no usable answer comes. */
export function goesOn(patience: Patience): boolean {
  return patience === 'patient' || patience === 'repeatable'
}

/** Whether the server's work was never reached, so that repeating the request cannot do it twice. */
export function isTurnedAway(error: unknown): boolean {
  if (isHTTPError(error)) return turnedAwayAtTheDoor.has(error.response.status)
  return neverConnected(error)
}

/** Whether an error means that no usable answer came, rather than that the program is wrong. */
export function isTrouble(error: unknown): boolean {
  return (
    isNetworkError(error) ||
    isTimeoutError(error) ||
    isForceRetryError(error) ||
    error instanceof UnusableResponseError ||
    errorCode(error) !== undefined
  )
}

const everyError = Array.from({ length: 300 }, (_, index) => 300 + index)

/** What ky is told; whether to repeat at all is decided by {@link attemptJudge}. */
export const backoff = {
  // The deadline ends it, not a count.
  limit: Number.MAX_SAFE_INTEGER,
  methods: ['get', 'post', 'put'],
  statusCodes: everyError,
  afterStatusCodes: everyError,
  retryOnTimeout: true,
  delay: (attempt) => Math.min(maxDelayMs, 500 * 2 ** Math.min(attempt - 1, 10)),
  jitter: true,
} satisfies RetryOptions

const maxDelayMs = 15_000

/** A create is not repeated with less time left, in milliseconds: cut off, nobody could say what became of it. */
export const leastCreateMs = 500

/** Least time between two attempts, in milliseconds: jitter and `Retry-After: 0` would allow none at all. */
export function leastDelayMs(attempt: number): number {
  return Math.min(2000, 250 * 2 ** Math.min(attempt - 1, 10))
}
