import prettyMilliseconds from 'pretty-ms'
import type { Outcome } from '../deployment/outcome.ts'
import { InputError, type Location, PreconditionError } from '../errors.ts'
import type { Deployment } from '../spice/schema.ts'
import { cut } from '../text.ts'
import { explainRefusal } from './refusal.ts'
import { readableLength } from './text.ts'

/** What a run came to, in words. Text of others is in it as it came: make it harmless where it is printed. */
export interface Verdict {
  isGood: boolean
  /** A few words. */
  headline: string
  /** What happened, whole. */
  what: string
  /** What the user can do now; empty where there is nothing to do. */
  todo: string
  /** The output `error-message`: the API's own, or why the action gave up. */
  errorMessage: string | undefined
  /** Where in the repository the fault is. */
  location?: Location | undefined
}

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
}

/** Puts an outcome into words. */
export function describeOutcome(outcome: Outcome, context: VerdictContext): Verdict {
  const { appId, timeoutMs, appUrl, onSuperseded, isRequested, leftBehind, recovery } = context
  const where = appUrl === undefined ? 'in the portal at https://spice.ai' : `at ${appUrl}`
  const limit = prettyMilliseconds(timeoutMs)
  const bad = (headline: string, what: string, todo: string, errorMessage = what): Verdict => ({
    isGood: false,
    headline,
    what,
    todo,
    errorMessage,
  })

  /** Of what stopped before there was a deployment: it may have changed the app by then. */
  const andBefore = (what: string) => (leftBehind === '' ? what : `${what}\n${leftBehind}`)

  switch (outcome.kind) {
    case 'planned':
      return good(
        'Dry run',
        outcome.plan.kind === 'watch'
          ? `A run would watch deployment ${outcome.plan.watched.id}. Nothing was changed.`
          : 'Nothing was changed. A run would get as far as asking for the deployment.',
      )

    case 'succeeded':
      return good('Deployed', `Deployment ${outcome.deployment.id} succeeded.`)

    case 'unverified': {
      const problems = outcome.problems.map((problem) => cut(problem, readableLength)).join('\n')
      const found = outcome.isUnchecked ? 'could not be checked' : 'does not hold'
      const what = `Deployment ${outcome.deployment.id} succeeded, but what it runs ${found}:\n${problems}`
      if (outcome.isTolerated) return { ...good('Deployed, not verified', what), errorMessage: problems }
      return bad(
        'Deployed, not verified',
        recovery === '' ? what : `${what}\n${recovery}`,
        `Correct what the reasons name (a dataset, a model, a secret, the question itself) and deploy again; the app's logs are ${where}.`,
        problems,
      )
    }

    case 'started':
      return good(
        'Deployment started',
        `Deployment ${outcome.deployment.id} was started and goes on in Spice Cloud; this run does not wait for it.`,
      )

    case 'failed': {
      const { id, error_message, error_code } = outcome.deployment
      const reason = cut(error_message ?? '', readableLength) || 'Spice Cloud gave no reason.'
      const todo = error_code?.startsWith('insufficient_')
        ? 'The cluster lacked room: run this job again later, or ask for fewer replicas or resources.'
        : `Correct what the reason names (a secret, a dataset, a model) and deploy again; the app's logs are ${where}.`
      const what = `Deployment ${id} failed: ${reason}`
      return bad(
        'Deployment failed',
        recovery === '' ? what : `${what}\n${recovery}`,
        todo,
        error_message || reason,
      )
    }

    case 'superseded': {
      const { deployment, by } = outcome
      const what = `Deployment ${deployment.id} was superseded by the newer deployment ${by.id}${describeCommit(by)}, which took over before it ended.`
      if (onSuperseded === 'pass') return good('Deployment superseded', what)
      return bad(
        'Deployment superseded',
        what,
        'The newer deployment decides what runs. A `concurrency` group in the workflow makes runs take turns; `on-superseded: pass` lets this job pass.',
      )
    }

    case 'timed-out': {
      if (outcome.deployment === undefined) {
        return bad(
          'Timed out',
          andBefore(
            `No deployment could be created within ${limit}: ${cut(outcome.reason, readableLength)}.`,
          ),
          'Nothing was deployed. Run this job again later, or raise `timeout-seconds`.',
        )
      }
      const { id, status, error_message } = outcome.deployment
      const blocked = error_message ? ` Spice Cloud says: ${cut(error_message, readableLength)}` : ''
      return bad(
        'Timed out',
        `Deployment ${id} was still ${cut(status, 50)} after ${limit}. It goes on in Spice Cloud and may yet succeed.${blocked}`,
        `Look ${where} how it ends, and raise \`timeout-seconds\` if deployments of this app need longer. A rollout that never ends usually waits for a missing secret, or for a dataset or model that does not load.`,
      )
    }

    case 'refused': {
      if (outcome.error instanceof InputError) {
        const verdict = bad(
          'Nothing was deployed',
          outcome.error.problems.join('\n'),
          'Nothing was sent to Spice Cloud. Correct the inputs of the step, or the files that they name.',
        )
        return { ...verdict, location: outcome.error.location }
      }
      if (outcome.error instanceof PreconditionError) {
        return bad('Nothing was deployed', andBefore(outcome.error.message), outcome.error.todo)
      }
      const { what, todo } = explainRefusal(outcome.error.refusal, appId)
      const inTheWay = outcome.inTheWay
        ?.map((each) => describeOther(each, outcome.serverTimeMs))
        .join(' and ')
      return bad(
        'Nothing was deployed',
        andBefore(inTheWay ? `${what}\nIn the way: ${inTheWay}.` : what),
        todo,
      )
    }

    case 'cancelled': {
      if (outcome.deployment !== undefined) {
        const { id, status } = outcome.deployment
        return bad(
          'Cancelled',
          status === 'succeeded'
            ? `This run was cancelled while it checked what deployment ${id} runs, which has succeeded.`
            : `This run was cancelled. Deployment ${id} (last seen ${status}) goes on in Spice Cloud.`,
          status === 'succeeded'
            ? `\`deployment-id: ${id}\` checks it.`
            : `Look ${where} how it ends, or watch it with \`deployment-id: ${id}\`.`,
        )
      }
      return isRequested
        ? bad(
            'Cancelled',
            andBefore('This run was cancelled while it asked for a deployment, which may have been created.'),
            `Look ${where} whether the app has a new deployment.`,
          )
        : bad(
            'Cancelled',
            andBefore('This run was cancelled before it asked for a deployment. Nothing was deployed.'),
            '',
          )
    }

    case 'unknown': {
      const { deployment, reason } = outcome
      if (deployment === undefined && !isRequested) {
        return bad(
          'Outcome unknown',
          andBefore(`How things stand could not be found out: ${cut(reason, readableLength)}`),
          `This run asked for no deployment. Look ${where} before you run this job again.`,
        )
      }
      return deployment === undefined
        ? bad(
            'Outcome unknown',
            andBefore(
              `Whether a deployment was created could not be found out: ${cut(reason, readableLength)}`,
            ),
            `Look ${where} whether the app has a new deployment before you run this job again.`,
          )
        : bad(
            'Outcome unknown',
            `How deployment ${deployment.id} ended could not be found out (last seen ${cut(deployment.status, 50)}): ${cut(reason, readableLength)}`,
            `It may go on in Spice Cloud: look ${where} how it ends.`,
          )
    }
  }
}

/**
 * Another's deployment: what it is, whose, and for how long.
 *
 * @param nowMs by the server's clock; without it that of this machine has to do
 */
export function describeOther(deployment: Deployment, nowMs = Date.now()): string {
  const { id, status, created_by, creation_source, created_at } = deployment
  const by = created_by ?? creation_source
  const ageMs = nowMs - Date.parse(created_at ?? '')
  // The server's clock is cut to whole seconds, so what is new may seem to come from the future.
  const age = prettyMilliseconds(Math.max(ageMs, 1000) || 0, { secondsDecimalDigits: 0 })
  const since = Number.isNaN(ageMs) ? '' : ` for ${age}`
  return `deployment ${id}${describeCommit(deployment)}, ${status}${since}${by ? `, by ${by}` : ''}`
}

function describeCommit({ commit_sha, branch }: Deployment): string {
  const parts = [commit_sha && `commit ${commit_sha.slice(0, 12)}`, branch && `branch ${branch}`].filter(
    Boolean,
  )
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

function good(headline: string, what: string): Verdict {
  return { isGood: true, headline, what, todo: '', errorMessage: undefined }
}
