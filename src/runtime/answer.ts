import { InterruptedResponseError, UnusableResponseError } from '../platform/http.ts'
import { describeText, isMap, parseExactJson, scanJson, unwrapNumber } from '../platform/json.ts'
import { count } from '../platform/text.ts'

export interface QueryResult {
  /** Names in the schema and in the rows. A name that several columns share is listed twice. */
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
  return { columns: [...all, ...findDoubled(names), ...findDoubledKeys(text)], rows }
}

function findDoubled(names: Iterable<string>): string[] {
  const seen = new Set<string>()
  return Array.from(names).filter((name) => seen.size === seen.add(name).size)
}

/** The names that a row has twice, of which `JSON.parse` keeps the last value. A row is in a list, that in a map or not. */
function findDoubledKeys(text: string): Set<string> {
  const doubled = new Set<string>()
  /** The names of each map that is open, undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  scanJson(text, (start, end) => {
    const character = text.charAt(start)
    const names = open.at(-1)
    const isRow = open.length > 1 && open.length < 4 && open.at(-2) === undefined
    if (character === '[') open.push(undefined)
    else if (character === '{') open.push(new Set())
    else if (character !== '"') open.pop()
    else if (names !== undefined && isRow && isBeforeColon(text, end)) {
      const name = JSON.parse(text.slice(start, end))
      if (names.has(name)) doubled.add(name)
      names.add(name)
    }
    return true
  })
  return doubled
}

function isBeforeColon(text: string, at: number): boolean {
  const colon = /[ \t\r\n]*:/y
  colon.lastIndex = at
  return colon.test(text)
}

/** The names of the fields of an Arrow schema, or of the older list of columns. */
function readNames(schema: unknown): string[] {
  const fields = isMap(schema) ? schema.fields : schema
  return Array.isArray(fields) ? fields.filter(isMap).map(({ name }) => String(unwrapNumber(name))) : []
}

const number = /(?<![\p{L}\p{N}_])[-+]?\d(?:[\w.,:+-]*\w)?/gu
const quotes = [
  // Not the apostrophe of `can't`.
  { quote: "'", marks: /'(?<!\p{L}n'(?=t\b))/gu },
  { quote: '"', marks: /"/g },
  { quote: '`', marks: /`/g },
]

/**
 * Keeps the first line of an engine's error, and hides values of the data in it: texts in quotes, and numbers. Values
 * that the query itself has are shown.
 * @param spicepod its names are shown if they are quoted as names
 */
export function hideLiterals(message: string, sql: string, spicepod?: unknown): string {
  const [line = '', ...rest] = message.trim().split(/[\r\n]/)
  const texts = new Set(sql.match(/(['"`])(?:(?!\1).)+\1/gs)?.map((text) => text.slice(1, -1)))
  const words = wordsIn(`spice public ${sql}`)
  const names = new Set(words)
  JSON.stringify(spicepod, (key, value) => {
    if (key === 'name') for (const word of wordsIn(String(unwrapNumber(value)))) names.add(word)
    return value
  })
  const isOwn = (text: string, quote: string) =>
    texts.has(text)
      ? /[\p{L}\p{N}]/u.test(text)
      : text.split('.').every((part) => (quote === "'" ? words : names).has(part.toLowerCase()))
  const own = new Set(sql.match(number))
  const spans = quotes.flatMap((kind) => findQuoted(line, rest.join(''), kind, isOwn))
  let shown = ''
  let end = 0
  for (const span of spans.sort((left, right) => left.from - right.from)) {
    if (span.from >= end) shown += `${line.slice(end, span.from)}${span.quote}…${span.quote}`
    end = Math.max(end, span.end)
  }
  return (shown + line.slice(end)).replace(number, (digits) => (own.has(digits) ? digits : '…'))
}

function wordsIn(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu))
}

/** Finds the first to the last quote, since a text may have quotes itself. Its end may be in a later line. */
function findQuoted(
  line: string,
  rest: string,
  { quote, marks }: (typeof quotes)[number],
  isOwn: (text: string, quote: string) => boolean,
): { from: number; end: number; quote: string }[] {
  const isWord = (at: number) => /[\p{L}\p{N}]/u.test(line.charAt(at))
  const find = (text: string) => Array.from(text.matchAll(marks), ({ index }) => index)
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${quote}[^${quote}]*${quote}(?![\\p{L}\\p{N}])`, 'gu')
  const others = line.replace(whole, (text) =>
    isOwn(text.slice(1, -1), quote) ? ' '.repeat(text.length) : text,
  )
  const quotes = find(others)
  const [from = 0] = quotes
  const last = quotes.at(-1)
  if (last === undefined) return []
  // A quoted text of the query may be only the start of a longer text with quotes.
  const isClear = quotes.length % 2 === 0 && !isWord(from - 1) && !isWord(last + 1)
  const all = isClear ? quotes : find(line)
  const [first = 0, end = 0] = [all[0], all.at(-1)]
  const isOpen = end === first || isWord(end + 1) || rest.includes(quote)
  return [{ from: first, end: isOpen ? line.length : end + 1, quote }]
}
