import { put } from './put.ts'
import { ArrowError, type ArrowType, readType, type Stored, store } from './sql/arrow.ts'

/** Data behind a dataset or view. A dataset without a table has no columns and no rows. */
export interface Table {
  /** That of the dataset or view. `a.b` is the table `b` of schema `a`. */
  readonly name: string
  /** The name or id of the app that has it. Default: every app. */
  readonly app?: string | number
  /** The id of the first deployment that has this data. Default: the first one that serves the dataset. */
  readonly from_deployment?: number
  readonly columns: readonly Column[]
  /** A row has a value for each column, or names the columns that it has values for. */
  readonly rows: readonly (readonly unknown[] | Readonly<Record<string, unknown>>)[]
}

export interface Column {
  readonly name: string
  /** As the runtime writes it: `Int64`, `Decimal128(10, 2)`, `Timestamp(ns, "UTC")`. */
  readonly type: string
  /** Default true. */
  readonly nullable?: boolean
}

/** A table whose types and values have been read. */
export interface TableData {
  readonly columns: readonly (Column & { readonly arrow: ArrowType })[]
  readonly rows: readonly (readonly Stored[])[]
}

/**
 * Reads the types and the values of a table.
 *
 * @throws ArrowError saying in one sentence where a table is not one
 */
export function readTable({ name, columns, rows }: Table): TableData {
  const table = `table ${JSON.stringify(name)}`
  const names = new Set(columns.map((column) => column.name.toLowerCase()))
  if (names.size < columns.length) throw new ArrowError(`${table}: two columns have the same name`)
  const typed = columns.map((column) => ({ ...column, arrow: within(table, () => readType(column.type)) }))
  const stored = rows.map((row, index) => {
    const where = `${table}, row ${index + 1}`
    const values = valuesOf(row, columns, where)
    return typed.map((column, at) => {
      const inColumn = `${where}, column ${JSON.stringify(column.name)}`
      const value = within(inColumn, () => store(values[at], column.arrow))
      if (value === null && column.nullable === false) throw new ArrowError(`${inColumn}: must not be null`)
      return value
    })
  })
  return { columns: typed, rows: stored }
}

function valuesOf(row: Table['rows'][number], columns: readonly Column[], where: string): readonly unknown[] {
  if (Array.isArray(row)) {
    if (row.length === columns.length) return row
    throw new ArrowError(`${where}: has ${row.length} values for ${columns.length} columns`)
  }
  const members = new Map(Object.entries(row))
  const unknown = [...members.keys()].find((name) => !columns.some((column) => column.name === name))
  if (unknown !== undefined) throw new ArrowError(`${where}: there is no column ${JSON.stringify(unknown)}`)
  return columns.map(({ name }) => members.get(name))
}

function within<Value>(where: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw error instanceof ArrowError ? new ArrowError(`${where}: ${error.message}`) : error
  }
}

/** Adds a table, or replaces the one of the same name, app and first deployment. */
export function putTable(tables: Table[], table: Table): void {
  put(tables, table, (old) =>
    (['name', 'app', 'from_deployment'] as const).every((key) => old[key] === table[key]),
  )
}

/** Whose data is asked for: that of a deployment of an app. */
export interface Served {
  readonly app: { readonly id: number; readonly name: string }
  readonly deploymentId: number
}

/** The data of a dataset in a deployment: that from the newest deployment before it, and of two the later one. */
export function findTable(
  tables: readonly Table[],
  name: string,
  { app, deploymentId }: Served,
): Table | undefined {
  return tables
    .filter((table) => table.name === name && (table.from_deployment ?? 0) <= deploymentId)
    .filter((table) => table.app === undefined || [app.id, app.name].includes(table.app))
    .reduce<Table | undefined>(
      (newest, table) => ((newest?.from_deployment ?? 0) > (table.from_deployment ?? 0) ? newest : table),
      undefined,
    )
}
