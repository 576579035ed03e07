import prettyMilliseconds from 'pretty-ms'
import * as v from 'valibot'
import type { Deadline } from '../platform/clock.ts'
import { parseJson } from '../platform/json.ts'
import { count, endWithStop, type Redact, shorten } from '../platform/text.ts'
import { maxMessageLength } from './client.ts'
import { createPoller, pollRuntime, type RuntimeContext } from './poller.ts'
import type { Dataset, Problem } from './verification.ts'

/** How long a dataset may be in error before the check fails, in milliseconds: many recover. */
const recoveryMs = 15_000
/** Datasets in error with a sentence each. */
const maxNamedFailures = 10
/** Names shown of the datasets that are not ready. */
const maxNamesInProgress = 5

/** Polls the datasets of a runtime (`GET /v1/datasets?status=true`). */
export class DatasetPoller {
  readonly #context: RuntimeContext
  readonly #expected: readonly string[]
  readonly #poll: ReturnType<typeof createPoller>
  #inErrorSinceMs = new Map<string, number>()
  #datasets: readonly Dataset[] | undefined
  /** Why the last poll returned no list. */
  #trouble: string | undefined

  /** @param expected names of datasets that have to exist */
  constructor(expected: readonly string[], context: RuntimeContext) {
    const headers = { accept: 'application/json' }
    this.#expected = expected
    this.#context = context
    this.#poll = createPoller({ path: '/v1/datasets?status=true', headers }, context)
  }

  /** From the last poll that returned any, with those that are missing. */
  get datasets(): readonly Dataset[] {
    return this.#datasets ?? []
  }

  /** How many are ready and which are not; undefined if no poll has returned a list. */
  get progress(): string | undefined {
    if (this.#datasets?.length === 0) return 'it has no datasets'
    return this.#datasets && `datasets: ${describeProgress(this.#datasets, this.#context.client.redact)}`
  }

  /** Sentences about the datasets in error; undefined if there are none, or the last poll returned no list. */
  get failures(): string | undefined {
    return this.#trouble === undefined
      ? describeFailures(this.datasets, this.#context.client.redact)
      : undefined
  }

  /** Polls once. Undefined while nothing is certain. */
  async poll(deadline: Deadline): Promise<'healthy' | Problem | undefined> {
    const { client, clock, emit } = this.#context
    const { response, trouble, isRejected } = await this.#poll(deadline)
    if (isRejected) {
      const text = `Could not read the datasets: the runtime rejected the API key (${trouble}).`
      return { ...problem(text), cause: 'api-key' }
    }
    this.#trouble = trouble
    if (response === undefined || trouble !== undefined) return undefined
    const list = readDatasets(parseJson(response.text), client.redact)
    if (list === undefined) {
      this.#trouble = 'HTTP 200, but the body is not a list'
      return undefined
    }
    const datasets = addMissing(list, this.#expected)
    const hasChanged = JSON.stringify(datasets) !== JSON.stringify(this.#datasets)
    this.#datasets = datasets
    if (hasChanged) {
      emit({ type: 'datasets.polled', progress: describeProgress(datasets, client.redact), datasets })
    }
    if (datasets.every(isHealthy)) return 'healthy'
    const failures = this.#hasGivenUp(datasets, clock.now()) ? this.failures : undefined
    return failures === undefined ? undefined : problem(failures)
  }

  /**
   * Polls until all datasets are healthy, one has been in error for 15 s, or the time is over.
   *
   * @returns undefined if all are healthy
   */
  async waitUntilHealthy(limitMs: number): Promise<Problem | undefined> {
    const result = await pollRuntime(limitMs, this.#context, (deadline) => this.poll(deadline))
    if (result === 'healthy') return undefined
    return result ?? problem(this.#describeTimeout(prettyMilliseconds(limitMs)))
  }

  #describeTimeout(within: string): string {
    if (this.#datasets === undefined) {
      return endWithStop(`Could not read the datasets within ${within}: ${this.#trouble}`)
    }
    const { redact } = this.#context.client
    return [
      `Not all datasets were ready within ${within}: ${describeProgress(this.#datasets, redact)}.`,
      this.#trouble && endWithStop(`The last poll failed: ${this.#trouble}`),
      describeFailures(this.#datasets, redact),
      this.#datasets.some(isMissing) &&
        '"Missing" datasets are in the spicepod but not in the runtime that is responding.',
    ]
      .filter(Boolean)
      .join(' ')
  }

  /** Notes which datasets are in error, and whether one of them has been for too long. */
  #hasGivenUp(datasets: readonly Dataset[], nowMs: number): boolean {
    const failed = datasets.filter(isInError)
    this.#inErrorSinceMs = new Map(failed.map(({ name }) => [name, this.#inErrorSinceMs.get(name) ?? nowMs]))
    return [...this.#inErrorSinceMs.values()].some((sinceMs) => nowMs - sinceMs >= recoveryMs)
  }
}

function problem(text: string): Problem {
  return { part: 'datasets', text, isTolerable: false }
}

const text = v.fallback(v.optional(v.string()), undefined)
const Entry = v.object({
  name: v.string(),
  status: v.fallback(v.string(), 'Unknown'),
  from: text,
  error: v.optional(v.unknown()),
  error_message: text,
})
const Entries = v.array(v.fallback(v.nullable(Entry), null))

/**
 * Reads the body of `GET /v1/datasets?status=true`. An entry that is not a dataset does not hide the others.
 *
 * @returns undefined if it is not a list
 */
export function readDatasets(body: unknown, redact: Redact): Dataset[] | undefined {
  const parsed = v.safeParse(Entries, body)
  if (!parsed.success) return undefined
  return parsed.output
    .filter((entry) => entry !== null)
    .map(({ error, error_message, ...rest }) => ({
      ...rest,
      error: error ?? undefined,
      // Only people read the message. Names and statuses stay exact, even if a secret has the same value.
      error_message: error_message === undefined ? undefined : redact(error_message),
    }))
}

/**
 * The datasets that a spicepod names itself: those that the runtime has to have. Entries with `ref` are in files that
 * only the runtime can read, and views are not in its list.
 */
export function namesOfDatasets(spicepod: unknown): string[] {
  if (!v.is(v.object({ datasets: v.array(v.unknown()) }), spicepod)) return []
  const named = v.object({ name: v.pipe(v.string(), v.nonEmpty()), ref: v.optional(v.never()) })
  return [...new Set(spicepod.datasets.filter((entry) => v.is(named, entry)).map(({ name }) => name))]
}

/**
 * Adds the datasets that are expected but not in the list, as `Missing`. Each dataset of the list stands for at most
 * one of those expected: the one with the closest name.
 */
export function addMissing(datasets: readonly Dataset[], expected: readonly string[]): Dataset[] {
  let present = datasets.map(({ name }) => parseName(name))
  let missing = expected.map((name) => ({ name, parsed: parseName(name) }))
  for (const matches of nameMatchers) {
    missing = missing.filter(({ parsed }) => {
      const found = present.find((each) => matches(each, parsed))
      present = present.filter((each) => each !== found)
      return found === undefined
    })
  }
  return [...datasets, ...missing.map(({ name }) => ({ name, status: 'Missing' }))]
}

interface Name {
  /** Without quotes, parts joined by dots. */
  plain: string
  /** The same from each part to the end, in lower case, since unquoted names are not case-sensitive. */
  endings: string[]
}

/** `public."taxi.trips"` has two parts. */
function parseName(name: string): Name {
  const parts = ['']
  for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
    const quote = token.length > 1 ? token.charAt(0) : undefined
    if (token === '.') parts.push('')
    else parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`)
  }
  const endings = parts.map((_, index) => parts.slice(index).join('.').toLowerCase())
  return { plain: parts.join('.'), endings }
}

/** Whether two names mean the same dataset, the surest match first. */
const nameMatchers: ((one: Name, other: Name) => boolean)[] = [
  (one, other) => one.plain === other.plain,
  (one, other) => one.endings[0] === other.endings[0],
  // The runtime may add catalog and schema.
  (one, other) => endsWith(one, other) || endsWith(other, one),
  (one, other) => one.endings.at(-1) === other.endings.at(-1),
]

function endsWith({ endings }: Name, { endings: [whole = ''] }: Name): boolean {
  return endings.includes(whole)
}

export function isHealthy({ status }: Dataset): boolean {
  return ['ready', 'refreshing', 'disabled'].includes(status.toLowerCase())
}

function isInError({ status }: Dataset): boolean {
  return status.toLowerCase() === 'error'
}

function isMissing({ status }: Dataset): boolean {
  return status === 'Missing'
}

/** Why a dataset is in error; undefined if the runtime gives no reason. */
export function describeError({ error_message, error }: Dataset): string | undefined {
  if (error_message !== undefined && error_message.trim() !== '') return error_message
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null) return undefined
  const { category, type, code } = error as Record<string, unknown>
  const parts = [category, type, code].filter((part) => typeof part === 'string')
  return parts.length > 0 ? parts.join(', ') : undefined
}

function describeFailures(datasets: readonly Dataset[], redact: Redact): string | undefined {
  const failed = datasets.filter(isInError)
  const sentences = failed.slice(0, maxNamedFailures).map((dataset) => {
    const why = describeError(dataset) ?? 'the runtime gave no reason'
    return endWithStop(
      `Dataset ${shorten(dataset.name, 80, redact)} is in error: ${shorten(why, maxMessageLength, redact)}`,
    )
  })
  const more = failed.length - sentences.length
  if (more > 0) sentences.push(`${count(more, 'more dataset')} in error.`)
  return sentences.join(' ') || undefined
}

/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
export function describeProgress(datasets: readonly Dataset[], redact: Redact): string {
  if (datasets.length === 0) return 'no datasets'
  const waiting = datasets.filter((dataset) => !isHealthy(dataset))
  const share = `${datasets.length - waiting.length}/${datasets.length} ready`
  if (waiting.length === 0) return share
  const names = waiting.slice(0, maxNamesInProgress).map((dataset) => {
    const name = shorten(dataset.name, 80, redact)
    if (isInError(dataset)) return `${name} (in error)`
    return isMissing(dataset) ? `${name} (missing)` : name
  })
  const more = waiting.length - names.length
  return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
