import type { Deadline } from './time.ts'

/** How long the end of a run may still wait for what is good to have, in milliseconds. */
const graceMs = 2000

/** Reads beside the deployment what is good to have, and on which nothing depends. */
export class Beside {
  readonly #abort = new AbortController()
  readonly #readings: Promise<void>[] = []

  /** @param read its failure is nobody's business */
  start(read: (signal: AbortSignal) => Promise<void>): void {
    this.#readings.push(read(this.#abort.signal).catch(() => {}))
  }

  /** Waits a moment for what is not there yet. */
  async settle(deadline: Deadline): Promise<void> {
    const timer = setTimeout(() => this.#abort.abort(), Math.min(graceMs, deadline.remainingMs()))
    await Promise.all(this.#readings)
    clearTimeout(timer)
  }
}
