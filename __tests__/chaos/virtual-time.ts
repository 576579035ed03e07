interface Timer {
  at: number
  order: number
  run: () => void
}

/**
 * Turns of the real event loop before time moves on. What is under way by then waits for a timer: only bodies take
 * turns, two for each piece that they came in.
 */
const quietTurns = 12

/** What `Date.now` says at the beginning. */
export const epochMs = Date.UTC(2026, 10, 24, 12)

/**
 * Time that passes only when everything waits for it, so that 15 minutes take some milliseconds and the same program
 * always takes the same course. Works on the globals, with jest and without: `setTimeout`, `clearTimeout`,
 * `performance.now`, `Date.now` and
 * `Math.random`.
 */
export class VirtualTime {
  #now = 0
  #count = 0
  #timers: Timer[] = []
  readonly #random: () => number

  /** @param random stands in for `Math.random`: chance is no less a part of the course than time is */
  constructor(random: () => number) {
    this.#random = random
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return this.#now
  }

  /** Runs a program in this time until it has ended, and then whatever is still to come within `aftermathMs`. */
  async run<Value>(program: () => Promise<Value>, aftermathMs: number): Promise<Value> {
    const restore = this.#install()
    try {
      let hasEnded = false
      const ending = program().finally(() => {
        hasEnded = true
      })
      // Looked at below; until then a failure is nobody's.
      ending.catch(() => {})
      await passTurns()
      while (!hasEnded) {
        if (!this.#fireNext()) throw new Error('Everything waits, and nothing will ever come.')
        await passTurns()
      }
      const until = this.#now + aftermathMs
      while (this.#fireNext(until)) await passTurns()
      return await ending
    } finally {
      restore()
    }
  }

  #install(): () => void {
    const real = { setTimeout, clearTimeout, performance, dateNow: Date.now, random: Math.random }
    const define = (name: string, value: unknown) =>
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    define('setTimeout', (run: () => void, ms = 0) => this.#add(run, ms))
    define('clearTimeout', (timer: unknown) => this.#remove(timer))
    define('performance', { now: () => this.#now })
    Date.now = () => epochMs + this.#now
    Math.random = this.#random
    return () => {
      define('setTimeout', real.setTimeout)
      define('clearTimeout', real.clearTimeout)
      define('performance', real.performance)
      Date.now = real.dateNow
      Math.random = real.random
    }
  }

  #add(run: () => void, ms: number): Timer {
    // Node rounds down to whole milliseconds and makes 1 of 0.
    const timer = { at: this.#now + Math.max(1, Math.trunc(ms) || 1), order: this.#count++, run }
    this.#timers.push(timer)
    return timer
  }

  #remove(timer: unknown): void {
    const index = this.#timers.indexOf(timer as Timer)
    if (index >= 0) this.#timers.splice(index, 1)
  }

  /** @returns false when there is none, or none in time */
  #fireNext(until = Number.POSITIVE_INFINITY): boolean {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer
    }
    if (next === undefined || next.at > until) return false
    this.#remove(next)
    this.#now = Math.max(this.#now, next.at)
    next.run()
    return true
  }
}

async function passTurns(): Promise<void> {
  for (let turn = 0; turn < quietTurns; turn++) await new Promise((done) => setImmediate(done))
}
