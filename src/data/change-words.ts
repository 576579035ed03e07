import { asIs, count, cut, join, limit } from '../platform/text.ts'
import type { ColumnChange, Comparison, TableChange } from './changes.ts'

/** Changes that are shown; the rest is counted. */
export const maxTables = 50
export const maxColumns = 20
const maxNameLength = 80
/** Nobody reads more tables in one sentence. */
const maxInSentence = 10

export const wholeChanges = { added: 'new table', removed: 'the table is gone', changed: '' }

/** `+ tip_amount Float64`, `− fare`, `distance Float32 → Float64`. */
export function describeColumn(
  { name, change, before = '', after = '', nullability }: ColumnChange,
  show: (text: string) => string = asIs,
): string {
  const write = (type: string, isNullable?: boolean) =>
    isNullable === undefined ? show(type) : `${show(type)} ${isNullable ? 'NULL' : 'NOT NULL'}`
  if (change === 'removed') return `− ${show(name)}`
  if (change === 'added') return `+ ${show(name)} ${show(after)}`
  return `${show(name)} ${write(before, nullability?.before)} → ${write(after, nullability?.after)}`
}

/** `1,204,331 → 1,298,002, +7.8 %`. */
export function describeRows({ before, after }: NonNullable<TableChange['rows']>): string {
  // The locale is loaded only here, because that takes time.
  const write = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 })
  const text = `${write(before)} → ${write(after)}`
  if (before === 0) return text
  const percent = (100 * (after - before)) / before
  return `${text}, ${percent < 0 ? '−' : '+'}${write(Math.abs(percent))} %`
}

/** `trips: − fare, distance Float32 → Float64, rows 5 → 0, −100 %`. */
function describeTable({ table, change, columns = [], rows }: TableChange): string {
  const shorten = (text: string) => cut(text, maxNameLength)
  const describe = (column: ColumnChange) => describeColumn(column, shorten)
  const lines = limit(columns, maxColumns, describe, (more) => count(more, 'more column'))
  return `${shorten(table)}: ${join(', ', wholeChanges[change], ...lines, rows && `rows ${describeRows(rows)}`)}`
}

/** `3 changed tables, 5 unchanged`. */
export function describeCounts({ changes, unchanged }: Comparison, note = ''): string {
  const changed = changes.length === 0 ? 'no changes' : count(changes.length, 'changed table')
  return `${changed}${note}, ${unchanged} unchanged`
}

/** A line for each table that changed, and one for those that could not be compared. */
export function describeComparison(
  comparison: Comparison,
  baseline: string,
): { text: string; breaking?: boolean }[] {
  const { changes, notCompared } = comparison
  const more = changes.length - maxTables
  const shown = changes.slice(0, maxTables)
  return [
    { text: `Data compared with ${baseline}: ${describeCounts(comparison)}` },
    ...shown.map((change) => ({ text: describeTable(change), breaking: change.breaking })),
    ...(more > 0 ? [{ text: `… and ${more} more` }] : []),
    ...(notCompared.length > 0 ? [{ text: describeNotCompared(notCompared) }] : []),
  ]
}

export function describeBreaking(changes: readonly TableChange[], baseline: string): string {
  const tables = limit(changes, maxInSentence, (change) => describeTable(change)).join('; ')
  return `Breaking changes of the data, compared with ${baseline}: ${tables}.`
}

export function describeNotCompared(tables: Comparison['notCompared']): string {
  const shorten = (text: string) => cut(text, maxNameLength)
  const names = limit(tables, maxInSentence, ({ table, why }) => `${shorten(table)} (${shorten(why)})`)
  return `Not compared: ${names.join(', ')}.`
}
