import Big from 'big.js'
import { isMap } from '../platform/json.ts'
import { cut, type Redact } from '../platform/text.ts'

/** A scalar of the file with the tests. A number is exact, however many digits it has. */
export type Scalar = null | boolean | string | Big

/** What a cell of an answer must be. A bound is a number, a date or a timestamp, and included. */
export type Rule =
  | { readonly kind: 'equals'; readonly value: Scalar; readonly tolerance?: Big }
  | { readonly kind: 'range'; readonly min?: Big | string; readonly max?: Big | string }

/** @param cell as `JSON.parse` reads it, or `exactNumber` */
export function follows(cell: unknown, rule: Rule): boolean {
  if (rule.kind === 'equals') return equals(cell, rule.value, rule.tolerance)
  return (['min', 'max'] as const).every((side) => {
    const bound = rule[side]
    return bound === undefined || isWithin(cell, bound, side)
  })
}

function equals(cell: unknown, value: Scalar, tolerance = new Big(0)): boolean {
  if (value instanceof Big) return toNumber(cell)?.minus(value).abs().lte(tolerance) === true
  if (typeof value !== 'string' || typeof cell !== 'string') return (cell ?? null) === value
  if (toMoment(value) === undefined || toMoment(cell) === undefined) return cell === value
  // Both separators are read: `2026-11-01 10:00` is what SQL has.
  return cell.replace(' ', 'T').startsWith(value.replace(' ', 'T'))
}

function isWithin(cell: unknown, bound: Big | string, side: 'min' | 'max'): boolean {
  if (bound instanceof Big) return toNumber(cell)?.[side === 'min' ? 'gte' : 'lte'](bound) === true
  const limit = toMoment(bound)
  const moment = typeof cell === 'string' ? toMoment(cell) : undefined
  if (limit === undefined || moment === undefined) return false
  // Without a zone there is no instant, so that only what the clocks show can be compared.
  const areInstants = limit.offsetNs !== undefined && moment.offsetNs !== undefined
  const ns = ({ clockNs, offsetNs = 0n }: Moment) => (areInstants ? clockNs - offsetNs : clockNs)
  if (side === 'min') return ns(moment) >= ns(limit)
  return limit.isDay ? ns(moment) < ns(limit) + dayNs : ns(moment) <= ns(limit)
}

/** More digits than any type of a column has, and far fewer than arithmetic takes long for. */
const maxDigits = 400

/** Reads a number, also one that came as text: some gateways write 64-bit integers and decimals so. */
export function toNumber(cell: unknown): Big | undefined {
  const text = JSON.isRawJSON(cell) ? cell.rawJSON : cell
  if (typeof text !== 'number' && typeof text !== 'string') return undefined
  const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(String(text))
  return isNumber && String(text).length <= maxDigits ? new Big(text) : undefined
}

interface Moment {
  /** What the clock shows, in nanoseconds since 1970 if it were UTC. */
  readonly clockNs: bigint
  /** Undefined without a zone. */
  readonly offsetNs: bigint | undefined
  /** A date without a time. */
  readonly isDay: boolean
}

const minuteNs = 60_000_000_000n
const dayNs = 1440n * minuteNs

const momentPattern =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?\s?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?)?$/i

/** Reads a date or timestamp in the forms of ISO 8601 that runtimes and people write. */
export function toMoment(text: string): Moment | undefined {
  const [match, day = '', time, fraction = '', utc, sign, hours = '0', minutes = '0'] =
    momentPattern.exec(text) ?? []
  const ms = Date.parse(`${day}T${time ?? '00:00'}Z`)
  // Date.parse takes February 30 for March 2.
  if (match === undefined || Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(day)) return undefined
  const offsetNs = BigInt(`${sign === '-' ? '-' : ''}${60 * Number(hours) + Number(minutes)}`) * minuteNs
  return {
    clockNs: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')),
    offsetNs: utc === undefined && sign === undefined ? undefined : offsetNs,
    isDay: time === undefined,
  }
}

/** A rule as the end of a sentence: `expected at least 1,000,000`. */
export function describeRule(rule: Rule, redact: Redact): string {
  if (rule.kind === 'equals') {
    const tolerance = rule.tolerance === undefined ? '' : ` ± ${group(rule.tolerance)}`
    return `expected ${describeScalar(rule.value, redact)}${tolerance}`
  }
  const [min, max] = [rule.min, rule.max].map((bound) => (bound instanceof Big ? group(bound) : bound))
  if (min !== undefined && max !== undefined) return `expected ${min} to ${max}`
  return min === undefined ? `expected at most ${max}` : `expected at least ${min}`
}

/** Maximum length of a cell that is shown, in characters. */
const maxCellLength = 60

/** A cell of a column that an expectation names. A number that came as text is one where the rule expects a number. */
export function describeCell(cell: unknown, redact: Redact, rule?: Rule): string {
  if (Array.isArray(cell)) return 'a list'
  if (isMap(cell)) return 'a map'
  const expected = rule?.kind === 'range' ? (rule.min ?? rule.max) : rule?.value
  // As a number, a secret that begins with zeros would not be found.
  const isText = typeof cell === 'string' && !(expected instanceof Big && redact(cell) === cell)
  // One with more digits than a number may have stays as it came.
  const number = isText ? undefined : toNumber(cell)
  const text = JSON.isRawJSON(cell) ? cell.rawJSON : (cell ?? null)
  return describeScalar(number ?? (text as Scalar), redact)
}

function describeScalar(value: Scalar, redact: Redact): string {
  if (value instanceof Big) {
    const digits = value.toFixed()
    // A secret would not be found among separators.
    return cut(redact(digits) === digits ? group(value) : digits, maxCellLength, redact)
  }
  if (typeof value !== 'string') return String(value)
  const text = cut(value, maxCellLength, redact)
  return toMoment(value) === undefined ? JSON.stringify(text) : text
}

/** Separates the thousands of a number and keeps all of its digits: `1,204,331.5`. */
export function group(value: Big | number): string {
  return thousands.format((value instanceof Big ? value.toFixed() : value) as Intl.StringNumericLiteral)
}

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 100 })
