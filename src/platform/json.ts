import { hash } from 'node:crypto'
import * as v from 'valibot'
import { trimEndOf } from './text.ts'

declare global {
  // Part of Node 24, and not yet of the types of TypeScript.
  interface JSON {
    rawJSON(text: string): RawJson
    isRawJSON(value: unknown): value is RawJson
  }
}

/** A value that `JSON.stringify` writes as the text it was made from. */
interface RawJson {
  readonly rawJSON: string
}

/** No response is nested more than a few levels deep. */
const maxDepth = 100

const [quote, backslash] = [0x22, 0x5c]
const brackets = new Set(Array.from('[]{}', (bracket) => bracket.charCodeAt(0)))

/**
 * Calls `see` for each bracket and each string of a JSON text, with where it starts and ends, until that returns false.
 * No pattern is for a whole string: matching one of some megabytes overflows.
 */
function scanJson(text: string, see: (start: number, end: number) => boolean): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== quote && !brackets.has(code)) continue
    const start = at
    if (code === quote) at = findClosingQuote(text, at)
    if (!see(start, at + 1)) return false
  }
  return true
}

function findClosingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) at++
    else if (code === quote) return at
  }
  return text.length - 1
}

/** Whether JSON from a server would overflow code that walks it. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  return !scanJson(text, (start) => {
    const character = text.charAt(start)
    if (character === '[' || character === '{') depth++
    else if (character !== '"') depth--
    return depth <= maxDepth
  })
}

/** Parses JSON from a server; undefined if it is not, or {@link isTooDeep}. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Numbers that a double may round: with many digits, or an exponent. */
const longNumber = /(?<=^|[[:,\s])-?(?:\d(?=[\d.]{15})|[\d.]{1,15}e)[\d.e+-]*/gi

/**
 * Parses JSON like {@link parseJson}, and keeps the text of numbers that would be rounded (`exactNumber`). With a function
 * for each value, `JSON.parse` would take several times the memory.
 */
export function parseExactJson(text: string): unknown {
  const json = parseJson(text)
  // Most texts have no such number, not even in a string.
  if (json === undefined || text.search(longNumber) < 0) return json
  const mark = `${crypto.randomUUID()}:`
  const parts: string[] = []
  let done = 0
  const keepNumbers = (end: number) => {
    parts.push(
      text.slice(done, end).replace(longNumber, (number) => {
        return JSON.isRawJSON(exactNumber(Number(number), number)) ? `"${mark}${number}"` : number
      }),
    )
  }
  scanJson(text, (start, end) => {
    if (text.charAt(start) !== '"') return true
    keepNumbers(start)
    parts.push(text.slice(start, end))
    done = end
    return true
  })
  keepNumbers(text.length)
  return unmark(JSON.parse(parts.join('')), mark)
}

/** Puts numbers, as the text that they are, in the place of the strings that stand for them. */
function unmark(value: unknown, mark: string): unknown {
  if (typeof value === 'string')
    return value.startsWith(mark) ? JSON.rawJSON(value.slice(mark.length)) : value
  if (Array.isArray(value)) for (const [index, item] of value.entries()) value[index] = unmark(item, mark)
  else if (isMap(value)) {
    for (const [name, member] of Object.entries(value)) {
      // An assignment would not do for the name `__proto__`.
      if (typeof member === 'string' && member.startsWith(mark)) {
        Object.defineProperty(value, name, { value: unmark(member, mark) })
      } else unmark(member, mark)
    }
  }
  return value
}

/** A member that the action can do without: null, or a value of the wrong type, is read as missing. */
export function optional<Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(schema), undefined)
}

export const text = optional(v.string())

/** Entries of a list, null for each invalid one: they count as well. */
export function pageOf<Schema extends v.GenericSchema>(schema: Schema) {
  return v.array(v.fallback(v.nullable(schema), null))
}

/** A list without its invalid entries. */
export function listOf<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    pageOf(schema),
    v.transform((entries) => entries.filter((entry) => entry !== null)),
  )
}

/** The text of a number that is kept as text; any other value as it is. */
export function unwrapNumber(value: unknown): unknown {
  return JSON.isRawJSON(value) ? value.rawJSON : value
}

export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a map. A number that is kept as text is an object too, but not a map. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
}

export function membersOf(value: unknown): JsonObject {
  return isMap(value) ? value : {}
}

/** Whether a body is a web page: gateways send one in place of an API's response. */
export function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text)
}

export function describeText(text: string): string {
  if (isHtml(text)) return 'an HTML page'
  return isTooDeep(text) ? `JSON with more than ${maxDepth} levels` : 'a body that is not JSON'
}

/** A double keeps this many digits of any number. */
const maxSafeDigits = 15

/** A number, or in place of one that would be rounded its text, so that it can be compared and sent back exactly. */
export function exactNumber(value: number, source = ''): number | RawJson {
  const digits = trimEndOf(source.replace(/e.*/i, '').replace(/\D/g, '').replace(/^0+/, ''), '0')
  const isKept = Number.isFinite(value) && (value !== 0 || digits === '')
  return (isKept && digits.length <= maxSafeDigits) || String(value) === source ? value : JSON.rawJSON(source)
}

/** The digest of a value, in which the order of keys has no part. */
export function digest(value: object): string {
  const json = JSON.stringify(value, (_, member: unknown) => {
    if (isMap(member)) return Object.fromEntries(Object.entries(member).sort(byKey))
    // JSON writes -0 as 0, and `.inf` as null.
    const isWritten = typeof member !== 'number' || (Number.isFinite(member) && !Object.is(member, -0))
    return isWritten ? member : { number: Object.is(member, -0) ? '-0' : String(member) }
  })
  return hash('sha256', json)
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1
}
