import prettyMilliseconds from 'pretty-ms'
import { type Deadline, recoveryMs } from '../../platform/clock.ts'
import { parseJson } from '../../platform/json.ts'
import {
  capitalize,
  count,
  endWithStop,
  join,
  limit,
  maxLength,
  shorten,
  trimEndOf,
} from '../../platform/text.ts'
import { createPoller, pollRuntime, type RuntimeContext } from '../../runtime/client.ts'
import { addList, type History } from '../../runtime/history.ts'
import {
  type ComponentKind,
  describeError,
  isHealthy,
  isInError,
  isMissing,
  readList,
} from '../../runtime/lists.ts'
import type { Dataset, VerificationProblem } from '../../runtime/verification.ts'
import { finderByName, findUnlisted, type NameKind } from '../../spicepod/names.ts'
import { readComponents } from '../../spicepod/spicepod.ts'

/** Most datasets in error that get a sentence each. */
const maxNamedFailures = 10
/** Most names of datasets that are shown while they are not ready. */
const maxNamesInProgress = 5

/** The datasets that a runtime has to list, and how. */
interface Expected {
  readonly kind: ComponentKind
  readonly names: readonly string[]
  /** Sources of the previous version: a dataset with such a source does not belong to the deployment. */
  readonly previous: readonly Source[]
}

/** While one version replaces another, the gateway may answer with these statuses for a moment. */
const maxUnknown = 3

/** Polls the datasets, or the models, of a runtime. */
export class ComponentPoller {
  readonly #expected: Expected
  readonly #context: RuntimeContext
  readonly #poll: ReturnType<typeof createPoller>
  #timesUnknown = 0
  #history: History | undefined
  #lastListMs = 0
  #datasets: readonly Dataset[] | undefined
  /** Names of the datasets that still have their previous source. */
  #outdated: readonly string[] = []
  #trouble: string | undefined

  constructor(expected: Expected, context: RuntimeContext) {
    this.#expected = expected
    this.#context = context
    const headers = { accept: 'application/json' }
    this.#poll = createPoller({ path: expected.kind.path, headers }, context)
  }

  /** The datasets of the last list, and expected datasets that are missing in it. */
  get datasets(): readonly Dataset[] {
    return this.#datasets ?? []
  }

  /** Whether the runtime has none, by its last list. */
  get isEmpty(): boolean {
    return this.#datasets?.length === 0 || (this.#expected.kind.isOptional && this.#datasets === undefined)
  }

  /** The names in the last list, without those that are missing; undefined before the first one. */
  get listed(): readonly string[] | undefined {
    return this.#datasets?.filter((dataset) => !isMissing(dataset)).map(({ name }) => name)
  }

  /** How many datasets are ready, and the names of the rest; undefined before the first list. */
  get progress(): string | undefined {
    const { noun } = this.#expected.kind
    if (this.#datasets?.length === 0) return `it has no ${noun}s`
    return this.#datasets && `${noun}s: ${this.#describeProgress()}`
  }

  /** Sentences about the datasets in error; empty if there are none, or the last poll returned no list. */
  get failures(): string {
    return this.#trouble === undefined ? this.#describeFailures() : ''
  }

  /** Polls once. Undefined while nothing is certain. */
  async poll(deadline: Deadline): Promise<'healthy' | VerificationProblem | undefined> {
    const { run } = this.#context
    const { kind, names, previous } = this.#expected
    const { response, trouble, isRejected } = await this.#poll(deadline)
    if (isRejected) {
      const text = `The ${kind.noun}s could not be read: the runtime rejected the API key (${trouble}).`
      return { ...this.#problem(text), code: 'api-key-rejected' }
    }
    const { status = 0, text = '' } = response ?? {}
    const list = status === 200 ? readList(kind, parseJson(text)) : undefined
    this.#trouble = list ? undefined : (trouble ?? 'HTTP 200, but the body is not a list')
    // An older runtime may answer an unknown route with any body.
    const isUnknown = list === undefined && [200, 404, 405, 501].includes(status)
    this.#timesUnknown = isUnknown ? this.#timesUnknown + 1 : 0
    if (kind.isOptional && this.#timesUnknown >= maxUnknown) return 'healthy'
    if (list === undefined) return undefined
    const datasets = addMissing(list, names, kind.names)
    const hasChanged = JSON.stringify(datasets) !== JSON.stringify(this.#datasets)
    this.#datasets = datasets
    const nowMs = run.clock.now()
    this.#history = addList(this.#history, datasets, nowMs, nowMs - this.#lastListMs)
    this.#lastListMs = nowMs
    this.#outdated = findWithSource(previous, datasets)
    if (hasChanged) {
      const progress = this.#describeProgress()
      if (kind.noun === 'model') run.emit({ type: 'models.polled', progress, models: datasets })
      else run.emit({ type: 'datasets.polled', progress, datasets })
    }
    if (this.datasets.every(isHealthy) && this.#outdated.length === 0) return 'healthy'
    const hasFailed = [...this.#history.values()].some(
      (state) => isInError(state) && nowMs - state.sinceMs >= recoveryMs,
    )
    return hasFailed ? this.#problem(this.#describeFailures()) : undefined
  }

  /** Polls until all datasets are healthy, one has been in error for 15 s, or the time is over. */
  async waitUntilHealthy(limitMs: number): Promise<VerificationProblem | undefined> {
    const { run, spicepod } = this.#context
    const result = await pollRuntime(limitMs, run, (deadline) => this.poll(deadline))
    if (result !== 'healthy') {
      return result ?? this.#problem(this.#describeTimeout(prettyMilliseconds(limitMs)))
    }
    const findOurs = finderByName(sourcesOf(spicepod), 'table')
    for (const { name, from = '' } of this.datasets) {
      const { from: ours = from } = findOurs(name) ?? {}
      const text = `Dataset ${name} has another \`from\` in the runtime than in the spicepod.`
      if (from !== '' && normalize(ours) !== normalize(from)) run.emit({ type: 'debug', text })
    }
    return undefined
  }

  #problem(text: string): VerificationProblem {
    return { code: 'not-ready', part: `${this.#expected.kind.noun}s`, text, isTolerable: false }
  }

  #describeProgress(): string {
    return describeProgress(this.datasets, this.#expected.kind.noun, this.#outdated)
  }

  #describeFailures(): string {
    const { noun } = this.#expected.kind
    const describe = (dataset: Dataset) => {
      const why = shorten(describeError(dataset) ?? 'the runtime gave no reason', maxLength.reason)
      return endWithStop(`${capitalize(noun)} ${shorten(dataset.name, 80)} is in error: ${why}`)
    }
    const describeRest = (more: number) => `${count(more, `more ${noun}`)} in error.`
    return limit(this.datasets.filter(isInError), maxNamedFailures, describe, describeRest).join(' ')
  }

  #describeTimeout(within: string): string {
    const { noun } = this.#expected.kind
    const outdated = this.#outdated.slice(0, maxNamesInProgress).map((name) => shorten(name, 80))
    if (this.#datasets === undefined) {
      return endWithStop(`The ${noun}s could not be read within ${within}: ${this.#trouble}`)
    }
    return join(
      ' ',
      `Not all ${noun}s were ready within ${within}: ${this.#describeProgress()}.`,
      this.#trouble && endWithStop(`The last poll failed: ${this.#trouble}`),
      this.#describeFailures(),
      outdated.length > 0 &&
        `The old version is still responding: it has the previous \`from\` of ${outdated.join(', ')}.`,
      this.#datasets.some(isMissing) &&
        `"Missing" ${noun}s are in the spicepod but not in the runtime that is responding.`,
    )
  }
}

/** Adds the expected components that are not listed, as `Missing`. */
export function addMissing(
  listed: readonly Dataset[],
  expected: readonly string[],
  kind: NameKind,
): Dataset[] {
  const names = listed.map(({ name }) => name)
  return [...listed, ...findUnlisted(expected, names, kind).map((name) => ({ name, status: 'Missing' }))]
}

/** `5/8 ready, waiting for taxi_trips, orders (in error)`. */
export function describeProgress(
  datasets: readonly Dataset[],
  noun: ComponentKind['noun'] = 'dataset',
  outdated: readonly string[] = [],
): string {
  if (datasets.length === 0) return `no ${noun}s`
  const old = new Set(outdated)
  const isOutdated = ({ name }: Dataset) => old.has(name)
  const waiting = datasets.filter((dataset) => !isHealthy(dataset) || isOutdated(dataset))
  const share = `${datasets.length - waiting.length}/${datasets.length} ready`
  if (waiting.length === 0) return share
  const names = waiting.slice(0, maxNamesInProgress).map((dataset) => {
    const name = shorten(dataset.name, 80)
    if (isInError(dataset)) return `${name} (in error)`
    if (isOutdated(dataset)) return `${name} (previous version)`
    return isMissing(dataset) ? `${name} (missing)` : name
  })
  const more = waiting.length - names.length
  return `${share}, waiting for ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A dataset with the place where its data comes from. */
interface Source {
  readonly name: string
  readonly from: string
}

/** Finds the sources that a spicepod replaces in the previous spicepod. */
export function findPreviousSources(previous: unknown, spicepod: unknown): Source[] {
  const now = new Map(sourcesOf(spicepod).map(({ name, from }) => [name, from]))
  return sourcesOf(previous).filter(({ name, from }) => normalize(now.get(name) ?? from) !== normalize(from))
}

/** Finds the names of the listed datasets with one of these sources. */
function findWithSource(sources: readonly Source[], datasets: readonly Dataset[]): string[] {
  const findSource = finderByName(sources, 'table')
  return datasets.flatMap(({ name, from }) => {
    const source = findSource(name)
    return source && from !== undefined && normalize(from) === normalize(source.from) ? [name] : []
  })
}

/** Lists the datasets of a spicepod that have a source. */
function sourcesOf(spicepod: unknown): Source[] {
  return readComponents(spicepod).flatMap(({ kind, name, from }) =>
    kind === 'dataset' && name !== '' && from !== undefined ? [{ name, from }] : [],
  )
}

/** The runtime may write a source with or without a slash at its end. */
function normalize(from: string): string {
  return trimEndOf(from.trim(), '/')
}
