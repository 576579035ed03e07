import { hideLiterals, type QueryResult } from '../data/answer.ts'
import type { Side, TableFacts } from '../data/changes.ts'
import { deadlineIn } from '../platform/clock.ts'
import { isMap } from '../platform/json.ts'
import { quoteName } from '../spicepod/names.ts'
import { readComponents } from '../spicepod/spicepod.ts'
import { describeTrouble } from './client.ts'
import type { RuntimeContext } from './poller.ts'
import { askSql, retryProbe } from './probes.ts'

/** How long the reading of one side may take, in milliseconds. */
const maxSideMs = 20_000
/** Requests to one side at the same time. */
const maxAtOnce = 4
/** Spice Cloud may cut an answer at so many rows. Source: https://docs.spice.ai/api/sql-query/http-api */
const maxRows = 500

const notInTime = 'it was not read in time'

/** A dataset or view to read. */
export interface TableToRead {
  readonly name: string
  /** Whether its rows may be counted: only of data that the runtime has itself, because others may cost money. */
  readonly isCounted: boolean
}

/** Reads tables; the time for all of them together begins with the first. */
export type ReadSide = (tables: readonly TableToRead[], signal?: AbortSignal) => Promise<Side>

/**
 * Reads columns and rows of the tables that one runtime serves: `DESCRIBE` and `SELECT count(*)` of each.
 *
 * @returns a function that never rejects: a table that cannot be read says why. Its signal ends the reading, and what
 * has not been read by then is unread
 */
export function createSideReader(context: RuntimeContext): ReadSide {
  const { client, run } = context
  const deadline = deadlineIn(maxSideMs, run.clock)
  /** @returns the rows of the answer, or why there are none */
  const ask = async (
    sql: string,
    signal: AbortSignal | undefined,
  ): Promise<{ rows?: QueryResult['rows']; why?: string }> => {
    const isOver = () => signal?.aborted === true || deadline.remainingMs() === 0
    const attempt = async (timeoutMs: number) => {
      signal?.throwIfAborted()
      return askSql(client, sql, timeoutMs, { signal, show: (message) => hideLiterals(message, sql) })
    }
    try {
      return isOver() ? { why: notInTime } : await retryProbe(attempt, deadline.remainingMs(), context)
    } catch (error) {
      return { why: isOver() ? notInTime : describeTrouble(error, client.redact) }
    }
  }

  const read = async ({ name, isCounted }: TableToRead, signal?: AbortSignal): Promise<TableFacts> => {
    const table = quoteName(name)
    const { rows, why } = await ask(`DESCRIBE ${table}`, signal)
    if (rows === undefined) return { why }
    if (rows.length >= maxRows) return { why: `its description may be cut at ${maxRows} columns` }
    const columns = rows.map(({ column_name, data_type, is_nullable }) => ({
      name: String(column_name),
      type: String(data_type),
      isNullable: typeof is_nullable === 'string' ? is_nullable.toUpperCase() === 'YES' : undefined,
    }))
    if (!isCounted) return { columns }
    const counted = await ask(`SELECT count(*) AS "rows" FROM ${table}`, signal)
    const amount = Number(counted.rows?.[0]?.rows ?? Number.NaN)
    if (Number.isSafeInteger(amount)) return { columns, rows: amount }
    return { columns, why: `its rows could not be counted: ${counted.why ?? 'the answer is not a number'}` }
  }

  return async (tables, signal) => {
    const side = new Map<string, TableFacts>()
    const queue = tables.values()
    const work = async () => {
      for (const table of queue) side.set(table.name, await read(table, signal))
    }
    await Promise.all(Array.from({ length: Math.min(maxAtOnce, tables.length) }, work))
    return side
  }
}

/** The datasets and views of a spicepod, and whether their rows may be counted. */
export function tablesToRead(spicepod: unknown): TableToRead[] {
  const tables = readComponents(spicepod).filter(
    ({ kind, name, isReference }) => (kind === 'dataset' || kind === 'view') && name !== '' && !isReference,
  )
  return tables.map(({ kind, name, accelerated, entry }) => {
    const acceleration = isMap(entry.acceleration) ? entry.acceleration : {}
    const mayAskSource =
      acceleration.on_zero_results === 'use_source' ||
      acceleration.refresh_mode === 'caching' ||
      (acceleration.ready_state ?? entry.ready_state) === 'on_registration'
    return { name, isCounted: kind === 'dataset' && accelerated && !mayAskSource }
  })
}
