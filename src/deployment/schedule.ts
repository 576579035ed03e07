/** The values that decide when to poll next. Times are in milliseconds. */
export interface ScheduleInput {
  /** Whether the deployment had yet to start at the last poll. */
  isQueued?: boolean
  elapsedMs: number
  sinceChangeMs: number
  /** How long earlier deployments of the app took, if that is known. */
  recentDurationsMs?: readonly number[] | undefined
  /** The interval between polls that a rate limit running low requires. */
  minIntervalMs?: number | undefined
  /** The user's own interval, which takes precedence over everything else. */
  fixedMs?: number | undefined
}

/** How much a poll may be earlier or later than planned: runs that started together should not poll together. */
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
 * When to poll next: after about a second at first and after each change, then after about 5 % of the time so far, at
 * most 15 s, and more often when earlier ones ended. `docs/performance.md` has the reasons.
 */
export function nextPollMs(input: ScheduleInput, random: number): number {
  if (input.fixedMs !== undefined) return input.fixedMs
  const wantedMs = around(Math.min(followingMs(input), expectingMs(input)), jitterShare, random)
  return Math.max(wantedMs, around(input.minIntervalMs ?? 0, minIntervalJitterShare, random))
}

function around(ms: number, share: number, random: number): number {
  return ms * (1 - share + 2 * share * random)
}

function followingMs({ isQueued, elapsedMs, sinceChangeMs }: ScheduleInput): number {
  const share = isQueued ? shareOfElapsedQueued : shareOfElapsed
  const grown = Math.min(elapsedMs * share, minPauseMs + sinceChangeMs * shareSinceChange)
  return Math.min(Math.max(grown, minPauseMs), maxPauseMs)
}

/** What earlier deployments suggest: a fixed number of polls in all, which gather where many of them ended. */
function expectingMs({ elapsedMs, recentDurationsMs = [] }: ScheduleInput): number {
  let endsPerMs = 0
  for (const ms of recentDurationsMs) {
    const withinMs = expectedWithinMs + ms * expectedWithinShare
    if (Math.abs(elapsedMs - ms) <= withinMs) endsPerMs += 1 / (2 * withinMs * recentDurationsMs.length)
  }
  return Math.max(1 / (pollsExpecting * endsPerMs), minPauseExpectingMs)
}
