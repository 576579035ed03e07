import type { History } from '../runtime/history.ts'
import { isHealthy, isInError, isInitializing } from '../runtime/lists.ts'
import { isListedIn } from '../spicepod/names.ts'
import type { SpicepodComponent } from '../spicepod/spicepod.ts'
import { findListed, type InstanceState, type ListedComponent } from './components.ts'
import type { Finding, SpicepodFacts } from './finding.ts'
import type { InstanceLog } from './instance-log.ts'

export interface DoctorSettings {
  readonly spicepod: SpicepodFacts
  /** How long a dataset is in error before the rollout counts as stuck. */
  readonly stuckAfterMs: number
  /** Lines of a log with an earlier time are those of an instance before the deployment. */
  readonly logStartMs: number
}

/** A federated dataset only reads its schema, but its source may take its time. */
const initializingFactor = 3
/** Findings that are used only if the runtime does not list the dataset. */
const unlistedOnly: readonly Finding['code'][] = ['dataset-dropped', 'dataset-name-reserved']

/** Finds what keeps an instance from serving: nothing if it has served, or is terminating. */
export function findCauses(instance: InstanceState, settings: DoctorSettings): Finding[] {
  const { status, hasServed, log, datasets, sharedDatasets, models } = instance
  if (hasServed || status === 'terminating') return []
  const { components, isComplete } = settings.spicepod
  const ourDatasets = components.filter(({ kind }) => kind === 'dataset')
  const ourModels = components.filter(({ kind }) => kind === 'model' || kind === 'embedding')
  const isDatasetLoaded = judgeLoaded(datasets, ourDatasets, isComplete)
  const isModelLoaded = judgeLoaded(models, ourModels, isComplete)
  const isListed = datasets && isListedIn(datasets.listed.keys())
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

/** Returns whether an instance lists a component as healthy; without a name, whether it lists all as healthy. */
function judgeLoaded(
  history: History | undefined,
  ours: readonly SpicepodComponent[],
  isComplete: boolean,
): (name: string | undefined) => boolean {
  const byOurName = findListed(history, ours).map((component) => [component.name, component] as const)
  const byName = new Map([...byOurName, ...(history?.listed ?? [])])
  const all = [...ours.map(({ name }) => name), ...(isComplete ? [] : (history?.listed.keys() ?? []))]
  const isLoaded = (name: string) => isHealthy(byName.get(name) ?? { status: 'Missing' })
  return (name) => (name === undefined ? all.length > 0 && all.every(isLoaded) : isLoaded(name))
}

/** The list may come from another instance, so a dataset counts only while this instance's log shows failures, too. */
function confirmByLog(dataset: ListedComponent, { explanations }: InstanceLog): ListedComponent[] {
  const failures = explanations.get(dataset.name)
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
  if (ours?.onDemand === true || (ours === undefined && spicepod.isComplete)) return []
  // Runtime and spicepod have to agree, because loading an accelerated dataset may take long.
  const isFederated = (accelerated ?? ours?.accelerated) === false && ours?.accelerated !== true
  const reason = message || log.explanations.get(name)?.text || ''
  const lasted = { kind: 'dataset', name, verdict: 'probable', reason, lastedMs: lastMs - sinceMs } as const
  if (isInError(dataset) && provenMs >= stuckAfterMs) return [{ code: 'dataset-in-error', ...lasted }]
  const isStuck = isFederated && provenMs >= initializingFactor * stuckAfterMs
  return isStuck && isInitializing(dataset) ? [{ code: 'dataset-initializing', ...lasted }] : []
}

/** Models are loaded once, so a model in error stays in error. */
function judgeModels(models: History | undefined, components: readonly SpicepodComponent[]): Finding[] {
  const ours = new Set(components.map(({ kind, name }) => `${kind}:${name}`))
  return [...(models?.listed ?? [])].flatMap(([name, state]): Finding[] => {
    const kind = (['model', 'embedding'] as const).find((candidate) => ours.has(`${candidate}:${name}`))
    if (kind === undefined || !isInError(state)) return []
    return [{ code: 'model-failed', kind, name, verdict: 'certain', reason: state.message }]
  })
}
