import prettyMilliseconds from 'pretty-ms'

// Dates and timestamps as cells of an answer, and in the file with the tests.

interface Moment {
  /** Time on the clock, in nanoseconds since 1970 if it were UTC. */
  readonly clockNs: bigint
  /** Undefined without a zone. */
  readonly offsetNs: bigint | undefined
  /** The precision in which it is written, of which a fraction of a second has none: a day, a minute, a second. */
  readonly unitNs: bigint
}

const secondNs = 1_000_000_000n
const minuteNs = 60n * secondNs
export const dayNs = 1440n * minuteNs

/** Years after 9999 and before 0 have a sign in ISO 8601, and in what the runtime writes. */
const momentPattern =
  /^([+-]\d{4,6}|\d{4}|[1-9]\d{4,5})-(\d\d)-(\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?\s?(?:(Z)|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?)?$/i

/** Reads a date or timestamp in the forms of ISO 8601 that runtimes and people write. */
export function toMoment(text: string): Moment | undefined {
  const [match, year, month, day, hour, minute, second, fraction, utc, sign, hours = '0', minutes = '0'] =
    momentPattern.exec(text) ?? []
  if (match === undefined) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  const clockMs = date.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0))
  // A day that its month does not have is read as one of the next month, and a year too far away as none.
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  const offsetNs = BigInt(`${sign === '-' ? '-' : ''}${60 * Number(hours) + Number(minutes)}`) * minuteNs
  return {
    clockNs: BigInt(clockMs) * 1_000_000n + BigInt((fraction ?? '').padEnd(9, '0')),
    offsetNs: utc === undefined && sign === undefined ? undefined : offsetNs,
    unitNs:
      fraction !== undefined ? 1n : second !== undefined ? secondNs : hour !== undefined ? minuteNs : dayNs,
  }
}

/** Without a zone there is no instant, so that only what the clocks show can be compared. */
export function nsBetween(from: Moment, to: Moment): bigint {
  const clocksNs = to.clockNs - from.clockNs
  if (from.offsetNs === undefined || to.offsetNs === undefined) return clocksNs
  return clocksNs - to.offsetNs + from.offsetNs
}

/** How old a date or timestamp may be. */
export interface MaxAge {
  /** As it is written: `2h`. */
  readonly text: string
  readonly ms: number
}

const unitsMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads a number above 0 with a unit, such as `2h` or `1.5d`. */
export function readMaxAge(text: unknown): MaxAge | undefined {
  if (typeof text !== 'string') return undefined
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,9})?)([smhd])$/.exec(text) ?? []
  const ms = Number(number) * unitsMs[unit as keyof typeof unitsMs]
  return ms > 0 ? { text, ms } : undefined
}

/**
 * Says how old a cell is, such as `5h 12m old`, or that it has no age; empty if it is not too old. Without a zone it is in
 * UTC. A date is as old as the end of its day.
 */
export function describeTooOld(cell: unknown, maxAge: MaxAge, nowMs: number): string {
  const moment = typeof cell === 'string' ? toMoment(cell) : undefined
  if (moment === undefined) return 'no date or timestamp'
  const { clockNs, offsetNs = 0n, unitNs } = moment
  const endNs = clockNs - offsetNs + (unitNs === dayNs ? dayNs : 0n)
  const ageMs = Number(BigInt(Math.trunc(nowMs)) * 1_000_000n - endNs) / 1e6
  if (ageMs <= maxAge.ms) return ''
  const write = (ms: number, unitCount: number) =>
    prettyMilliseconds(ms, { unitCount, hideYear: true, separateMilliseconds: true })
  const age = Math.ceil(ageMs)
  // As few units as show that it is more.
  const unitCount = [2, 3, 4].find((some) => write(age, some) !== write(maxAge.ms, some))
  return `${write(age, unitCount ?? 5)} old`
}
