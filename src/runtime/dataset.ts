import * as v from 'valibot'
import { type Redact, shorten } from '../text.ts'

/** A dataset as the runtime tells of it: an entry of the `datasets` output. */
export interface Dataset {
  readonly name: string
  /** The runtime's own word, or `Missing` for one that the spicepod names and the runtime does not have. */
  readonly status: string
  readonly from?: string
  /** `category`, `type` and `code`, as they came. */
  readonly error?: unknown
  readonly error_message?: string
}

const text = v.fallback(v.nullish(v.string(), null), null)
const Entry = v.object({
  name: v.string(),
  status: text,
  from: text,
  error: v.optional(v.unknown()),
  error_message: text,
})
const Entries = v.array(v.fallback(v.nullable(Entry), null))

/**
 * Reads the answer of `GET /v1/datasets?status=true`. An entry that is no dataset does not hide the others.
 *
 * @returns undefined when it is no list
 */
export function readDatasets(answer: unknown, redact: (text: string) => string): Dataset[] | undefined {
  const parsed = v.safeParse(Entries, answer)
  if (!parsed.success) return undefined
  return parsed.output
    .filter((entry) => entry !== null)
    .map(({ name, status, from, error, error_message }) => ({
      name,
      status: status ?? 'Unknown',
      ...(from !== null && { from }),
      ...(error !== undefined && error !== null && { error }),
      // Only people read it. Names and statuses mean what they say, even where a secret has the same value.
      ...(error_message !== null && { error_message: redact(error_message) }),
    }))
}

/**
 * The datasets with those added, as `Missing`, that are expected and not among them. Each of them is one of those
 * expected at most, the one whose name is nearest.
 */
export function addMissing(datasets: readonly Dataset[], expected: readonly string[]): Dataset[] {
  let theirs = datasets.map(({ name }) => readName(name))
  let missing = expected.map((name) => ({ name, ours: readName(name) }))
  for (const isSame of likenesses) {
    missing = missing.filter(({ ours }) => {
      const found = theirs.find((each) => isSame(each, ours))
      theirs = theirs.filter((each) => each !== found)
      return found === undefined
    })
  }
  return [...datasets, ...missing.map(({ name }) => ({ name, status: 'Missing' }))]
}

interface Name {
  /** Without quotes, parts joined by dots. */
  plain: string
  /** In lower case: an unquoted name has none. */
  parts: string[]
}

/** `public."taxi.trips"` has two parts. */
function readName(name: string): Name {
  const parts = ['']
  for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
    const quote = token.length > 1 ? token.charAt(0) : undefined
    if (token === '.') parts.push('')
    else parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`)
  }
  return { plain: parts.join('.'), parts: parts.map((part) => part.toLowerCase()) }
}

/** When two names are of one dataset, the surest first. */
const likenesses: ((theirs: Name, ours: Name) => boolean)[] = [
  (theirs, ours) => theirs.plain === ours.plain,
  (theirs, ours) => theirs.plain.toLowerCase() === ours.plain.toLowerCase(),
  // The runtime may add catalog and schema.
  (theirs, ours) => endsWith(theirs, ours) || endsWith(ours, theirs),
  (theirs, ours) => theirs.parts.at(-1) === ours.parts.at(-1),
]

function endsWith({ parts }: Name, { parts: end }: Name): boolean {
  const last = end.join('.')
  return parts.some((_, index) => parts.slice(index).join('.') === last)
}

const fine = new Set(['ready', 'refreshing', 'disabled'])

export function isHealthy({ status }: Dataset): boolean {
  return fine.has(status.toLowerCase())
}

export function isInError({ status }: Dataset): boolean {
  return status.toLowerCase() === 'error'
}

/** What there is of a reason for being in error; undefined where the runtime gives none. */
export function describeError({ error_message, error }: Dataset): string | undefined {
  if (error_message !== undefined && error_message.trim() !== '') return error_message
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null) return undefined
  const { category, type, code } = error as Record<string, unknown>
  const parts = [category, type, code].filter((part) => typeof part === 'string')
  return parts.length > 0 ? parts.join(', ') : undefined
}

export function isMissing({ status }: Dataset): boolean {
  return status === 'Missing'
}

/** Names shown of those waited for. */
const shownNames = 5

/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
export function describeProgress(datasets: readonly Dataset[], redact: Redact): string {
  if (datasets.length === 0) return 'no datasets'
  const waiting = datasets.filter((dataset) => !isHealthy(dataset))
  const share = `${datasets.length - waiting.length}/${datasets.length} ready`
  if (waiting.length === 0) return share
  const names = waiting.slice(0, shownNames).map((dataset) => describeWaiting(dataset, redact))
  const more = waiting.length - names.length
  return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function describeWaiting(dataset: Dataset, redact: Redact): string {
  const name = shorten(dataset.name, 80, redact)
  if (isInError(dataset)) return `${name} (in error)`
  return isMissing(dataset) ? `${name} (missing)` : name
}
