import type { OutcomeOf } from '../../core/outcome.ts'
import { describeWithPlace, locationOf } from '../../core/problem.ts'
import type { RunState } from '../../core/state.ts'
import { endOfSentence, join } from '../../platform/text.ts'
import { formatDuration } from '../../report/wording.ts'

// The words on how a run ended that reads many apps, where they are others than after a deployment.

export function surveyed({ failing, problem }: OutcomeOf<'surveyed'>, { fleet }: RunState) {
  return {
    headline: fleet?.headline ?? 'Apps read',
    what: join(' ', failing && `${failing}.`, fleet && `${fleet.headline}.`),
    // The headline has the counts already.
    brief: failing ? `${failing}.` : '',
    details: problem === undefined ? [] : [describeWithPlace(problem)],
    location: problem && locationOf(problem),
    todo: 'Fix or deploy the apps that fail the job, re-run it for those that could not be read, or change `fail-on`. The summary of the run shows each app.',
  }
}

export const survey = {
  'timed-out': (outcome: OutcomeOf<'timed-out'>, { fleet, settings }: RunState) => {
    const late = `Not all apps were read within ${formatDuration(settings.timeoutMs)}:`
    const brief = join(' ', late, 'reason' in outcome && endOfSentence(outcome.reason))
    return {
      headline: join(': ', 'Timed out', fleet?.headline),
      what: join(' ', brief, fleet && `${fleet.headline}.`),
      brief,
      todo: 'Re-run this job later, or raise `timeout-seconds`.',
    }
  },
  cancelled: () => ({ what: 'Cancelled while apps were read. Nothing was changed.' }),
  unknown: ({ reason }: OutcomeOf<'unknown'>) => ({
    what: `The run ended in an unknown state: ${endOfSentence(reason)}`,
    todo: 'Re-run this job: it only reads.',
  }),
}
