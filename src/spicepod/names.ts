import { distance } from 'fastest-levenshtein'

export interface Name {
  /** As it is written, without quotes, parts joined by dots. */
  plain: string
  /** As SQL knows it: unquoted parts in small letters, quoted ones as they are. */
  parts: string[]
  /** The plain name from each part to the end, in lower case, since unquoted names are not case-sensitive. */
  endings: string[]
}

/** Names of the runtime have three parts at most. Every ending of a longer one would take too much memory. */
const maxParts = 10

const quoted = '"(?:[^"]|"")*"|`(?:[^`]|``)*`'
const identifier = `(?:${quoted}|[\\p{L}_#@][\\p{L}\\d_#@$]*)`
const identifiers = new RegExp(`^${identifier}(?:\\.${identifier})*$`, 'su')
const tokens = new RegExp(`${quoted}|.`, 'gs')
const capitals = new RegExp(`${quoted}|[A-Z]+`, 'gs')
const listed = new RegExp(`(?:${quoted}|[^,\\r\\n])+`, 'g')

/** `public."taxi.trips"` has two parts. Text that is not a sequence of identifiers is one part. */
export function parseName(name: string): Name {
  const plain = splitName(name)
  const starts = plain.length > maxParts ? [0] : plain.keys()
  const endings = Array.from(starts, (start) => plain.slice(start).join('.').toLowerCase())
  const parts = identifiers.test(name) ? splitName(foldName(name)) : [name]
  return { plain: plain.join('.'), parts, endings }
}

/**
 * The name as SQL knows it, with its quotes: `Public."Trips"` is `public."Trips"`. Letters outside ASCII stay.
 * Source: `TableReference::parse_str` of apache/datafusion.
 */
export function foldName(name: string): string {
  if (!identifiers.test(name)) return name
  return name.replace(capitals, (token) => (/^[A-Z]/.test(token) ? token.toLowerCase() : token))
}

/** Identifies a table, of which a name may leave out the default catalog and schema. */
export function keyOf(table: string): string {
  const { parts } = parseName(table)
  // The first of two parts is a schema.
  const inCatalog = parts.length === 3 && parts[0] === 'spice' ? parts.slice(1) : parts
  return JSON.stringify(inCatalog.length === 2 && inCatalog[0] === 'public' ? inCatalog.slice(1) : inCatalog)
}

/** Names in a list, by commas or lines. */
export function splitNames(list: string): string[] {
  return (list.match(listed) ?? []).map((name) => name.trim()).filter(Boolean)
}

function splitName(name: string): string[] {
  const parts = ['']
  for (const [token] of name.matchAll(tokens)) {
    const quote = token.length > 1 ? token.charAt(0) : undefined
    if (token === '.') parts.push('')
    else parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`)
  }
  return parts
}

/** Whether two names mean the same dataset, the surest match first. */
export const nameMatchers: ((left: Name, right: Name) => boolean)[] = [
  (left, right) => left.plain === right.plain,
  (left, right) => left.endings[0] === right.endings[0],
  // The runtime may add catalog and schema.
  ({ endings: left }, { endings: right }) => left.includes(right[0] ?? '') || right.includes(left[0] ?? ''),
  (left, right) => left.endings.at(-1) === right.endings.at(-1),
]

/** Finds a component by the name that the runtime has for it, in one step for each part. The first of several wins. */
export function finderByName<Value extends { readonly name: string }>(
  values: readonly Value[],
): (runtimeName: string) => Value | undefined {
  const byName = new Map(values.toReversed().map((value) => [parseName(value.name).endings[0], value]))
  return (runtimeName) => {
    const ending = parseName(runtimeName).endings.find((name) => byName.has(name))
    return byName.get(ending)
  }
}

/** Makes a check whether the runtime lists a component by its name in the spicepod. */
export function isListedIn(runtimeNames: Iterable<string>): (name: string) => boolean {
  const endings = new Set(Array.from(runtimeNames, (name) => parseName(name).endings).flat())
  return (name) => endings.has(parseName(name).endings[0] ?? '')
}

/** A name in SQL. Each part is quoted, since it may have any characters. */
export function quoteName(name: string): string {
  const parts = parseName(name).parts.map((part) => `"${part.replaceAll('"', '""')}"`)
  return parts.join('.')
}

/** Longer names are no typos of the names that there are. */
const maxTypedLength = 64

/** The names that somebody may have meant, the most similar first: by about a typo, in any case, or because they are alike. */
export function findNearest(
  name: string,
  candidates: Iterable<string>,
  isAlike: (candidate: string) => boolean = () => false,
): string[] {
  if (name.length > maxTypedLength) return []
  const maxTypos = Math.max(2, Math.floor(name.length / 3))
  return Array.from(candidates, (candidate) => {
    const typos = distance(name.toLowerCase(), candidate.toLowerCase())
    return { candidate, typos: isAlike(candidate) ? Math.min(typos, 2) : typos }
  })
    .filter(({ typos }) => typos <= maxTypos)
    .sort((left, right) => left.typos - right.typos)
    .map(({ candidate }) => candidate)
}
