import type { OutcomeOf } from '../outcome.ts'
import { endOfSentence, join } from '../platform/text.ts'
import { describeWithPlace, locationOf } from '../problem.ts'
import type { RunState } from './state.ts'
import { formatDuration } from './wording.ts'

// The words on how a run ended that reads many apps, where they are others than after a deployment.

export function surveyed({ failing }: OutcomeOf<'surveyed'>, { fleet, problems }: RunState) {
  const first = failing === undefined ? undefined : problems[0]
  return {
    headline: fleet?.headline ?? 'Apps read',
    what: join(' ', failing && `${failing}.`, fleet && `${fleet.headline}.`),
    // The headline has the counts already.
    brief: failing ? `${failing}.` : '',
    details: first === undefined ? [] : [describeWithPlace(first)],
    location: first && locationOf(first),
    todo: 'The summary of the run shows each app: fix or deploy those that fail the job, re-run it for those that could not be read, or change `fail-on`.',
  }
}

export const survey = {
  'timed-out': (outcome: OutcomeOf<'timed-out'>, { fleet, settings }: RunState) => ({
    what: join(
      ' ',
      `Not all apps were read within ${formatDuration(settings.timeoutMs)}:`,
      'reason' in outcome && endOfSentence(outcome.reason),
      fleet && `${fleet.headline}.`,
    ),
    todo: 'Re-run this job later, or raise `timeout-seconds`.',
  }),
  cancelled: () => ({ what: 'Cancelled while apps were read. Nothing was changed.' }),
  unknown: ({ reason }: OutcomeOf<'unknown'>) => ({
    what: `The run ended in an unknown state: ${endOfSentence(reason)}`,
    todo: 'Re-run this job: it only reads.',
  }),
}
