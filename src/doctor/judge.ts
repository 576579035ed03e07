import type { Problem } from '../problem.ts'
import type { Spicepod, SpicepodComponent } from '../spicepod/spicepod.ts'
import { idOf, toProblem } from './finding.ts'
import type { InstancesRead } from './reader.ts'
import {
  type DoctorSettings,
  diagnose,
  type InstancePoll,
  initialState,
  observe,
  type Rollout,
} from './rules.ts'

/** What one poll has shown, together with those before it. */
interface Judgement {
  rollout: Rollout
  /** Problems that no poll has shown before. */
  news: { problem: Problem; isBlocker: boolean }[]
  /** What keeps the rollout from its end. */
  blockers: Problem[]
}

/** In how many polls in a row an instance has to be ready before it counts as serving. */
const minReadyPolls = 3

/** Judges the new instances over time. It reads nothing itself. */
export class RolloutJudge {
  readonly #settings: DoctorSettings
  readonly #components: readonly SpicepodComponent[]
  readonly #given: Spicepod | undefined
  readonly #knownIds = new Set<string>()
  #state = initialState
  #readyPolls = 0
  /** What the next poll should read. */
  wishes: { needsMoreLog: boolean; understood: ReadonlySet<string> } = {
    needsMoreLog: false,
    understood: new Set(),
  }

  /** @param given the spicepod that this run has deployed, if it is known: problems are annotated in it */
  constructor(
    settings: DoctorSettings,
    components: readonly SpicepodComponent[],
    given: Spicepod | undefined,
  ) {
    this.#settings = settings
    this.#components = components
    this.#given = given
  }

  /**
   * @param read undefined if the poll brought no list of instances
   * @param sinceLastMs since the poll before, which may have been left out
   * @returns undefined if there is nothing to say
   */
  judge(
    read: InstancesRead | undefined,
    { atMs, nowMs, sinceLastMs }: { atMs: number; nowMs: number; sinceLastMs: number },
  ): Judgement | undefined {
    if (read === undefined) {
      this.#readyPolls = 0
      return undefined
    }
    const { instances, areAll } = read
    this.#state = observe(this.#state, { atMs, sinceLastMs, instances }, this.#settings)
    const diagnosis = diagnose(this.#state, nowMs, this.#settings)
    const { findings, needsMoreLog, understood, ...known } = diagnosis
    this.wishes = { needsMoreLog, understood }
    const [newest] = instances
    const areReady = areAll && instances.every(({ status }) => status === 'ready')
    const isServing = areReady && this.#servesSpicepod(newest) && diagnosis.waiting.length === 0
    this.#readyPolls = isServing ? this.#readyPolls + 1 : 0
    const entries = findings.map((finding) => ({
      id: idOf(finding),
      problem: toProblem(finding, this.#components, this.#given, this.#settings.redact),
      isBlocker: finding.verdict !== 'report',
    }))
    const news = entries.filter(({ id }) => !this.#knownIds.has(id))
    for (const { id } of news) this.#knownIds.add(id)
    const blockers = entries.filter(({ isBlocker }) => isBlocker).map(({ problem }) => problem)
    const rollout: Rollout = {
      ...known,
      problems: entries.map(({ problem }) => problem),
      isStuck: blockers.length > 0,
      models: newest?.models ?? [],
      isServing: this.#readyPolls >= minReadyPolls,
    }
    return { rollout, news, blockers }
  }

  /** Whether the lists of an instance can show that it serves the spicepod: only a whole one can be compared. */
  #servesSpicepod(newest: InstancePoll | undefined): boolean {
    const { components, isComplete } = this.#settings.spicepod
    const hasModels = components.some(({ kind }) => kind === 'model')
    return isComplete && newest?.datasets !== undefined && (newest.models !== undefined || !hasModels)
  }
}
