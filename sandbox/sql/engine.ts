import type { DatabaseSync } from 'node:sqlite'
import { readTable, type Table, type TableData } from '../tables.ts'
import { type ArrowType, readType, type Stored, typeOf } from './arrow.ts'
import { SqlError } from './error.ts'
import type { Parameters } from './parameters.ts'
import { COUNT_STEP, fold, readStatement, type Statement, type TableName } from './statement.ts'

/** A dataset or view that can be asked. */
export interface Source {
  readonly name: string
  readonly table: Table | undefined
  /** Of a view, which is used unless there is a table. */
  readonly query?: string
  /** Whether a dataset can be described, but not yet be asked. */
  readonly isLoading?: boolean
}

/** The answer to a query. */
export interface Result {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Stored[])[]
}

export interface ResultColumn {
  readonly name: string
  readonly type: ArrowType
  /** As the runtime writes the type. */
  readonly typeName: string
  readonly isNullable: boolean
}

// A table of the engine has at least one column, and a dataset may have none.
const NO_COLUMN = '(no column)'

/** A query may have rows without end, and nobody reads so many. */
const MAX_ROWS = 100_000

/** A query may recurse without end, and nothing but its own steps can stop it. */
const maxSteps = 1_000_000

/** A text that a query makes, such as by `printf` or `replace`, could be as large as the memory. */
const maxValueBytes = 16 * 2 ** 20

/** Answers SQL from tables. The engine is SQLite, which comes with Node; it never opens a file. */
export class Engine {
  readonly sources: readonly Source[]
  readonly #database: DatabaseSync
  /** The steps of recursion that the current query has taken. */
  #steps = 0
  readonly #tables: TableName[] = []
  /** The columns of a table that stands for data, by the name of the table in JSON. */
  readonly #columns = new Map<string, TableData['columns']>()

  /** @throws SqlError where Node has no engine */
  constructor(sources: readonly Source[]) {
    this.sources = sources
    this.#database = openDatabase()
    this.#database.function(COUNT_STEP, () => {
      this.#steps += 1
      if (this.#steps <= maxSteps) return 1
      throw new SqlError(400, `The sandbox takes at most ${maxSteps} steps of recursion`)
    })
    this.#attach('public', 'information_schema', 'runtime')
    this.#createTable(['runtime', 'task_history'], TASK_HISTORY)
    // A view may ask a dataset, or a view before it.
    const isQuery = ({ table, query }: Source) => table === undefined && query !== undefined
    for (const source of sources) if (!isQuery(source)) this.#add(source)
    for (const source of sources) if (isQuery(source)) this.#add(source)
    this.#describeAll()
    this.#database.exec('PRAGMA query_only = ON')
  }

  /**
   * Runs one statement.
   *
   * @throws SqlError in the words of the engine
   */
  run(text: string, parameters: Parameters = []): Result {
    const { kind, sql, table, asked, conditions, values } = readStatement(text, this.#tables, parameters)
    const loading = this.sources.find(
      ({ name, isLoading }) => isLoading && asked.some((path) => keyOf(path) === keyOf(partsOf(name))),
    )
    if (loading !== undefined) {
      throw new SqlError(400, `Acceleration not ready; loading initial data for ${loading.name}`)
    }
    switch (kind) {
      case 'describe':
        return tellColumns(this.#columnsOf(table ?? ['public', '']))
      case 'show tables':
        return this.#query('SELECT * FROM information_schema.tables', {}, [])
      case 'explain': {
        const plan = this.#query(`EXPLAIN QUERY PLAN ${sql}`, values, [])
        const steps = plan.rows.map((row) => String(row[3])).join('\n')
        return { columns: [textColumn('plan_type'), textColumn('plan')], rows: [['logical_plan', steps]] }
      }
      default:
        return this.#query(sql, values, conditions)
    }
  }

  #query(sql: string, values: Statement['values'], conditions: readonly boolean[]): Result {
    this.#steps = 0
    try {
      const statement = this.#database.prepare(sql)
      statement.setReturnArrays(true)
      statement.setReadBigInts(true)
      const rows: Stored[][] = []
      for (const row of statement.iterate(values)) {
        if (rows.length === MAX_ROWS) {
          throw new Error(`The sandbox answers with at most ${MAX_ROWS} rows: add a LIMIT to the query`)
        }
        rows.push(row as unknown as Stored[])
      }
      const origins = statement.columns()
      const columns = origins.map((origin, index) => {
        const known = this.#columns
          .get(keyOf([origin.database ?? '', origin.table ?? '']))
          ?.find(({ name }) => name === origin.column)
        const first = rows.find((row) => row[index] !== null)?.[index]
        const isCondition = known === undefined && conditions.length === origins.length && conditions[index]
        const type = known?.arrow ?? (isCondition ? readType('Boolean') : typeOf(first ?? null))
        return {
          name: nameLiteral(origin.name),
          origin: origin.column,
          type,
          typeName: known?.type ?? type.name,
          isNullable: known?.nullable ?? true,
        }
      })
      const shown = columns.flatMap(({ origin }, index) => (origin === NO_COLUMN ? [] : [index]))
      return {
        columns: columns.filter(({ origin }) => origin !== NO_COLUMN),
        rows: rows.map((row) => shown.map((index) => row[index] ?? null)),
      }
    } catch (error) {
      if (error instanceof SqlError) throw error
      const { message } = error as Error
      if (/readonly database/.test(message)) {
        throw new SqlError(403, `${message}: this is a read-only SQL context`)
      }
      throw new SqlError(400, message)
    }
  }

  #columnsOf(table: TableName): readonly ResultColumn[] {
    return this.#query(`SELECT * FROM ${quoteName(table)}`, {}, []).columns
  }

  /**
   * A dataset that the engine cannot hold is not there, and neither is a view whose query fails.
   *
   * @throws ArrowError if the table is none
   */
  #add({ name, table, query }: Source): void {
    const path = partsOf(name)
    const data = table && readTable(table)
    try {
      this.#attach(path[0])
      if (data !== undefined || query === undefined) {
        this.#createTable(path, data?.columns ?? [], data?.rows)
        return
      }
      const { sql } = readStatement(query, this.#tables)
      this.#database.exec(`CREATE VIEW ${quoteName(path)} AS ${sql}`)
    } catch {
      return
    }
    try {
      this.#columnsOf(path)
      this.#tables.push(path)
    } catch {
      this.#database.exec(`DROP VIEW ${quoteName(path)}`)
    }
  }

  #createTable(table: TableName, columns: TableData['columns'], rows: TableData['rows'] = []): void {
    const definitions = columns.map(({ name, arrow }) => `${quote(name)}${affinityOf(arrow)}`)
    this.#database.exec(`CREATE TABLE ${quoteName(table)} (${definitions.join() || quote(NO_COLUMN)})`)
    this.#tables.push(table)
    this.#columns.set(keyOf(table), columns)
    if (rows.length === 0 || columns.length === 0) return
    const insert = this.#database.prepare(
      `INSERT INTO ${quoteName(table)} VALUES (${columns.map(() => '?').join()})`,
    )
    this.#database.exec('BEGIN')
    for (const row of rows) insert.run(...row)
    this.#database.exec('COMMIT')
  }

  #attach(...schemas: readonly string[]): void {
    const attached = this.#database.prepare('PRAGMA database_list').all()
    for (const schema of schemas) {
      if (!attached.some(({ name }) => name === schema))
        this.#database.exec(`ATTACH ':memory:' AS ${quote(schema)}`)
    }
  }

  /** Fills `information_schema`. */
  #describeAll(): void {
    const views = this.sources
      .filter(({ query }) => query !== undefined)
      .map(({ name }) => keyOf(partsOf(name)))
    const isView = (table: TableName) => table[0] === 'information_schema' || views.includes(keyOf(table))
    const tables = [...this.#tables]
    const columns = tables.flatMap(([schema, table]) =>
      this.#columnsOf([schema, table]).map(({ name, typeName, isNullable }, index) => [
        'spice',
        schema,
        table,
        name,
        BigInt(index),
        null,
        isNullable ? 'YES' : 'NO',
        typeName,
      ]),
    )
    this.#createTable(
      ['information_schema', 'columns'],
      [
        ...textColumns('table_catalog', 'table_schema', 'table_name', 'column_name'),
        ...ORDINAL,
        ...textColumns('column_default', 'is_nullable', 'data_type'),
      ],
      columns,
    )
    const own = ['columns', 'tables', 'schemata'].map((name): TableName => ['information_schema', name])
    this.#createTable(
      ['information_schema', 'tables'],
      textColumns('table_catalog', 'table_schema', 'table_name', 'table_type'),
      [...tables, ...own].map((table) => ['spice', ...table, isView(table) ? 'VIEW' : 'BASE TABLE']),
    )
    this.#createTable(
      ['information_schema', 'schemata'],
      textColumns('catalog_name', 'schema_name'),
      [...new Set([...tables, ...own].map(([schema]) => schema))].map((schema) => ['spice', schema]),
    )
  }
}

function openDatabase(): DatabaseSync {
  const sqlite = loadSqlite()
  if (sqlite === undefined || !('columns' in sqlite.StatementSync.prototype)) {
    throw new SqlError(
      501,
      `SQL needs Node 22.16 or newer, and the sandbox runs on Node ${process.versions.node}.`,
    )
  }
  const database = new sqlite.DatabaseSync(':memory:')
  if ('limits' in database) Object.assign(database.limits as object, { length: maxValueBytes })
  return database
}

/** Node warns that its SQLite is experimental, which is nothing to users of the sandbox. */
function loadSqlite(): typeof import('node:sqlite') | undefined {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule?.('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The parts of the name of a dataset, each of which may be quoted. Other identifiers are in small letters. */
function partsOf(name: string): TableName {
  const parts = (name.match(/"(?:[^"]|"")*"|[^.]+/g) ?? [name]).map((part) =>
    /^".*"$|[^\p{L}\d_]/su.test(part) ? part.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"') : fold(part),
  )
  return [parts.at(-2) ?? 'public', parts.at(-1) ?? name]
}

function keyOf(table: TableName): string {
  return JSON.stringify(table)
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function quoteName([schema, table]: TableName): string {
  return `${quote(schema)}.${quote(table)}`
}

/** What the engine makes of text that is compared with a column, and of numbers that are stored in it. */
function affinityOf({ name, serde }: ArrowType): string {
  if (/Int/.test(name) && typeof serde === 'string') return ' INTEGER'
  if (/^Float/.test(name)) return ' REAL'
  return /^(Decimal|Boolean)|Binary/.test(name) ? '' : ' TEXT'
}

/** The engine calls a literal by its text, and the runtime by its type as well. */
function nameLiteral(name: string): string {
  if (/^\d+$/.test(name)) return `Int64(${name})`
  if (/^\d+\.\d+$/.test(name)) return `Float64(${name})`
  if (/^'.*'$/s.test(name)) return `Utf8("${name.slice(1, -1)}")`
  return name
    .replace(/^count ?\( ?\* ?\)$/i, 'count(*)')
    .replace(/^count ?\( ?(\d+) ?\)$/i, 'count(Int64($1))')
}

function tellColumns(columns: readonly ResultColumn[]): Result {
  return {
    columns: ['column_name', 'data_type', 'is_nullable'].map(textColumn),
    rows: columns.map(({ name, typeName, isNullable }) => [name, typeName, isNullable ? 'YES' : 'NO']),
  }
}

function textColumn(name: string): ResultColumn {
  return { name, type: readType('Utf8'), typeName: 'Utf8', isNullable: false }
}

function textColumns(...names: readonly string[]): TableData['columns'] {
  return names.map((name) => ({ name, type: 'Utf8', arrow: readType('Utf8') }))
}

const ORDINAL: TableData['columns'] = [
  { name: 'ordinal_position', type: 'UInt64', arrow: readType('UInt64') },
]

const TASK_HISTORY = textColumns('trace_id', 'span_id', 'task', 'input', 'error_message')
