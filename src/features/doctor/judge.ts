import type { Problem } from '../../core/problem.ts'
import { maxLength, shorten } from '../../platform/text.ts'
import { addList, type History } from '../../runtime/history.ts'
import { isHealthy, isInError, isListedAsModel } from '../../runtime/lists.ts'
import type { Dataset } from '../../runtime/verification.ts'
import { isListedIn, type NameKind } from '../../spicepod/names.ts'
import { readComponents, type Spicepod, type SpicepodComponent } from '../../spicepod/spicepod.ts'
import {
  describeProgress,
  findListed,
  findWaiting,
  type InstancePoll,
  type InstanceState,
  type ListedComponent,
  type Rollout,
} from './components.ts'
import { type Finding, idOf, type SpicepodFacts, subjectOf, toProblem } from './finding.ts'
import { InstanceLog } from './instance-log.ts'
import { serves } from './instances.ts'
import type { InstancesRead, ReadRequest } from './reader.ts'

export interface DoctorSettings {
  readonly spicepod: SpicepodFacts
  /** How long a dataset is in error before the rollout counts as stuck. */
  readonly stuckAfterMs: number
  /** Lines of a log with an earlier time are those of an instance before the deployment. */
  readonly logStartMs: number
}

/** The result of a poll together with all polls before it. */
export interface Judgement {
  readonly rollout: Rollout
  readonly news: readonly { readonly problem: Problem; readonly isBlocker: boolean }[]
  /** Problems that keep the rollout from its end. */
  readonly blockers: readonly Problem[]
  readonly nextRead: Pick<ReadRequest, 'needsMoreLog' | 'understood'>
}

/** Times of a poll: when it began, and since the previous poll, which may have failed. */
interface PollTimes {
  readonly atMs: number
  readonly sinceLastMs: number
}

/** In how many polls in a row an instance has to be ready before it counts as serving. */
const minReadyPolls = 3
/** Two lists may differ by less about the same start of an instance, in milliseconds. */
const minRestartMs = 10_000
const maxInstances = 20
const maxProblemLines = 12
const ranks = { certain: 0, probable: 1, report: 2, retried: 3 }

/** Judges the new instances over time, and reads nothing itself. Problems are annotated in the given spicepod. */
export function createJudge(settings: DoctorSettings, given: Spicepod | undefined) {
  const { spicepod } = settings
  const hasModels = spicepod.components.some(({ kind }) => kind === 'model')
  // A place is one of the file, which need not be the spicepod that is rolled out.
  const inFile = readComponents(given?.value)
  const knownIds = new Set<string>()
  const states = new Map<string, InstanceState>()
  let readyPolls = 0

  /** @returns the states of the polled instances. Those of a few earlier instances are kept as well. */
  const observe = (polled: readonly InstancePoll[], times: PollTimes): InstanceState[] => {
    const observed = polled.map((poll) => observeInstance(states.get(poll.name), poll, times, settings))
    for (const { name } of observed) states.delete(name)
    for (const instance of observed) states.set(instance.name, instance)
    for (const name of [...states.keys()].slice(0, -maxInstances)) states.delete(name)
    return observed
  }

  /** Finds the causes that the instances show, each once and the most certain first. */
  const diagnose = (instances: readonly InstanceState[]) => {
    // If one instance needs no secret or other spicepod, other instances of the deployment need none either.
    const isProven = (deploymentId: string | undefined) =>
      [...states.values()].some(
        (state) => state.deploymentId === deploymentId && (state.hasServed || state.log.isLoaded),
      )
    const causes = instances.flatMap((instance) => {
      const { deploymentId } = instance
      const found = findCauses(instance, settings)
      const open = isProven(deploymentId)
        ? found.filter(({ kind }) => kind !== 'secret' && kind !== 'spicepod')
        : found
      // An instance that names no deployment may be one of another, so what it shows is only told.
      return deploymentId === undefined
        ? open.map((cause) => ({ ...cause, verdict: 'report' as const }))
        : open
    })
    // The log comes first, because it says more than the list.
    const findings = [...Map.groupBy(causes, idOf).values()].flatMap((same) => same.slice(0, 1))
    return findings
      .sort((left, right) => ranks[left.verdict] - ranks[right.verdict])
      .map((finding) => ({
        id: idOf(finding),
        problem: toProblem(finding, inFile, given),
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
    const waiting = newest === undefined ? [] : findWaiting(newest, spicepod)
    const areReady = read.areAll && read.instances.every(({ status }) => status === 'ready')
    // Only a whole spicepod can be compared with the lists.
    const hasLists = datasets !== undefined && (models !== undefined || !hasModels)
    const isServing = areReady && spicepod.isComplete && hasLists && waiting.length === 0
    readyPolls = isServing ? readyPolls + 1 : 0
    const problemLines = (newest?.log.problems ?? []).map(
      ({ text, count }) => shorten(text, maxLength.reason) + (count === 1 ? '' : ` (${count} times)`),
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
        datasets: (datasets ?? []).map(({ acceleration_enabled: _, ...dataset }) => dataset),
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
  {
    name,
    status,
    startedAtMs,
    deploymentId = before?.deploymentId,
    logLines,
    datasets,
    sharedDatasets,
    models,
  }: InstancePoll,
  { atMs, sinceLastMs }: PollTimes,
  { logStartMs, spicepod }: DoctorSettings,
): InstanceState {
  const word = status ?? before?.status
  const log = before?.log ?? new InstanceLog(spicepod, logStartMs)
  if (logLines !== undefined) log.read(logLines, atMs)
  const lastMs = before?.startedAtMs ?? Number.NEGATIVE_INFINITY
  const isStart = startedAtMs !== undefined && startedAtMs - lastMs >= minRestartMs
  const add = (history: History | undefined, list: readonly Dataset[] | undefined) =>
    list === undefined ? history : addList(history, list, atMs, sinceLastMs)
  return {
    name,
    status: word,
    startedAtMs: isStart ? startedAtMs : before?.startedAtMs,
    deploymentId,
    starts: (before?.starts ?? 0) + (isStart ? 1 : 0),
    hasServed: before?.hasServed === true || serves({ status: word }),
    log,
    datasets: sharedDatasets === undefined ? add(before?.datasets, datasets) : undefined,
    sharedDatasets: datasets === undefined ? add(before?.sharedDatasets, sharedDatasets) : undefined,
    models: add(before?.models, models),
  }
}

/** A federated dataset only reads its schema, but its source may take its time. */
const initializingFactor = 3
/** Findings that are used only if the runtime does not list the dataset. */
const unlistedOnly: readonly Finding['code'][] = ['dataset-dropped', 'dataset-name-reserved']

/** Finds what keeps an instance from serving: nothing if it has served, or is terminating. */
function findCauses(instance: InstanceState, settings: DoctorSettings): Finding[] {
  const { status, hasServed, log, datasets, sharedDatasets, models } = instance
  if (hasServed || status === 'terminating') return []
  const { components } = settings.spicepod
  const ourDatasets = components.filter(({ kind }) => kind === 'dataset')
  const ourModels = components.filter(isListedAsModel)
  const isDatasetLoaded = judgeLoaded(datasets, ourDatasets, 'table', settings.spicepod)
  const isModelLoaded = judgeLoaded(models, ourModels, 'whole', settings.spicepod)
  const isListed = datasets && isListedIn(datasets.keys(), 'table')
  const all = [...log.findings.values()].filter(({ verdict }) => verdict !== 'retried')
  const named = all.filter(({ code }) => code === 'accelerator-failed').length
  const isSecretNamed = all.some(({ name, ...more }) => name !== undefined && subjectOf(more) === 'secrets')
  const fromLog: Finding[] = all
    .filter(({ code, name = '' }) => !unlistedOnly.includes(code) || isListed?.(name) === false)
    .filter(({ kind, name }) => kind !== 'dataset' || !isDatasetLoaded(name))
    .filter((finding) => !isListedAsModel(finding) || !isModelLoaded(finding.name))
    .filter(({ code, count = 0 }) => code !== 'accelerators-skipped' || count > named)
    .filter(({ code }) => code !== 'secrets-unresolved' || !isSecretNamed)
  const restarts = Math.max(log.starts.size, instance.starts) - 1
  if (restarts > 0) {
    fromLog.push({ code: 'instance-restarted', kind: 'instance', verdict: 'report', count: restarts })
  }
  if (log.isLoaded) return fromLog
  const shared = findListed(sharedDatasets, ourDatasets, 'table').flatMap((dataset) =>
    confirmByLog(dataset, log),
  )
  const fromDatasets = [...findListed(datasets, ourDatasets, 'table'), ...shared].flatMap((dataset) =>
    judgeDataset(dataset, log, settings),
  )
  return [...fromLog, ...fromDatasets, ...judgeModels(instance, settings.spicepod)]
}

/** Returns whether an instance lists a component as healthy; without a name, whether it lists all as healthy. */
function judgeLoaded(
  history: History | undefined,
  ours: readonly SpicepodComponent[],
  names: NameKind,
  { isKnown, isComplete }: SpicepodFacts,
): (name: string | undefined) => boolean {
  const byOurName = findListed(history, ours, names).map((component) => [component.name, component] as const)
  const byName = new Map([...byOurName, ...(history ?? [])])
  const expected = isKnown ? ours.map(({ name }) => name) : []
  const all = [...expected, ...(isComplete ? [] : (history?.keys() ?? []))]
  const isLoaded = (name: string) => isHealthy(byName.get(name) ?? { status: 'Missing' })
  return (name) => (name === undefined ? all.length > 0 && all.every(isLoaded) : isLoaded(name))
}

/** The list may come from another instance, so a dataset counts only while this instance's log shows failures, too. */
function confirmByLog(dataset: ListedComponent, log: InstanceLog): ListedComponent[] {
  const failures = log.findRetried(dataset.name)
  if (failures === undefined || !isInError(dataset)) return []
  const sinceMs = Math.max(dataset.sinceMs, failures.sinceMs)
  const lastMs = Math.min(dataset.lastMs, failures.lastMs)
  return [{ ...dataset, sinceMs, lastMs, provenMs: Math.min(dataset.provenMs, lastMs - sinceMs) }]
}

function judgeDataset(
  dataset: ListedComponent,
  log: InstanceLog,
  { spicepod, stuckAfterMs }: DoctorSettings,
): Finding[] {
  const { name, ours, sinceMs, lastMs, provenMs, message, accelerated } = dataset
  // A dataset that is not in the spicepod does not belong to this deployment.
  if (ours === undefined && spicepod.isComplete) return []
  // Runtime and spicepod have to agree, because loading an accelerated dataset may take long.
  const ourAcceleration = spicepod.isKnown ? ours?.accelerated : undefined
  const isFederated = (accelerated ?? ourAcceleration) === false && ourAcceleration !== true
  const reason = message || log.findRetried(name)?.reason || ''
  const lasted = { kind: 'dataset', name, verdict: 'probable', reason, lastedMs: lastMs - sinceMs } as const
  if (isInError(dataset) && provenMs >= stuckAfterMs) return [{ code: 'dataset-in-error', ...lasted }]
  const isInitializing = isFederated && dataset.status.toLowerCase() === 'initializing'
  if (!isInitializing || provenMs < initializingFactor * stuckAfterMs) return []
  return [{ code: 'dataset-initializing', ...lasted }]
}

/** Models are loaded once, so one in error stays in error. Their list does not tell them from embeddings. */
function judgeModels({ models, log }: InstanceState, { components, isComplete }: SpicepodFacts): Finding[] {
  const names = components.map(({ kind, name }) => `${kind}:${name}`)
  const ours = new Set([...names, ...(isComplete ? [] : log.findings.keys())])
  return [...(models ?? [])].flatMap(([name, state]): Finding[] => {
    const listedKind = (['model', 'embedding'] as const).find((candidate) => ours.has(`${candidate}:${name}`))
    const kind = listedKind ?? (isComplete ? undefined : 'model')
    if (kind === undefined || !isInError(state)) return []
    return [{ code: 'model-failed', kind, name, verdict: 'certain', reason: state.message }]
  })
}
