import type { Problem } from '../../core/problem.ts'
import type { Rollout } from './components.ts'

type DoctorEvent =
  /** State of the new instance, after each poll of it. */
  | { type: 'rollout.progress'; rollout: Rollout }
  /** A cause was found for the first time. It decides (`isBlocker`) or is only worth telling. */
  | { type: 'rollout.finding'; problem: Problem; isBlocker: boolean }

export interface DoctorEvents {
  readonly doctor: DoctorEvent
}

export interface DoctorFacts {
  /** The new instance, as of its last poll. */
  readonly rollout?: Rollout | undefined
}
