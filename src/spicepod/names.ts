import { distance } from 'fastest-levenshtein'
import { listNames } from '../platform/text.ts'

interface Name {
  /** As it is written, without quotes, parts joined by dots. */
  plain: string
  /** As SQL knows it: unquoted parts in small letters, quoted ones as they are. */
  parts: string[]
}

const quoted = '"(?:[^"]|"")*"|`(?:[^`]|``)*`'
const identifier = `(?:${quoted}|[\\p{L}_#@][\\p{L}\\d_#@$]*)`
const identifiers = new RegExp(`^${identifier}(?:\\.${identifier})*$`, 'su')
const tokens = new RegExp(`${quoted}|.`, 'gs')
const capitals = new RegExp(`${quoted}|[A-Z]+`, 'gs')
const listed = new RegExp(`(?:${quoted}|[^,\\r\\n])+`, 'g')

/** `public."taxi.trips"` has two parts. Text that is not a sequence of identifiers is one part. */
export function parseName(name: string): Name {
  const parts = identifiers.test(name) ? splitName(foldName(name)) : [name]
  return { plain: splitName(name).join('.'), parts }
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

/** What names a runtime's list has: those of tables may leave out catalog and schema, others have no parts. */
export type NameKind = 'table' | 'whole'

/** A name without a catalog or schema is completed with these. Source: the defaults of the runtime's SQL. */
const defaultSchema = ['spice', 'public']

/**
 * The forms in which two names of one component agree, the most certain first. They are always compared whole: `trips`
 * is `spice.public.trips`, and neither `prod.trips` nor `staging.trips`.
 */
function formsOf(name: string, kind: NameKind): string[] {
  if (kind === 'whole') return [name, name.toLowerCase()]
  const parts = splitName(name)
  const plain = parts.join('.')
  const completed = [...defaultSchema.slice(0, Math.max(0, 3 - parts.length)), plain].join('.')
  return [plain, plain.toLowerCase(), completed.toLowerCase()]
}

/** Finds a component by the name that the runtime has for it. The first of several wins. */
export function finderByName<Value extends { readonly name: string }>(
  values: readonly Value[],
  kind: NameKind,
): (runtimeName: string) => Value | undefined {
  const byForm: Map<string, Value>[] = []
  for (const value of values) {
    for (const [index, form] of formsOf(value.name, kind).entries()) {
      byForm[index] ??= new Map()
      if (!byForm[index].has(form)) byForm[index].set(form, value)
    }
  }
  return (runtimeName) => {
    const forms = formsOf(runtimeName, kind)
    return byForm.map((values, index) => values.get(forms[index] ?? '')).find((value) => value !== undefined)
  }
}

/** Makes a check whether the runtime lists a component by its name in the spicepod. */
export function isListedIn(runtimeNames: Iterable<string>, kind: NameKind): (name: string) => boolean {
  const find = finderByName(
    Array.from(runtimeNames, (name) => ({ name })),
    kind,
  )
  return (name) => find(name) !== undefined
}

/** The expected names that a runtime does not list. Each listed name stands for one of them, the most similar. */
export function findUnlisted(
  expected: readonly string[],
  listed: readonly string[],
  kind: NameKind,
): readonly string[] {
  const free = new Set(listed.map((name) => formsOf(name, kind)))
  let unlisted = expected.map((name) => ({ name, forms: formsOf(name, kind) }))
  for (const index of formsOf('', kind).keys()) {
    const byForm = Map.groupBy(free, (forms) => forms[index])
    unlisted = unlisted.filter(({ forms }) => {
      const match = byForm.get(forms[index])?.pop()
      if (match !== undefined) free.delete(match)
      return match === undefined
    })
  }
  return unlisted.map(({ name }) => name)
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

/**
 * What to write instead of a key that is not known: the known one that was probably meant, or else one of them. The key itself
 * is not named, because it may be part of any file.
 */
export function explainUnknownKey(key: string, known: readonly string[]): { near?: string; advice: string } {
  const [near] = findNearest(key, known)
  return near === undefined
    ? { advice: `Known are ${listNames(known)}.` }
    : { near, advice: `Did you mean \`${near}\`?` }
}
