import type { RecoveryState } from '../../core/outcome.ts'
import type { CoreState } from '../../core/state.ts'
import { meaningOf } from '../../deploy/status.ts'
import type { FeatureReport } from '../../report/feature.ts'
import { text, warning } from '../../report/log.ts'
import {
  describeInterruptedRecovery,
  describeRecovery,
  describeRestored,
  describeRollback,
  isRecovered,
} from './words.ts'

/** What was undone after a failure; the log says first why, which concerns other features as well. */
export const recoveryReport: FeatureReport<CoreState> = {
  lines: {
    'spicepod.restored': ({ of }) => describeRestored(of),
    'rollback.polled': ({ deployment: { id, status } }, { before }) =>
      before.recovery?.deployment?.status === status
        ? []
        : text(`Rollback: deployment ${id} ${status}`, meaningOf(status).color),
    'recovery.ended': ({ recovery }, { state }) => {
      const mode = state.recovery?.mode ?? 'rollback'
      // The log reported the restored spicepod when it happened.
      const what =
        recovery.kind === 'restored' ? describeRollback(recovery.rollback) : describeRecovery(recovery, mode)
      if (what === '') return []
      return isRecovered(recovery) ? what : warning(what)
    },
  },
  outputs: ({ recovery }) => ({ 'rollback-deployment-id': recovery?.deployment?.id }),
  leftBehind: ({ recovery }) =>
    recovery !== undefined && recovery.result === undefined ? describeInterruptedRecovery(recovery) : '',
  phases: {
    recovery: ({ recovery }) => ({
      label: recovery?.mode === 'restore' ? 'Restore' : 'Rollback',
      mark: recovery && markOf(recovery),
    }),
  },
}

function markOf({ result }: RecoveryState): string {
  if (result === undefined) return 'interrupted'
  if (isRecovered(result)) return ''
  return result.kind === 'left alone' ? 'left alone' : 'failed'
}
