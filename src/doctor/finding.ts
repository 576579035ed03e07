import type { SpicepodComponent } from '../inputs/spicepod-value.ts'
import type { ProblemKind } from '../problem.ts'

/** Something that keeps a rollout from its end, or may do so. */
export interface Finding {
  /** The same for the same cause in every poll, so that it can be reported once. */
  readonly id: string
  readonly kind: ProblemKind
  /** The component, or the secret without its store. */
  readonly name?: string
  /**
   * `certain`: waiting cannot help. `probable`: it lasted for as long as the settings allow. `report`: worth telling,
   * and no reason to stop.
   */
  readonly verdict: 'certain' | 'probable' | 'report'
  /** What is wrong: one sentence. */
  readonly message: string
  /** What to do. */
  readonly advice?: string
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
