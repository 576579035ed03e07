import type { Problem } from '../problem.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { idOf, toProblem } from './finding.ts'
import type { InstancesRead, ReadRequest } from './reader.ts'
import { type DoctorSettings, diagnose, initialState, observe, type Rollout } from './rules.ts'

/** What one poll has shown, together with those before it. */
export interface Judgement {
  rollout: Rollout
  news: { problem: Problem; isBlocker: boolean }[]
  /** What keeps the rollout from its end. */
  blockers: Problem[]
  wishes: Pick<ReadRequest, 'needsMoreLog' | 'understood'>
}

/** In how many polls in a row an instance has to be ready before it counts as serving. */
const minReadyPolls = 3

/** Judges the new instances over time, and reads nothing itself. Problems are annotated in the given spicepod. */
export function createJudge(settings: DoctorSettings, given: Spicepod | undefined) {
  const knownIds = new Set<string>()
  let state = initialState
  let readyPolls = 0
  const { spicepod, redact } = settings
  const hasModels = spicepod.components.some(({ kind }) => kind === 'model')

  /** @param read undefined if the poll brought no list of instances, so that there is nothing to say */
  return (
    read: InstancesRead | undefined,
    { atMs, nowMs, sinceLastMs }: { atMs: number; nowMs: number; sinceLastMs: number },
  ): Judgement | undefined => {
    if (read === undefined) {
      readyPolls = 0
      return undefined
    }
    const { instances, areAll } = read
    state = observe(state, { atMs, sinceLastMs, instances }, settings)
    const { findings, needsMoreLog, understood, ...known } = diagnose(state, nowMs, settings)
    const [newest] = instances
    const areReady = areAll && instances.every(({ status }) => status === 'ready')
    // Only a whole spicepod can be compared with the lists.
    const hasLists = newest?.datasets !== undefined && (newest.models !== undefined || !hasModels)
    const isServing = areReady && spicepod.isComplete && hasLists && known.waiting.length === 0
    readyPolls = isServing ? readyPolls + 1 : 0
    const entries = findings.map((finding) => ({
      id: idOf(finding),
      problem: toProblem(finding, spicepod.components, given, redact),
      isBlocker: finding.verdict !== 'report',
    }))
    const news = entries.filter(({ id }) => !knownIds.has(id))
    for (const { id } of news) knownIds.add(id)
    const blockers = entries.filter(({ isBlocker }) => isBlocker).map(({ problem }) => problem)
    const rollout: Rollout = {
      ...known,
      problems: entries.map(({ problem }) => problem),
      isStuck: blockers.length > 0,
      models: newest?.models ?? [],
      isServing: readyPolls >= minReadyPolls,
    }
    return { rollout, news, blockers, wishes: { needsMoreLog, understood } }
  }
}
