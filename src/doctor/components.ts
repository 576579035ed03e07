import { join, limit, type Redact, shorten } from '../platform/text.ts'
import { isHealthy, type ListEntry } from '../runtime/lists.ts'
import type { Dataset } from '../runtime/verification.ts'
import { finderByName, isListedIn } from '../spicepod/names.ts'
import type { SpicepodComponent } from '../spicepod/spicepod.ts'
import { describeFinding, maxReasonLength, type SpicepodFacts } from './finding.ts'
import type { InstanceLog } from './instance-log.ts'
import { plainText } from './log-events.ts'

/** A dataset, model or embedding as a runtime lists it. */
export type ComponentPoll = Pick<Dataset, 'name' | 'status' | 'error_message'> &
  Pick<ListEntry, 'acceleration_enabled'>

/** The entries of a list as {@link plainText}. The runtime leaves the status out for what is fine. */
export function toPolls(list: readonly ListEntry[], redact: Redact): ComponentPoll[] {
  const plain = (text: string) => plainText(text, redact)
  return list
    .filter(({ name }) => name !== '')
    .map(({ name, status = 'Ready', error_message, acceleration_enabled }) => ({
      name: plain(name),
      status: plain(status),
      ...(error_message && { error_message: plain(error_message) }),
      acceleration_enabled,
    }))
}

/** The components that a runtime has listed over some polls, by its own names. */
export type Components = ReadonlyMap<string, ComponentState>

interface ComponentState {
  /** The runtime's word; like the message, with the secrets that it may contain. */
  readonly status: string
  /** First and last poll of an unbroken row in which it had this status. */
  readonly sinceMs: number
  readonly lastMs: number
  /** How much of that time the polls prove: not all of it if they are far apart. */
  readonly provenMs: number
  readonly message: string
  readonly accelerated: boolean | undefined
}

/** Polls further apart do not show that nothing changed between them, unless they follow each other. */
const maxGapMs = 60_000
/** Between polls that are planned further apart, something may change and change back unseen. */
const maxProvenGapMs = 30_000
/** How long a component has been in one state, as two polls in a row show it that are further apart. */
const farGapMs = 15_000
const maxComponents = 5000

/** @param sinceLastMs since the poll before, which may have failed */
export function observeComponents(
  before: Components | undefined,
  polled: readonly ComponentPoll[],
  atMs: number,
  sinceLastMs: number,
): Components {
  const maxMs = Math.max(maxGapMs, sinceLastMs)
  return new Map(
    polled.slice(0, maxComponents).map(({ name, status, error_message = '', acceleration_enabled }) => {
      const first = { status, sinceMs: atMs, lastMs: atMs, provenMs: 0 }
      const previous = before?.get(name) ?? first
      const isSame = previous.status.toLowerCase() === status.toLowerCase()
      const { sinceMs, lastMs, provenMs } = isSame && atMs - previous.lastMs <= maxMs ? previous : first
      const gapMs = atMs - lastMs
      const state: ComponentState = {
        status,
        sinceMs,
        lastMs: atMs,
        provenMs: provenMs + (sinceLastMs > maxProvenGapMs ? Math.min(gapMs, farGapMs) : gapMs),
        message: error_message.trim(),
        accelerated: acceleration_enabled,
      }
      return [name, state]
    }),
  )
}

export interface ListedComponent extends ComponentState {
  /** That of the spicepod if it has the component: the runtime may add catalog and schema. */
  readonly name: string
  readonly ours: SpicepodComponent | undefined
}

/** The components of a list, each with the one that the spicepod has for it. */
export function findListed(
  listed: Components | undefined,
  expected: readonly SpicepodComponent[],
): ListedComponent[] {
  const findOurs = finderByName(expected)
  return Array.from(listed ?? [], ([listedName, state]) => {
    const ours = findOurs(listedName)
    return { ...state, name: ours?.name ?? listedName, ours }
  })
}

/** A component that is not ready. Its name is exact, since it is compared; the other texts are for people. */
export interface WaitingComponent {
  readonly kind: 'dataset' | 'model' | 'embedding'
  readonly name: string
  /** The runtime's word, or `Missing` if the runtime does not list it. */
  readonly state: string
  /** How long it has been in this state, as far as the polls show. */
  readonly forMs?: number
  readonly message?: string
}

/** What is known of an instance. A list is undefined if it could not be read. */
export interface InstanceState {
  readonly name: string
  readonly status: string | undefined
  /** When it started, as often as lists have shown another time. */
  readonly starts: readonly number[]
  /** It has served, so whatever its log says did not keep it from that. */
  readonly hasServed: boolean
  readonly log: InstanceLog
  readonly datasets: Components | undefined
  /** A list that all instances have in common, so that it may be that of another one. */
  readonly sharedDatasets: Components | undefined
  readonly models: Components | undefined
}

const maxNamesInProgress = 5
/** Of a state, in characters. */
const maxWordLength = 40

/** The components that are not ready, including those of the spicepod that the runtime does not list. */
export function findWaiting(
  { datasets, models, log }: InstanceState,
  nowMs: number,
  { components }: SpicepodFacts,
  redact: Redact,
): WaitingComponent[] {
  const findIn = (kind: 'dataset' | 'model', list: Components | undefined): WaitingComponent[] => {
    if (list === undefined) return []
    // The list of models has the embeddings as well; embeddings that it lacks do not matter.
    const kinds = kind === 'model' ? ['model', 'embedding'] : ['dataset']
    const expected = components.filter((component) => kinds.includes(component.kind))
    const isListed = isListedIn(list.keys())
    const notReady = findListed(list, expected)
      .filter((component) => !isHealthy(component) && component.ours?.onDemand !== true)
      .map(({ ours, name, status, sinceMs, message }) => ({
        kind: ours?.kind === 'embedding' ? ours.kind : kind,
        name,
        state: shorten(status, maxWordLength, redact),
        forMs: Math.max(0, nowMs - sinceMs),
        message,
      }))
    const missing = expected
      .filter((component) => component.kind === kind && !component.onDemand && !isListed(component.name))
      .map(({ name }) => ({ kind, name, state: 'Missing' }))
    return [...notReady, ...missing]
  }
  return [...findIn('dataset', datasets), ...findIn('model', models)].map(({ message, ...component }) => {
    const { kind, name } = component
    const text = message || (kind === 'dataset' ? explainDataset(log, name, redact) : '')
    const reason = shorten(text, maxReasonLength, redact)
    return { ...component, ...(reason && { message: reason }) }
  })
}

function explainDataset({ explanations, findings }: InstanceLog, name: string, redact: Redact): string {
  const finding = [...findings.values()].find(({ kind, ...more }) => kind === 'dataset' && more.name === name)
  return explanations.get(name)?.text ?? (finding ? describeFinding(finding, redact).message : '')
}

/** `instance loading · datasets 3/5 ready (fares: Initializing) · models 1/1 ready` */
export function describeProgress(
  { status = 'starting', datasets, models, log: { summary } }: InstanceState,
  waiting: readonly WaitingComponent[],
  redact: Redact,
): string {
  const describe = ({ name, state }: WaitingComponent) => `${shorten(name, 60, redact)}: ${state}`
  const describeShare = (noun: 'datasets' | 'models', list: Components | undefined) => {
    const notReady = waiting.filter(({ kind }) => (kind === 'dataset') === (noun === 'datasets'))
    const ready = [...(list?.values() ?? [])].filter(isHealthy).length
    const all = ready + notReady.length
    const names = limit(notReady, maxNamesInProgress, describe, (more) => `and ${more} more`).join(', ')
    return all > 0 && `${noun} ${ready}/${all} ready${names && ` (${names})`}`
  }
  return join(
    ' · ',
    `instance ${shorten(status, maxWordLength, redact)}`,
    datasets === undefined && summary !== undefined
      ? `datasets ${summary.ready}/${summary.total} ready`
      : describeShare('datasets', datasets),
    describeShare('models', models),
  )
}
