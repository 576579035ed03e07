import { hash } from 'node:crypto'
import { isMap } from '../platform/json.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import { toComparable } from '../spicepod/spicepod.ts'
import type { AppPlan, AppState, PlannedChange } from './plan.ts'

/**
 * The digest of what a run does, in 64 hex digits: two runs have the same one exactly if they send the same requests to
 * an app in the same state, apart from the commit message, the values of secrets, and the form of a spicepod. A resume
 * has no request: it deploys what the app has stored.
 */
export function digestPlan(plan: AppPlan, request: DeploymentRequest | undefined): string {
  const { creation, changes } = plan
  // A fork begins with what the app has that it is made from.
  const app: AppState = plan.app?.current ?? plan.original ?? {}
  const before = app.config?.spicepod
  const tags = changes.find((change) => change.kind === 'tags')?.update?.tags
  const spicepod = changes.find((change) => change.kind === 'spicepod')
  const after = spicepod?.update === undefined ? before : spicepod.desired.value
  // A new kind of change does not compile until it is part of the digest.
  const parts: Record<Exclude<PlannedChange['kind'], 'secret'> | 'secrets', unknown> = {
    tags: tags && { before: app.tags, after: tags },
    spicepod: { before: toComparable(before), after: toComparable(after) },
    secrets: changes.flatMap((change) => (change.kind === 'secret' ? [change.name] : [])).sort(),
  }
  return digest({
    app: plan.app?.id ?? { ...creation?.request, source: creation?.source?.id },
    ...parts,
    request: request === undefined ? 'resume' : { ...request, commit_message: undefined },
    stored: storedSettings(app, request),
  })
}

/** Whether a deployment would take the same settings from an app as before. */
export function hasSameSettings(before: AppState, now: AppState, request?: DeploymentRequest): boolean {
  const [left, right] = [before, now].map((app) =>
    digest({ ...storedSettings(app, request), isPaused: Boolean(app.paused_at) }),
  )
  return left === right
}

/** The settings that a deployment takes from the app, because its request does not set them. */
function storedSettings({ config, production_branch }: AppState, request: DeploymentRequest = {}) {
  return {
    // A connected app deploys the spicepod of that branch.
    production_branch: production_branch || undefined,
    channel: request.channel === undefined ? config?.update_channel : undefined,
    replicas: request.replicas === undefined ? config?.replicas : undefined,
    image_tag: request.image_tag === undefined ? config?.image_tag : undefined,
    // An image is exactly one version.
    version: request.image_tag === undefined ? config?.version : undefined,
  }
}

/** The digest of a value, in which the order of keys has no part. */
export function digest(value: object): string {
  const json = JSON.stringify(value, (_, member: unknown) => {
    if (isMap(member)) return Object.fromEntries(Object.entries(member).sort(byKey))
    // JSON writes -0 as 0, and `.inf` as null.
    const isWritten = typeof member !== 'number' || (Number.isFinite(member) && !Object.is(member, -0))
    return isWritten ? member : { number: Object.is(member, -0) ? '-0' : String(member) }
  })
  return hash('sha256', json)
}

/** Enough for a person to tell plans apart in a log, and no proof: another plan with these digits can be made. */
export function shortDigest(digest = 'not known'): string {
  return digest.slice(0, 12)
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1
}
