import { InterruptedResponseError, UnusableResponseError } from '../platform/http.ts'
import { describeText, isMap, parseExactJson, unwrapNumber } from '../platform/json.ts'
import { count } from '../platform/text.ts'

export interface QueryResult {
  /** Names in the schema and in the rows. */
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
 * Reads the response to a query in each form that runtimes and gateways use, with any content type: a list of
 * rows, `{row_count, schema, data}` (with `schema: {}` if there is no row) or `{rowCount, schema: […], rows}`, and rows
 * that are lists in the order of the columns. A response that is streamed may break off after HTTP 200.
 */
export function readQueryResult(text: string): QueryResult {
  const body = parseExactJson(text)
  // The answer `COMMIT` ends a complete transaction, which must not be sent again.
  if (body === undefined && !/^\s*\w+\s*$/.test(text)) {
    throw new InterruptedResponseError(`HTTP 200 with ${describeText(text)}`)
  }
  const { data, rows: older, schema, row_count, rowCount = row_count } = isMap(body) ? body : { data: body }
  const list = [data, older].find(Array.isArray)
  if (!list?.every((row) => isMap(row) || Array.isArray(row))) {
    throw new UnusableResponseError('HTTP 200, but the body has no rows')
  }
  const declared = String(unwrapNumber(rowCount))
  if (/^\d+$/.test(declared) && Number(declared) !== list.length) {
    const words = Number(declared) > list.length ? 'was cut' : 'contradicts itself'
    const text = `HTTP 200 with an answer that ${words}: it has ${count(list.length, 'row')} and says ${declared}`
    throw new InterruptedResponseError(text)
  }
  const names = readNames(schema)
  const rows = list.map((row): Row => {
    if (!Array.isArray(row)) return row
    return Object.fromEntries(row.map((value, index) => [names[index] ?? String(index), value]))
  })
  const all = new Set(names)
  for (const row of rows) for (const name of Object.keys(row)) all.add(name)
  return { columns: [...all], rows }
}

/** The names of the fields of an Arrow schema, or of the older list of columns. */
function readNames(schema: unknown): string[] {
  const fields = isMap(schema) ? schema.fields : schema
  return Array.isArray(fields) ? fields.filter(isMap).map(({ name }) => String(unwrapNumber(name))) : []
}

const word = /[\p{L}\p{N}_]+/gu
/** A number, or a text in quotes, whose end may be missing. The apostrophe of `can't` is no quote. */
const literal =
  /(?<![\p{L}\p{N}_])[-+]?\d[\w.,:+-]*|(?!(?<=\p{L}n)'t\b)(?<quote>['"`])(?:(?!\k<quote>).)*\k<quote>?/gu

/**
 * Cuts the first line of an engine's error where it may have a value of the data: at a number or a quote whose words are not
 * all in what was asked. A text in quotes may have quotes itself, so it is cut at the first one of its kind.
 */
export function cutAtLiteral(message: string, asked: string): string {
  const [line = ''] = message.trim().split(/[\r\n]/, 1)
  const own = new Set(['spice', 'public', ...wordsIn(asked)])
  const literals = Array.from(line.matchAll(literal))
  const other = literals.find(([text]) => {
    const words = wordsIn(text)
    return words.length === 0 || words.some((each) => !own.has(each))
  })
  if (other === undefined) return line
  const first = literals.find(({ groups }) => groups?.quote && groups.quote === other.groups?.quote) ?? other
  return `${line.slice(0, first.index)}…`
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(word) ?? []
}
