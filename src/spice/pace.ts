import { type RateLimit, readRateLimit } from '../http/rate-limit.ts'
import type { Clock, Deadline } from '../time.ts'
import { leastCreateMs } from './retry.ts'

/** Below this the schedule of the run itself is slow enough. */
const leastGapMs = 1000
const mostGapMs = 120_000
const mostSpreadMs = 180_000
/** The part of a limit that all runs together aim at: the rest is for those who come. */
const aim = 0.7
/** A second, a minute, an hour. Servers tell when a window ends, not how long it is. */
const usualWindowsMs = [1000, 60_000, 3_600_000]
/** As much of a window has to be over before the speed at which its requests went can be told. */
const earlyShare = 0.1

/** A look at how much of a limit was gone. */
interface Sight {
  at: number
  used: number
  resetAt: number
}

/**
 * Tells how far apart the requests of a run should be where the rate limit of its organization runs low. Other runs
 * cannot be counted, but each sees how many requests all of them together made while it made one itself, and can make
 * its own rarer until they fit.
 */
export class Pace {
  #gapMs = 0
  #nextAt = Number.NEGATIVE_INFINITY
  #turnedAwayAt = Number.NEGATIVE_INFINITY
  #last: Sight | undefined
  /** Own requests in the window of the last sight. */
  #own = 0
  readonly #clock: Clock
  readonly #random: () => number

  /** @param random gives a number from 0 up to 1 */
  constructor(clock: Clock, random: () => number = Math.random) {
    this.#clock = clock
    this.#random = random
  }

  /** How far apart requests should be that can wait; 0 where nothing runs low. */
  get gapMs(): number {
    return this.#gapMs
  }

  /** Waits until the next request may leave, or for half of the time that is left for it where that is too late. */
  async turn(deadline: Deadline): Promise<void> {
    const leftMs = deadline.remainingMs()
    const waitMs = this.#nextAt - this.#clock.now()
    // A request that then has no time for its answer would be too late as well.
    if (waitMs > 0) await this.#clock.sleep(waitMs < leftMs - leastCreateMs ? waitMs : leftMs / 2)
  }

  /**
   * Takes in what an answer says.
   *
   * @param departedAt when its request left
   */
  hear({ status, headers }: Response, departedAt: number): void {
    const limit = readRateLimit(headers)
    if (status === 429) {
      this.#stepBack(limit.resetMs ?? 0)
      return
    }
    // Whoever is let in again need not wait any longer.
    if (departedAt > this.#turnedAwayAt) this.#nextAt = Number.NEGATIVE_INFINITY
    this.#keepGap(this.#fittingGapMs(limit))
  }

  #stepBack(resetMs: number): void {
    const now = this.#clock.now()
    // It was not enough only where it was kept.
    const grownMs = now - this.#turnedAwayAt < this.#gapMs ? this.#gapMs : this.#gapMs * 2
    this.#turnedAwayAt = now
    this.#keepGap(Math.max(grownMs, resetMs * 2, leastGapMs))
    // Those who were turned away together must not come back together. The longer it takes until there is more, the
    // sooner it was used up, and so the more of them there are.
    const spreadMs = Math.min(resetMs * Math.min(3, resetMs / 10_000), mostSpreadMs)
    this.#nextAt = now + resetMs + this.#random() * spreadMs
  }

  /** The gap at which all runs together would use what they aim at, if all keep the same. */
  #fittingGapMs({ limit, used, resetMs }: RateLimit): number {
    // Nobody says how much there is: what was too much once may be right again.
    if (!limit || used === undefined || resetMs === undefined) return this.#gapMs * 0.9
    const windowMs = usualWindowsMs.find((ms) => resetMs <= ms) ?? resetMs
    const ofAll = this.#requestsOfAll(used, resetMs, windowMs)
    // Halved at most: the others may be about to come.
    return Math.max((ofAll * windowMs) / (limit * aim), this.#gapMs / 2)
  }

  /** How many requests all runs together make while this one makes one. */
  #requestsOfAll(used: number, resetMs: number, windowMs: number): number {
    const now = this.#clock.now()
    const before = this.#last
    const isSameWindow = before !== undefined && Math.abs(before.resetAt - now - resetMs) < 2000
    this.#own = isSameWindow ? this.#own + 1 : 1
    this.#last = { at: now, used, resetAt: now + resetMs }
    if (isSameWindow && now - before.at >= leastGapMs) return used - before.used
    const elapsedShare = 1 - resetMs / windowMs
    // Runs that start together have made as many as this one.
    if (elapsedShare < earlyShare) return used / this.#own
    return (used * this.#gapMs) / (windowMs * elapsedShare)
  }

  #keepGap(ms: number): void {
    this.#gapMs = ms < leastGapMs ? 0 : Math.min(ms, mostGapMs)
  }
}
