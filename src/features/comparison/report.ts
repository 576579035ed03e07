import type { CoreState } from '../../core/state.ts'
import { count, join, limit } from '../../platform/text.ts'
import type { FeatureReport } from '../../report/feature.ts'
import { text } from '../../report/log.ts'
import { fold, foldedGrid, grid, type Html, type Markup } from '../../report/markup.ts'
import {
  type ColumnChange,
  type Comparison,
  describeColumn,
  describeComparison,
  describeCounts,
  describeRows,
  maxShown,
  type TableChange,
  wholeChanges,
} from './changes.ts'
import type { ComparisonFacts } from './events.ts'

/** What the comparison of the data has found. */
export const comparisonReport: FeatureReport<CoreState & ComparisonFacts> = {
  lines: {
    'data.compared': ({ comparison, baseline }) =>
      describeComparison(comparison, baseline).map(({ text: words, breaking }) =>
        text(words, breaking ? 'yellow' : undefined),
      ),
  },
  causes: (state, markup, { changes }) =>
    isBreaking(state) ? [renderDataChanges(state, markup, changes)] : [],
  section: (state, markup, max) =>
    isBreaking(state) ? '' : fold('Changes of the data', renderDataChanges(state, markup, max)),
  outputs: ({ compared }, { list }) => ({
    'data-changes':
      compared && isKnown(compared) ? list(compared.changes.map(toEntry), ['change']) : undefined,
  }),
  phases: {
    data: ({ outcome, verification }) => ({
      label: 'Comparison',
      mark:
        outcome?.kind === 'unverified' && verification?.problems.some(({ part }) => part === 'data')
          ? 'failed'
          : undefined,
    }),
  },
}

/** Nothing was compared if no table was. */
function isKnown({ changes, unchanged, notCompared }: Comparison): boolean {
  return changes.length + unchanged > 0 || notCompared.length === 0
}

/** The output omits nullability, which only log, summary and comment show. */
function toEntry({ columns, rows, ...change }: TableChange): object {
  return { ...change, columns: columns?.map(({ nullability, ...column }) => column), rows }
}

function isBreaking({ compared }: ComparisonFacts): boolean {
  return compared?.changes.some(({ breaking }) => breaking) === true
}

/** A column is shown with its name and two types, in so many characters. */
const maxColumnLength = 400

/** A table of what changed in the data, breaking changes first; empty if it was not compared. */
export function renderDataChanges(
  { compared, verification }: ComparisonFacts & Pick<CoreState, 'verification'>,
  markup: Markup,
  max?: number,
): Html {
  if (compared === undefined) return ''
  const sign = verification?.problems.some(({ code }) => code === 'breaking-change') ? '❌' : '⚠️'
  const { changes, notCompared, baseline } = compared
  const sorted = changes.toSorted((left, right) => Number(right.breaking) - Number(left.breaking))
  return join(
    '\n\n',
    `<p>Compared with ${markup.sentence(baseline)}: ${describeCounts(compared)}.</p>`,
    foldedGrid(['Table', 'Change'], sorted, (change) => toCells(change, sign, markup), max, maxShown.tables),
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

function toCells(
  { table, change, breaking, columns = [], rows }: TableChange,
  sign: string,
  markup: Markup,
): Html[] {
  const name = markup.inlineCode(table) ?? ''
  const describe = (column: ColumnChange) => markup.inlineCode(describeColumn(column), maxColumnLength) ?? ''
  return [
    breaking ? `${sign} ${name} <b>breaking</b>` : name,
    join(
      '<br>',
      wholeChanges[change],
      ...limit(columns, maxShown.columns, describe),
      rows && `rows ${describeRows(rows)}`,
    ),
  ]
}
