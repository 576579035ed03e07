/** What decides when to look next. Times in milliseconds. */
export interface ScheduleInput {
  /** Since the deployment was created. */
  elapsedMs: number
  /** Since its status last changed. */
  sinceChangeMs: number
  /** The user's own interval, which overrules all else. */
  fixedMs?: number | undefined
}

const quickestMs = 1000
const slowestMs = 15_000
const shareOfElapsed = 0.05

/**
 * When to look at a running deployment next: about a second at first and after each change, then after about
 * 5 % of the time that it has taken so far, at most 15 s.
 *
 * @param random a number from 0 up to 1: runs that started together should not ask together
 * @returns milliseconds from now
 */
export function nextLookMs({ elapsedMs, sinceChangeMs, fixedMs }: ScheduleInput, random: number): number {
  if (fixedMs !== undefined) return fixedMs
  const grown = Math.min(elapsedMs * shareOfElapsed, quickestMs + sinceChangeMs * shareOfElapsed * 2)
  const interval = Math.min(Math.max(grown, quickestMs), slowestMs)
  return interval * (0.9 + 0.2 * random)
}
