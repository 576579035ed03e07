import * as v from 'valibot'

declare global {
  // Part of Node 24, and not yet of the types of TypeScript.
  interface JSON {
    parse(text: string, revive: Revive | undefined): unknown
    rawJSON(text: string): RawJson
    isRawJSON(value: unknown): value is RawJson
  }
}

/** A value that `JSON.stringify` writes as the text it was made from. */
interface RawJson {
  readonly rawJSON: string
}

/** @param context has the source text of a value that is not an object or array */
type Revive = (key: string, value: unknown, context: { source?: string }) => unknown

/** No response is nested more than a few levels deep. */
const maxDepth = 100
/** More than a query can return. A list or an object may take a hundred times the memory of its text. */
const maxContainers = 150_000
const maxValues = 500_000

/** Whether JSON from a server would take too much memory, or overflow code that walks it. */
export function isTooComplex(text: string): boolean {
  let depth = 0
  let containers = 0
  let values = 0
  let isInString = false
  // No pattern is for a whole string: matching one of some megabytes overflows.
  for (const [token] of text.matchAll(/\\.|["[\]{},]/gs)) {
    if (token === '"') isInString = !isInString
    if (isInString) continue
    if (token === '[' || token === '{') {
      depth++
      containers++
    }
    if (token === ']' || token === '}') depth--
    if (token === ',') values++
    if (depth > maxDepth || containers > maxContainers || values > maxValues) return true
  }
  return false
}

/** Parses JSON from a server; undefined if it is not, or {@link isTooComplex}. */
export function parseJson(text: string, revive?: Revive): unknown {
  if (isTooComplex(text)) return undefined
  try {
    return JSON.parse(text, revive)
  } catch {
    return undefined
  }
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
  return isHtml(text) ? 'an HTML page' : 'a body that is not JSON'
}

/** A double keeps this many digits of any number. */
const maxSafeDigits = 15

/** A number, or in place of one that would be rounded its text, so that it can be compared and sent back exactly. */
export function exactNumber(value: number, source = ''): number | RawJson {
  const digits = source
    .replace(/e.*/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '')
  const isKept = Number.isFinite(value) && (value !== 0 || digits === '')
  return (isKept && digits.length <= maxSafeDigits) || String(value) === source ? value : JSON.rawJSON(source)
}
