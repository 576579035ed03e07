import {
  describeColumn,
  describeCounts,
  describeRows,
  maxColumns,
  maxTables,
  wholeChanges,
} from '../data/change-words.ts'
import type { ColumnChange, TableChange } from '../data/changes.ts'
import { asIs, count, join, limit } from '../platform/text.ts'
import type { TestResult } from '../runtime/verification.ts'
import { grid, type Html, type Markup } from './markup.ts'
import type { RunState } from './state.ts'

/** A column is shown with its name and two types, in so many characters. */
const maxColumnLength = 400

/** A table of what changed in the data, breaking changes first; empty if it was not compared. */
export function renderDataChanges({ compared }: RunState, markup: Markup, max?: number): Html {
  if (compared === undefined) return ''
  const { changes, notCompared, baseline } = compared
  const sorted = changes.toSorted((left, right) => Number(right.breaking) - Number(left.breaking))
  const rest = sorted.length - maxTables
  const counts = describeCounts(compared, rest > 0 ? ` (${rest} of them not shown)` : '')
  return join(
    '\n\n',
    `<p>Compared with ${markup.sentence(baseline)}: ${counts}.</p>`,
    grid(['Table', 'Columns', 'Rows'], sorted.slice(0, maxTables), (change) => toCells(change, markup), max),
    notCompared.length > 0 &&
      markup.foldedLines(
        `${count(notCompared.length, 'table')} not compared`,
        notCompared.map(({ table, why }) => `${table}: ${why}`),
      ),
  )
}

function toCells({ table, change, breaking, columns = [], rows }: TableChange, markup: Markup): Html[] {
  const name = markup.inlineCode(table) ?? ''
  const describe = (column: ColumnChange) =>
    markup.inlineCode(describeColumn(column, asIs), maxColumnLength) ?? ''
  return [
    breaking ? `⚠️ ${name} <b>breaking</b>` : name,
    join('<br>', wholeChanges[change], ...limit(columns, maxColumns, describe)),
    rows ? describeRows(rows) : '',
  ]
}

/** `✅ passed`; a failure that only warns is marked so. */
export function resultOf({ ok, severity }: TestResult): string {
  if (ok) return '✅ passed'
  return severity === 'warn' ? '⚠️ failed' : '❌ failed'
}

/** The tests of the data, each with what was expected and what came; empty if there were none. */
export function renderTests({ verification }: RunState, markup: Markup, max?: number): Html {
  const tests = verification?.tests.filter(({ name }) => name.startsWith('test:')) ?? []
  const rows = tests.toSorted((left, right) => Number(left.ok) - Number(right.ok))
  const hasFailed = rows[0]?.ok === false
  return grid(
    ['Test', 'Result', ...(hasFailed ? ['Expected and got'] : [])],
    rows,
    (test) => [
      markup.inlineCode(test.name.slice('test:'.length)),
      resultOf(test),
      ...(hasFailed ? [markup.inlineCode(test.error, 500)] : []),
    ],
    max,
  )
}
