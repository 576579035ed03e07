import prettyMilliseconds from 'pretty-ms'
import type { Outcome } from '../deployment/outcome.ts'
import { reasonOf } from '../deployment/status.ts'
import { InputError, PreconditionError } from '../errors.ts'
import { cut, type Redact } from '../text.ts'
import { describeCommit, describeOther } from './other-deployment.ts'
import { explainRefusal } from './refusal.ts'
import { readableLength } from './text.ts'
import { bad, good, type Verdict } from './verdict.ts'

/** What is known beside the outcome. */
export interface VerdictContext {
  appId: number | undefined
  timeoutMs: number
  onSuperseded: 'fail' | 'pass'
  /** Whether the request for a deployment may have left. */
  isRequested: boolean
  /** Page of the app in the portal, when it is known. */
  appUrl: string | undefined
  /** What was done to the app before; empty where nothing was. */
  leftBehind: string
  /** What was put back after a failure; empty where nothing was to be. */
  recovery: string
  redact: Redact
}

/** Puts an outcome into words. */
export function describeOutcome(outcome: Outcome, context: VerdictContext): Verdict {
  switch (outcome.kind) {
    case 'planned':
      return describePlanned(outcome)
    case 'started':
      return describeStarted(outcome)
    case 'succeeded':
      return good('Deployed', `Deployment ${outcome.deployment.id} succeeded.`)
    case 'unverified':
      return describeUnverified(outcome, context)
    case 'failed':
      return describeFailed(outcome, context)
    case 'superseded':
      return describeSuperseded(outcome, context)
    case 'timed-out':
      return describeTimedOut(outcome, context)
    case 'refused':
      return describeRefused(outcome, context)
    case 'cancelled':
      return describeCancelled(outcome, context)
    case 'unknown':
      return describeUnknown(outcome, context)
  }
}

type Of<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>

function describePlanned({ plan }: Of<'planned'>): Verdict {
  return good(
    'Dry run',
    plan.kind === 'watch'
      ? `A run would watch deployment ${plan.watched.id}. Nothing was changed.`
      : 'Nothing was changed. A run would get as far as asking for the deployment.',
  )
}

function describeStarted({ deployment }: Of<'started'>): Verdict {
  return good(
    'Deployment started',
    `Deployment ${deployment.id} was started and goes on in Spice Cloud; this run does not wait for it.`,
  )
}

function describeUnverified(
  { deployment, problems: all, isUnchecked, isTolerated }: Of<'unverified'>,
  context: VerdictContext,
): Verdict {
  const problems = all.map((problem) => cut(problem, readableLength, context.redact)).join('\n')
  const found = isUnchecked ? 'could not be checked' : 'does not hold'
  const what = `Deployment ${deployment.id} succeeded, but what it runs ${found}:\n${problems}`
  if (isTolerated) return { ...good('Deployed, not verified', what), errorMessage: problems }
  return bad(
    'Deployed, not verified',
    andRecovery(what, context),
    `Correct what the reasons name (a dataset, a model, a secret, the question itself) and deploy again; the app's logs are ${where(context)}.`,
    problems,
  )
}

function describeFailed({ deployment }: Of<'failed'>, context: VerdictContext): Verdict {
  const { id, error_code } = deployment
  const said = reasonOf(deployment)
  const reason = cut(said, readableLength, context.redact) || 'Spice Cloud gave no reason.'
  const todo = error_code?.startsWith('insufficient_')
    ? 'The cluster lacked room: run this job again later, or ask for fewer replicas or resources.'
    : `Correct what the reason names (a secret, a dataset, a model) and deploy again; the app's logs are ${where(context)}.`
  const what = `Deployment ${id} failed: ${reason}`
  return bad('Deployment failed', andRecovery(what, context), todo, said || reason)
}

function describeSuperseded(
  { deployment, by }: Of<'superseded'>,
  { onSuperseded, redact }: VerdictContext,
): Verdict {
  const what = `Deployment ${deployment.id} was superseded by the newer deployment ${by.id}${describeCommit(by, redact)}, which took over before it ended.`
  if (onSuperseded === 'pass') return good('Deployment superseded', what)
  return bad(
    'Deployment superseded',
    what,
    'The newer deployment decides what runs. A `concurrency` group in the workflow makes runs take turns; `on-superseded: pass` lets this job pass.',
  )
}

function describeTimedOut(outcome: Of<'timed-out'>, context: VerdictContext): Verdict {
  const limit = prettyMilliseconds(context.timeoutMs)
  if (outcome.deployment === undefined) {
    const what = `No deployment could be created within ${limit}: ${cut(outcome.reason, readableLength, context.redact)}.`
    return bad(
      'Timed out',
      andBefore(what, context),
      'Nothing was deployed. Run this job again later, or raise `timeout-seconds`.',
    )
  }
  const { id, status } = outcome.deployment
  const reason = reasonOf(outcome.deployment)
  const blocked = reason && ` Spice Cloud says: ${cut(reason, readableLength, context.redact)}`
  return bad(
    'Timed out',
    `Deployment ${id} was still ${cut(status, 50, context.redact)} after ${limit}. It goes on in Spice Cloud and may yet succeed.${blocked}`,
    `Look ${where(context)} how it ends, and raise \`timeout-seconds\` if deployments of this app need longer. A rollout that never ends usually waits for a missing secret, or for a dataset or model that does not load.`,
  )
}

function describeRefused(
  { error, inTheWay = [], serverTimeMs }: Of<'refused'>,
  context: VerdictContext,
): Verdict {
  const headline = 'Nothing was deployed'
  if (error instanceof InputError) {
    const verdict = bad(
      headline,
      error.problems.join('\n'),
      'Nothing was sent to Spice Cloud. Correct the inputs of the step, or the files that they name.',
    )
    return { ...verdict, location: error.location }
  }
  if (error instanceof PreconditionError) return bad(headline, andBefore(error.message, context), error.todo)
  const { what, todo } = explainRefusal(error.refusal, context.appId, context.redact)
  const others = inTheWay.map((each) => describeOther(each, context.redact, serverTimeMs)).join(' and ')
  return bad(headline, andBefore(others ? `${what}\nIn the way: ${others}.` : what, context), todo)
}

function describeCancelled({ deployment }: Of<'cancelled'>, context: VerdictContext): Verdict {
  const headline = 'Cancelled'
  if (deployment?.status === 'succeeded') {
    return bad(
      headline,
      `This run was cancelled while it checked what deployment ${deployment.id} runs, which has succeeded.`,
      `\`deployment-id: ${deployment.id}\` checks it.`,
    )
  }
  if (deployment !== undefined) {
    const { id, status } = deployment
    return bad(
      headline,
      `This run was cancelled. Deployment ${id} (last seen ${status}) goes on in Spice Cloud.`,
      `Look ${where(context)} how it ends, or watch it with \`deployment-id: ${id}\`.`,
    )
  }
  if (context.isRequested) {
    const what = 'This run was cancelled while it asked for a deployment, which may have been created.'
    return bad(
      headline,
      andBefore(what, context),
      `Look ${where(context)} whether the app has a new deployment.`,
    )
  }
  const what = 'This run was cancelled before it asked for a deployment. Nothing was deployed.'
  return bad(headline, andBefore(what, context), '')
}

function describeUnknown({ deployment, reason }: Of<'unknown'>, context: VerdictContext): Verdict {
  const headline = 'Outcome unknown'
  const why = cut(reason, readableLength, context.redact)
  if (deployment !== undefined) {
    return bad(
      headline,
      `How deployment ${deployment.id} ended could not be found out (last seen ${cut(deployment.status, 50, context.redact)}): ${why}`,
      `It may go on in Spice Cloud: look ${where(context)} how it ends.`,
    )
  }
  return context.isRequested
    ? bad(
        headline,
        andBefore(`Whether a deployment was created could not be found out: ${why}`, context),
        `Look ${where(context)} whether the app has a new deployment before you run this job again.`,
      )
    : bad(
        headline,
        andBefore(`How things stand could not be found out: ${why}`, context),
        `This run asked for no deployment. Look ${where(context)} before you run this job again.`,
      )
}

/** Where people look, after a verb. */
function where({ appUrl }: VerdictContext): string {
  return appUrl === undefined ? 'in the portal at https://spice.ai' : `at ${appUrl}`
}

/** Of what stopped before there was a deployment: it may have changed the app by then. */
function andBefore(what: string, { leftBehind }: VerdictContext): string {
  return leftBehind === '' ? what : `${what}\n${leftBehind}`
}

/** Of what has failed: it may have been put back. */
function andRecovery(what: string, { recovery }: VerdictContext): string {
  return recovery === '' ? what : `${what}\n${recovery}`
}
