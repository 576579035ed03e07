import prettyMilliseconds from 'pretty-ms'

const barLength = 20
/** The middle of more says no more. */
const mostCompared = 5

/** How long earlier deployments took, for people. */
export interface Expectation {
  /** In milliseconds: half of them took less. */
  medianMs: number
  /** How many they were. */
  count: number
}

/**
 * What to expect by the last five of earlier deployments.
 *
 * @param usualMs how long they took, in milliseconds, newest first
 * @returns undefined where there are none
 */
export function expectFrom(usualMs: readonly number[]): Expectation | undefined {
  const sorted = usualMs.slice(0, mostCompared).sort((one, other) => one - other)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  if (low === undefined || high === undefined) return undefined
  return { medianMs: (low + high) / 2, count: sorted.length }
}

/** What to expect, in a sentence. */
export function describeExpectation(expectation: Expectation | undefined): string {
  if (expectation === undefined) return 'No earlier deployment of the app tells how long this one may take.'
  const { count, medianMs } = expectation
  return count === 1
    ? `The last successful deployment took ${formatDuration(medianMs)}.`
    : `The last ${count} successful deployments took about ${formatDuration(medianMs)}.`
}

/**
 * How far something seems to be: `██████░░░░░░░░░░░░░░ of about 2m 10s`.
 *
 * @returns nothing where there is nothing to go by
 */
export function drawProgress(elapsedMs: number, expectation: Expectation | undefined): string {
  if (expectation === undefined || expectation.medianMs === 0) return ''
  const { medianMs } = expectation
  if (elapsedMs > medianMs) {
    return `${'█'.repeat(barLength)} longer than the usual ${formatDuration(medianMs)}`
  }
  const done = Math.floor((elapsedMs / medianMs) * barLength)
  return `${'█'.repeat(done)}${'░'.repeat(barLength - done)} of about ${formatDuration(medianMs)}`
}

/** `1m 40s`; less than a second is `0s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? '0s' : prettyMilliseconds(ms, { secondsDecimalDigits: 0 })
}
