import type { CoreState, RecoveryState } from '../../core/state.ts'
import type { FeatureReport } from '../../report/feature.ts'
import { isRecovered } from './words.ts'

/** What was undone after a failure. */
export const recoveryReport: FeatureReport<CoreState> = {
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
