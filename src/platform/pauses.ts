// Every pause between two tries or polls: pure functions of what has happened so far and of a random number from 0 up
// to 1. Runs that start or fail together should not return together. All times are in milliseconds.

export interface ScheduleInput {
  /** Whether the deployment had yet to start at the last poll. */
  isQueued?: boolean
  elapsedMs: number
  sinceChangeMs: number
  /** How long earlier deployments of the app took, if that is known. */
  recentDurationsMs?: readonly number[] | undefined
  /** The interval between polls that a rate limit requires after a 429. */
  minIntervalMs?: number | undefined
  /** The user's own interval, which takes precedence over everything else. */
  fixedMs?: number | undefined
}

const jitterShare = 0.1
/** Many runs that share a rate limit must not poll in waves. */
const minIntervalJitterShare = 0.25

const minPauseMs = 1000
const maxPauseMs = 15_000

/** The end is noticed late by half of this on average, as a share of the duration: soon enough for those who wait. */
const shareOfElapsed = 0.05
/** A queued deployment has all of its work ahead of it, and most likely shows a change before it ends. */
const shareOfElapsedQueued = 0.08
const shareSinceChange = 0.15

/** Shorter than usual, because polls gain more when the end is expected. */
const minPauseExpectingMs = 500
const pollsExpecting = 28
/** How far from an earlier end the next may be. The range holds more than one poll, so that none jumps over it. */
const expectedWithinShare = 0.08
const expectedWithinMs = 1000

/**
 * When to poll a deployment next: after about a second at first and after each change, then after about 5 % of the time so far, at
 * most 15 s, and more often when earlier ones ended. `docs/performance.md` has the limits of the lag.
 */
export function nextPollMs(input: ScheduleInput, random: number): number {
  if (input.fixedMs !== undefined) return input.fixedMs
  const wantedMs = jitter(Math.min(followingMs(input), expectingMs(input)), jitterShare, random)
  return Math.max(wantedMs, jitter(input.minIntervalMs ?? 0, minIntervalJitterShare, random))
}

function jitter(ms: number, share: number, random: number): number {
  return ms * (1 - share + 2 * share * random)
}

function clamp(ms: number, minMs: number, maxMs: number): number {
  return Math.min(Math.max(ms, minMs), maxMs)
}

function followingMs({ isQueued, elapsedMs, sinceChangeMs }: ScheduleInput): number {
  const share = isQueued ? shareOfElapsedQueued : shareOfElapsed
  const grown = Math.min(elapsedMs * share, minPauseMs + sinceChangeMs * shareSinceChange)
  return clamp(grown, minPauseMs, maxPauseMs)
}

/** Pauses that earlier deployments suggest: a fixed number of polls, most of them at times when many ended. */
function expectingMs({ elapsedMs, recentDurationsMs = [] }: ScheduleInput): number {
  let endsPerMs = 0
  for (const ms of recentDurationsMs) {
    const withinMs = expectedWithinMs + ms * expectedWithinShare
    if (Math.abs(elapsedMs - ms) <= withinMs) endsPerMs += 1 / (2 * withinMs * recentDurationsMs.length)
  }
  return Math.max(1 / (pollsExpecting * endsPerMs), minPauseExpectingMs)
}

/** When to poll a runtime next: after half a second at first, and every two seconds later. */
export function pauseBetweenPollsMs(elapsedMs: number, random: number): number {
  return jitter(clamp(elapsedMs * 0.1, 500, 2000), jitterShare, random)
}

/** How long to wait before a probe is retried: a quarter of a second, doubled each time, at most two seconds. */
export function pauseBetweenAttemptsMs(attempt: number, random: number): number {
  return jitter(Math.min(2000, 250 * 2 ** (attempt - 1)), jitterShare, random)
}

/**
 * How long to wait before an attempt of a call is repeated: what the server asks for, or a random part of a delay that
 * doubles. It is never almost none.
 */
export function retryDelayMs(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const doublings = 2 ** Math.min(attempt - 1, 10)
  const minDelayMs = Math.min(2000, 250 * doublings)
  return Math.max(minDelayMs, retryAfterMs ?? random * Math.min(15_000, 500 * doublings))
}

/** How long to let an outage pass before a lost create, which was looked up in vain, is sent again. */
export function pauseAfterLossMs(timesLost: number, random: number): number {
  return random * 1000 * 2 ** timesLost
}

/** When to poll the list of deployments next in which a lost create may appear. */
export function lookUpPauseMs(elapsedMs: number, minIntervalMs: number): number {
  return Math.max(1000, elapsedMs * 0.125, minIntervalMs)
}

/** How long to wait after other deployments have ended: several runs may have waited for them. */
export function pauseAfterBlockersMs(random: number): number {
  return random * 500
}

/**
 * How long to wait after a conflict with a deployment that is not listed: it has ended in the meantime, appears late
 * because the list lags behind, or never appears.
 */
export function pauseAfterInvisibleMs(invisibleConflicts: number, random: number): number {
  return Math.min(15_000, 1000 * 2 ** invisibleConflicts) * (0.5 + random / 2)
}
