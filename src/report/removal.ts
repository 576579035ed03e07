import { nameApp } from '../app/find.ts'
import type { Outcome, OutcomeOf } from '../outcome.ts'
import { capitalize, cut, endWithStop, type Redact, readableLength } from '../platform/text.ts'
import { pageOf, type RunState } from './state.ts'
import { formatDuration } from './wording.ts'

/** What the end of a run that deletes an app means, where a run that deploys would say something else. */
export const removalExplanations = {
  removed: (_: OutcomeOf<'removed'>, state: RunState) => ({
    what: `${capitalize(nameOf(state))} was deleted.`,
  }),

  absent: (outcome: OutcomeOf<'absent'>, _: RunState, redact: Redact) => ({
    what: `Nothing to delete: ${why(outcome, redact)}`,
  }),

  planned: (_: OutcomeOf<'planned'>, state: RunState) => ({
    what: `Dry run complete; nothing was changed. A real run would delete ${nameOf(state)}.`,
  }),

  'timed-out': (outcome: OutcomeOf<'timed-out'>, state: RunState, redact: Redact) => ({
    what: `${capitalize(nameOf(state))} could not be deleted within ${formatDuration(state.settings.timeoutMs)}: ${why(outcome, redact)}`,
    todo: 'Re-run this job later, or raise `timeout-seconds`.',
  }),

  cancelled: (_: OutcomeOf<'cancelled'>, state: RunState) =>
    state.isRequested
      ? {
          what: `Cancelled while deleting ${nameOf(state)}; it may have been deleted.`,
          todo: again(state),
        }
      : { what: 'Cancelled before the app was deleted. Nothing was changed.' },

  unknown: (outcome: OutcomeOf<'unknown'>, state: RunState, redact: Redact) => ({
    what: state.isRequested
      ? `Could not determine whether ${nameOf(state)} was deleted: ${why(outcome, redact)}`
      : `The run ended in an unknown state: ${why(outcome, redact)}`,
    todo: again(state),
  }),
}

function nameOf({ app, appId }: RunState): string {
  return nameApp(app ?? (appId === undefined ? undefined : { id: appId, name: undefined }))
}

function why(outcome: Outcome, redact: Redact): string {
  return 'reason' in outcome ? endWithStop(cut(outcome.reason, readableLength, redact)) : ''
}

/** Deleting is safe to repeat. */
function again(state: RunState): string {
  return `Re-run this job: if the app is already gone, it passes. Or check ${pageOf(state)}.`
}
