import * as v from 'valibot'
import { shorten } from './text.ts'

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

/** The datasets with those added, as `Missing`, that are expected and not among them. */
export function addMissing(datasets: readonly Dataset[], expected: readonly string[]): Dataset[] {
  const missing = expected.filter((name) => !datasets.some((dataset) => isCalled(dataset, name)))
  return [...datasets, ...missing.map((name) => ({ name, status: 'Missing' }))]
}

/** The runtime may add catalog and schema to a name, and an unquoted name has no case. */
function isCalled(dataset: Dataset, name: string): boolean {
  return lastPart(dataset.name).toLowerCase() === lastPart(name).toLowerCase()
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

const fine = new Set(['ready', 'refreshing', 'disabled'])

export function isFine({ status }: Dataset): boolean {
  return fine.has(status.toLowerCase())
}

export function isInError({ status }: Dataset): boolean {
  return status.toLowerCase() === 'error'
}

export function isMissing({ status }: Dataset): boolean {
  return status === 'Missing'
}

/** Names shown of those waited for. */
const shownNames = 5

/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
export function describeProgress(datasets: readonly Dataset[]): string {
  if (datasets.length === 0) return 'no datasets'
  const waiting = datasets.filter((dataset) => !isFine(dataset))
  const share = `${datasets.length - waiting.length}/${datasets.length} ready`
  if (waiting.length === 0) return share
  const names = waiting.slice(0, shownNames).map(describeWaiting)
  const more = waiting.length - names.length
  return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function describeWaiting(dataset: Dataset): string {
  const name = shorten(dataset.name, 80)
  if (isInError(dataset)) return `${name} (in error)`
  return isMissing(dataset) ? `${name} (missing)` : name
}
