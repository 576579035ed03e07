import { givenSpicepod } from '../app/apply.ts'
import { parseTime } from '../platform/clock.ts'
import type { Problem } from '../problem.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { readComponents, type SpicepodComponent } from '../spicepod/spicepod.ts'
import { idOf } from './finding.ts'
import { type ExaminationOptions, InstanceReader } from './instance.ts'
import {
  type DoctorSettings,
  diagnose,
  type InstancePoll,
  initialState,
  observe,
  type Rollout,
} from './rules.ts'
import { toProblem } from './words.ts'

interface Look {
  rollout: Rollout
  /** What was found for the first time. */
  news: { problem: Problem; isBlocker: boolean }[]
  /** What keeps the rollout from its end. */
  blockers: Problem[]
}

/** In how many looks in a row an instance has to be ready before it counts as serving. */
const minReadyLooks = 3

/** How long before its deployment an instance may seem to write its log: its clock may be 10 min behind. */
const maxLogSkewMs = 15 * 60_000

/** What the looks at the new instances add up to. */
export class Examination {
  readonly #options: ExaminationOptions
  readonly #reader: InstanceReader
  /** Undefined if this run only knows the one that the app has. */
  readonly #given: Spicepod | undefined
  readonly #components: readonly SpicepodComponent[]
  readonly #settings: DoctorSettings
  readonly #known = new Set<string>()
  #state = initialState
  #needsMoreLog = false
  #understood: ReadonlySet<string> = new Set()
  #readyLooks = 0

  constructor(options: ExaminationOptions) {
    const { run, app, deployment } = options
    const { inputs } = run
    this.#options = options
    this.#given = givenSpicepod(run, options.spicepod)
    const value = this.#given?.value ?? app()?.config?.spicepod
    const components = readComponents(value)
    this.#components = components.filter(({ name }) => name !== '')
    // The app may have another one by now than the deployment that somebody else has created.
    const isKnown = value !== undefined && options.spicepod.kind !== 'unknown'
    const isComplete = isKnown && components.every(({ isReference }) => !isReference)
    this.#settings = {
      spicepod: { components: this.#components, isComplete },
      stuckAfterMs: inputs.stuckAfterMs,
      logStartMs: (parseTime(deployment.created_at) ?? Number.NEGATIVE_INFINITY) - maxLogSkewMs,
      redact: run.redact,
    }
    this.#reader = new InstanceReader(options)
  }

  /**
   * @param sinceLastMs since the look before, which may have been left out
   * @returns undefined if there is nothing to say
   */
  async look(sinceLastMs: number): Promise<Look | undefined> {
    const { clock } = this.#options.run
    const atMs = clock.now()
    const read = await this.#reader.read(this.#needsMoreLog, this.#understood)
    if (read === undefined) {
      this.#readyLooks = 0
      return undefined
    }
    this.#state = observe(this.#state, { atMs, sinceLastMs, instances: read.ours }, this.#settings)
    const diagnosis = diagnose(this.#state, clock.now(), this.#settings)
    const { findings, needsMoreLog, understood, ...known } = diagnosis
    this.#needsMoreLog = needsMoreLog
    this.#understood = understood
    const [newest] = read.ours
    const areReady = read.areAll && read.ours.every(({ status }) => status === 'ready')
    const isServing = areReady && this.#servesSpicepod(newest) && diagnosis.waiting.length === 0
    this.#readyLooks = isServing ? this.#readyLooks + 1 : 0
    const entries = findings.map((finding) => ({
      id: idOf(finding),
      problem: toProblem(finding, this.#components, this.#given, this.#settings.redact),
      isBlocker: finding.verdict !== 'report',
    }))
    const news = entries.filter(({ id }) => !this.#known.has(id))
    for (const { id } of news) this.#known.add(id)
    const blockers = entries.filter(({ isBlocker }) => isBlocker).map(({ problem }) => problem)
    const rollout: Rollout = {
      ...known,
      problems: entries.map(({ problem }) => problem),
      isStuck: blockers.length > 0,
      models: newest?.models ?? [],
      isServing: this.#readyLooks >= minReadyLooks,
    }
    return { rollout, news, blockers }
  }

  /** Whether the lists of an instance have what is needed to say so: only a whole spicepod can be compared. */
  #servesSpicepod(newest: InstancePoll | undefined): boolean {
    const { components, isComplete } = this.#settings.spicepod
    const hasModels = components.some(({ kind }) => kind === 'model')
    return isComplete && newest?.datasets !== undefined && (newest.models !== undefined || !hasModels)
  }
}
