import type { FaultRule } from '../../sandbox/faults.ts'
import type { InstanceBehavior } from './instances.ts'

/** The states of a deployment in short form; see `planOf`. */
export interface Life {
  ends: 'succeeded' | 'failed' | 'created' | 'never' | 'never starts'
  /** From its creation to its end or, if it has none, to its start. */
  ms: number
}

/** A deployment by somebody else. */
export interface Other {
  /** After the start of the run; negative for earlier ones. */
  atMs: number
  life: Life
  /** With the same commit and branch as this run's. */
  isTwin: boolean
}

/** Creates that do not reach the sandbox. */
export interface Mishap {
  kind: 'unreachable'
  nth: number
  times: number
  code: 'ECONNREFUSED' | 'ENOTFOUND'
}

/** Everything that happens in one run, as data: the same schedule always leads to the same events. */
export interface Schedule {
  /** For the action's own random numbers. */
  rngSeed: number
  inputs: {
    timeoutMs: number
    requestTimeoutMs: number
    pollIntervalMs: number | undefined
    onConflict: 'wait' | 'fail'
    waitForCompletion: boolean
    runAttempt: number
  }
  /** Undefined for an existing token. */
  tokens: { lifeSeconds: number; announced: 'truly' | 'not' | 'too long'; expireAtMs: number[] } | undefined
  cloud: {
    conflicts: 'none' | 'unfinished' | 'queued'
    listLagMs: number
    /** How far its clock is ahead of the runner's. */
    clockAheadMs: number
    latencyMs: number
    hasSingleDeployment: boolean
    /** Connected to GitHub: deployments record the branch's commit, which may or may not be this run's. */
    github: 'no' | 'our commit' | 'another commit'
  }
  instances: InstanceBehavior
  /** For the deployments that the run creates: a second one, if there is any, has the same states as the first. */
  life: Life
  others: Other[]
  faults: FaultRule[]
  mishaps: Mishap[]
}
