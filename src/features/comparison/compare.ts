import { foldName, keyOf } from '../../spicepod/names.ts'
import { isSameType } from './arrow-type.ts'
import type { ColumnChange, Comparison, DescribedColumn, Side, TableChange, TableFacts } from './changes.ts'

// Loaded only by runs that compare data: every run can say what such a comparison found.

/** Compares what two sides serve. What could not be read is never a change. */
export function compareSides(before: Side, after: Side): Comparison {
  const changes: TableChange[] = []
  const notCompared: { table: string; why: string }[] = []
  let unchanged = 0
  const byKey = (side: Side) => new Map(Array.from(side, (entry) => [keyOf(entry[0]), entry]))
  const [oldTables, tables] = [byKey(before), byKey(after)]
  for (const key of [...new Set([...oldTables.keys(), ...tables.keys()])].sort()) {
    const [oldName = '', old] = oldTables.get(key) ?? []
    const [name = oldName, current] = tables.get(key) ?? []
    const table = foldName(name)
    const { change, why } = compareTable(table, old, current)
    if (why !== undefined) notCompared.push({ table, why })
    if (change !== undefined) changes.push(change)
    else if ([old, current].every((facts) => facts?.columns)) unchanged++
  }
  changes.sort((left, right) => (left.table < right.table ? -1 : 1))
  return { changes, unchanged, notCompared }
}

/** How a table differs, if it does, and why its columns or rows could not be compared, although they should be. */
function compareTable(
  table: string,
  old?: TableFacts,
  current?: TableFacts,
): { change?: TableChange; why?: string | undefined } {
  const undescribed = [old, current].find((facts) => facts !== undefined && facts.columns === undefined)
  if (undescribed !== undefined) return { why: undescribed.why }
  if (old?.columns === undefined) return { change: { table, change: 'added', breaking: false } }
  if (current?.columns === undefined) return { change: { table, change: 'removed', breaking: true } }
  const isCountedByBoth = [old, current].every((facts) => (facts.rows ?? facts.why) !== undefined)
  const { columns, areAllCompared } = compareColumns(old.columns, current.columns)
  const whyNotCounted = isCountedByBoth ? (old.why ?? current.why) : undefined
  const why = areAllCompared ? whyNotCounted : (whyNotCounted ?? oldForm)
  const [before, after] = [old.rows, current.rows]
  const areCounted = before !== undefined && after !== undefined && before !== after
  if (columns.length === 0 && !areCounted) return { why }
  const breaking = columns.some(({ change }) => change !== 'added') || (areCounted && after === 0)
  const change = { table, change: 'changed', breaking, ...(columns.length > 0 && { columns }) } as const
  return { change: areCounted ? { ...change, rows: { before, after } } : change, why }
}

const oldForm = 'a runtime before 1.11 writes nested types in another form'

/** Nullability is no difference, because that of an aggregate depends on its plan. Neither is the order of columns. */
function compareColumns(before: readonly DescribedColumn[], after: readonly DescribedColumn[]) {
  const current = [...after]
  // Several columns may have the same name.
  const take = (isMatch: (column: DescribedColumn) => boolean) => {
    const index = current.findIndex(isMatch)
    return index < 0 ? undefined : current.splice(index, 1)[0]
  }
  const takeUnless = (result: boolean | undefined) => (old: DescribedColumn) =>
    take(({ name, type }) => name === old.name && isSameType(old.type, type) === result) === undefined
  const others = before.filter(takeUnless(true))
  const different = others.filter(takeUnless(undefined))
  const columns = different.map(({ name, type, isNullable }): ColumnChange => {
    const match = take((column) => column.name === name)
    if (match === undefined) return { name, change: 'removed', before: type }
    const changed = { name, change: 'changed', before: type, after: match.type } as const
    const areKnown = isNullable !== undefined && match.isNullable !== undefined
    if (!areKnown || isNullable === match.isNullable) return changed
    return { ...changed, nullability: { before: isNullable, after: match.isNullable } }
  })
  for (const { name, type } of current) columns.push({ name, change: 'added', after: type })
  return { columns, areAllCompared: different.length === others.length }
}
