import { type Redact, shorten } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import { isHealthy } from '../runtime/lists.ts'
import { isListedIn } from '../spicepod/names.ts'
import type { SpicepodComponent } from '../spicepod/spicepod.ts'
import {
  type ComponentPoll,
  type Components,
  describeProgress,
  findListed,
  findWaiting,
  type InstanceState,
  type ListedComponent,
  observeComponents,
  type WaitingComponent,
} from './components.ts'
import { type Finding, idOf, maxReasonLength, type SpicepodFacts } from './finding.ts'
import { emptyLog, type InstanceLog, readLog } from './instance-log.ts'

interface Poll {
  readonly atMs: number
  readonly sinceLastMs: number
  /** Instances of the deployment, newest first. */
  readonly instances: readonly InstancePoll[]
}

/** One poll of an instance. Parts that could not be read are left out. */
export interface InstancePoll {
  readonly name: string
  /** `deploying`, `loading`, `ready`, `unhealthy`, `terminating`, `failed`, or a word that is not known yet. */
  readonly status?: string | undefined
  readonly startedAtMs?: number | undefined
  /** The end of its log, the oldest line first. */
  readonly logLines?: readonly string[] | undefined
  readonly datasets?: readonly ComponentPoll[] | undefined
  /** Instead of them, if all instances list the same: it is not known whose they are. */
  readonly sharedDatasets?: readonly ComponentPoll[] | undefined
  readonly models?: readonly ComponentPoll[] | undefined
}

export interface DoctorSettings {
  readonly spicepod: SpicepodFacts
  /** How long a dataset is in error before the rollout counts as stuck. */
  readonly stuckAfterMs: number
  /** Lines of a log with an earlier time are those of an instance before the deployment. */
  readonly logStartMs: number
  /** Hides secrets in what people read. Rules read everything as it came. */
  readonly redact: Redact
}

export interface DoctorState {
  /** Names of the instances in the last list, newest first. */
  readonly current: readonly string[]
  readonly instances: ReadonlyMap<string, InstanceState>
}

/** What is known of a rollout while it goes on, or was known last. */
export interface Rollout {
  /** `instance loading · datasets 3/5 ready (fares: Initializing)`; empty if nothing is known. */
  readonly progress: string
  /** The newest of the new instances. */
  readonly instance: string | undefined
  /** The word of Spice Cloud for its state. */
  readonly status: string | undefined
  /** The last WARN and ERROR events of its log, repeats folded. */
  readonly problemLines: readonly string[]
  readonly waiting: readonly WaitingComponent[]
  /** The surest first. */
  readonly problems: readonly Problem[]
  /** Whether one of the problems keeps the rollout from its end. */
  readonly isStuck: boolean
  /** As the runtime reports them: entries of the output `models`. */
  readonly models: readonly ComponentPoll[]
  /** Every instance is a new one, has been ready for a while and serves the spicepod. */
  readonly isServing: boolean
}

/** A federated dataset only reads its schema, but its source may take its time. */
const initializingFactor = 3
const maxInstances = 20
const maxProblemLines = 12

export const initialState: DoctorState = { current: [], instances: new Map() }

export function observe(
  state: DoctorState,
  { instances: polled, ...poll }: Poll,
  settings: DoctorSettings,
): DoctorState {
  const instances = new Map(state.instances)
  const newest = polled.slice(0, maxInstances)
  for (const instance of newest) {
    instances.set(instance.name, observeInstance(instances.get(instance.name), instance, poll, settings))
  }
  const current = newest.map(({ name }) => name)
  for (const name of instances.keys()) {
    if (instances.size <= maxInstances) break
    if (!current.includes(name)) instances.delete(name)
  }
  return { current, instances }
}

function observeInstance(
  before: InstanceState | undefined,
  { name, status, startedAtMs, logLines, datasets, sharedDatasets, models }: InstancePoll,
  { atMs, sinceLastMs }: Pick<Poll, 'atMs' | 'sinceLastMs'>,
  { logStartMs, spicepod }: DoctorSettings,
): InstanceState {
  const word = status?.toLowerCase() ?? before?.status
  const log = before?.log ?? emptyLog
  const add = (previous: Components | undefined, polled: readonly ComponentPoll[] | undefined) =>
    polled === undefined ? previous : observeComponents(previous, polled, atMs, sinceLastMs)
  return {
    name,
    status: word,
    starts: addStart(before?.starts ?? [], startedAtMs),
    hasServed: before?.hasServed === true || word === 'ready' || word === 'unhealthy',
    log: logLines === undefined ? log : readLog(log, logLines, atMs, logStartMs, spicepod),
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

export function diagnose(state: DoctorState, nowMs: number, settings: DoctorSettings) {
  const { redact, spicepod } = settings
  const instances = state.current.flatMap((name) => state.instances.get(name) ?? [])
  // What one instance could do without, another of the same deployment does not need either.
  const isProven = [...state.instances.values()].some(({ hasServed, log }) => hasServed || log.isLoaded)
  const found = instances
    .flatMap((instance) => findingsOf(instance, settings))
    .filter(({ kind }) => !isProven || (kind !== 'secret' && kind !== 'spicepod'))
  // The log comes first, because it says more than the list.
  const findings = [...Map.groupBy(found, idOf).values()].flatMap((same) => same.slice(0, 1))
  const understood = instances.filter(({ log }) =>
    [...log.findings.values()].some(({ verdict }) => verdict === 'certain'),
  )
  const [newest] = instances
  const waiting = newest === undefined ? [] : findWaiting(newest, nowMs, spicepod, redact)
  return {
    findings: findings.sort((left, right) => ranks[left.verdict] - ranks[right.verdict]),
    progress: newest === undefined ? '' : describeProgress(newest, waiting, redact),
    instance: newest?.name,
    status: newest?.status,
    problemLines: [...(newest?.log.problems.values() ?? [])]
      .slice(-maxProblemLines)
      .map(
        ({ text, count }) =>
          shorten(text, maxReasonLength, redact) + (count === 1 ? '' : ` (${count} times)`),
      ),
    waiting,
    needsMoreLog: instances.some(({ log, hasServed }) => log.isCut && !hasServed),
    understood: new Set(understood.map(({ name }) => name)),
  }
}

const ranks = { certain: 0, probable: 1, report: 2 }
/** These count only if the runtime does not list the dataset. */
const unlistedOnly: readonly Finding['code'][] = ['dataset-dropped', 'dataset-name-reserved']

/** An instance that has served, or is on its way out, keeps no rollout from its end. */
function findingsOf(instance: InstanceState, settings: DoctorSettings): Finding[] {
  const { status, hasServed, log, datasets, sharedDatasets, models } = instance
  if (hasServed || status === 'terminating') return []
  const { components, isComplete } = settings.spicepod
  const ourDatasets = components.filter(({ kind }) => kind === 'dataset')
  const ourModels = components.filter(({ kind }) => kind === 'model' || kind === 'embedding')
  const isDatasetLoaded = judgeLoaded(datasets, ourDatasets, isComplete)
  const isModelLoaded = judgeLoaded(models, ourModels, isComplete)
  const isListed = datasets && isListedIn(datasets.keys())
  const all = [...log.findings.values()]
  const named = all.filter(({ code }) => code === 'accelerator-failed').length
  const fromLog = all
    .filter(({ code, name = '' }) => !unlistedOnly.includes(code) || isListed?.(name) === false)
    .filter(({ kind, name }) => kind !== 'dataset' || !isDatasetLoaded(name))
    .filter(({ kind, name }) => (kind !== 'model' && kind !== 'embedding') || !isModelLoaded(name))
    .filter(({ code, count = 0 }) => code !== 'accelerators-skipped' || count > named)
  const restarts = Math.max(log.starts.size, instance.starts.length) - 1
  if (restarts > 0) {
    fromLog.push({ code: 'instance-restarted', kind: 'instance', verdict: 'report', count: restarts })
  }
  if (log.isLoaded) return fromLog
  const shared = findListed(sharedDatasets, ourDatasets).flatMap((dataset) => confirmByLog(dataset, log))
  const fromDatasets = [...findListed(datasets, ourDatasets), ...shared].flatMap((dataset) =>
    judgeDataset(dataset, log, settings),
  )
  return [...fromLog, ...fromDatasets, ...judgeModels(models, components)]
}

/** Whether the instance lists a component as fine, whatever its log says. Without a name all have to be. */
function judgeLoaded(
  listed: Components | undefined,
  ours: readonly SpicepodComponent[],
  isComplete: boolean,
): (name: string | undefined) => boolean {
  const byOurName = findListed(listed, ours).map((component) => [component.name, component] as const)
  const byName = new Map([...byOurName, ...(listed ?? [])])
  const all = [...ours.map(({ name }) => name), ...(isComplete ? [] : (listed?.keys() ?? []))]
  const isLoaded = (name: string) => isHealthy(byName.get(name) ?? { status: 'Missing' })
  return (name) => (name === undefined ? all.length > 0 && all.every(isLoaded) : isLoaded(name))
}

/** The list may come from another instance: a dataset counts only if this one's log shows it failing for as long. */
function confirmByLog(dataset: ListedComponent, { explanations }: InstanceLog): ListedComponent[] {
  const failures = explanations.get(dataset.name)
  if (failures === undefined || dataset.status.toLowerCase() !== 'error') return []
  const sinceMs = Math.max(dataset.sinceMs, failures.sinceMs)
  const lastMs = Math.min(dataset.lastMs, failures.lastMs)
  return [{ ...dataset, sinceMs, lastMs, provenMs: Math.min(dataset.provenMs, lastMs - sinceMs) }]
}

function judgeDataset(
  { name, ours, status, sinceMs, lastMs, provenMs, message, accelerated }: ListedComponent,
  log: InstanceLog,
  { spicepod, stuckAfterMs }: DoctorSettings,
): Finding[] {
  // A dataset that the spicepod does not have is none of this deployment.
  if (ours?.onDemand === true || (ours === undefined && spicepod.isComplete)) return []
  // Both have to agree, since an accelerated dataset takes its time.
  const isFederated = (accelerated ?? ours?.accelerated) === false && ours?.accelerated !== true
  const reason = message || log.explanations.get(name)?.text || ''
  const lasted = { kind: 'dataset', name, verdict: 'probable', reason, lastedMs: lastMs - sinceMs } as const
  const word = status.toLowerCase()
  if (word === 'error' && provenMs >= stuckAfterMs) return [{ code: 'dataset-in-error', ...lasted }]
  const isStuck = isFederated && provenMs >= initializingFactor * stuckAfterMs
  return word === 'initializing' && isStuck ? [{ code: 'dataset-initializing', ...lasted }] : []
}

/** Models are loaded once, so one that the instance lists in error stays there. */
function judgeModels(models: Components | undefined, components: readonly SpicepodComponent[]): Finding[] {
  const ours = new Set(components.map(({ kind, name }) => `${kind}:${name}`))
  return [...(models ?? [])].flatMap(([name, { status, message }]): Finding[] => {
    const kind = (['model', 'embedding'] as const).find((candidate) => ours.has(`${candidate}:${name}`))
    return kind === undefined || status.toLowerCase() !== 'error'
      ? []
      : [{ code: 'model-failed', kind, name, verdict: 'certain', reason: message }]
  })
}
