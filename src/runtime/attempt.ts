import prettyMilliseconds from 'pretty-ms'
import { UnusableAnswerError } from '../errors.ts'
import { type Clock, deadlineIn } from '../time.ts'
import { pauseBetweenAttemptsMs } from './pause.ts'
import { describeFailure, isPassing } from './refusal.ts'

export interface PersistOptions {
  /** For all attempts together. */
  limitMs: number
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  redact: (text: string) => string
}

/**
 * Does something that a switch of versions may spoil, again where it did.
 *
 * @param attempt gets the time that it has, in milliseconds
 * @throws what the attempt throws, and UnusableAnswerError when the time is over
 */
export async function persist<Value>(
  attempt: (timeoutMs: number) => Promise<Value>,
  { limitMs, clock, random, redact }: PersistOptions,
): Promise<Value> {
  const deadline = deadlineIn(limitMs, clock)
  let trouble: string | undefined
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt(deadline.remainingMs())
    } catch (error) {
      if (!isPassing(error)) {
        if (trouble === undefined || !(error instanceof UnusableAnswerError)) throw error
        // Running out of time says less than what used it up.
        throw new UnusableAnswerError(`${error.message}; before that ${trouble}`, { cause: error })
      }
      trouble = describeFailure(error, redact)
      const pause = pauseBetweenAttemptsMs(attempts, random())
      if (pause >= deadline.remainingMs()) {
        const within = prettyMilliseconds(limitMs)
        throw new UnusableAnswerError(`${trouble}, and nothing better within ${within}`, { cause: error })
      }
      await clock.sleep(pause)
    }
  }
}
