import type { ProblemKind } from '../problem.ts'
import type { SpicepodComponent } from '../spicepod/spicepod.ts'

/** The causes that the doctor knows. `words.ts` has the words for each. */
export type FindingCode =
  | 'secret-unresolved'
  | 'secrets-unresolved'
  | 'secret-empty'
  | 'model-failed'
  | 'model-type-unknown'
  | 'models-unsupported'
  | 'spicepod-unreadable'
  | 'spicepod-empty'
  | 'dataset-dropped'
  | 'dataset-name-reserved'
  | 'dataset-refresh-conflict'
  | 'dataset-parent-missing'
  | 'dataset-bucket-region'
  | 'dataset-invalid'
  | 'dataset-uninitialized'
  | 'accelerator-failed'
  | 'accelerators-skipped'
  | 'dataset-unreachable'
  | 'dataset-in-error'
  | 'dataset-initializing'
  | 'instance-restarted'

/** A cause that keeps a rollout from its end, or may do so: data for rules, which `words.ts` puts into words. */
export interface Finding {
  readonly code: FindingCode
  readonly kind: ProblemKind
  /** The component, or the secret without its store. */
  readonly name?: string | undefined
  /**
   * `certain`: waiting cannot help. `probable`: it lasted for as long as the settings allow. `report`: worth telling,
   * and no reason to stop.
   */
  readonly verdict: 'certain' | 'probable' | 'report'
  /** Text of the log or of a list, in which secrets are not hidden yet. */
  readonly reason?: string
  /** How many references, datasets or restarts it is about. */
  readonly count?: number
  /** How long it has lasted, in milliseconds. */
  readonly lastedMs?: number
  /** The store of a secret. */
  readonly store?: string
  /** The component that uses a secret: the place to annotate. */
  readonly usedBy?: { readonly kind: string; readonly name: string; readonly param: string }
}

/** What the rules have to know of the spicepod that is being rolled out. */
export interface SpicepodFacts {
  readonly components: readonly Pick<
    SpicepodComponent,
    'kind' | 'name' | 'from' | 'accelerated' | 'onDemand'
  >[]
  /** There are no components in other files. */
  readonly isComplete: boolean
}

/** The same for the same cause in every poll, so that it is reported once. A model has one cause: it is loaded once. */
export function idOf({ code, kind, name, store, usedBy }: Finding): string {
  const isModel = kind === 'model' || kind === 'embedding'
  if (isModel && name !== undefined) return subjectOf({ kind, name })
  return JSON.stringify([kind, name, code, store, usedBy?.kind, usedBy?.name, usedBy?.param])
}

/** What has to load for a finding about it to be void. */
export function subjectOf({ kind, name = '' }: Pick<Finding, 'kind' | 'name'>): string {
  return `${kind}:${name}`
}
