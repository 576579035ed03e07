import { type AppPlan, type AppState, type PlannedChange, withoutConnected } from '../../app/plan.ts'
import { storedSettings } from '../../app/settings.ts'
import { digest } from '../../platform/json.ts'
import type { DeploymentRequest } from '../../spice/api.ts'
import { storedSpicepod } from '../../spice/schema.ts'
import { toComparable } from '../../spicepod/spicepod.ts'

/**
 * The digest of what a run does, in 64 hex digits: two runs have the same one exactly if they send the same requests to
 * an app in the same state, apart from the commit message, the values of secrets, and the form of a spicepod. A resume
 * has no request: it deploys what the app has stored.
 */
export function digestPlan(plan: AppPlan, request: DeploymentRequest | undefined): string {
  const { creation } = plan
  const changes = withoutConnected(plan.changes)
  // A fork begins with what the app has that it is made from.
  const app: AppState = plan.app?.current ?? plan.original ?? {}
  const before = storedSpicepod(app)
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

/** Enough for a person to tell plans apart in a log, and no proof: another plan with these digits can be made. */
export function shortDigest(digest = 'not known'): string {
  return digest.slice(0, 12)
}
