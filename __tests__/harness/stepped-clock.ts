import type { Clock } from '../../src/platform/clock.ts'

/** What sleeps more often would never end. */
const maxSleeps = 20_000

/** A clock whose time passes only while something sleeps, or when a test says so. */
export class SteppedClock implements Clock {
  #nowMs = 0
  #sleeps = 0

  now(): number {
    return this.#nowMs
  }

  async sleep(ms: number): Promise<void> {
    if (++this.#sleeps > maxSleeps) throw new Error(`slept ${maxSleeps} times, and would never end`)
    this.pass(ms)
  }

  pass(ms: number): void {
    this.#nowMs += ms
  }
}
