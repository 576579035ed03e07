import { parse } from 'dotenv'
import { isMap, isScalar, type Node, type Pair } from 'yaml'
import type { Position } from '../core/problem.ts'
import { join } from '../platform/text.ts'
import { parseYaml, positionIn } from '../platform/yaml.ts'
import { secretName } from './inputs.ts'

/** Names and values in the order of the text. A name may appear twice. */
type Entries = [name: string, value: string][]

/** The problem follows the name of the input, and quotes no value. */
export type ReadEntries =
  | { readonly entries: Entries; readonly problem?: undefined }
  | { readonly entries?: undefined; readonly problem: string }

/** Reads a text of names and values in any notation; its first line with content decides which one it is. */
export function parseEntries(text: string): ReadEntries {
  const line = text.split(/\r\n|\r|\n/).find((line) => !/^\s*(#|$)/.test(line)) ?? ''
  const isDotenv = !/^\s*[{[]/.test(line) && /^[^:=]*(=|$)/.test(line) && !/^---\s*$/.test(line)
  return isDotenv ? parseDotenv(text) : parseStringMap(text, true)
}

/** What follows the sign of a line that is the end of a value in Base64, and no entry. */
const noValue = /^[\s=]*$/

/** Refuses a line by its number alone: it may be a part of a value of several lines that is in no quotes. */
function refuseLine(number: number): ReadEntries {
  const rule =
    'the name may have letters, digits and `_` (no digit first), and the value must not be empty, as that of a GitHub secret that does not exist'
  return {
    problem: `, line ${number}: expected \`NAME=value\`, where ${rule}. Put multi-line values in quotes.`,
  }
}

/** Reads dotenv text strictly: what the library silently skips may be half a secret. */
export function parseDotenv(text: string): ReadEntries {
  // The library reads every line break as `\n`.
  const unified = text.replace(/\r\n?/g, '\n')
  const lines = unified.split('\n')
  const entries: Entries = []
  let end = 0
  let lineAt = 0
  for (const [first, line] of lines.entries()) {
    const at = lineAt
    lineAt += line.length + 1
    if (first < end || /^\s*(#|$)/.test(line)) continue
    const number = first + 1
    const sign = line.search(/[=:]/)
    const written = line
      .slice(0, sign)
      .trimStart()
      .replace(/^export\s+/, '')
    const name = line[sign] === '=' ? written.trimEnd() : written
    const rest = line.slice(sign + 1)
    if (!/^(=|:\s)/.test(line.slice(sign)) || !secretName.test(name) || noValue.test(rest)) {
      return refuseLine(number)
    }
    const quote = /^\s*(["'`])/.exec(rest)?.[1]
    const count = quote && countLines(unified, at + sign + 1, quote)
    if (quote !== undefined && count === undefined) {
      const quotes = `the quotes around ${describeValueOf(name)}`
      const lines = countLines(unified, at + sign + 1, quote, false)
      if (lines === 1) {
        const todo = 'Put the whole value in quotes that it does not contain.'
        return { problem: `, line ${number}: text follows ${quotes}. ${todo}` }
      }
      const isFollowed = lines !== undefined && `, or text follows them in line ${number + lines - 1}`
      return { problem: join('', `, line ${number}: ${quotes} are not closed`, isFollowed, '.') }
    }
    if (quote === undefined && rest.replace(/\s#.*/, '').includes('#')) {
      return {
        problem: `, line ${number}: a \`#\` would cut off ${describeValueOf(name)}. Put the value in quotes.`,
      }
    }
    end = first + (count || 1)
    entries.push([name, readValue(lines.slice(first, end))])
  }
  return { entries }
}

/**
 * How many lines a value in closed quotes takes, in one pass, by the pattern with which the library finds its end.
 * @param isAlone whether nothing but a comment may follow
 */
function countLines(text: string, at: number, quote: string, isAlone = true): number | undefined {
  const end = isAlone ? '\\s*(?:#.*)?$' : ''
  const pattern = new RegExp(`(\\s*${quote}(?:\\\\${quote}|[^${quote}])*${quote})${end}`, 'my')
  pattern.lastIndex = at
  return pattern.exec(text)?.[1]?.split('\n').length
}

/** The library takes no blanks before a sign, so the value is read under another name. */
function readValue(lines: readonly string[]): string {
  return parse(lines.join('\n').replace(/^[^=:]*[=:]/, 'NAME=')).NAME ?? ''
}

/**
 * Reads a YAML or JSON map. Values are strings, exactly as written, and often come from expressions: if each line is a
 * `name: value`, lines that YAML cannot read, or only in part, are used as written. In a secret ` #` may be a part of
 * the value, and not a comment, and an odd name or an empty value half of a secret.
 */
export function parseStringMap(text: string, areSecrets: boolean): ReadEntries {
  const { items, error, repeatedAt } = readPairs(text)
  if (repeatedAt !== undefined) return { problem: `, line ${repeatedAt.line}: this name is set twice.` }
  if (items?.every(isPlain)) {
    const commented = areSecrets && items.find((item) => hasOpenComment(item, text))
    if (commented) return { problem: explainComment(textOf(commented.key)) }
    const odd = areSecrets && items.find((item) => !isSecret(item))
    if (odd) return refuseLine(positionIn(text, odd.key.range?.[0] ?? 0).line)
    return { entries: items.map(({ key, value }) => [textOf(key), textOf(value)]) }
  }
  const where = error ? ` (line ${error.line}, column ${error.column})` : ''
  const problem = ` must be a YAML or JSON map of names to strings${where}.`
  return readLines(text, areSecrets) ?? { problem }
}

function explainComment(name: string): string {
  return ` has \` #\` after ${describeValueOf(name)}, which could be part of it or start a comment. Put the value in quotes, or the comment on its own line.`
}

type Item = Pair<Node, Node | null>

/** The entries if YAML reads a map, and the first thing that it cannot read. */
function readPairs(text: string): { items?: Item[]; error?: Position; repeatedAt?: Position } {
  const document = parseYaml(text, { schema: 'failsafe' })
  const [first] = document.errors
  if (first !== undefined) return { error: positionIn(text, first.pos[0]) }
  if (document.contents === null) return { items: [] }
  if (!isMap<Node, Node | null>(document.contents)) return {}
  const { items } = document.contents
  const names = new Set<string>()
  const repeated = items.find(({ key }) => isScalar(key) && names.size === names.add(textOf(key)).size)
  return repeated === undefined ? { items } : { repeatedAt: positionIn(text, repeated.key.range?.[0] ?? 0) }
}

/** Whether YAML reads an entry as a name and a string and skips nothing. */
function isPlain({ key, value }: Item): boolean {
  const isText = isScalar(value) && value.anchor === undefined && value.tag === undefined
  return isScalar(key) && (value === null || isText)
}

/** Whether an entry has the name of a secret and a value, which may be empty in quotes. */
function isSecret({ key, value }: Item): boolean {
  const isQuoted = isScalar(value) && value.type !== 'PLAIN'
  return secretName.test(textOf(key)) && (isQuoted || !noValue.test(textOf(value)))
}

/** Whether YAML skips the rest of the line as a comment, although it may be a part of the value. After quotes it is not. */
function hasOpenComment({ key, value }: Item, text: string): boolean {
  const isQuoted = isScalar(value) && value.type !== 'PLAIN'
  // YAML reads a value that starts like a comment as empty.
  const end = (value !== null && textOf(value) !== '' ? value : key).range?.[1]
  return !isQuoted && /^(?:\s*:)?[^\S\n]+#/.test(text.slice(end))
}

function textOf(node: Node | null): string {
  return isScalar(node) ? String(node.value ?? '') : ''
}

/** Reads lines of the form `name: value`, comments and blank lines aside; undefined if one has another form. */
function readLines(text: string, areSecrets: boolean): ReadEntries | undefined {
  const entries = new Map<string, string>()
  const lines = [...text.split(/\r?\n/).entries()].filter(([, line]) => !/^\s*(#|$)/.test(line))
  for (const [at, [index, line]] of lines.entries()) {
    const pair = /^([^\s:#'"{[][^:]*):(?:\s(.*))?$/.exec(line.trim())
    const [name, value = ''] = pair?.slice(1).map((part = '') => part.trim()) ?? []
    // A block or a list continues in the next lines.
    const continues = value === '' && (lines[at + 1]?.[1] ?? '').search(/\S/) > line.search(/\S/)
    if (name === undefined || continues || /^[|>][-+\d]*$/.test(value)) return undefined
    if (areSecrets && (!secretName.test(name) || noValue.test(value))) return refuseLine(index + 1)
    if (entries.has(name)) return { problem: ` sets ${quoteKey(name) ?? 'a name'} twice.` }
    const item = readPairs(line.trim()).items?.[0]
    const isReadable = item !== undefined && isPlain(item) && !hasOpenComment(item, line.trim())
    if (!isReadable && areSecrets && /\s#/.test(value)) return { problem: explainComment(name) }
    entries.set(name, isReadable ? textOf(item.value) : value.replace(/^(["'])(.*)\1$/, '$2'))
  }
  return entries.size === 0 ? undefined : { entries: [...entries] }
}

/** Quotes the name of an entry, unless it is long or has odd characters: it may be a part of an unquoted value. */
function quoteKey(name: string): string | undefined {
  return /^[\w .-]{1,60}$/.test(name) ? `\`${name}\`` : undefined
}

/** `the value of `NAME`` or, if the name cannot be quoted, `a value`. */
function describeValueOf(name: string): string {
  const quoted = quoteKey(name)
  return quoted === undefined ? 'a value' : `the value of ${quoted}`
}
