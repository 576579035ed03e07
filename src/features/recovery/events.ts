import type { Recovery } from '../../core/outcome.ts'
import type { Deployment } from '../../spice/schema.ts'

export type RecoveryEvent =
  | { type: 'recovery.started'; mode: RecoveryState['mode'] }
  /** `of` is the deployment whose commit has it, if it is not the one that was stored before the run. */
  | { type: 'spicepod.restored'; of?: Deployment | undefined }
  | { type: 'rollback.sending' }
  | { type: 'rollback.polled'; deployment: Deployment }
  | { type: 'recovery.ended'; recovery: Recovery }

export interface RecoveryFacts {
  readonly recovery?: RecoveryState
}

export interface RecoveryState {
  readonly mode: 'restore' | 'rollback'
  readonly isRestored: boolean
  /** The deployment whose commit has what was restored, if it is not what was stored before the run. */
  readonly restoredOf?: Deployment | undefined
  /** Whether the create request of a rollback may have been sent. */
  readonly isRequested: boolean
  readonly deployment?: Deployment
  readonly result?: Recovery
}
