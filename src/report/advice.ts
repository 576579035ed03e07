import { describeFailure, type Refusal, scopeOf } from '../core/errors.ts'
import type { OutcomeOf } from '../core/outcome.ts'
import type { RunState } from '../core/state.ts'
import { hasSucceeded } from '../deploy/deployment.ts'
import { isSameCommit } from '../github/event.ts'
import { capitalize, cut, join, maxLength } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'
import { pageOf } from './cells.ts'
import type { Ending } from './ending.ts'
import { inputFor } from './wording.ts'

/** Says what happened, in the API's own words if it gave some, and what to do about it. */
export function explainRefusal(refusal: Refusal, state: Pick<RunState, 'action' | 'appId'>) {
  const { operation, host, status, message, fieldErrors = [] } = refusal
  const words = cut([message, ...fieldErrors].filter(Boolean).join(' · '), maxLength.sentence)
  const what =
    operation === 'exchangeToken' && status === 401
      ? `Spice Cloud rejected the client credentials (HTTP 401) when this run requested a token${host ? ` from ${host}` : ''}`
      : `${capitalize(describeFailure(operation, host))} (HTTP ${status}${words === '' ? ', without a reason' : ''})`
  const todo = adviseOnToken(refusal) ?? adviseOnCode(refusal, state.action) ?? adviseOnStatus(refusal, state)
  return { what: `${what}${words && `: ${words}`}`, todo }
}

/** Advice for an error of a deployment; undefined if its code does not say enough. */
export function adviseOnDeployment({ error_code }: Deployment): string | undefined {
  return error_code?.startsWith('insufficient_')
    ? 'The cluster is out of capacity. Re-run later, or request fewer replicas or resources.'
    : undefined
}

/** Advice for a deployment whose verification failed, or could not be made. */
export function adviseUnverified(
  { deployment, isUnchecked, todo }: OutcomeOf<'unverified'>,
  state: RunState,
): string {
  const { problems = [] } = state.verification ?? {}
  const codes = new Set(problems.map(({ code }) => code))
  // If the runtime knows another key, nothing that was deployed needs to change.
  if (codes.has('api-key-rejected')) {
    return 'Check that `runtime-url`, if set, is the URL of this app, and re-run this job: the API key may have been regenerated during the run.'
  }
  if (isUnchecked) {
    if (todo !== undefined && (todo !== state.skipped?.todo || state.watch !== undefined)) return todo
    const fix = todo?.replace(/\.$/, '') ?? 'Fix the cause'
    return `${fix}, then verify this deployment with ${inputFor(deployment, state)}.`
  }
  if (codes.size === 1 && codes.has('breaking-change')) {
    const hasPushed = state.applied.some(({ kind }) => kind === 'spicepod')
    const todo = hasPushed ? 'Keep what queries need' : 'Check the sources of these tables'
    return `${todo}, or set \`on-breaking-change: warn\` if the change is intended.`
  }
  const own = ['probe', 'test']
    .filter((name) => problems.some(({ part }) => part === `${name}s`))
    .join(' or ')
  const suspects = own ? `dataset, model, secret, or the ${own} itself` : 'dataset, model or secret'
  const intended = 'If the change of the data is intended, set `on-breaking-change: warn`.'
  return join(' ', adviseOnCause(suspects, state), codes.has('breaking-change') && intended, todo)
}

/** Advice for a deployment that failed, or whose verification did. The spicepod of a rollback stays as it is. */
export function adviseOnCause(suspects: string, state: RunState): string {
  const todo =
    state.action === 'rollback'
      ? `Set \`to\` to another deployment, or fix the cause (${suspects}) and deploy with the deploying action.`
      : `Fix the cause (${suspects}) and redeploy.`
  return `${todo} App logs: ${pageOf(state)}.`
}

function adviseOnToken({ operation, status }: Refusal): string | undefined {
  if (operation !== 'exchangeToken') return undefined
  if (status === 404) return 'Check `oauth-token-url`.'
  return (
    'Check `client-id` and `client-secret`. The OAuth client may have expired or been deleted, or its secret may have been regenerated. ' +
    'Manage OAuth clients on spice.ai, in the settings of the organization. ' +
    'If `scope` is set, the client must have those scopes.'
  )
}

/** Codes of the API description, sent with some rejections and newer errors. */
function adviseOnCode({ code, message, operation }: Refusal, action: RunState['action']): string | undefined {
  if (code?.startsWith('scheduler_state_location_')) {
    return 'The app in `fork-from` is distributed, so that a fork needs a state location of its own, which this action cannot set. Fork it on spice.ai and deploy to the fork, or set `fork-from` to another app.'
  }
  switch (code) {
    case 'insufficient_scope': {
      const scope = /Required: (\S+)/.exec(message)?.[1] ?? scopeOf(operation)
      const alternative =
        action === 'deploy' && (operation === 'getApp' || operation === 'updateApp')
          ? " To deploy the app as it is, set `spicepod: ''` and remove `tags`."
          : ''
      return `Give the OAuth client or token the scope \`${scope}\`, and add it to \`scope\` if that input is set.${alternative}`
    }
    case 'forbidden':
      return "This token's user has read-only access. Ask an organization owner for the member role."
    case 'org_forbidden':
    case 'org_assertion_mismatch':
    case 'invalid_org_assertion':
      return 'Check `org`: it must be the handle of an organization that the token can access.'
    case 'image_tag_requires_enterprise':
      return 'Remove `image-tag`, or upgrade the organization to the Enterprise plan.'
    case 'invalid_stable_image_tag':
      return 'Set `image-tag` to a tag that is published for the channel, or remove it.'
    case 'plan_limit':
      return operation === 'createDeployment'
        ? "Lower the number of replicas, or upgrade the organization's plan."
        : "Remove what the plan does not include (an app, `tags`), or upgrade the organization's plan. Each app that this action creates gets tags: on a plan without them, create the app on spice.ai and set `app-id`."
    case 'fork_placement_required':
      return 'Set `region` to the region for the new app, for example `us-east-1`: it cannot be placed where the app in `fork-from` is.'
    case 'fork_name_unavailable':
      return 'Choose another `app-name`.'
    case 'fork_source_has_no_spicepod':
      return 'Deploy the app in `fork-from` first, set `fork-from` to another app, or remove it to create an app with the spicepod of this repository alone.'
    case 'fork_source_spicepod_invalid':
      return 'Fix the spicepod of the app in `fork-from` and deploy that app, then re-run this job.'
    case 'fork_source_loads_repository_files':
      return 'The spicepod of the app in `fork-from` loads other files of its repository, which a fork does not have. Set `fork-from` to another app, or remove it to create an app with the spicepod of this repository alone.'
    case 'fork_source_repository_unreadable':
      return 'Check the GitHub connection of the app in `fork-from` on spice.ai, then re-run this job.'
    case 'spicepod_paused':
      return `Resume the app on spice.ai and re-run this job${action === 'deploy' ? ', or set `on-paused: resume`' : ''}.`
    default:
      return undefined
  }
}

function adviseOnStatus(
  { operation, status, message }: Refusal,
  { action, appId }: Pick<RunState, 'action' | 'appId'>,
): string {
  // The spicepod is that of a commit, which stays as it is.
  if (action === 'rollback' && (status === 400 || status === 413) && /^(create|update)/.test(operation)) {
    return 'Set `to` to another deployment, or check out the commit, fix its spicepod, and deploy it with the deploying action.'
  }
  switch (status) {
    case 400:
      if (operation === 'updateApp') return 'Fix the spicepod or `tags`, as the reason above says.'
      return /spicepod/i.test(message)
        ? 'Set a valid spicepod first, with the `spicepod` input or on spice.ai.'
        : 'Fix the inputs that the reason names. If it names none, check the app on spice.ai.'
    case 401:
    case 410:
      return 'The token is invalid or has expired. Store a new one in the secret that `api-token` reads, or check the OAuth client of `client-id`.'
    case 402:
      return "Check the organization's plan and credits on spice.ai."
    case 403: {
      const scope = scopeOf(operation)
      const role = ` and a role that can ${operation === 'deleteApp' ? 'delete apps' : 'deploy'}`
      return `The token needs the scope \`${scope}\`${scope.endsWith(':read') ? '' : role}.`
    }
    case 404:
      if (operation === 'listApps') return 'Check `api-url`.'
      if (operation === 'getDeployment') return 'Check `deployment-id` and `app-id`.'
      if (operation === 'forkProject')
        return 'Check `fork-from`: the app may just have been deleted. If this Spice Cloud has no forks, remove `fork-from`.'
      return `Check \`app-id\`${appId === undefined ? '' : ` (${appId})`}, and that the credentials belong to the organization of the app. Apps in other organizations are reported as not found.`
    case 409:
      if (operation === 'createApp' || operation === 'forkProject')
        return 'An app that these credentials cannot see already has this name, or one had it that was just deleted. Re-run this job in a minute, choose another `app-name`, or check `org`.'
      if (operation !== 'createDeployment' && operation !== 'resumeProject')
        return 'Somebody else changed the app at the same time. Re-run this job.'
      return 'Re-run this job after the other deployment has finished, or set `on-conflict: wait`. Add a `concurrency` group to the workflow to run deployments one at a time.'
    case 413:
      return `Make the ${operation === 'upsertSecret' ? 'secret' : 'spicepod'} smaller. Spice Cloud accepts requests of up to 1 MiB.`
    case 422:
      if (operation === 'forkProject')
        return 'Fix the app in `fork-from`, as the reason above says, or set `fork-from` to another app.'
      return 'Finish setting up the organization on spice.ai.'
    default:
      return 'Re-run this job. If it fails again, check the app on spice.ai or contact Spice.ai support.'
  }
}

/** What to do first if a version is live whose checks failed: the way to what ran before; empty if there is none. */
export function wayBack({ outcome, passes, isOwnLive }: Ending, state: RunState): string {
  const { action, deployment, list, history, app, settings } = state
  const isBad = outcome.kind === 'unverified' && !outcome.isUnchecked && isOwnLive
  if (action !== 'deploy' || !isBad || deployment === undefined) return ''
  if (app?.production_branch) return 'To go back now, revert the commit in the repository of the app.'
  const earlier = [...(list?.last?.deployments ?? []), ...history].find(
    (candidate) =>
      candidate.id - deployment.id < 0 &&
      hasSucceeded(candidate) &&
      candidate.commit_sha &&
      !isSameCommit(candidate.commit_sha, deployment.commit_sha ?? ''),
  )
  if (earlier === undefined) return ''
  // A job that passes nevertheless undoes nothing.
  const how = !passes && settings.onFailure === 'none' && ' `on-failure: rollback` does that by itself.'
  return `To go back now, run the rollback action with \`to: ${earlier.id}\`, the last deployment that succeeded before.${how || ''}`
}

/** How to go on waiting for a deployment that this run has created, and that may still succeed. */
export function adviseOnWaiting({ settings }: RunState): string {
  if (settings.deploymentId !== undefined) return ''
  return 'Re-run this job to go on waiting for it. To replace it, start a new run.'
}
