import { InterruptedResponseError, UnusableResponseError } from '../platform/http-errors.ts'
import { describeText, exactNumber, isMap, parseJson } from '../platform/json.ts'

export interface QueryResult {
  /** Names: those of the schema, and any others that a row has. */
  readonly columns: readonly string[]
  /** By the names of the columns. A number that a double would round is kept as it was written (`JSON.rawJSON`). */
  readonly rows: readonly Row[]
}

/** Rows of an answer that Spice Cloud returns at most. Source: https://docs.spice.ai/api/sql-query/http-api */
export const maxRows = 500

type Row = Readonly<Record<string, unknown>>

/**
 * Headers of a query. The form with a schema is complete or an error, and the results cache is bypassed.
 * Source: `POST /v1/sql` of the runtime, and the headers of Spice's own command line client.
 */
export const queryHeaders = {
  accept: 'application/vnd.spiceai.sql.v1+json, application/json',
  'cache-control': 'no-cache',
}

/**
 * Reads the response to a query in each form that runtimes and gateways use, whatever its content type says: a list of
 * rows, `{row_count, schema, data}` (with `schema: {}` if there is no row) or `{rowCount, schema: […], rows}`, and rows
 * that are lists in the order of the columns. A response that is streamed may break off after HTTP 200.
 */
export function readQueryResult(text: string): QueryResult {
  const body = parseJson(text, (_, value, { source }) =>
    typeof value === 'number' ? exactNumber(value, source) : value,
  )
  // A transaction ends with the word `COMMIT`. It was complete, and must not be sent again.
  if (body === undefined && !/^\s*\w+\s*$/.test(text)) {
    throw new InterruptedResponseError(`HTTP 200 with ${describeText(text)}`)
  }
  const { data, rows: older, schema } = isMap(body) ? body : { data: body }
  const list = [data, older].find(Array.isArray)
  if (!list?.every((row) => isMap(row) || Array.isArray(row))) {
    throw new UnusableResponseError('HTTP 200, but the body has no rows')
  }
  const names = readNames(schema)
  const rows = list.map((row): Row => {
    if (!Array.isArray(row)) return row
    return Object.fromEntries(row.map((value, index) => [names[index] ?? String(index), value]))
  })
  return { columns: [...new Set([...names, ...rows.flatMap((row) => Object.keys(row))])], rows }
}

/** The names of the fields of an Arrow schema, or of the older list of columns. */
function readNames(schema: unknown): string[] {
  const fields = isMap(schema) ? schema.fields : schema
  return Array.isArray(fields) ? fields.filter(isMap).map(({ name }) => String(name)) : []
}

/** Texts in quotes, and numbers. A quote before a letter (`'O'Brien'`) or after a backslash is a part of a text. */
const literals =
  /(?<!n(?='t\b))(?<quote>['"`])(?:\\.|(?!\k<quote>).|\k<quote>(?=[\p{L}\p{N}]))*(?:\k<quote>|$)|(?<![\p{L}\p{N}_])[-+]?\d(?:[\w.,:+-]*\w)?/gisu

/** The first line of an engine's error without values of the data, unless the query itself has them. */
export function hideLiterals(message: string, sql: string): string {
  const [line = ''] = message.trim().split(/[\r\n]/, 1)
  const own = new Set(sql.match(literals))
  return line.replace(literals, (literal) => {
    if (own.has(literal)) return literal
    const [quote = ''] = /^['"`]/.exec(literal) ?? []
    return `${quote}…${quote}`
  })
}
