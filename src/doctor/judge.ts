import { shorten } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import { addList, type ComponentPoll, type History } from '../runtime/history.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import {
  describeProgress,
  findWaiting,
  type InstancePoll,
  type InstanceState,
  type Rollout,
} from './components.ts'
import { idOf, maxReasonLength, toProblem } from './finding.ts'
import { InstanceLog } from './instance-log.ts'
import { serves } from './instances.ts'
import type { InstancesRead, ReadRequest } from './reader.ts'
import { type DoctorSettings, findCauses } from './rules.ts'

/** The result of a poll together with all polls before it. */
export interface Judgement {
  readonly rollout: Rollout
  readonly news: readonly { readonly problem: Problem; readonly isBlocker: boolean }[]
  /** Problems that keep the rollout from its end. */
  readonly blockers: readonly Problem[]
  readonly nextRead: Pick<ReadRequest, 'needsMoreLog' | 'understood'>
}

/** Times of a poll: when it began, when it had been read, and since the previous poll, which may have failed. */
interface PollTimes {
  readonly atMs: number
  readonly nowMs: number
  readonly sinceLastMs: number
}

/** In how many polls in a row an instance has to be ready before it counts as serving. */
const minReadyPolls = 3
const maxInstances = 20
const maxProblemLines = 12
const ranks = { certain: 0, probable: 1, report: 2 }

/** Judges the new instances over time, and reads nothing itself. Problems are annotated in the given spicepod. */
export function createJudge(settings: DoctorSettings, given: Spicepod | undefined) {
  const { spicepod } = settings
  const hasModels = spicepod.components.some(({ kind }) => kind === 'model')
  const knownIds = new Set<string>()
  const states = new Map<string, InstanceState>()
  let readyPolls = 0

  /** @returns the states of the polled instances. Those of a few earlier instances are kept as well. */
  const observe = (polled: readonly InstancePoll[], times: PollTimes): InstanceState[] => {
    for (const poll of polled) {
      states.set(poll.name, observeInstance(states.get(poll.name), poll, times, settings))
    }
    const names = polled.map(({ name }) => name)
    for (const name of states.keys()) {
      if (states.size <= maxInstances) break
      if (!names.includes(name)) states.delete(name)
    }
    return names.flatMap((name) => states.get(name) ?? [])
  }

  /** Finds the causes that the instances show, each once and the surest first. */
  const diagnose = (instances: readonly InstanceState[]) => {
    // If one instance needs no secret or other spicepod, other instances of the deployment need none either.
    const isProven = [...states.values()].some(({ hasServed, log }) => hasServed || log.isLoaded)
    const found = instances
      .flatMap((instance) => findCauses(instance, settings))
      .filter(({ kind }) => !isProven || (kind !== 'secret' && kind !== 'spicepod'))
    // The log comes first, because it says more than the list.
    const findings = [...Map.groupBy(found, idOf).values()].flatMap((same) => same.slice(0, 1))
    return findings
      .sort((left, right) => ranks[left.verdict] - ranks[right.verdict])
      .map((finding) => ({
        id: idOf(finding),
        problem: toProblem(finding, spicepod.components, given),
        isBlocker: finding.verdict !== 'report',
      }))
  }

  /** @param read undefined if the poll returned no list of instances: there is no result then */
  return (read: InstancesRead | undefined, times: PollTimes): Judgement | undefined => {
    if (read === undefined) {
      readyPolls = 0
      return undefined
    }
    const instances = observe(read.instances.slice(0, maxInstances), times)
    const entries = diagnose(instances)
    const news = entries.filter(({ id }) => !knownIds.has(id))
    for (const { id } of news) knownIds.add(id)
    const blockers = entries.filter(({ isBlocker }) => isBlocker).map(({ problem }) => problem)

    const [newest] = instances
    const [{ datasets, models } = {}] = read.instances
    const waiting = newest === undefined ? [] : findWaiting(newest, times.nowMs, spicepod)
    const areReady = read.areAll && read.instances.every(({ status }) => status === 'ready')
    // Only a whole spicepod can be compared with the lists.
    const hasLists = datasets !== undefined && (models !== undefined || !hasModels)
    const isServing = areReady && spicepod.isComplete && hasLists && waiting.length === 0
    readyPolls = isServing ? readyPolls + 1 : 0
    const problemLines = [...(newest?.log.problems.values() ?? [])].map(
      ({ text, count }) => shorten(text, maxReasonLength) + (count === 1 ? '' : ` (${count} times)`),
    )
    const understood = instances.filter(({ log }) =>
      [...log.findings.values()].some(({ verdict }) => verdict === 'certain'),
    )
    return {
      rollout: {
        progress: newest === undefined ? '' : describeProgress(newest, waiting),
        instance: newest?.name,
        status: newest?.status,
        problemLines: problemLines.slice(-maxProblemLines),
        waiting,
        problems: entries.map(({ problem }) => problem),
        isStuck: blockers.length > 0,
        models: models ?? [],
        isServing: readyPolls >= minReadyPolls,
      },
      news,
      blockers,
      nextRead: {
        needsMoreLog: instances.some(({ log, hasServed }) => log.isCut && !hasServed),
        understood: new Set(understood.map(({ name }) => name)),
      },
    }
  }
}

function observeInstance(
  before: InstanceState | undefined,
  { name, status, startedAtMs, logLines, datasets, sharedDatasets, models }: InstancePoll,
  { atMs, sinceLastMs }: PollTimes,
  { logStartMs, spicepod }: DoctorSettings,
): InstanceState {
  const word = status?.toLowerCase() ?? before?.status
  const log = before?.log ?? new InstanceLog(spicepod, logStartMs)
  if (logLines !== undefined) log.read(logLines, atMs)
  const add = (history: History | undefined, list: readonly ComponentPoll[] | undefined) =>
    list === undefined ? history : addList(history, list, atMs, sinceLastMs)
  return {
    name,
    status: word,
    starts: addStart(before?.starts ?? [], startedAtMs),
    hasServed: before?.hasServed === true || serves({ status: word }),
    log,
    datasets: add(before?.datasets, datasets),
    sharedDatasets: datasets === undefined ? add(before?.sharedDatasets, sharedDatasets) : undefined,
    models: add(before?.models, models),
  }
}

/** Two lists may differ by less about the same start, in milliseconds. */
const minRestartMs = 10_000
const maxStarts = 100

function addStart(starts: readonly number[], startMs: number | undefined): readonly number[] {
  const last = starts.at(-1) ?? Number.NEGATIVE_INFINITY
  const isNew = startMs !== undefined && startMs - last >= minRestartMs
  return isNew ? [...starts, startMs].slice(-maxStarts) : starts
}
