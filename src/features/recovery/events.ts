import type { Recovery, RecoveryState } from '../../core/outcome.ts'
import type { Deployment } from '../../spice/schema.ts'

type RecoveryEvent =
  | { type: 'recovery.started'; mode: RecoveryState['mode'] }
  /** `of` is the deployment whose commit has it, if it is not the one that was stored before the run. */
  | { type: 'spicepod.restored'; of?: Deployment | undefined }
  | { type: 'rollback.sending' }
  | { type: 'rollback.polled'; deployment: Deployment }
  | { type: 'recovery.ended'; recovery: Recovery }

export interface RecoveryEvents {
  readonly recovery: RecoveryEvent
}
