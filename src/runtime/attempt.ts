import prettyMilliseconds from 'pretty-ms'
import { TimeoutError, UnusableResponseError } from '../platform/http-errors.ts'
import { type Clock, deadlineIn } from '../time.ts'
import { pauseBetweenAttemptsMs } from './pause.ts'
import { describeFailure, isPassing } from './refusal.ts'

/** What the last attempt has, in milliseconds, where the pause before it would take all that is left. */
const lastAttemptMs = 500

export interface PersistOptions {
  /** For all attempts together. */
  limitMs: number
  /** For one of them, where it is not all that is left. */
  attemptMs: number | undefined
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  redact: (text: string) => string
}

/**
 * Does something that a switch of versions may spoil, again where it did.
 *
 * @param attempt gets the time that it has, in milliseconds
 * @throws what the attempt throws, and UnusableResponseError when the time is over
 */
export async function persist<Value>(
  attempt: (timeoutMs: number) => Promise<Value>,
  { limitMs, attemptMs = limitMs, clock, random, redact }: PersistOptions,
): Promise<Value> {
  const deadline = deadlineIn(limitMs, clock)
  const within = prettyMilliseconds(limitMs)
  let trouble: string | undefined
  let isLast = false
  for (let attempts = 1; ; attempts++) {
    const leftMs = deadline.remainingMs()
    try {
      return await attempt(Math.min(leftMs, attemptMs))
    } catch (error) {
      const isCut = error instanceof TimeoutError && attemptMs < leftMs
      if (!isPassing(error) && !isCut && !(isLast && error instanceof TimeoutError)) {
        if (trouble === undefined || !(error instanceof UnusableResponseError)) throw error
        // Running out of time says less than what used it up.
        throw new UnusableResponseError(`${error.message}; before that ${trouble}`, { cause: error })
      }
      // The last attempt has so little time that not to answer within it says nothing.
      if (trouble === undefined || !(error instanceof TimeoutError)) trouble = describeFailure(error, redact)
      const pause = pauseBetweenAttemptsMs(attempts, random())
      const remaining = deadline.remainingMs()
      const rest = remaining - Math.min(lastAttemptMs, remaining / 2)
      if (!isLast) await clock.sleep(Math.min(pause, rest))
      if (isLast || deadline.remainingMs() === 0) {
        throw new UnusableResponseError(`${trouble}, and nothing better within ${within}`, { cause: error })
      }
      isLast = pause >= remaining
    }
  }
}
