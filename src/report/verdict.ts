import { reasonOf } from '../deployment/deployment.ts'
import { InputError, PreconditionError } from '../errors.ts'
import { type Outcome, type OutcomeOf, passes } from '../outcome.ts'
import { count, cut, type Redact, readableLength } from '../platform/text.ts'
import { type Location, locationOf } from '../problem.ts'
import { explainRefusal } from './advice.ts'
import { describeRecoveryOf } from './recovery.ts'
import { appUrl, portal, type RunState } from './state.ts'
import { describeChanges, describeCommit, describeDeployment, formatDuration } from './wording.ts'

/** How a run ended, in words. Text of servers is in it as it came: make it harmless where it is printed. */
export interface Verdict {
  /** Whether the job passes. */
  passes: boolean
  /** A few words. */
  headline: string
  /** An emoji for it. */
  icon: string
  /** What happened. */
  what: string
  /** What the user can do about it; empty if there is nothing to do. */
  todo: string
  /** The output `error-message`: the API's own words, or why the action gave up. */
  errorMessage: string | undefined
  /** Where in the repository the fault is. */
  location?: Location | undefined
}

interface Explanation {
  what: string
  todo?: string
  /** If it is not the same as {@link what}. */
  errorMessage?: string
  location?: Location | undefined
}

const headlines: Record<Outcome['kind'], string> = {
  planned: 'Dry run',
  started: 'Deployment started',
  succeeded: 'Deployed',
  unverified: 'Deployed, not verified',
  failed: 'Deployment failed',
  superseded: 'Deployment superseded',
  'timed-out': 'Timed out',
  refused: 'Nothing was deployed',
  cancelled: 'Cancelled',
  unknown: 'Outcome unknown',
}

/** For a job that passes; one that fails has a cross. */
const icons: Record<Outcome['kind'], string> = {
  planned: '✅',
  started: '⏳',
  succeeded: '✅',
  unverified: '⚠️',
  failed: '❌',
  superseded: '⏩',
  'timed-out': '❌',
  refused: '❌',
  cancelled: '❌',
  unknown: '❌',
}

const explanations: {
  [Kind in Outcome['kind']]: (outcome: OutcomeOf<Kind>, state: RunState, redact: Redact) => Explanation
} = {
  planned: explainPlanned,
  started: ({ deployment }) => ({
    what: `Deployment ${deployment.id} started. Not waiting for it to finish (\`wait-for-completion: false\`).`,
  }),
  succeeded: ({ deployment }) => ({ what: `Deployment ${deployment.id} succeeded.` }),
  unverified: explainUnverified,
  failed: explainFailed,
  superseded: explainSuperseded,
  'timed-out': explainTimedOut,
  refused: explainRefused,
  cancelled: explainCancelled,
  unknown: explainUnknown,
}

/** More problems of inputs at once would not be read. */
const maxProblems = 20

/** Puts the end of a run into words. */
export function conclude(outcome: Outcome, state: RunState, redact: Redact): Verdict {
  const explain = explanations[outcome.kind] as (
    outcome: Outcome,
    state: RunState,
    redact: Redact,
  ) => Explanation
  const { what, todo = '', errorMessage = what, location } = explain(outcome, state, redact)
  const isGood = passes(outcome, state.settings.onSuperseded)
  const hasError = !isGood || outcome.kind === 'unverified'
  return {
    passes: isGood,
    headline: headlines[outcome.kind],
    icon: isGood ? icons[outcome.kind] : '❌',
    what,
    todo: isGood ? '' : todo,
    errorMessage: hasError ? errorMessage : undefined,
    location,
  }
}

function explainPlanned({ plan }: OutcomeOf<'planned'>): Explanation {
  return {
    what:
      plan.kind === 'watch'
        ? `Dry run complete; nothing was changed. A real run would watch deployment ${plan.deployment.id}.`
        : 'Dry run complete; nothing was changed. A real run would reach the deployment step.',
  }
}

function explainUnverified(outcome: OutcomeOf<'unverified'>, state: RunState, redact: Redact): Explanation {
  const { deployment, problems, isUnchecked, isTolerated } = outcome
  const reasons = problems.map((problem) => cut(problem, readableLength, redact)).join('\n')
  const result = isUnchecked ? 'could not be verified' : 'verification failed'
  const what = `Deployment ${deployment.id} succeeded, but ${isUnchecked ? `it ${result}` : result}:\n${reasons}`
  return {
    what: isTolerated ? what : withRecovery(what, state, redact),
    todo: adviseUnverified(outcome, state),
    errorMessage: reasons,
  }
}

function adviseUnverified({ deployment, isUnchecked }: OutcomeOf<'unverified'>, state: RunState): string {
  if (isUnchecked) {
    return `Fix the cause above, then verify this deployment with \`deployment-id: ${deployment.id}\`.`
  }
  // If the runtime knows another key, nothing that was deployed needs to change.
  if (state.verification?.problems.some(({ cause }) => cause === 'api-key')) {
    return 'Check that `runtime-url`, if set, is the URL of this app, and re-run this job: the API key may have been regenerated during the run.'
  }
  return `Fix the cause above (dataset, model, secret or the probe itself) and deploy again. App logs: ${page(state)}.`
}

function explainFailed({ deployment }: OutcomeOf<'failed'>, state: RunState, redact: Redact): Explanation {
  const { id, error_code } = deployment
  const reason = reasonOf(deployment) || 'Spice Cloud gave no reason.'
  return {
    what: withRecovery(`Deployment ${id} failed: ${cut(reason, readableLength, redact)}`, state, redact),
    todo: error_code?.startsWith('insufficient_')
      ? 'The cluster is out of capacity. Re-run later, or request fewer replicas or resources.'
      : `Fix the cause above (secret, dataset or model) and deploy again. App logs: ${page(state)}.`,
    errorMessage: reason,
  }
}

function explainSuperseded(
  { deployment, by }: OutcomeOf<'superseded'>,
  _: RunState,
  redact: Redact,
): Explanation {
  return {
    what: `Deployment ${deployment.id} was superseded by deployment ${by.id}${describeCommit(by, redact)} before it finished.`,
    todo: 'The newer deployment decides what runs. Add a `concurrency` group to run deployments one at a time, or set `on-superseded: pass` to let this job pass.',
  }
}

function explainTimedOut(outcome: OutcomeOf<'timed-out'>, state: RunState, redact: Redact): Explanation {
  const limit = formatDuration(state.settings.timeoutMs)
  if (outcome.deployment === undefined) {
    return {
      what: withChanges(
        `No deployment could be created within ${limit}: ${cut(outcome.reason, readableLength, redact)}.`,
        state,
      ),
      todo: 'Nothing was deployed. Re-run this job later, or raise `timeout-seconds`.',
    }
  }
  const { id, status } = outcome.deployment
  const reason = reasonOf(outcome.deployment)
  const reported = reason && ` Spice Cloud reports: ${cut(reason, readableLength, redact)}`
  return {
    what: `Deployment ${id} was still ${cut(status, 50, redact)} after ${limit}. It keeps running in Spice Cloud and may still succeed.${reported}`,
    todo: `Check the result at ${page(state)}. If deployments of this app regularly take longer, raise \`timeout-seconds\`. A rollout that never finishes usually has a missing secret, or a dataset or model that cannot load.`,
  }
}

function explainRefused(
  { error, blockers = [], serverTimeMs }: OutcomeOf<'refused'>,
  state: RunState,
  redact: Redact,
): Explanation {
  if (error instanceof InputError) {
    const more = error.problems.length - maxProblems
    const shown = error.problems.slice(0, maxProblems)
    const first = error.findings.find(({ certain }) => certain)
    return {
      what: [...shown, more > 0 && `… and ${count(more, 'more problem')}.`].filter(Boolean).join('\n'),
      todo:
        error.todo ??
        'Nothing was sent to Spice Cloud. Fix the inputs of the step, or the files that they name.',
      location: first && locationOf(first),
    }
  }
  if (error instanceof PreconditionError) return { what: withChanges(error.message, state), todo: error.todo }
  const { what, todo } = explainRefusal(error.refusal, state.appId, redact)
  const others = blockers.map((each) => describeDeployment(each, redact, serverTimeMs)).join(' and ')
  const all = withChanges(others ? `${what}\nBlocked by ${others}.` : what, state)
  return { what: withRecovery(all, state, redact), todo }
}

function explainCancelled(
  { deployment }: OutcomeOf<'cancelled'>,
  state: RunState,
  redact: Redact,
): Explanation {
  if (deployment?.status === 'succeeded') {
    return {
      what: `Cancelled during verification. Deployment ${deployment.id} succeeded.`,
      todo: `Set \`deployment-id: ${deployment.id}\` to verify it.`,
    }
  }
  if (deployment !== undefined) {
    const { id, status } = deployment
    return {
      what: `Cancelled while deployment ${id} was ${cut(status, 50, redact)}. It keeps running in Spice Cloud.`,
      todo: `Check the result at ${page(state)}, or watch it with \`deployment-id: ${id}\`.`,
    }
  }
  return state.isRequested
    ? {
        what: withChanges('Cancelled while requesting a deployment; it may have been created.', state),
        todo: `Check ${page(state)} for a new deployment.`,
      }
    : { what: withChanges('Cancelled before a deployment was requested. Nothing was deployed.', state) }
}

function explainUnknown(
  { deployment, reason }: OutcomeOf<'unknown'>,
  state: RunState,
  redact: Redact,
): Explanation {
  const why = cut(reason, readableLength, redact)
  if (deployment !== undefined) {
    return {
      what: `Could not determine the result of deployment ${deployment.id} (last status: ${cut(deployment.status, 50, redact)}): ${why}`,
      todo: `It may still be running in Spice Cloud. Check the result at ${page(state)}.`,
    }
  }
  return state.isRequested
    ? {
        what: withChanges(`Could not determine whether a deployment was created: ${why}`, state),
        todo: `Check ${page(state)} for a new deployment before you re-run this job.`,
      }
    : {
        what: withChanges(`The run ended in an unknown state: ${why}`, state),
        todo: `This run did not request a deployment. Check ${page(state)} before you re-run this job.`,
      }
}

/** Where people find the app. */
function page(state: RunState): string {
  return appUrl(state) ?? portal
}

/** A run that stops before there is a deployment may have changed the app by then. */
function withChanges(what: string, state: RunState): string {
  return [what, describePartialChanges(state)].filter(Boolean).join('\n')
}

/** A deployment that failed may have been rolled back. */
function withRecovery(what: string, state: RunState, redact: Redact): string {
  return [what, describeRecoveryOf(state, redact)].filter(Boolean).join('\n')
}

/** What happened to the app if nothing came to be deployed; empty if nothing did. */
export function describePartialChanges({ applied, unconfirmed, settings, recovery }: RunState): string {
  const hasPushed = [...applied, unconfirmed].some((change) => change?.kind === 'spicepod')
  return [
    applied.length > 0 && `Changes already made: ${describeChanges(applied)}.`,
    unconfirmed && `Unconfirmed: ${describeChanges([unconfirmed])}.`,
    hasPushed &&
      recovery === undefined &&
      settings.onFailure !== 'none' &&
      '`on-failure` only acts after a failed deployment or verification, or if Spice Cloud rejects to create the deployment.',
  ]
    .filter(Boolean)
    .join(' ')
}
