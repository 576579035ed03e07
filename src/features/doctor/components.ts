import type { Problem } from '../../core/problem.ts'
import { join, limit, maxLength, shorten } from '../../platform/text.ts'
import type { ComponentState, History } from '../../runtime/history.ts'
import { isHealthy, isListedAsModel } from '../../runtime/lists.ts'
import type { Dataset } from '../../runtime/verification.ts'
import { finderByName, isListedIn, type NameKind } from '../../spicepod/names.ts'
import type { SpicepodComponent } from '../../spicepod/spicepod.ts'
import { describeFinding, type SpicepodFacts } from './finding.ts'
import type { InstanceLog } from './instance-log.ts'
import { plainText } from './log-events.ts'

const maxComponents = 5000

/** The entries of a list as {@link plainText}. */
export function toPolls(list: readonly Dataset[]): Dataset[] {
  return list
    .filter(({ name }) => name !== '')
    .slice(0, maxComponents)
    .map(({ name, status, from, error_message, acceleration_enabled }) => ({
      name: plainText(name),
      status: plainText(status),
      ...(from && { from: plainText(from) }),
      ...(error_message && { error_message: plainText(error_message) }),
      acceleration_enabled,
    }))
}

export interface ListedComponent extends ComponentState {
  /** The name in the spicepod if it has the component: the runtime may add catalog and schema. */
  readonly name: string
  readonly ours: SpicepodComponent | undefined
}

export function findListed(
  history: History | undefined,
  expected: readonly SpicepodComponent[],
  names: NameKind,
): ListedComponent[] {
  const findOurs = finderByName(expected, names)
  return Array.from(history ?? [], ([listedName, state]) => {
    const ours = findOurs(listedName)
    return { ...state, name: ours?.name ?? listedName, ours }
  })
}

/** A component that is not ready. Its name is exact, since it is compared; the other texts are for people. */
export interface WaitingComponent {
  readonly kind: 'dataset' | 'model' | 'embedding'
  readonly name: string
  /** The runtime's word, `Missing` if the runtime does not list it, or `Retrying` if only the log is known. */
  readonly state: string
  /** How long it has been in this state, as far as the polls show. */
  readonly forMs?: number
  readonly message?: string
}

export interface Instance {
  readonly name: string
  /** `deploying`, `loading`, `ready`, `unhealthy`, `terminating`, `failed`, or a word that is not known yet. */
  readonly status: string | undefined
  readonly startedAtMs: number | undefined
  readonly deploymentId?: string | undefined
}

/** One poll of an instance. Parts that could not be read are left out. */
export interface InstancePoll extends Partial<Instance> {
  readonly name: string
  /** The end of its log, the oldest line first. */
  readonly logLines?: readonly string[] | undefined
  readonly datasets?: readonly Dataset[] | undefined
  /** Instead of `datasets` if the instance that serves lists the same: it may have responded. */
  readonly sharedDatasets?: readonly Dataset[] | undefined
  readonly models?: readonly Dataset[] | undefined
}

/** The state of an instance over all polls. A list is undefined if it could not be read. */
export interface InstanceState extends Instance {
  /** How many starts its times in the lists have shown. */
  readonly starts: number
  /** It has served, so no error in its log kept it from that. */
  readonly hasServed: boolean
  readonly log: InstanceLog
  readonly datasets: History | undefined
  /** A list that may be that of the instance that serves. */
  readonly sharedDatasets: History | undefined
  readonly models: History | undefined
}

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
  /** The most certain first. */
  readonly problems: readonly Problem[]
  /** Whether one of the problems keeps the rollout from its end. */
  readonly isStuck: boolean
  /** As the runtime reports them: entries of the outputs `datasets` and `models`. */
  readonly datasets: readonly Dataset[]
  readonly models: readonly Dataset[]
  /** Every instance is a new one, has been ready for a while and serves the spicepod. */
  readonly isServing: boolean
}

const maxNamesInProgress = 5

/** Finds the components that are not ready, including components of the spicepod that the runtime does not list. */
export function findWaiting(
  { datasets, models, log }: InstanceState,
  { components, isKnown }: SpicepodFacts,
): WaitingComponent[] {
  const findIn = (kind: 'dataset' | 'model', list: History | undefined): WaitingComponent[] => {
    // Embeddings that the list of models lacks are ignored.
    const expected = components.filter((one) => (isListedAsModel(one) ? 'model' : one.kind) === kind)
    if (list === undefined) {
      const retried = expected.filter(({ name }) => kind === 'dataset' && log.findRetried(name) !== undefined)
      return retried.map(({ name }) => ({ kind, name, state: 'Retrying' }))
    }
    const names = kind === 'dataset' ? 'table' : 'whole'
    const isListed = isListedIn(list.keys(), names)
    const notReady = findListed(list, expected, names)
      .filter((component) => !isHealthy(component))
      .map(({ ours, name, status, sinceMs, lastMs, message }) => ({
        kind: ours?.kind === 'embedding' ? ours.kind : kind,
        name,
        state: shorten(status, maxLength.word),
        forMs: lastMs - sinceMs,
        message,
      }))
    const missing = (isKnown ? expected : [])
      .filter((component) => component.kind === kind && !isListed(component.name))
      .map(({ name }) => ({ kind, name, state: 'Missing' }))
    return [...notReady, ...missing]
  }
  return [...findIn('dataset', datasets), ...findIn('model', models)].map(({ message, ...component }) => {
    const { kind, name } = component
    const text = message || (kind === 'dataset' ? explainDataset(log, name) : '')
    const reason = shorten(text, maxLength.reason)
    return { ...component, ...(reason && { message: reason }) }
  })
}

function explainDataset(log: InstanceLog, name: string): string {
  const retried = log.findRetried(name)
  if (retried !== undefined) return retried.reason
  const finding = [...log.findings.values()].find(
    ({ kind, ...more }) => kind === 'dataset' && more.name === name,
  )
  return finding ? describeFinding(finding).message : ''
}

/** `instance loading · datasets 3/5 ready (fares: Initializing) · models 1/1 ready` */
export function describeProgress(
  { status = 'starting', datasets, models, log: { summary } }: InstanceState,
  waiting: readonly WaitingComponent[],
): string {
  const describe = ({ name, state }: WaitingComponent) => `${shorten(name, maxLength.name)}: ${state}`
  const describeShare = (noun: 'datasets' | 'models', list: History | undefined) => {
    const notReady = waiting.filter(({ kind }) => (kind === 'dataset') === (noun === 'datasets'))
    const ready = [...(list?.values() ?? [])].filter(isHealthy).length
    const all = ready + notReady.length
    const names = limit(notReady, maxNamesInProgress, describe, (more) => `and ${more} more`).join(', ')
    return list !== undefined && all > 0 && `${noun} ${ready}/${all} ready${names && ` (${names})`}`
  }
  return join(
    ' · ',
    `instance ${shorten(status, maxLength.word)}`,
    datasets === undefined && summary !== undefined
      ? `datasets ${summary.ready}/${summary.total} ready`
      : describeShare('datasets', datasets),
    describeShare('models', models),
  )
}
