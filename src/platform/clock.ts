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

// How long a run waits for something and how often it polls, in one place: what belongs together changes together. Inputs
// decide the rest (`inputs/inputs.ts`), and pauses that grow with what has happened are in `pauses.ts`. A time that only
// tells two cases apart, such as how far two clocks may differ, stays with the code that does. All are in milliseconds.

// Requests that a run can do without.

/** How long to try to read what a run can do without. */
export const maxOptionalMs = 10_000
/** The same for what only improves a message, or checks something while the deployment waits. */
export const maxHintMs = 3000
/** For one such request at a time. */
export const maxRequestMs = 5000
/** For the files of a pull request: less than what is left for the comment, which can be written without them. */
export const maxFilesMs = 4000
/** For the URL of a runtime and its API key, without which nothing is verified. */
export const accessTimeoutMs = 30_000

// Tokens and rate limits.

/** How long a token lasts if its server does not say it. */
export const defaultTokenLifeMs = 3_600_000
/** How long before its end a token is renewed: a request that has it may wait before it is sent. */
export const renewEarlyMs = 60_000
/** Whatever a rate limit has asked for, two requests that can wait are no farther apart: a run has to end some time. */
export const maxRateIntervalMs = 120_000
/** Runs that were limited together return within this time, and not at once. */
export const maxReturnSpreadMs = 180_000
/** How long to wait if GitHub limits the rate and does not say for how long, as its documentation asks. */
export const gitHubWaitMs = 60_000

// The last moments.

/** With less time left, a request is not repeated: a create that is interrupted would leave open whether it worked. */
export const minAttemptMs = 500
/** Leaves the last poll of a runtime, which begins at the deadline, enough time for a response. */
export const minLastPollMs = 1000
/** How long what was read is as good as read anew: the tip of a branch before a create, and the list at the end. */
export const maxReadAgeMs = 5000
/** How long the end of a run waits for reads that are in progress. */
export const maxSettleMs = 2000
/** How long a cancelled run may spend on its comment: the last line of the log comes after it. */
export const maxCommentMs = 1500
/** How long to try to close a session: the runtime drops it by itself, too. */
export const closeTimeoutMs = 1000

// The list of deployments.

/** How long the list may lag behind. After that, a deployment that is not listed does not exist. */
export const maxListLagMs = 6000
/** When to look again for the deployment of `deployment-id`, which a list that lags behind may show later. */
export const givenPollMs = 1000
/** When to look for an app of a lost create: before each poll of the list, which may not show it yet. */
export const createdAppPausesMs = [0, 500, 1000, 2000]
/** How old the deployment of an earlier attempt may be: whoever re-runs a job wants to go on waiting. */
export const maxAttemptAgeMs = 6 * 3_600_000

// The instances of a rollout.

/** A deployment that ends sooner is not examined. */
export const rolloutDelayMs = 10_000
export const rolloutPollMs = 15_000
/** Between the end of a poll that took long and the next one. */
export const minRolloutPauseMs = 5000

// The checks of a runtime.

/** A gateway may not know a new key at first. */
export const keyGraceMs = 5000
/** How long a runtime may be not ready before its datasets are polled for the reason. */
export const patienceMs = 5000
/** How long a dataset may be in error before the check fails: many recover. */
export const recoveryMs = 15_000
/** How long the reading of one side of a comparison may take. */
export const maxSideMs = 20_000
/** How long it may take to read some of its tables again. */
export const maxRepeatMs = 5000
/** How long a breaking change has to last: a refresh may be running, or the old version answer. */
export const confirmationMs = 3000

// While an app is watched (`bake-seconds`).

/** Polls are no closer together than the first of these, and no farther apart than the second: a restart lasts some seconds. */
export const minBakePollMs = 2000
export const maxBakePollMs = 30_000
/** Between what is read once a minute: no poll comes at its very millisecond. */
export const minuteGapMs = 59_900

// The log.

/** The log shows progress if nothing has been printed for this long. */
export const heartbeatMs = 30_000
/** How often the log says what is left of a bake, but for the time that looks take. */
export const bakeLineMs = 59_000
