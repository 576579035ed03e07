import type { Stored } from './arrow.ts'
import { SqlError } from './error.ts'
import { bindParameters, type Parameters } from './parameters.ts'

/** The name of a table by its parts, the schema first. */
export type TableName = readonly [schema: string, table: string]

/** A statement, as far as it has to be understood before the engine gets it. */
export interface Statement {
  readonly kind: 'query' | 'describe' | 'show tables' | 'explain'
  /** Without comments, a semicolon at the end, and what the engine does not know of the runtime's dialect. */
  readonly sql: string
  /** The table of `DESCRIBE` and `SHOW COLUMNS`. */
  readonly table: TableName | undefined
  /** The tables of a query, as far as they follow a FROM or JOIN. */
  readonly asked: readonly TableName[]
  /** For each item of the outermost list of a SELECT, whether it is a condition. */
  readonly conditions: readonly boolean[]
  /** The values of its placeholders, by the names that they have in the SQL. */
  readonly values: Readonly<Record<string, Stored>>
}

const TOKEN =
  /'[^']*(?:''[^']*)*'|"[^"]*(?:""[^"]*)*"|x'[\da-f]*'|[$:?@]?[\p{L}_][\p{L}\p{N}_$]*|[$?]\d+|\d+(?:\.\d+)?(?:e[-+]?\d+)?|[<>!=]=|<>|\|\||./giu
const BLANKS = /^(?:\s|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/

const WRITES =
  /^(insert|update|delete|merge|copy|create|drop|alter|truncate|replace|set|reset|grant|revoke)$/i

/** Longer than any query that people or programs write, and read within a second. */
const maxCharacters = 2 ** 20

/**
 * Reads a statement.
 *
 * @param tables - those that exist
 * @throws SqlError for what the runtime would not run
 */
export function readStatement(
  text: string,
  tables: readonly TableName[],
  parameters: Parameters = [],
): Statement {
  if (text.length > maxCharacters) {
    throw new SqlError(400, `The sandbox runs queries of at most ${maxCharacters} characters`)
  }
  const { tokens, gaps } = tokenize(text)
  if (tokens.at(-1) === ';') tokens.pop()
  const first = tokens[0]?.toLowerCase()
  if (first === undefined) throw new SqlError(400, 'No SQL statements were provided in the query string')
  if (tokens.includes(';')) {
    throw new SqlError(400, 'The context currently only supports a single SQL statement')
  }
  if (WRITES.test(first)) {
    throw new SqlError(403, `${first.toUpperCase()} is not allowed in a read-only SQL context`)
  }
  const second = tokens[1]?.toLowerCase() ?? ''
  if (first === 'describe' || first === 'desc')
    return { ...nothing, kind: 'describe', table: readName(tokens, 1, tables) }
  if (first === 'show' && second === 'tables') return { ...nothing, kind: 'show tables' }
  if (first === 'show' && second === 'columns') {
    return { ...nothing, kind: 'describe', table: readName(tokens, 3, tables) }
  }
  const isExplain = first === 'explain'
  const start = isExplain ? (second === 'analyze' || second === 'verbose' ? 2 : 1) : 0
  const { tokens: query, values } = bindParameters(tokens.slice(start), parameters)
  if (!/^(select|with|values|\()$/i.test(query[0] ?? '')) {
    throw new SqlError(400, `near "${query[0] ?? ''}": syntax error`)
  }
  const asked: TableName[] = []
  for (const [index, token] of query.entries()) {
    const name = unquote(token)
    if (/^(sqlite|pragma)_/i.test(name)) throw new SqlError(400, `no such table: ${name}`)
    if (/^(from|join)$/i.test(token) && /^[\p{L}_"]/u.test(query[index + 1] ?? '')) {
      asked.push(readName(query, index + 1, tables))
    }
  }
  return {
    kind: isExplain ? 'explain' : 'query',
    sql: translate(query, gaps.slice(start)),
    table: undefined,
    asked,
    conditions: conditionsIn(query),
    values,
  }
}

const nothing = { sql: '', table: undefined, asked: [], conditions: [], values: {} }

/**
 * Reads the name of a table. Unquoted, a name is the one in lower case.
 *
 * @throws SqlError if it is the name of no table only because of its case
 */
function readName(tokens: readonly string[], from: number, tables: readonly TableName[]): TableName {
  const parts: string[] = []
  for (let at = from; at === from || tokens[at - 1] === '.'; at += 2) parts.push(unquote(tokens[at] ?? ''))
  const [table = '', schema = 'public'] = parts.toReversed()
  const is = (name: TableName, change: (text: string) => string) =>
    change(name[0]) === change(schema) && change(name[1]) === change(table)
  const isExact = tables.some((name) => is(name, (text) => text))
  const isNear = tables.some((name) => is(name, (text) => text.toLowerCase()))
  if ((isNear && !isExact) || /^(sqlite|pragma)_/i.test(table))
    throw new SqlError(400, `no such table: ${table}`)
  return [schema, table]
}

function unquote(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : fold(token)
}

/** An identifier without quotes, as the runtime knows it: letters outside ASCII stay. */
export function fold(identifier: string): string {
  return identifier.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The tokens of a text without comments, and whether there is a gap before each. */
function tokenize(text: string): { tokens: string[]; gaps: boolean[] } {
  const [tokens, gaps]: [string[], boolean[]] = [[], []]
  let rest = text
  while (rest !== '') {
    const blanks = BLANKS.exec(rest)?.[0] ?? ''
    rest = rest.slice(blanks.length)
    TOKEN.lastIndex = 0
    const token = TOKEN.exec(rest)?.[0]
    if (token === undefined) break
    tokens.push(token)
    gaps.push(blanks !== '')
    rest = rest.slice(token.length)
  }
  return { tokens, gaps }
}

/** The function of the engine that counts steps of recursion. It is always true. */
export const COUNT_STEP = '(step)'

/**
 * Texts to be put before some tokens, so that the engine counts how often it takes what recursion repeats: a SELECT that
 * follows a UNION in parentheses.
 */
function countSteps(tokens: readonly string[]): Map<number, string> {
  const added = new Map<number, string>()
  const open: ('union' | 'select' | undefined)[] = [undefined]
  for (const [index, token] of tokens.entries()) {
    const word = token.toLowerCase()
    const last = open.length - 1
    const isEnd = /^(\)|group|having|window|order|limit|union|intersect|except)$/.test(word)
    if (isEnd && open[last] === 'select') added.set(index, ` WHERE "${COUNT_STEP}"() `)
    if (isEnd) open[last] = word === 'union' && last > 0 ? 'union' : undefined
    if (word === '(') open.push(undefined)
    else if (word === ')' && last > 0) open.pop()
    else if (open[last] === 'union' && word !== 'union' && word !== 'all') {
      open[last] = word === 'select' ? 'select' : undefined
    } else if (open[last] === 'select' && word === 'where') {
      added.set(index + 1, ` "${COUNT_STEP}"() AND `)
      open[last] = undefined
    }
  }
  return added
}

/** Without the catalog in the names of tables, and with literals of dates as text, as the engine has them. */
function translate(tokens: readonly string[], gaps: readonly boolean[]): string {
  const isCatalog = (at: number) =>
    unquote(tokens[at] ?? '') === 'spice' && tokens[at + 1] === '.' && tokens[at + 3] === '.'
  const added = countSteps(tokens)
  const translated = tokens.map((token, index) => {
    const isDate = /^(date|timestamp)$/i.test(token) && tokens[index + 1]?.startsWith("'")
    if (isDate || isCatalog(index)) return ' '
    if (token === '.' && isCatalog(index - 1)) return ''
    return gaps[index] ? ` ${token}` : token
  })
  return translated.map((token, index) => (added.get(index) ?? '') + token).join('')
}

/** The engine has no Booleans, so what is one has to be seen in the text. */
function conditionsIn(tokens: readonly string[]): boolean[] {
  let depth = 0
  let items: string[][] | undefined
  for (const token of tokens) {
    const word = token.toLowerCase()
    if (token === ')') depth -= 1
    if (depth === 0 && word === 'select') items = [[]]
    else if (depth === 0 && items !== undefined) {
      if (/^(from|where|union|intersect|except|order|limit|group|having|window)$/.test(word)) break
      if (word === ',') items.push([])
      else items.at(-1)?.push(word)
    }
    if (token === '(') depth += 1
  }
  return (items ?? []).map(
    (item) =>
      !item.includes('case') &&
      item.some((word) => /^([<>=]|[<>!=]=|<>|and|or|not|is|in|like|between|exists|true|false)$/.test(word)),
  )
}
