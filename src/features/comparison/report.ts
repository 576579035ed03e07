import type { RunState } from '../../core/state.ts'
import { count, join, limit } from '../../platform/text.ts'
import type { FeatureReport } from '../../report/feature.ts'
import { text } from '../../report/log.ts'
import { fold, foldedGrid, grid, type Html, type Markup } from '../../report/markup.ts'
import {
  type ColumnChange,
  describeColumn,
  describeComparison,
  describeCounts,
  describeRows,
  maxShown,
  type TableChange,
  wholeChanges,
} from './changes.ts'

// What the comparison of the data has found, in summary and comment.

/** What the log says of the data. */
export const comparisonReport: FeatureReport = {
  lines: {
    'data.compared': ({ comparison, baseline }) =>
      describeComparison(comparison, baseline).map(({ text: words, breaking }) =>
        text(words, breaking ? 'yellow' : undefined),
      ),
  },
}

/** A column is shown with its name and two types, in so many characters. */
const maxColumnLength = 400

/** A table of what changed in the data, breaking changes first; empty if it was not compared. */
export function renderDataChanges({ compared }: RunState, markup: Markup, max?: number): Html {
  if (compared === undefined) return ''
  const { changes, notCompared, baseline } = compared
  const sorted = changes.toSorted((left, right) => Number(right.breaking) - Number(left.breaking))
  return join(
    '\n\n',
    `<p>Compared with ${markup.sentence(baseline)}: ${describeCounts(compared)}.</p>`,
    foldedGrid(['Table', 'Change'], sorted, (change) => toCells(change, markup), max, maxShown.tables),
    fold(
      `${count(notCompared.length, 'table')} not compared`,
      grid(
        ['Table', 'Why'],
        notCompared,
        ({ table, why }) => [markup.inlineCode(table), markup.sentence(why)],
        max,
      ),
    ),
  )
}

function toCells({ table, change, breaking, columns = [], rows }: TableChange, markup: Markup): Html[] {
  const name = markup.inlineCode(table) ?? ''
  const describe = (column: ColumnChange) => markup.inlineCode(describeColumn(column), maxColumnLength) ?? ''
  return [
    breaking ? `⚠️ ${name} <b>breaking</b>` : name,
    join(
      '<br>',
      wholeChanges[change],
      ...limit(columns, maxShown.columns, describe),
      rows && `rows ${describeRows(rows)}`,
    ),
  ]
}
