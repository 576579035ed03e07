import { isSameBranch, isSameCommit } from '../commit.ts'
import type { DeploymentId } from '../deployment-id.ts'
import type { DeploymentPage, DeploymentRequest } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { parseTime } from '../time.ts'

/** What was there before a request of ours left: nothing of it can come from that request. */
export interface Before {
  ids: ReadonlySet<DeploymentId>
  /** What was created earlier may have been there without being listed. Milliseconds by the server's clock. */
  listedSinceMs: number | undefined
  /** The server's clock when it said so. */
  serverTimeMs: number | undefined
}

/** A list lags by seconds. A larger difference means that `Date` and `created_at` come from different clocks. */
const mostLagMs = 60_000
/**
 * How far apart the clocks of a server's nodes may be that stamp `Date` and `created_at`. A smaller difference neither
 * makes a deployment ours, since a list that lags shows an older twin just so, nor rules out that it is.
 */
const mostSkewMs = 5000

/** @param limit how many deployments the list was asked for */
export function remember({ deployments, serverTimeMs }: DeploymentPage, limit: number): Before {
  const times = deployments.map(({ created_at }) => parseTime(created_at)).filter((ms) => ms !== undefined)
  const isFull = deployments.length >= limit && times.length > 0
  return {
    ids: new Set(deployments.map(({ id }) => id)),
    listedSinceMs: isFull ? Math.max(...times) : undefined,
    serverTimeMs,
  }
}

export interface LostRequest {
  request: DeploymentRequest
  /** Undefined when the list could not be read before the request left. */
  before: Before | undefined
  /** How long ago it left. */
  elapsedMs: number
  /** Whether the app may record another commit than the one sent, as those connected to GitHub do. */
  mayRecordOtherCommit: boolean
}

export interface Suspects {
  /** New, and of our commit and branch. */
  ours: Deployment[]
  /** New, and nothing tells that they are not ours. */
  possible: Deployment[]
}

/** Looks for what came of a request whose answer was lost. */
export function findSuspects(page: DeploymentPage, lost: LostRequest): Suspects {
  const ours: Deployment[] = []
  const possible: Deployment[] = []
  for (const deployment of page.deployments) {
    const age = judgeAge(deployment, page, lost)
    if (age === 'old') continue
    const isMatch = matches(deployment, lost.request)
    if (isMatch && age === 'new') ours.push(deployment)
    // Without a commit in common nothing tells it from the deployment of another run.
    else if (isMatch || lost.mayRecordOtherCommit || !deployment.commit_sha) possible.push(deployment)
  }
  // Settings are a hint only: a server may record others than were asked for, within a plan's limits for example.
  const alike = ours.length > 1 ? ours.filter((deployment) => hasSettings(deployment, lost.request)) : ours
  return { ours: alike.length === 1 ? alike : ours, possible }
}

/** Whether a deployment is of the commit and branch that are asked for. */
export function matches({ commit_sha, branch }: Deployment, request: DeploymentRequest): boolean {
  return (
    request.commit_sha !== undefined &&
    isSameCommit(commit_sha ?? '', request.commit_sha) &&
    (request.branch === undefined || !branch || isSameBranch(branch, request.branch))
  )
}

/** Whether a deployment has what was asked for, as far as it was. */
export function hasSettings({ replicas, image_tag }: Deployment, request: DeploymentRequest): boolean {
  return (
    (request.replicas === undefined || replicas === request.replicas) &&
    (request.image_tag === undefined || image_tag === request.image_tag)
  )
}

/** A list that comes within this time tells age well enough. */
const usualTookMs = 2000

/** Whether a deployment was created after the lost request left, as far as the server's own clock tells. */
function judgeAge(
  deployment: Deployment,
  { serverTimeMs, tookMs }: DeploymentPage,
  { before, elapsedMs }: LostRequest,
): 'new' | 'old' | 'unclear' {
  const created = parseTime(deployment.created_at)
  if (before === undefined) {
    if (created === undefined || serverTimeMs === undefined) return 'unclear'
    // When the request left, at the earliest. `Date` is cut to whole seconds, which is less than the way takes.
    const left = serverTimeMs - elapsedMs
    if (created < left - mostSkewMs) return 'old'
    if (created < left) return 'unclear'
    return created < left + Math.max(0, tookMs - usualTookMs) ? 'unclear' : 'new'
  }
  if (before.ids.has(deployment.id)) return 'old'
  // Of a full list nobody knows what else there was.
  if (created === undefined) return before.listedSinceMs === undefined ? 'new' : 'unclear'
  if (before.listedSinceMs !== undefined && created < before.listedSinceMs) {
    return created < before.listedSinceMs - mostSkewMs ? 'old' : 'unclear'
  }
  // Older than the list that did not have it: an earlier twin, seen late, unless the clocks differ.
  const age = before.serverTimeMs === undefined ? 0 : before.serverTimeMs - created
  return age > 0 && age <= mostLagMs ? 'unclear' : 'new'
}
