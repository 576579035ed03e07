import { type Outcome, toOutcome } from '../../core/outcome.ts'
import { connect, type Setup } from '../../entry/setup.ts'
import { explainMissingSecrets, isFromFork, repositoryOwner } from '../../github/event.ts'
import { deadlineIn } from '../../platform/clock.ts'
import { count, limit } from '../../platform/text.ts'
import { readEntries } from './entries.ts'
import { type FleetInputs, readFleetInputs } from './inputs.ts'
import { type Fleet, surveyFleet } from './survey.ts'

/** Reads how many apps stand, and says so. Nothing is written to Spice Cloud. */
export async function readAndSurvey(setup: Setup): Promise<Outcome> {
  const { env, payload, runner, report, clock } = setup
  const { emit } = report
  const { inputs, credentials } = readFleetInputs(runner, explainMissingSecrets(payload, env))
  emit({ type: 'inputs.read', inputs })
  const deadline = deadlineIn(inputs.timeoutMs, clock)
  const { context, github } = await connect(inputs, credentials, setup)
  const wording = { org: inputs.org ?? repositoryOwner(env), env, redact: context.redact, isOfFork: false }
  let fleet: Fleet = { name: inputs.name, apps: [], deploy: inputs.deploy, isIncomplete: false }
  if (inputs.commentOnPr) {
    setup.postComment = async ({ outcome }, verdict) => {
      // A cancelled run that has read nothing has nothing to say.
      if (outcome?.kind === 'cancelled' && fleet.apps.length === 0) return undefined
      const { commentOnFleet } = await import('./comment.ts')
      return commentOnFleet(fleet, verdict, { ...wording, isOfFork: isFromFork(payload, env) }, github)
    }
  }
  const entries = await readEntries(inputs, env)
  try {
    fleet = await surveyFleet(entries, { ...context, inputs, payload, deadline })
    const problems = fleet.apps.flatMap((app) => app.problems ?? [])
    const outcome = conclude(fleet, inputs)
    // The first one stands at the verdict, if that is about it.
    const isRefused = outcome.kind === 'surveyed' && outcome.problem !== undefined
    emit({ type: 'problems.found', problems, isRefused })
    const { viewFleet } = await import('./report.ts')
    const view = viewFleet(fleet, wording)
    emit({ type: 'fleet.read', view })
    for (const text of view.warnings) emit({ type: 'warning', text })
    // A run that is cancelled from here on has this outcome.
    emit({ type: 'outcome.decided', outcome })
    return outcome
  } catch (error) {
    return toOutcome(error)
  }
}

const maxNamed = 10

function conclude({ apps, isIncomplete }: Fleet, { failOn }: FleetInputs): Outcome {
  const failing = apps.filter(({ state }) => failOn.includes(state))
  if (isIncomplete && failOn.length > 0) {
    const unread = apps.filter(({ state }) => state === 'unknown').length
    return { kind: 'timed-out', reason: `${unread} of ${count(apps.length, 'app')} could not be read` }
  }
  if (failing.length === 0) return { kind: 'surveyed' }
  const names = limit(failing, maxNamed, ({ entry, state }) => `${entry.app} is ${state}`)
  const [problem] = failing.flatMap(({ problems = [] }) => problems)
  return { kind: 'surveyed', failing: names.join(', '), problem }
}
