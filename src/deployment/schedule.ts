/** What decides when to look next. Times in milliseconds. */
export interface ScheduleInput {
  /** As it was seen last. */
  status?: string | undefined
  /** Since the deployment was created. */
  elapsedMs: number
  /** Since its status last changed. */
  sinceChangeMs: number
  /** How long earlier deployments of the app took, where that is known. */
  usualMs?: readonly number[] | undefined
  /** How far apart looks should be for the sake of a rate limit that runs low. */
  gapMs?: number | undefined
  /** The user's own interval, which overrules all else. */
  fixedMs?: number | undefined
}

/** Looks are at most so much earlier or later than planned: runs that started together should not ask together. */
const jitterShare = 0.1
/** Many runs that have to leave room for each other must not come in waves. */
const gapJitterShare = 0.25

const quickestMs = 1000
const slowestMs = 15_000

/** Late by half of this on average, measured by the time that it has taken: soon enough for those who wait. */
const shareOfElapsed = 0.05
/** What is queued has all of its work ahead of it, and most likely shows that before it ends. */
const shareOfElapsedQueued = 0.08
const shareSinceChange = 0.15

/** Where the end is expected there is more to gain. */
const quickestExpectingMs = 500
const looksExpecting = 28
/** How far from an earlier end the next may be. More than one look goes by, so that none jumps over it. */
const expectedWithinShare = 0.08
const expectedWithinMs = 1000

/**
 * When to look at a running deployment next: about a second at first and after each change, then after about
 * 5 % of the time that it has taken so far, at most 15 s, and more often around the time at which earlier ones ended.
 * Where a rate limit runs low, less often.
 * `docs/performance.md` has the reasons and the figures.
 *
 * @param random a number from 0 up to 1
 * @returns milliseconds from now
 */
export function nextLookMs(input: ScheduleInput, random: number): number {
  if (input.fixedMs !== undefined) return input.fixedMs
  const wantedMs = around(Math.min(followingMs(input), expectingMs(input)), jitterShare, random)
  return Math.max(wantedMs, around(input.gapMs ?? 0, gapJitterShare, random))
}

function around(ms: number, share: number, random: number): number {
  return ms * (1 - share + 2 * share * random)
}

/** What the deployment itself says. */
function followingMs({ status, elapsedMs, sinceChangeMs }: ScheduleInput): number {
  const share = status === 'queued' ? shareOfElapsedQueued : shareOfElapsed
  const grown = Math.min(elapsedMs * share, quickestMs + sinceChangeMs * shareSinceChange)
  return Math.min(Math.max(grown, quickestMs), slowestMs)
}

/**
 * What earlier ones say: a fixed number of looks in all, which gather where many of them ended. One that took much
 * longer or shorter than the others draws its own small part of the looks only.
 */
function expectingMs({ elapsedMs, usualMs = [] }: ScheduleInput): number {
  let endsPerMs = 0
  for (const ms of usualMs) {
    const withinMs = expectedWithinMs + ms * expectedWithinShare
    if (Math.abs(elapsedMs - ms) <= withinMs) endsPerMs += 1 / (2 * withinMs * usualMs.length)
  }
  return Math.max(1 / (looksExpecting * endsPerMs), quickestExpectingMs)
}
