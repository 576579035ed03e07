import type { FaultRule } from '../../sandbox/faults.ts'
import type { InstanceBehaviour } from './instances.ts'

/** The life of a deployment, told shortly; see `planOf`. */
export interface Life {
  ends: 'succeeded' | 'failed' | 'created' | 'never' | 'never starts'
  /** From creation to its end or, where it has none, to its start. */
  ms: number
}

/** A deployment of somebody else. */
export interface Other {
  /** After the beginning of the run; negative: before it. */
  atMs: number
  life: Life
  /** Of the same commit and branch as ours. */
  isTwin: boolean
}

/** Creates that do not reach the sandbox. */
export interface Mishap {
  kind: 'unreachable'
  nth: number
  times: number
  code: 'ECONNREFUSED' | 'ENOTFOUND'
}

/** Everything that happens in one run, as data: the same schedule always takes the same course. */
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
  /** Undefined for a ready token. */
  tokens: { lifeSeconds: number; announced: 'truly' | 'not' | 'too long'; expireAtMs: number[] } | undefined
  cloud: {
    conflicts: 'none' | 'unfinished' | 'queued'
    listLagMs: number
    /** How far its clock is ahead of the runner's. */
    clockAheadMs: number
    latencyMs: number
    hasSingleDeployment: boolean
    /** Connected to GitHub: deployments record the branch's commit, ours or another. */
    github: 'no' | 'our commit' | 'another commit'
  }
  instances: InstanceBehaviour
  /** Of the deployments that the run makes: a second one, if there were any, lives like the first. */
  life: Life
  others: Other[]
  faults: FaultRule[]
  mishaps: Mishap[]
}
