declare global {
  // Part of Node 22 and newer, and not yet of the types of TypeScript.
  interface JSON {
    rawJSON(text: string): RawJson
    isRawJSON(value: unknown): value is RawJson
  }
}

/** A number that `JSON.stringify` writes as the text it was made from. */
interface RawJson {
  readonly rawJSON: string
}

export type JsonObject = Readonly<Record<string, unknown>>

/** The members of a value; none for a value without. */
export function membersOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {}
}

/** Levels of maps and lists in each other that the sandbox reads. Code that walks through a value may then call itself. */
export const maxDepth = 100

/** Whether a value has more levels than the sandbox reads. Level by level, since a call for each could be too many. */
export function isTooDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true
    level = level.flatMap((each) => Object.values(membersOf(each))).filter((each) => typeof each === 'object')
  }
  return false
}

/** A double keeps this many digits of any number. */
const maxSafeDigits = 15

/** A number; one that a double would round is kept as its text, which `JSON.stringify` writes as it is. */
export function exactNumber(value: number, source = ''): unknown {
  const digits = source.replace(/e.*/i, '').replace(/\D/g, '').replace(/^0+/, '')
  const isKept = digits.length <= maxSafeDigits || String(value) === source
  // Older versions of Node, without SQL, cannot do it.
  return isKept || !('rawJSON' in JSON) ? value : JSON.rawJSON(source)
}

/** Parses JSON with all digits of its numbers. Throws as `JSON.parse` does. */
export function parseExactly(text: string): unknown {
  const revive = (_: string, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' ? exactNumber(value, source) : value
  return JSON.parse(text, revive)
}
