import { NoAnswerError } from '../errors.ts'
import type { Clock, Deadline } from './clock.ts'

export interface PollOptions<Result> {
  /**
   * Polls once.
   *
   * @param deadline for this poll; the last one has a grace for its answer to come
   * @returns undefined while nothing is certain
   */
  poll: (deadline: Deadline, isLast: boolean) => Promise<Result | undefined>
  /** Milliseconds until the next poll. */
  pauseMs: () => number
  deadline: Deadline
  clock: Clock
  /** Whether to pause before the first poll, too: a new deployment has not changed yet. */
  startsWithPause?: boolean
  /** Gets what ends the next pause early. */
  wake?: (() => AbortSignal) | undefined
}

/**
 * Polls until there is a result. No pause outlasts the deadline, and one last poll follows it, so that the last word is
 * always the server's.
 *
 * @returns undefined if not even the last poll brought a result
 * @throws what a poll throws; a poll without an answer is followed by another if there is one and waiting may help
 */
export async function pollUntil<Result>(options: PollOptions<Result>): Promise<Result | undefined> {
  const { poll, pauseMs, deadline, clock, startsWithPause = false, wake } = options
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst || startsWithPause) {
      await clock.sleep(Math.ceil(Math.min(pauseMs(), deadline.remainingMs())), wake?.())
    }
    const isLast = deadline.remainingMs() === 0
    try {
      const result = await poll(isLast ? deadline.lastLook() : deadline, isLast)
      if (result !== undefined || isLast) return result
    } catch (error) {
      const canFollow = error instanceof NoAnswerError && error.todo === undefined && !isLast
      if (!canFollow) throw error
    }
  }
}
