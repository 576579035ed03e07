import Big from 'big.js'
import { isMap, unwrapNumber } from '../platform/json.ts'
import { asIs, count, cut, limit, maxLength, type Redact } from '../platform/text.ts'
import type { QueryResult } from './answer.ts'
import { dayNs, describeTooOld, type MaxAge, nsBetween, toMoment } from './moment.ts'

/** A scalar of the file with the tests. A number is exact, however many digits it has. */
export type Scalar = null | boolean | string | Big

/** Requirement for a cell of an answer. Bounds are numbers, dates or timestamps, and inclusive. */
export type Rule =
  | { readonly kind: 'equals'; readonly value: Scalar; readonly tolerance?: Big }
  | {
      readonly kind: 'range'
      readonly min?: Big | string
      readonly max?: Big | string
      readonly maxAge?: MaxAge
    }

/** How an answer came. */
interface Arrival {
  readonly seconds: number
  /** When it was there, in milliseconds since 1970: what the age of a timestamp is measured by. */
  readonly atMs: number
}

/** Rules by the names of the columns that are compared; the others are ignored. */
export type RowRules = ReadonlyMap<string, Rule>

/** Requirements for the answer to a query. At least one expectation is set. */
export interface Expectations {
  readonly rows?: Rule | undefined
  /** It returns one row, which follows these rules. */
  readonly values?: RowRules | undefined
  readonly equals?: readonly RowRules[] | undefined
  readonly maxSeconds?: number | undefined
}

/** More problems of one test would not be read. */
const maxProblems = 5
/** Most columns that are listed if an expected column does not exist. */
const maxColumns = 20

/** Says how an answer differs from what is expected of it. Only cells that the expectations name are ever shown. */
export function findDifferences(
  { rows, values, equals, maxSeconds }: Expectations,
  answer: QueryResult,
  { seconds, atMs }: Arrival,
  redact: Redact,
): string[] {
  const amount = answer.rows.length
  const came = count(amount, 'row').replace(/\d+/, group(amount))
  const differences: string[] = []
  if (rows !== undefined && !follows(amount, rows)) differences.push(`${came}, ${describeRule(rows, redact)}`)
  const compareRows = (expected: readonly RowRules[], labelOf: (index: number) => string) => {
    // Rows of an answer that has more or fewer of them are not the ones to compare with.
    if (expected.length !== amount) return [`${came}, expected ${group(expected.length)}`]
    return expected.flatMap((rules, index) =>
      compareRow(rules, answer, index, atMs, redact).map((text) => labelOf(index) + text),
    )
  }
  if (values !== undefined) differences.push(...compareRows([values], () => ''))
  if (equals !== undefined) differences.push(...compareRows(equals, (index) => `row ${index + 1}: `))
  if (maxSeconds !== undefined && seconds > maxSeconds) {
    // As few digits as show that it is more.
    const took = [2, 3].map((digits) => seconds.toFixed(digits)).find((text) => Number(text) > maxSeconds)
    differences.push(`took ${took ?? seconds}s, expected at most ${maxSeconds}s`)
  }
  return limit([...new Set(differences)], maxProblems, asIs)
}

function compareRow(
  rules: RowRules,
  answer: QueryResult,
  index: number,
  atMs: number,
  redact: Redact,
): string[] {
  const { columns, rows } = answer
  const row = new Map(Object.entries(rows[index] ?? {}))
  const label = (name: string) => cut(name, maxLength.name)
  return [...rules].flatMap(([name, rule]) => {
    const column = findColumn(name, columns)
    if (column === undefined) {
      const shown = limit(columns, maxColumns, label, () => '…').join(', ') || 'none'
      return [`there is no column ${label(name)} (columns: ${shown})`]
    }
    const cell = row.get(column)
    const what = `${label(name)} is ${describeCell(cell, redact, rule)}`
    const maxAge = rule.kind === 'range' ? rule.maxAge : undefined
    const tooOld = maxAge && describeTooOld(cell, maxAge, atMs)
    return [
      ...(follows(cell, rule) ? [] : [`${what}, ${describeRule(rule, redact)}`]),
      ...(tooOld ? [`${what} (${tooOld}), expected at most ${maxAge.text}`] : []),
    ]
  })
}

/** A column of exactly this name, else the only one that differs in case alone. */
function findColumn(name: string, columns: readonly string[]): string | undefined {
  if (columns.includes(name)) return name
  const [match, another] = columns.filter((column) => column.toLowerCase() === name.toLowerCase())
  return another === undefined ? match : undefined
}

/**
 * Whether a cell follows a rule. How old it may be is another question, which depends on the time.
 * @param cell as `JSON.parse` reads it, or `exactNumber`
 */
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
  const [expected, moment] = [toMoment(value), toMoment(cell)]
  if (expected === undefined || moment === undefined) return cell === value
  // A date is not midnight.
  if (moment.unitNs === dayNs && expected.unitNs < dayNs) return false
  const sinceNs = nsBetween(expected, moment)
  return sinceNs >= 0n && sinceNs < expected.unitNs
}

function isWithin(cell: unknown, bound: Big | string, side: 'min' | 'max'): boolean {
  if (bound instanceof Big) return toNumber(cell)?.[side === 'min' ? 'gte' : 'lte'](bound) === true
  const limit = toMoment(bound)
  const moment = typeof cell === 'string' ? toMoment(cell) : undefined
  if (limit === undefined || moment === undefined) return false
  const sinceNs = nsBetween(limit, moment)
  if (side === 'min') return sinceNs >= 0n
  return limit.unitNs === dayNs ? sinceNs < dayNs : sinceNs <= 0n
}

/** More digits than any type of a column has, and far fewer than arithmetic takes long for. */
const maxDigits = 400

/** Reads a number, even one that came as text: some gateways write 64-bit integers and decimals so. */
export function toNumber(cell: unknown): Big | undefined {
  const text = unwrapNumber(cell)
  if (typeof text !== 'number' && typeof text !== 'string') return undefined
  const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(String(text))
  return isNumber && String(text).length <= maxDigits ? new Big(text) : undefined
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
  const text = unwrapNumber(cell) ?? null
  return describeScalar(number ?? (text as Scalar), redact)
}

function describeScalar(value: Scalar, redact: Redact): string {
  if (value instanceof Big) {
    const digits = value.toFixed()
    // A secret would not be found among separators.
    return cut(redact(digits) === digits ? group(value) : digits, maxCellLength)
  }
  if (typeof value !== 'string') return String(value)
  // A cell may be a text of JSON: quoted and redacted later, its secrets would be quoted twice.
  const text = cut(redact(value), maxCellLength)
  return toMoment(value) === undefined ? JSON.stringify(text) : text
}

/** Separates the thousands of a number and keeps all of its digits: `1,204,331.5`. */
export function group(value: Big | number): string {
  const [digits, short] = [new Big(value).toFixed(), String(value)]
  // Nobody counts so many zeros, and of a fraction the format would leave out the rest.
  const isReadable = digits.length <= maxCellLength || short.length > maxCellLength
  return isReadable ? thousands.format(digits as Intl.StringNumericLiteral) : short
}

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 100 })
