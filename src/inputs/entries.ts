import { parse } from 'dotenv'
import { isMap, isScalar, type Node, type Pair, parseDocument } from 'yaml'
import type { Position } from '../problem.ts'
import { findTooDeep, positionIn } from './yaml-value.ts'

/** In order; a name may appear twice. */
export type Entries = [name: string, value: string][]

/** Reads a text of names and values in any notation; its first line with content decides which one it is. */
export function parseEntries(text: string): Entries | string {
  const line = text.split(/\r\n|\r|\n/).find((each) => !/^\s*(#|$)/.test(each)) ?? ''
  const isDotenv = !/^\s*[{[]/.test(line) && /^[^:=]*(=|$)/.test(line) && !/^\s*---\s*$/.test(line)
  return isDotenv ? parseDotenv(text) : parseStringMap(text, false)
}

/**
 * Reads dotenv text strictly: what the library silently skips is a problem here, since it may be half a secret.
 *
 * @returns the entries in order; otherwise what is wrong, to follow the name of the input. It quotes no value.
 */
export function parseDotenv(text: string): Entries | string {
  const lines = text.split(/\r\n|\r|\n/)
  const entries: Entries = []
  for (let first = 0; first < lines.length; ) {
    const line = lines[first] ?? ''
    const number = first + 1
    if (/^\s*(#|$)/.test(line)) {
      first++
      continue
    }
    // The whole text before the equals sign, so that a message can quote a name that is not allowed.
    const [, name = '', rest = ''] = /^\s*(?:export\s+)?([^=:]*?)(?:\s*=|:\s)(.*)$/.exec(line) ?? []
    if (name === '' || name !== name.trimEnd() || !/[=:]/.test(line)) {
      return `, line ${number}: expected \`NAME=value\`. Put multi-line values in quotes.`
    }
    const quote = /^\s*(["'`])/.exec(rest)?.[1]
    const count = quote === undefined ? 1 : countLines(lines, first, quote)
    if (count === undefined) {
      return `, line ${number}: the quotes around ${describeValueOf(name)} are not closed.`
    }
    if (quote === undefined && /\S#|^#/.test(rest.replace(/\s#.*$/, ''))) {
      return `, line ${number}: a \`#\` would cut off ${describeValueOf(name)}. Put the value in quotes.`
    }
    entries.push([name, readValue(lines, first, count)])
    first += count
  }
  return entries
}

/** How many lines a value in quotes takes; undefined if the quotes are not closed. */
function countLines(lines: readonly string[], first: number, quote: string): number | undefined {
  let shortest: number | undefined
  for (let count = 1; first + count <= lines.length; count++) {
    // The library treats a quote that is not closed as part of the value.
    if (readValue(lines, first, count).startsWith(quote)) continue
    shortest ??= count
    // The value continues after a quote with a backslash if another quote follows.
    if (!/\\["'`]\s*(#.*)?$/.test(lines[first + count - 1] ?? '')) return count
  }
  return shortest
}

/** The library accepts only some names, so this reads the value under another one: the caller checks names. */
function readValue(lines: readonly string[], first: number, count: number): string {
  const entry = lines.slice(first, first + count).join('\n')
  return parse(entry.replace(/^[^=:]*[=:]/, 'NAME=')).NAME ?? ''
}

/**
 * Reads a YAML or JSON map. Values are strings, exactly as written: `0123` stays `0123`.
 *
 * Values often come from expressions, so they may contain YAML syntax by accident. If each line is a `name: value`,
 * lines that YAML cannot read, or would read only in part, are used as written.
 *
 * @param mayHaveComments whether ` #` after a value starts a comment; in a secret it may be a part of the value
 * @returns the entries in order; otherwise what is wrong, to follow the name of the input. It quotes no value.
 */
export function parseStringMap(text: string, mayHaveComments: boolean): Entries | string {
  const { items, error } = readPairs(text)
  if (error?.code === 'DUPLICATE_KEY') return `, line ${error.line}: this name is set twice.`
  if (items?.every(isPlain)) {
    const commented = mayHaveComments ? undefined : items.find((item) => hasOpenComment(item, text))
    if (commented !== undefined) return explainComment(textOf(commented.key))
    return items.map(({ key, value }) => [textOf(key), textOf(value)])
  }
  const where = error ? ` (line ${error.line}, column ${error.column})` : ''
  return readLines(text, mayHaveComments) ?? ` must be a YAML or JSON map of names to strings${where}.`
}

function explainComment(name: string): string {
  return ` has \` #\` after ${describeValueOf(name)}, which could be part of it or start a comment. Put the value in quotes, or the comment on its own line.`
}

type Item = Pair<Node, Node | null>

/** The entries if YAML reads a map, and the first thing that it cannot read. */
function readPairs(text: string): { items?: Item[]; error?: Position & { code?: string } } {
  const tooDeepAt = findTooDeep(text)
  if (tooDeepAt !== undefined) return { error: positionIn(text, tooDeepAt) }
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: true, logLevel: 'error' })
  const [first] = document.errors
  if (first !== undefined) {
    const { line = 1, col: column = 1 } = first.linePos?.[0] ?? {}
    return { error: { code: first.code, line, column } }
  }
  if (document.contents === null) return { items: [] }
  return isMap<Node, Node | null>(document.contents) ? { items: document.contents.items } : {}
}

/** Whether YAML reads an entry as a name and a string and skips nothing. */
function isPlain({ key, value }: Item): boolean {
  const isText = isScalar(value) && value.anchor === undefined && value.tag === undefined
  return isScalar(key) && (value === null || isText)
}

/** Whether YAML skips the rest of the line as a comment, although it may be a part of the value. After quotes it is not. */
function hasOpenComment({ key, value }: Item, text: string): boolean {
  // YAML reads a value that starts like a comment as empty.
  if (textOf(value) === '') return /^["']?\s*:[^\S\n]+#/.test(text.slice(key.range?.[1]))
  if (!isScalar(value) || value.type !== 'PLAIN') return false
  return /^[^\S\n]+#/.test(text.slice(value.range?.[1]))
}

function textOf(node: Node | null): string {
  return isScalar(node) ? String(node.value ?? '') : ''
}

/** Reads lines of the form `name: value`, comments and blank lines aside; undefined if one has another form. */
function readLines(text: string, mayHaveComments: boolean): Entries | string | undefined {
  const entries = new Map<string, string>()
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line))
  for (const [index, line] of lines.entries()) {
    const [, name, value = ''] = /^\s*([^\s:#'"{[][^:]*?)\s*:(?:\s+(.*?))?\s*$/.exec(line) ?? []
    // A block or a list continues in the next lines.
    const continues = value === '' && (lines[index + 1] ?? '').search(/\S/) > line.search(/\S/)
    if (name === undefined || continues || /^[|>][-+\d]*$/.test(value)) return undefined
    if (entries.has(name)) return ` sets ${quoteName(name) ?? 'a name'} twice.`
    const [item, ...others] = readPairs(line.trim()).items ?? []
    const isReadable =
      item !== undefined && others.length === 0 && isPlain(item) && !hasOpenComment(item, line.trim())
    if (!isReadable && !mayHaveComments && /\s#/.test(value)) return explainComment(name)
    entries.set(name, isReadable ? textOf(item.value) : value.replace(/^(["'])(.*)\1$/, '$2'))
  }
  return entries.size === 0 ? undefined : [...entries]
}

/**
 * Quotes the name of a secret for a message.
 *
 * @returns undefined if the name is long or has odd characters, because it may be a part of an unquoted value
 */
export function quoteName(name: string): string | undefined {
  return /^[\w .-]{1,60}$/.test(name) ? `\`${name}\`` : undefined
}

/** `the value of `NAME`` or, if the name cannot be quoted, `a value`. */
function describeValueOf(name: string): string {
  const quoted = quoteName(name)
  return quoted === undefined ? 'a value' : `the value of ${quoted}`
}
