import type { Plan } from './plan.ts'

/** The words that Spice Cloud has for an instance. */
export type InstanceStatus = 'deploying' | 'loading' | 'ready' | 'unhealthy' | 'terminating' | 'failed'

/**
 * What one instance shows over time. Every `afterMs` counts from the creation of its deployment, as in a plan. What is
 * left out follows from the plan.
 */
export interface InstanceLife {
  readonly name?: string
  /** The instance is listed from the first one on. */
  readonly states?: readonly { readonly afterMs: number; readonly status: InstanceStatus }[]
  /** It is listed until then. Default: as long as its deployment has instances. */
  readonly endsAfterMs?: number
  /** The whole log. */
  readonly log?: readonly InstanceLogLine[]
  /** Spice Cloud refuses to read its log. */
  readonly isLogOffline?: boolean
  /** By name. A name that the spicepod lacks is listed as well. */
  readonly datasets?: Readonly<Record<string, readonly ComponentStep[]>>
  /** Models and embeddings by name. */
  readonly models?: Readonly<Record<string, readonly ComponentStep[]>>
}

/** One line, written at `afterMs`. Without a level the text is the whole line, as in an event of several lines. */
export interface InstanceLogLine {
  readonly afterMs: number
  readonly level?: 'INFO' | 'WARN' | 'ERROR'
  readonly module?: string
  readonly text: string
}

/** What a dataset or model shows from `afterMs` on. */
export interface ComponentStep {
  readonly afterMs: number
  readonly status?: string | null
  readonly error_message?: string
  readonly from?: string
  /** False: the instance does not list it. */
  readonly listed?: boolean
}

/** How a deployment goes, and what its instances show meanwhile. */
export interface Rollout {
  readonly plan: Plan
  /** The lives of its instances. Default: as many as it has replicas, with a life that follows from the plan. */
  readonly instances: readonly InstanceLife[]
}
