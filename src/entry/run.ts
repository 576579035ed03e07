import { InputError } from '../core/errors.ts'
import type { Action, Outcome } from '../core/outcome.ts'
import { readAndDeploy } from '../core/story.ts'
import { type Environment, readPayload } from '../github/event.ts'
import { maskCredentials } from '../inputs/table-reader.ts'
import { maxCommentMs } from '../platform/clock.ts'
import { keepingWhole } from '../platform/excerpt.ts'
import { Redaction } from '../platform/redaction.ts'
import { needsList } from '../report/ending.ts'
import { Report } from '../report/report.ts'
import { readId } from '../spice/schema.ts'
import type { Setup, System } from './setup.ts'

/** The deploying action is part of the start: to load it later would delay what most steps do. */
const actions: Record<Action, () => Promise<(setup: Setup) => Promise<Outcome>>> = {
  deploy: async () => readAndDeploy,
  remove: () => import('../actions/remove/index.ts').then(({ readAndRemove }) => readAndRemove),
  rollback: () => import('../actions/rollback/index.ts').then(({ readAndRollBack }) => readAndRollBack),
  fleet: () => import('../actions/fleet/index.ts').then(({ readAndSurvey }) => readAndSurvey),
}

/** Runs an action, reports, and returns the exit status. Ends early, but reports, if it is cancelled. */
export function run(env: Environment, system: System, action: Action = 'deploy'): Promise<number> {
  const secrets = new Redaction(system.runner.mask)
  return keepingWhole(secrets, () => runWith(secrets, env, system, action))
}

async function runWith(
  secrets: Redaction,
  env: Environment,
  system: System,
  action: Action,
): Promise<number> {
  const { runner, clock, cancelled } = system
  const loading = actions[action]()
  maskCredentials(runner, secrets)
  const report = new Report({ runner, secrets, clock, env, action })
  // The app is identified first, because a run with invalid inputs also prints text and sets outputs.
  const appId = readId(runner.getInput('app-id'))
  if (appId !== undefined) report.emit({ type: 'app.identified', appId })
  const requests = new AbortController()
  const comment = new AbortController()
  const setup: Setup = { ...system, env, payload: readPayload(env), secrets, report, requests, comment }
  const finished = loading
    .then((execute) => execute(setup))
    .catch((error) => outcomeOfError(error, report))
    .then(async (outcome) => {
      const { state } = report
      // Whoever reads a failure asks what the app runs now.
      if (state.appId !== undefined && needsList(outcome, state, clock.now())) {
        await setup.listOnceMore?.(state.appId)
      }
      return report.end(outcome, setup.postComment)
    })
  const interrupted = cancelled.then(() => {
    requests.abort()
    setTimeout(() => comment.abort(), maxCommentMs)
    const { decided, deployment } = report.state
    // If the run had already reached its outcome, keep it.
    return report.end(decided ?? { kind: 'cancelled', deployment }, setup.postComment, true)
  })
  return (await Promise.race([finished, interrupted])) ? 0 : 1
}

/** Turns an error that no step has handled into an outcome, and reports the problems that it names. */
function outcomeOfError(error: unknown, { state, emit }: Report): Outcome {
  if (error instanceof InputError) {
    const { findings } = error
    if (findings.length > 0) emit({ type: 'problems.found', problems: findings, isRefused: true })
    return { kind: 'refused', error }
  }
  const { deployment } = state
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { kind: 'unknown', deployment, reason: `unexpected error; please report it as a bug.\n${detail}` }
}
