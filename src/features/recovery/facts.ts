import type { RecoveryState } from '../../core/outcome.ts'
import { begin, end } from '../../core/phases.ts'
import type { Changes, CoreState } from '../../core/state.ts'

export const recoveryChanges: Changes<CoreState> = {
  facts: {
    'recovery.started': ({ mode }) => ({ recovery: { mode, isRestored: false, isRequested: false } }),
    'spicepod.restored': ({ of }, state) => updateRecovery(state, { isRestored: true, restoredOf: of }),
    'rollback.sending': (_, state) => updateRecovery(state, { isRequested: true }),
    'rollback.polled': ({ deployment }, state) => updateRecovery(state, { deployment }),
    'recovery.ended': ({ recovery }, state) => updateRecovery(state, { result: recovery }),
  },
  activities: {
    'recovery.started': ({ mode }) =>
      mode === 'restore' ? 'restoring the previous spicepod' : 'rolling back',
    'rollback.polled': ({ deployment: { id, status } }) => `rollback: deployment ${id} ${status}`,
  },
  phases: {
    'recovery.started': ({ atMs }, phases) => begin(phases, 'recovery', atMs),
    'recovery.ended': ({ atMs }, phases) => end(phases, ['recovery'], atMs),
  },
}

function updateRecovery({ recovery, settings }: CoreState, news: Partial<RecoveryState>): Partial<CoreState> {
  const mode = settings.onFailure === 'restore' ? 'restore' : 'rollback'
  return { recovery: { mode, isRestored: false, isRequested: false, ...recovery, ...news } }
}
