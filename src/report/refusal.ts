import { describeFailure, type Operation, type Refusal } from '../errors.ts'
import { capitalize, cut, type Redact } from '../text.ts'
import { readableLength } from './text.ts'

/** What a no of Spice Cloud means to the user. */
export interface Explanation {
  what: string
  todo: string
}

/** Source: `x-scope` of the API description. */
const scopes: Partial<Record<Operation, string>> = {
  listApps: 'apps:read',
  getApp: 'apps:read',
  createApp: 'apps:write',
  updateApp: 'apps:write',
  upsertSecret: 'secrets:write',
  getApiKeys: 'apps:read',
}

function scopeOf(operation: Operation): string {
  return scopes[operation] ?? 'deployments:write'
}

/**
 * Says what happened, in the API's own words where it gave some, and what to do about it.
 *
 * @param appId for the advice; undefined where it is not known
 */
export function explainRefusal(refusal: Refusal, appId: number | undefined, redact: Redact): Explanation {
  const { operation, host, status, message, fieldErrors } = refusal
  const words = cut([message, ...(fieldErrors ?? [])].filter(Boolean).join(' · '), readableLength, redact)
  return {
    what: `${capitalize(describeFailure(operation, host))} (HTTP ${status}${words === '' ? ', without a reason' : ''})${words && `: ${words}`}`,
    todo:
      operation === 'exchangeToken'
        ? adviseOnToken(status)
        : (adviseOnCode(refusal) ?? adviseOnStatus(refusal, appId)),
  }
}

function adviseOnToken(status: number): string {
  if (status === 404) return 'Check `oauth-token-url`.'
  return (
    'Check `client-id` and `client-secret`: the OAuth client may be deleted, expired, or its secret regenerated. ' +
    'Clients are kept in the settings of the organization on spice.ai, under OAuth Clients. ' +
    'If `scope` is set, the client must have those scopes.'
  )
}

/** Codes of the API description, known on refusals and newer errors. */
function adviseOnCode({ code, message, operation }: Refusal): string | undefined {
  switch (code) {
    case 'insufficient_scope': {
      const scope = /Required: (\S+)/.exec(message)?.[1] ?? scopeOf(operation)
      const without =
        operation === 'getApp' || operation === 'updateApp'
          ? " To deploy the app as it is, set `spicepod: ''` and leave `tags` out."
          : ''
      return `Give the OAuth client or token the scope \`${scope}\`, and name it in \`scope\` if that input is set.${without}`
    }
    case 'forbidden':
      return 'The user of this token may only read: ask an owner of the organization for the member role.'
    case 'org_forbidden':
    case 'org_assertion_mismatch':
    case 'invalid_org_assertion':
      return 'Check `org`: it must be the handle of an organization that the token may act on.'
    case 'image_tag_requires_enterprise':
      return 'Leave `image-tag` out, or move the organization to the Enterprise plan.'
    case 'invalid_stable_image_tag':
      return 'Choose an `image-tag` that is published for the channel, or leave it out.'
    case 'plan_limit':
      return operation === 'createDeployment'
        ? 'Lower `replicas`, or move the organization to a larger plan.'
        : 'Remove what the plan does not allow (an app, `tags`), or move the organization to a larger plan.'
    case 'spicepod_paused':
      return 'Resume the app on spice.ai, then run this job again.'
    default:
      return undefined
  }
}

function adviseOnStatus({ operation, status, message }: Refusal, appId: number | undefined): string {
  switch (status) {
    case 400:
      if (operation === 'updateApp') return 'Correct the spicepod or the `tags` as the reason says.'
      return /spicepod/i.test(message)
        ? 'Give the app a valid spicepod first: with the input `spicepod`, or on spice.ai.'
        : 'Correct the inputs that are named; if none is, look at the app on spice.ai.'
    case 401:
      return 'The token is not valid or has expired: store a new one in the secret that `api-token` reads, or check the OAuth client of `client-id`.'
    case 402:
      return 'The organization has to settle its plan or credits on spice.ai.'
    case 403:
      return `The token needs the scope \`${scopeOf(operation)}\` and a role that may deploy.`
    case 404:
      if (operation === 'getDeployment') return 'Check `deployment-id` and `app-id`.'
      return `Check \`app-id\`${appId === undefined ? '' : ` (${appId})`}, and that the credentials belong to the organization of the app: apps of others look as if they did not exist.`
    case 409:
      if (operation === 'createApp')
        return 'The name is taken by an app that these credentials do not see: choose another `app-name`, or check `org`.'
      if (operation !== 'createDeployment')
        return 'The app was changed by others at the same time: run this job again.'
      return 'Run this job again when the other deployment has ended, or set `on-conflict: wait`, which does that for you. A `concurrency` group in the workflow makes runs take turns.'
    case 413:
      return operation === 'upsertSecret'
        ? 'Make the secret smaller: Spice Cloud takes requests of at most 1 MiB.'
        : 'Make the spicepod smaller: Spice Cloud takes requests of at most 1 MiB.'
    case 422:
      return 'Finish setting up the organization on spice.ai.'
    default:
      return 'Run this job again; if it stays so, look at the app on spice.ai or ask its support.'
  }
}
