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

/** Creates and resumes that do not reach the sandbox. */
export interface Mishap {
  kind: 'unreachable'
  nth: number
  times: number
  code: 'ECONNREFUSED' | 'ENOTFOUND'
}

/** Everything that happens in one run, as data: the same schedule always leads to the same events. */
export interface Schedule {
  /** For the action's own random numbers, and for how long each request takes. */
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
    /** How long a request may take to get there. Each takes a random part of that, so one may overtake another. */
    wayMs: number
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
  /** The app is paused when the run begins. */
  paused?: Pause
  /** The run pushes a spicepod, and is asked to undo what fails. */
  recovery?: RecoveryCase
  /** Why the doctor of a second run cannot read anything: it is compared with that of the first. */
  blindness?: 'no routes' | 'no scope'
  /** Values of secrets, which are ordinary words: the run is compared with one that has no such secrets. */
  secretWords?: readonly string[]
}

export interface RecoveryCase {
  onFailure: 'none' | 'restore' | 'rollback'
  /** When the instance of each deployment of this commit logs what makes it stuck, after its creation. */
  fatalAfterMs: readonly (number | undefined)[]
  /** How the deployment of each attempt ends once it was found stuck, as so many more requests have been sent. */
  endings: readonly ({ requests: number; status: 'succeeded' | 'failed' } | undefined)[]
  /** How the deployment of a rollback goes. */
  rollbackLife: Life
  /** How long after its end the job is run again; undefined if it is not. */
  rerunAfterMs: number | undefined
}

export interface Pause {
  onPaused: 'fail' | 'resume'
  /** The run stores a secret, and therefore knows from the beginning that the app is paused. */
  hasSecret: boolean
  /** When somebody else resumes the app. */
  resumedAtMs?: number | undefined
}

/** The same schedule, in which everything is as before for all but the doctor. */
export function blindly(schedule: Schedule, why: NonNullable<Schedule['blindness']>): Schedule {
  const status = why === 'no routes' ? 404 : 403
  const times = Number.POSITIVE_INFINITY
  const rules = ['listInstances', 'getInstanceLogs', 'getApiKeys'].map((path): FaultRule => {
    return { on: { path, times }, fault: { kind: 'status', status } }
  })
  const instances = { ...schedule.instances, hasDataPlane: false }
  return { ...schedule, faults: [...rules, ...schedule.faults], instances }
}
