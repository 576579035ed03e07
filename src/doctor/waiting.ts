import { finderByName, isListedIn } from '../inputs/component-names.ts'
import { type Components, isFine } from './components.ts'
import type { SpicepodFacts } from './finding.ts'
import type { InstanceLog } from './instance-log.ts'
import { toSentence } from './log-events.ts'

/** A component that is not ready. */
export interface WaitingComponent {
  readonly kind: 'dataset' | 'model' | 'embedding'
  readonly name: string
  /** The runtime's word, or `Missing` if the runtime does not list it. */
  readonly state: string
  /** How long it has been in this state, as far as the polls show. */
  readonly forMs?: number
  readonly message?: string
}

/** What was read of an instance; a list is undefined if it could not be read. */
interface Instance {
  readonly status: string | undefined
  readonly log: InstanceLog
  readonly datasets: Components | undefined
  readonly models: Components | undefined
}

const maxNamesInProgress = 5

/** The components that are not ready, including those of the spicepod that the runtime does not list. */
export function findWaiting(instance: Instance, nowMs: number, spicepod: SpicepodFacts): WaitingComponent[] {
  return [
    ...findWaitingOf('dataset', instance.datasets, nowMs, spicepod, (name) => explain(instance.log, name)),
    ...findWaitingOf('model', instance.models, nowMs, spicepod, () => undefined),
  ]
}

function findWaitingOf(
  kind: 'dataset' | 'model',
  listed: Components | undefined,
  nowMs: number,
  { components }: SpicepodFacts,
  explainMissing: (name: string) => string | undefined,
): WaitingComponent[] {
  if (listed === undefined) return []
  // The list of models has the embeddings as well; those that it lacks are none of it.
  const kinds = kind === 'model' ? ['model', 'embedding'] : ['dataset']
  const findOurs = finderByName(components.filter((each) => kinds.includes(each.kind)))
  const isListed = isListedIn(listed.keys())
  const withReason = (component: WaitingComponent, reason: string | undefined): WaitingComponent =>
    reason ? { ...component, message: reason } : component
  const notReady = [...listed].flatMap(([name, component]) => {
    const known = findOurs(name)
    if (isFine(component) || known?.onDemand === true) return []
    const { status: state, sinceMs, message } = component
    const waiting: WaitingComponent = {
      kind: known?.kind === 'embedding' ? 'embedding' : kind,
      name: known?.name ?? name,
      state,
      forMs: Math.max(0, nowMs - sinceMs),
    }
    return withReason(waiting, message || explainMissing(waiting.name))
  })
  const missing = components
    .filter((each) => each.kind === kind && !each.onDemand && !isListed(each.name))
    .map(({ name }) => withReason({ kind, name, state: 'Missing' }, explainMissing(name)))
  return [...notReady, ...missing]
}

/** Why a dataset is not ready, as far as the log tells. */
function explain({ explanations, findings }: InstanceLog, name: string): string | undefined {
  const dropped = [...findings.values()].find((each) => each.kind === 'dataset' && each.name === name)
  return explanations.get(name) ?? dropped?.message
}

/** `instance loading · datasets 3/5 ready (fares: Initializing) · models 1/1 ready` */
export function describeProgress(
  { status, datasets, models }: Instance,
  waiting: readonly WaitingComponent[],
): string {
  const share = (noun: string, listed: Components | undefined, those: readonly WaitingComponent[]) => {
    const ready = [...(listed?.values() ?? [])].filter(isFine).length
    const all = ready + those.length
    return listed === undefined || all === 0 ? [] : [`${noun} ${ready}/${all} ready${describeNames(those)}`]
  }
  return [
    `instance ${toSentence(status ?? 'starting', 40)}`,
    ...share(
      'datasets',
      datasets,
      waiting.filter(({ kind }) => kind === 'dataset'),
    ),
    ...share(
      'models',
      models,
      waiting.filter(({ kind }) => kind !== 'dataset'),
    ),
  ].join(' · ')
}

function describeNames(waiting: readonly WaitingComponent[]): string {
  if (waiting.length === 0) return ''
  const names = waiting.map(({ name, state }) => `${toSentence(name, 60)}: ${state}`)
  const more = names.length - maxNamesInProgress
  return ` (${[...names.slice(0, maxNamesInProgress), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')})`
}
