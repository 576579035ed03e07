import { asIs, count, cut, limit, type Redact } from '../platform/text.ts'
import type { QueryResult } from './answer.ts'
import { describeCell, describeRule, follows, group, type Rule } from './rules.ts'

/** Rules by the names of the columns that are compared; the others are ignored. */
export type RowRules = ReadonlyMap<string, Rule>

/** What a query must answer. At least one expectation is set. */
export interface Expectations {
  readonly rows?: Rule | undefined
  /** It returns one row, which follows these rules. */
  readonly values?: RowRules | undefined
  readonly equals?: readonly RowRules[] | undefined
  readonly maxSeconds?: number | undefined
}

/** More problems of one test would not be read. */
const maxProblems = 5
const maxNameLength = 60
/** Most columns that are listed if an expected column does not exist. */
const maxColumns = 20

/** Says how an answer differs from what is expected of it. Only cells that the expectations name are ever shown. */
export function findDifferences(
  { rows, values, equals, maxSeconds }: Expectations,
  answer: QueryResult,
  seconds: number,
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
      compareRow(rules, answer, index, redact).map((text) => labelOf(index) + text),
    )
  }
  if (values !== undefined) differences.push(...compareRows([values], () => ''))
  if (equals !== undefined) differences.push(...compareRows(equals, (index) => `row ${index + 1}: `))
  if (maxSeconds !== undefined && seconds > maxSeconds) {
    // As few digits as show that it is more.
    const took = [2, 3].map((digits) => seconds.toFixed(digits)).find((text) => Number(text) > maxSeconds)
    differences.push(`took ${took ?? seconds} s, expected at most ${maxSeconds} s`)
  }
  return limit([...new Set(differences)], maxProblems, asIs)
}

function compareRow(
  rules: RowRules,
  { columns, rows }: QueryResult,
  index: number,
  redact: Redact,
): string[] {
  const row = new Map(Object.entries(rows[index] ?? {}))
  const label = (name: string) => cut(name, maxNameLength)
  return [...rules].flatMap(([name, rule]) => {
    const column = findColumn(name, columns)
    if (column === undefined) {
      const shown = limit(columns, maxColumns, label, () => '…').join(', ') || 'none'
      return [`there is no column ${label(name)} (columns: ${shown})`]
    }
    if (columns.indexOf(column) !== columns.lastIndexOf(column)) {
      return [`two columns have the name ${label(column)}: give each an alias`]
    }
    const cell = row.get(column)
    if (follows(cell, rule)) return []
    return [`${label(name)} is ${describeCell(cell, redact, rule)}, ${describeRule(rule, redact)}`]
  })
}

/** A column of exactly this name, else the only one that differs in case alone. */
function findColumn(name: string, columns: readonly string[]): string | undefined {
  if (columns.includes(name)) return name
  const [match, another] = new Set(columns.filter((column) => column.toLowerCase() === name.toLowerCase()))
  return another === undefined ? match : undefined
}
