const shortestMs = 500
const longestMs = 2000
const shareOfElapsed = 0.1

/**
 * How long to wait before looking at the runtime again: half a second at first, up to two when it takes longer.
 *
 * @param elapsedMs since the first look
 * @param random a number from 0 up to 1: runs that started together should not ask together
 * @returns milliseconds
 */
export function pauseBetweenLooksMs(elapsedMs: number, random: number): number {
  const pause = Math.min(Math.max(elapsedMs * shareOfElapsed, shortestMs), longestMs)
  return pause * (0.9 + 0.2 * random)
}

/**
 * How long to wait before a question is asked again: a quarter of a second, doubled each time, at most two.
 *
 * @param attempt how many there have been
 * @returns milliseconds
 */
export function pauseBetweenAttemptsMs(attempt: number, random: number): number {
  return Math.min(longestMs, 250 * 2 ** Math.min(attempt - 1, 10)) * (0.9 + 0.2 * random)
}
