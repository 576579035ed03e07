import { isMap, isScalar, type Node, type Pair, parseDocument } from 'yaml'
import { nameValue, showName } from './entry-name.ts'
import { findTooDeep, positionOf } from './nesting.ts'

/** A map of texts as a user writes it into an input, or what is wrong with it. */
export type TextMap =
  | { kind: 'map'; entries: [name: string, value: string][] }
  /** A problem without any value, since values may be secrets. */
  | { kind: 'unreadable'; problem: string }

/**
 * Reads a YAML or JSON map whose values are taken as text, as they are written: `0123` stays `0123`.
 *
 * Values often come from expressions, so they may hold what means something in YAML without anybody having meant it.
 * Where each line is a `name: value`, a line that YAML cannot read, or of which it would lose a part, is taken as it
 * stands.
 *
 * @param mayHaveComments whether ` #` after a value begins a comment; where values are secrets nobody can tell
 */
export function parseTextMap(text: string, mayHaveComments: boolean): TextMap {
  const { items, error } = readPairs(text)
  if (error?.code === 'DUPLICATE_KEY') return unreadable(`names an entry twice (line ${error.line})`)
  if (items?.every(isPlain)) {
    const commented = mayHaveComments ? undefined : items.find((item) => hasOpenComment(item, text))
    return commented === undefined
      ? { kind: 'map', entries: items.map(toEntry) }
      : unreadable(aboutComment(textOf(commented.key)))
  }
  const where = error && ` (line ${error.line}, column ${error.column})`
  return (
    readLines(text, mayHaveComments) ??
    unreadable(`must be a YAML or JSON map of names to texts${where ?? ''}`)
  )
}

function aboutComment(name: string): string {
  return `has \` #\` after ${nameValue(name)}, which may be a part of it or begin a comment: put the value in quotes, or the comment on a line of its own`
}

type Item = Pair<Node, Node | null>

/** The entries as YAML has them, undefined where it has none, and the first thing that it cannot read. */
function readPairs(text: string) {
  const tooDeepAt = findTooDeep(text)
  if (tooDeepAt !== undefined)
    return { items: undefined, error: { code: 'TOO_DEEP', ...positionOf(tooDeepAt, text) } }
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: true, logLevel: 'error' })
  const [first] = document.errors
  if (first !== undefined) {
    const { line = 1, col: column = 1 } = first.linePos?.[0] ?? {}
    return { items: undefined, error: { code: first.code, line, column } }
  }
  if (document.contents === null) return { items: [], error: undefined }
  return { items: isMap<Node, Node | null>(document.contents) ? document.contents.items : undefined }
}

/** Whether YAML takes an entry as a name and a text, with nothing left out. */
function isPlain({ key, value }: Item): boolean {
  if (!isScalar(key)) return false
  if (value === null) return true
  return isScalar(value) && value.anchor === undefined && value.tag === undefined
}

/** Whether the rest of the line of a value is left out as a comment. After quotes it is one, and no part of it. */
function hasOpenComment({ key, value }: Item, text: string): boolean {
  // One that begins like a comment is nothing to YAML.
  if (textOf(value) === '') return /^["']?\s*:[^\S\n]+#/.test(text.slice(key.range?.[1]))
  if (!isScalar(value) || value.type !== 'PLAIN') return false
  return /^[^\S\n]+#/.test(text.slice(value.range?.[1]))
}

function toEntry({ key, value }: Item): [string, string] {
  return [textOf(key), textOf(value)]
}

function textOf(node: Node | null): string {
  return isScalar(node) ? String(node.value ?? '') : ''
}

/** Lines of the form `name: value`, comments and blank lines aside; undefined where one is of another. */
function readLines(text: string, mayHaveComments: boolean): TextMap | undefined {
  const entries = new Map<string, string>()
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line))
  for (const [index, line] of lines.entries()) {
    const [, name, value = ''] = /^\s*([^\s:#'"{[][^:]*?)\s*:(?:\s+(.*?))?\s*$/.exec(line) ?? []
    // A block or a list goes on in the next lines.
    const goesOn = value === '' && indentOf(lines[index + 1] ?? '') > indentOf(line)
    if (name === undefined || goesOn || /^[|>][-+\d]*$/.test(value)) return undefined
    const shown = showName(name)
    if (entries.has(name))
      return unreadable(`names an entry twice${shown === undefined ? '' : ` (${shown})`}`)
    const [item, ...others] = readPairs(line.trim()).items ?? []
    const isReadable =
      item !== undefined && others.length === 0 && isPlain(item) && !hasOpenComment(item, line.trim())
    if (!isReadable && !mayHaveComments && /\s#/.test(value)) return unreadable(aboutComment(name))
    entries.set(name, isReadable ? textOf(item.value) : unquote(value))
  }
  return entries.size === 0 ? undefined : { kind: 'map', entries: [...entries] }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value
}

function unreadable(problem: string): TextMap {
  return { kind: 'unreadable', problem }
}
