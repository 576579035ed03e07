import { asIs, count, cut, join, limit, maxLength } from '../../platform/text.ts'

/** A column of a table, as the runtime describes it (`DESCRIBE`). */
export interface DescribedColumn {
  readonly name: string
  /** The runtime's own words: `Timestamp(ns, "UTC")`. */
  readonly type: string
  readonly isNullable: boolean | undefined
}

/** A table as it was read on one side. */
export interface TableFacts {
  /** Undefined if the table could not be described. */
  readonly columns?: readonly DescribedColumn[] | undefined
  /** Undefined if they were not counted. */
  readonly rows?: number | undefined
  /** Why columns or rows could not be read, although they should: the end of a sentence. */
  readonly why?: string | undefined
}

/** The datasets and views of the spicepod that one side serves, by their name. */
export type Side = ReadonlyMap<string, TableFacts>

type Kind = keyof typeof wholeChanges

export interface ColumnChange {
  readonly name: string
  readonly change: Kind
  readonly before?: string
  readonly after?: string
  /** Whether the column may be null, if that differs as well as the type: by itself it is no difference. */
  readonly nullability?: { readonly before: boolean; readonly after: boolean }
}

/** A table that differs: an entry of the output `data-changes`. */
export interface TableChange {
  readonly table: string
  readonly change: Kind
  /** A query that worked before may not work any more, or finds nothing. */
  readonly breaking: boolean
  readonly columns?: readonly ColumnChange[]
  /** If both were counted and differ. */
  readonly rows?: { readonly before: number; readonly after: number }
}

export interface Comparison {
  /** By the name of the table. */
  readonly changes: readonly TableChange[]
  readonly unchanged: number
  /** Tables that could not be described, or whose rows could not be counted. */
  readonly notCompared: readonly { readonly table: string; readonly why: string }[]
}

/** Changes that are shown; the rest is counted. */
export const maxShown = { tables: 50, columns: 20 }
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
  const percent = write((100 * Math.abs(after - before)) / before)
  // It says nothing of few rows among many.
  return before === 0 || percent === '0' ? text : `${text}, ${after < before ? '−' : '+'}${percent} %`
}

/** `trips: − fare, distance Float32 → Float64, rows 5 → 0, −100 %`. */
function describeTable({ table, change, columns = [], rows }: TableChange): string {
  const shorten = (text: string) => cut(text, maxLength.name)
  const describe = (column: ColumnChange) => describeColumn(column, shorten)
  const lines = limit(columns, maxShown.columns, describe, (more) => count(more, 'more column'))
  return `${shorten(table)}: ${join(', ', wholeChanges[change], ...lines, rows && `rows ${describeRows(rows)}`)}`
}

/** `3 changed tables, 5 unchanged`. */
export function describeCounts({ changes, unchanged, notCompared }: Comparison): string {
  if (changes.length + unchanged === 0 && notCompared.length > 0) return 'no table could be compared'
  const changed = changes.length === 0 ? 'no changes' : count(changes.length, 'changed table')
  return `${changed}, ${unchanged} unchanged`
}

/** A line for each table that changed, and one for those that could not be compared. */
export function describeComparison(
  comparison: Comparison,
  baseline: string,
): { text: string; breaking?: boolean }[] {
  const { changes, notCompared } = comparison
  const more = changes.length - maxShown.tables
  const shown = changes.slice(0, maxShown.tables)
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
  const shorten = (text: string) => cut(text, maxLength.name)
  const names = limit(tables, maxInSentence, ({ table, why }) => `${shorten(table)} (${shorten(why)})`)
  return `Not compared: ${names.join(', ')}.`
}
