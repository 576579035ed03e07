import type { Outcome } from '../../core/outcome.ts'
import type { RunState } from '../../core/state.ts'
import { capitalize } from '../../platform/text.ts'
import { nameTarget, pageOf } from '../../report/cells.ts'
import { describeReason, formatDuration } from '../../report/wording.ts'

/** Outcomes that need other words in a run that deletes an app. */
export const removalExplanations = {
  'timed-out': (outcome: Outcome, state: RunState) => ({
    what: `${capitalize(nameTarget(state))} could not be deleted within ${formatDuration(state.settings.timeoutMs)}: ${describeReason(outcome)}`,
    todo: 'Re-run this job later, or raise `timeout-seconds`.',
  }),

  cancelled: (_: Outcome, state: RunState) =>
    state.isRequested
      ? {
          what: `Cancelled while deleting ${nameTarget(state)}; it may have been deleted.`,
          todo: adviseRetry(state),
        }
      : { what: 'Cancelled before the app was deleted. Nothing was changed.' },

  unknown: (outcome: Outcome, state: RunState) => ({
    what: state.isRequested
      ? `Could not determine whether ${nameTarget(state)} was deleted: ${describeReason(outcome)}`
      : `The run ended in an unknown state: ${describeReason(outcome)}`,
    todo: adviseRetry(state),
  }),
}

/** Deleting is safe to repeat. */
function adviseRetry(state: RunState): string {
  return `Re-run this job: if the app is already gone, it passes. Or check ${pageOf(state)}.`
}
