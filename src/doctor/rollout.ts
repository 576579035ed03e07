import type { Problem } from '../problem.ts'
import type { WaitingComponent } from './waiting.ts'

/** What is known of a rollout while it goes on, or was known last. */
export interface Rollout {
  /** `instance loading · datasets 3/5 ready (fares: Initializing)`; empty if nothing is known. */
  readonly progress: string
  /** The newest of the new instances. */
  readonly instance: string | undefined
  /** The word of Spice Cloud for its state. */
  readonly status: string | undefined
  /** The surest first. */
  readonly problems: readonly Problem[]
  /** Whether one of the problems keeps the rollout from its end. */
  readonly isStuck: boolean
  readonly waiting: readonly WaitingComponent[]
  /** The last WARN and ERROR events of its log, repeats folded. */
  readonly problemLines: readonly string[]
  readonly models: readonly Model[]
  /** Every instance is a new one, has been ready for a while and serves the spicepod. */
  readonly isServing: boolean
}

/** A model or embedding as the runtime reports it: an entry of the output `models`. */
export interface Model {
  readonly name: string
  readonly status: string
  readonly error_message?: string
}
