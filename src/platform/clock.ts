/** How a run measures durations and waits, so that tests can use virtual time. */
export interface Clock {
  /** Milliseconds on a clock that only moves forward. */
  now(): number
  /** @param signal ends the sleep early */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => performance.now(),
  // Not from `node:timers/promises`: virtual time replaces only global timers.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      // A timer left running would keep the process alive, and listeners would add up for as long as their signal lives.
      const end = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal?.addEventListener('abort', end)
      if (signal?.aborted) end()
    }),
}

let turn = Promise.resolve()

/**
 * Waits for a turn of the event loop that no other caller has, so that a signal is handled before the next long work. All
 * that wait for the same turn would go on without looking for signals in between.
 */
export function nextTurn(): Promise<void> {
  turn = turn.then(() => new Promise((resolve) => setImmediate(resolve)))
  return turn
}

const zone = /(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)$/i

/** Milliseconds since 1970. A time without a zone means UTC: `Date.parse` would use the zone of the runner. */
export function parseTime(text: string | null | undefined): number | undefined {
  const ms = Date.parse(zone.test(text ?? '') ? `${text}` : `${text}Z`)
  return Number.isNaN(ms) ? undefined : ms
}

/** Writes a time for people: `2026-11-24 12:00:00 UTC`. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

export interface Deadline {
  /** Milliseconds left; 0 once it has passed, never less. */
  remainingMs(): number
  /** Whether a failed request may be repeated, which a last poll is not. */
  mayRepeat(): boolean
  /** The deadline of a poll, with extra time in which a response may come. After the deadline, there is only one. */
  lastPoll(): Deadline
  /** Whether a poll was made after the deadline. */
  isPolled(): boolean
}

/** How long to try to read what a run can do without, in milliseconds. */
export const maxOptionalMs = 10_000
/** The same for what only improves a message, or checks something while the deployment waits. */
export const maxHintMs = 3000
/** For one such request at a time. */
export const maxRequestMs = 5000

/** @param graceMs extra time for the last poll */
export function deadlineIn(ms: number, clock: Clock, graceMs = 0): Deadline {
  const end = clock.now() + ms
  const remainingMs = () => Math.max(0, end - clock.now())
  let isPolled = false
  return {
    remainingMs,
    mayRepeat: () => remainingMs() > 0,
    lastPoll: () => {
      isPolled ||= remainingMs() === 0
      const last = deadlineIn(Math.max(0, end + graceMs - clock.now()), clock)
      return { ...last, mayRepeat: () => false }
    },
    isPolled: () => isPolled,
  }
}

export function atMost(ms: number, deadline: Deadline, clock: Clock): Deadline {
  return deadlineIn(Math.min(ms, deadline.remainingMs()), clock)
}

interface PollOptions<Result> {
  /** Polls once; undefined while nothing is certain. The last poll has extra time for its response. */
  poll: (deadline: Deadline, isLast: boolean) => Promise<Result | undefined>
  pauseMs: () => number
  deadline: Deadline
  clock: Clock
  /** Whether to pause before the first poll, too: a new deployment has not changed yet. */
  startsWithPause?: boolean
  /** Settles when the pause should end early. */
  wake?: (() => Promise<void>) | undefined
}

/** Whether an error says of itself that it may pass: the next poll may succeed. */
function mayPass(error: unknown): boolean {
  return error instanceof Error && 'mayPass' in error && error.mayPass === true
}

/**
 * Polls until there is a result. A last poll follows the deadline, so that the last word is always the server's.
 * @returns undefined if there is none by then, without a poll if an earlier wait has made the last one
 */
export async function pollUntil<Result>(options: PollOptions<Result>): Promise<Result | undefined> {
  const { poll, pauseMs, deadline, clock, startsWithPause = false, wake } = options
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst || startsWithPause) {
      const awake = new AbortController()
      wake?.().then(() => awake.abort())
      await clock.sleep(Math.ceil(Math.min(pauseMs(), deadline.remainingMs())), awake.signal)
    }
    const isLast = deadline.remainingMs() === 0
    if (isLast && deadline.isPolled()) return undefined
    try {
      const result = await poll(isLast ? deadline.lastPoll() : deadline, isLast)
      if (result !== undefined || isLast) return result
    } catch (error) {
      if (isLast || !mayPass(error)) throw error
    }
  }
}
