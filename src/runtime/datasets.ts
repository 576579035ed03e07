import prettyMilliseconds from 'pretty-ms'
import type { Emit } from '../events.ts'
import { parseJson } from '../platform/json.ts'
import { endWithStop, type Redact, shorten } from '../text.ts'
import { type Clock, type Deadline, deadlineIn } from '../time.ts'
import type { RuntimeClient } from './client.ts'
import {
  addMissing,
  type Dataset,
  describeError,
  describeProgress,
  isHealthy,
  isInError,
  isMissing,
  readDatasets,
} from './dataset.ts'
import { Looker } from './look.ts'
import { pauseBetweenLooksMs } from './pause.ts'
import { longestMessage } from './refusal.ts'

export type DatasetVerdict =
  | { kind: 'fine' }
  /** Sentences say which and why. */
  | { kind: 'failed'; text: string }

/** How long a dataset may be in error before that counts, in milliseconds: many recover. */
const recoveryMs = 15_000
/** How many failed ones a sentence is given to each. */
const namedFailures = 10

export interface DatasetWatchOptions {
  client: RuntimeClient
  /** Names of datasets that have to be there. */
  expected: readonly string[]
  /** For one request. */
  requestTimeoutMs: number
  clock: Clock
  emit: Emit
}

/** Follows the datasets of a runtime from look to look. */
export class DatasetWatch {
  readonly #options: DatasetWatchOptions
  readonly #looker: Looker
  readonly #inErrorSince = new Map<string, number>()
  #datasets: readonly Dataset[] | undefined
  #progress: string | undefined
  #trouble: string | undefined
  /** The list that the listener knows. */
  #told: readonly Dataset[] = []

  constructor(options: DatasetWatchOptions) {
    this.#options = options
    this.#looker = new Looker(options)
  }

  /** As last seen, those included that are missing. None where no look has brought any. */
  get datasets(): readonly Dataset[] {
    return this.#datasets ?? []
  }

  /** How many are ready and which are not, as last seen; undefined where no look has brought any. */
  get progress(): string | undefined {
    return this.#progress
  }

  /** Sentences on those that are in error; undefined where none is, or the last look has brought nothing. */
  get failures(): string | undefined {
    const failed = this.datasets.filter(isInError)
    return failed.length > 0 && this.#trouble === undefined
      ? describeFailed(failed, this.#options.client.redact)
      : undefined
  }

  /** Looks once (`GET /v1/datasets?status=true`). Undefined while nothing is certain. */
  async look(deadline: Deadline): Promise<DatasetVerdict | undefined> {
    const { client, clock, expected } = this.#options
    const request = { path: '/v1/datasets?status=true', headers: { accept: 'application/json' } }
    const sight = await this.#looker.look(request, deadline)
    if (sight.kind === 'refused') {
      return { kind: 'failed', text: `The runtime cannot be asked for its datasets: ${sight.reason}.` }
    }
    const seen =
      sight.kind === 'answer' ? readDatasets(parseJson(sight.answer.text), client.redact) : undefined
    if (seen === undefined) {
      this.#trouble = sight.kind === 'trouble' ? sight.reason : 'HTTP 200 with another body than a list'
      return undefined
    }
    this.#trouble = undefined
    const datasets = addMissing(seen, expected)
    this.#datasets = datasets
    const progress = describeProgress(datasets, client.redact)
    const isNews = progress !== this.#progress
    this.#progress = progress
    if (isNews) this.#tell()
    if (datasets.every(isHealthy)) return { kind: 'fine' }
    if (!this.#hasGivenUp(datasets, clock.now())) return undefined
    return { kind: 'failed', text: describeFailed(datasets.filter(isInError), client.redact) }
  }

  /** Nobody looks any more: the listener gets the last list where it differs from the one that it has. */
  end(): void {
    if (this.#progress !== undefined && JSON.stringify(this.#told) !== JSON.stringify(this.datasets))
      this.#tell()
  }

  #tell(): void {
    this.#told = this.datasets
    this.#options.emit({ type: 'datasets.polled', progress: this.#progress ?? '', datasets: this.#told })
  }

  /** What is wrong when the time is over, in sentences. */
  describeTimeout(limitMs: number): string {
    const within = prettyMilliseconds(limitMs)
    if (this.#datasets === undefined) {
      return endWithStop(`The datasets could not be read within ${within}: ${this.#trouble ?? 'no answer'}`)
    }
    const sentences = [`Not every dataset was ready within ${within}: ${this.#progress}.`]
    if (this.#trouble !== undefined) sentences.push(endWithStop(`The last look failed: ${this.#trouble}`))
    const failed = this.#datasets.filter(isInError)
    if (failed.length > 0) sentences.push(describeFailed(failed, this.#options.client.redact))
    if (this.#datasets.some(isMissing)) {
      sentences.push('Missing are those that the spicepod names and the runtime that answers does not have.')
    }
    return sentences.join(' ')
  }

  /** Takes in who is in error, and tells whether one of them has been for too long. */
  #hasGivenUp(datasets: readonly Dataset[], now: number): boolean {
    const failed = new Set(datasets.filter(isInError).map(({ name }) => name))
    for (const name of this.#inErrorSince.keys()) if (!failed.has(name)) this.#inErrorSince.delete(name)
    for (const name of failed) if (!this.#inErrorSince.has(name)) this.#inErrorSince.set(name, now)
    return [...this.#inErrorSince.values()].some((since) => now - since >= recoveryMs)
  }
}

export interface WaitForDatasetsOptions {
  limitMs: number
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
}

/** Looks until every dataset is fine, one has been in error for 15 s, or the time is over. */
export async function waitForDatasets(
  watch: DatasetWatch,
  { limitMs, clock, random }: WaitForDatasetsOptions,
): Promise<DatasetVerdict> {
  const startedAt = clock.now()
  const deadline = deadlineIn(limitMs, clock)
  for (;;) {
    const verdict = await watch.look(deadline)
    if (verdict !== undefined) return verdict
    if (deadline.remainingMs() === 0) return { kind: 'failed', text: watch.describeTimeout(limitMs) }
    const pause = pauseBetweenLooksMs(clock.now() - startedAt, random())
    await clock.sleep(Math.ceil(Math.min(pause, deadline.remainingMs())))
  }
}

function describeFailed(failed: readonly Dataset[], redact: Redact): string {
  const sentences = failed.slice(0, namedFailures).map((dataset) => {
    const why = describeError(dataset) ?? 'the runtime does not say why'
    return endWithStop(
      `Dataset ${shorten(dataset.name, 80, redact)} is in error: ${shorten(why, longestMessage, redact)}`,
    )
  })
  const more = failed.length - sentences.length
  if (more > 0) sentences.push(`So are ${more} more.`)
  return sentences.join(' ')
}
