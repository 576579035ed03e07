import { count, cut, type Redact } from '../platform/text.ts'
import type { ColumnChange, Comparison, TableChange } from './changes.ts'

/** Changes that are shown; the rest is counted. */
export const maxTables = 50
export const maxColumns = 20
const maxNameLength = 80

/**
 * `+ tip_amount Float64`, `− fare`, `distance Float32 → Float64`.
 *
 * @param show hides secrets, and may shorten; or leaves that to a later step
 */
export function describeColumn(
  { name, change, before = '', after = '', nullability }: ColumnChange,
  show: Redact,
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

/** `trips: − fare, distance Float32 → Float64, 5 → 0, −100 % rows`. */
export function describeTable({ table, change, columns = [], rows }: TableChange, redact: Redact): string {
  const more = columns.length - maxColumns
  const shorten = (text: string) => cut(text, maxNameLength, redact)
  const parts = [
    change === 'added' && 'new table',
    change === 'removed' && 'the table is gone',
    ...columns.slice(0, maxColumns).map((column) => describeColumn(column, shorten)),
    more > 0 && count(more, 'more column'),
    rows && `rows ${describeRows(rows)}`,
  ]
  return `${shorten(table)}: ${parts.filter(Boolean).join(', ')}`
}

/** The breaking ones among some changes: a sentence. */
export function describeBreaking(changes: readonly TableChange[], baseline: string, redact: Redact): string {
  const tables = listFirst(changes, '; ', (change) => describeTable(change, redact))
  return `Breaking changes of the data, compared with ${baseline}: ${tables}.`
}

/** A sentence. */
export function describeNotCompared(tables: Comparison['notCompared'], redact: Redact): string {
  const shorten = (text: string) => cut(text, maxNameLength, redact)
  const names = listFirst(tables, ', ', ({ table, why }) => `${shorten(table)} (${shorten(why)})`)
  return `Not compared: ${names}.`
}

/** More would not be read in one sentence. */
const maxInSentence = 10

function listFirst<Item>(
  items: readonly Item[],
  separator: string,
  describe: (item: Item) => string,
): string {
  const shown = items.slice(0, maxInSentence).map(describe)
  const more = items.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(separator)
}
