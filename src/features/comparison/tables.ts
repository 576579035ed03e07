import pLimit from 'p-limit'
import { deadlineIn, maxRepeatMs, maxSideMs } from '../../platform/clock.ts'
import { UnusableResponseError } from '../../platform/http.ts'
import { membersOf } from '../../platform/json.ts'
import { maxRows, type QueryResult } from '../../runtime/answer.ts'
import { describeTrouble, type RuntimeContext } from '../../runtime/client.ts'
import { askSql, isTableMissing, maxQueries, retryTransient } from '../../runtime/queries.ts'
import { listDatasets } from '../../runtime/undeployed.ts'
import { finderByName, keyOf, quoteName } from '../../spicepod/names.ts'
import type { Expected } from '../../spicepod/served.ts'
import { readComponents } from '../../spicepod/spicepod.ts'
import type { Side, TableFacts } from './changes.ts'

/** Tables that are read at the same time: more than requests, because some of them pause before a retry. */
const maxBegun = 16
const notInTime = 'it was not read in time'

export interface TableToRead {
  readonly name: string
  /** Whether its rows may be counted: only accelerated data, because a query of the source may cost money. */
  readonly isCounted: boolean
  /** Only the stored spicepod has it, so it is left out if the runtime does not know it. */
  readonly mayBeAbsent?: boolean
}

export interface SideRead {
  readonly facts: Side
  /**
   * Reads tables once more, by their keys: the doubtful ones first, whose rows are not known any more if they cannot be
   * counted again. What cannot be read again of the others stays as it was read last.
   */
  readonly readAgain: (doubtful: ReadonlySet<string>, others?: ReadonlySet<string>) => Promise<Side>
}

/**
 * Finds the tables of one side: those of the served spicepod if it is known, else the datasets that the runtime lists
 * and the tables that the stored spicepod has.
 * @returns undefined if the datasets cannot be listed
 */
export async function findTables(
  expected: Expected,
  context: RuntimeContext,
): Promise<TableToRead[] | undefined> {
  const { served, stored } = expected
  if (served.certainty === 'known') return tablesToRead(served.spicepod)
  const listed = await listDatasets(context)
  if (listed === undefined) return undefined
  const ofStored = tablesToRead(stored).map((table) => ({ ...table, mayBeAbsent: true }))
  const findStored = finderByName(ofStored, 'table')
  const running = listed.map(({ name, acceleration_enabled: isAccelerated }): TableToRead => {
    const { isCounted = false, ...table } = findStored(name) ?? { name }
    return { ...table, isCounted: isCounted && isAccelerated !== false }
  })
  const keys = new Set(running.map(({ name }) => keyOf(name)))
  // The list has no views. A dataset that it lacks may be left out of it, too.
  return [...running, ...ofStored.filter(({ name }) => !keys.has(keyOf(name)))]
}

/**
 * Reads what a runtime serves: `DESCRIBE` and `SELECT count(*)` of each table.
 * @param other the tables of the other side: only those that both sides can count are counted
 */
export async function readSide(
  found: readonly TableToRead[],
  context: RuntimeContext,
  { other = found, signal }: { other?: readonly TableToRead[]; signal?: AbortSignal } = {},
): Promise<SideRead> {
  const countedThere = other.filter(({ isCounted }) => isCounted)
  const keys = new Set(countedThere.map(({ name }) => keyOf(name)))
  const tables = found.map(
    (table): TableToRead => ({ ...table, isCounted: table.isCounted && keys.has(keyOf(table.name)) }),
  )
  const facts = await readTables(tables, maxSideMs, context, signal)
  const latest = new Map(facts)
  const read = (keys: ReadonlySet<string>) =>
    readTables(
      tables.filter(({ name }) => keys.has(keyOf(name))),
      maxRepeatMs,
      context,
    )
  return {
    facts,
    readAgain: async (doubtful, others = new Set()) => {
      for (const [name, table] of await read(doubtful)) {
        latest.set(name, { columns: latest.get(name)?.columns, ...table })
      }
      for (const [name, table] of await read(others)) {
        latest.set(name, table.why === undefined ? table : { ...latest.get(name), ...table })
      }
      return latest
    },
  }
}

/** Never fails: a table that could not be read has the reason. */
async function readTables(
  tables: readonly TableToRead[],
  limitMs: number,
  context: RuntimeContext,
  signal?: AbortSignal,
): Promise<Side> {
  const { run } = context
  const deadline = deadlineIn(limitMs, run.clock)
  const inTurn = pLimit(maxQueries)

  /** @returns the rows of the answer, or why there are none */
  const ask = async (sql: string): Promise<{ rows?: QueryResult['rows']; why?: string }> => {
    const isOver = () => signal?.aborted === true || deadline.remainingMs() === 0
    // Each attempt waits for its turn, so the retries of a table do not block other tables.
    const attempt = (timeoutMs: number) =>
      inTurn(() => {
        if (isOver()) throw new Error(notInTime)
        const leftMs = Math.min(timeoutMs, deadline.remainingMs())
        return askSql(context, sql, leftMs, signal)
      })
    if (isOver()) return { why: notInTime }
    try {
      return await retryTransient(attempt, deadline.remainingMs(), context)
    } catch (error) {
      // An error explains more than that the time is over.
      const isOnlyLate = isOver() && !(error instanceof UnusableResponseError)
      return { why: isOnlyLate ? notInTime : describeTrouble(error) }
    }
  }
  const read = async ({ name, isCounted, mayBeAbsent }: TableToRead): Promise<TableFacts | 'absent'> => {
    const table = quoteName(name)
    const { rows, why } = await ask(`DESCRIBE ${table}`)
    if (rows === undefined) return mayBeAbsent && isTableMissing(why ?? '') ? 'absent' : { why }
    if (rows.length === maxRows) return { why: `its description may be cut at ${maxRows} columns` }
    const columns = rows.flatMap(({ column_name: name, data_type: type, is_nullable }) => {
      if (typeof name !== 'string' || typeof type !== 'string') return []
      const isNullable = typeof is_nullable === 'string' ? is_nullable.toUpperCase() === 'YES' : undefined
      return [{ name, type, isNullable }]
    })
    if (columns.length < rows.length) return { why: 'the runtime described it in another form' }
    if (!isCounted) return { columns }
    const counted = await ask(`SELECT count(*) AS "rows" FROM ${table}`)
    const amount = counted.rows?.length === 1 ? readCount(counted.rows[0]?.rows) : undefined
    if (amount !== undefined) return { columns, rows: amount }
    return { columns, why: `its rows could not be counted: ${counted.why ?? 'the answer is not a number'}` }
  }
  const entries = await pLimit(maxBegun).map(
    tables,
    async (table) => [table.name, await read(table)] as const,
  )
  return new Map(entries.flatMap(([name, facts]) => (facts === 'absent' ? [] : [[name, facts] as const])))
}

/** Reads a number of rows, which may be text. A number that a double would round is not used. */
function readCount(cell: unknown): number | undefined {
  const amount = typeof cell === 'string' && /^\d+$/.test(cell) ? Number(cell) : cell
  return typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0 ? amount : undefined
}

function tablesToRead(spicepod: unknown): TableToRead[] {
  const tables = readComponents(spicepod).filter(
    ({ kind, name, isReference }) => (kind === 'dataset' || kind === 'view') && name !== '' && !isReference,
  )
  return tables.map(({ kind, name, accelerated, entry }) => {
    const acceleration = membersOf(entry.acceleration)
    const mayAskSource =
      acceleration.on_zero_results === 'use_source' ||
      acceleration.refresh_mode === 'caching' ||
      [acceleration.ready_state, entry.ready_state].includes('on_registration')
    return { name, isCounted: kind === 'dataset' && accelerated && !mayAskSource }
  })
}
