import { createRng, seed } from './random.ts'

interface Timer {
  at: number
  order: number
  /** For an interval. */
  everyMs: number | undefined
  run: () => void
}

/**
 * Turns of the real event loop before time moves on. By then, everything in progress waits for a timer: only bodies take
 * turns, two for each piece. A response of GitHub takes the most, because it is read twice.
 */
const quietTurns = 16
/** Files and processes, which take real time. */
const realWork = /^(Immediate|FSReq|CloseReq|ProcessWrap|GetAddrInfo)/
/** No test takes longer; one that does would never end. */
const maxMs = 3 * 86_400_000

/** The value of `Date.now` at the beginning. */
export const epochMs = Date.UTC(2026, 10, 24, 12)

/**
 * Time that passes only when everything waits for it, so that 15 minutes take a few milliseconds and the same program
 * always has the same result. Works on the globals, with jest and without: `setTimeout`, `setInterval`, their ends,
 * `performance.now`, `Date.now` and `Math.random`.
 */
export class VirtualTime {
  #now = 0
  #count = 0
  #timers: Timer[] = []
  readonly #random: () => number

  /** @param random replaces `Math.random`, because results depend on chance as much as on time */
  constructor(random: () => number = createRng(seed)) {
    this.#random = random
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return this.#now
  }

  /** Runs a program in this time until it has ended, and then everything that still happens within `aftermathMs`. */
  async run<Value>(program: () => Promise<Value>, aftermathMs = 0): Promise<Value> {
    const restore = this.#install()
    try {
      let hasEnded = false
      const ending = program().finally(() => {
        hasEnded = true
      })
      // Its failure is thrown at the end; until then, nothing awaits it.
      ending.catch(() => {})
      await passTurns()
      while (!hasEnded) {
        if (this.#now > maxMs) throw new Error('The program goes on for days.')
        if (!this.#fireNext()) throw new Error('Everything waits, and nothing will ever come.')
        await passTurns()
      }
      const until = this.#now + aftermathMs
      while (aftermathMs > 0 && this.#fireNext(until)) await passTurns()
      return await ending
    } finally {
      restore()
    }
  }

  #install(): () => void {
    const { setTimeout, clearTimeout, setInterval, clearInterval, performance } = globalThis
    const real = { setTimeout, clearTimeout, setInterval, clearInterval, performance }
    const { now } = Date
    const { random } = Math
    const define = (values: object) => {
      for (const [name, value] of Object.entries(values)) {
        Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
      }
    }
    const remove = (timer: unknown) => this.#remove(timer)
    define({
      setTimeout: (run: () => void, ms = 0) => this.#add(run, ms),
      setInterval: (run: () => void, ms = 0) => this.#add(run, ms, ms),
      clearTimeout: remove,
      clearInterval: remove,
      performance: { now: () => this.#now },
    })
    Date.now = () => epochMs + this.#now
    Math.random = this.#random
    return () => {
      define(real)
      Date.now = now
      Math.random = random
    }
  }

  #add(run: () => void, ms: number, everyMs?: number) {
    // Node rounds down to whole milliseconds and makes 1 of 0.
    const at = this.#now + Math.max(1, Math.trunc(ms) || 1)
    const timer = { at, order: this.#count++, everyMs, run, unref: () => timer, ref: () => timer }
    this.#timers.push(timer)
    return timer
  }

  #remove(timer: unknown): void {
    const index = this.#timers.indexOf(timer as Timer)
    if (index >= 0) this.#timers.splice(index, 1)
  }

  /** @returns false if there is none, or none in time */
  #fireNext(until = Number.POSITIVE_INFINITY): boolean {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer
    }
    if (next === undefined || next.at > until) return false
    this.#now = Math.max(this.#now, next.at)
    if (next.everyMs === undefined) this.#remove(next)
    else {
      next.at = this.#now + Math.max(1, next.everyMs)
      next.order = this.#count++
    }
    next.run()
    return true
  }
}

async function passTurns(): Promise<void> {
  for (let turn = 0; turn < quietTurns; turn++) {
    await new Promise((done) => setImmediate(done))
    if (process.getActiveResourcesInfo().some((name) => realWork.test(name))) turn = -1
  }
}
