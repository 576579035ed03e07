import type { EndOfDeployment, Outcome } from '../core/outcome.ts'
import type { Run } from '../core/run.ts'
import { isSameBranch, isSameCommit, type Source } from '../github/event.ts'
import type { Inputs, InputsOf } from '../inputs/inputs.ts'
import { parseTime } from '../platform/clock.ts'
import { collapse, cut, join } from '../platform/text.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { isKnownStatus, meaningOf } from './status.ts'

/** The part of a run with which a deployment is created and watched. A rollback has a deadline and events of its own. */
export interface DeploymentRun extends Pick<Run, 'api' | 'deadline' | 'clock' | 'random' | 'emit'> {
  inputs: Pick<Inputs, 'pollIntervalMs' | 'requestTimeoutMs'>
}

export function toRequest(
  { imageTag, channel, replicas, debug }: Omit<InputsOf<'deployment'>, keyof Source>,
  { branch, commitSha, commitMessage }: Source,
): DeploymentRequest {
  return {
    image_tag: imageTag,
    channel,
    replicas,
    branch: branch || undefined,
    commit_sha: commitSha,
    commit_message: commitMessage,
    debug: debug || undefined,
  }
}

export function hasSource({ commit_sha, branch }: Deployment, request: DeploymentRequest): boolean {
  return (
    request.commit_sha !== undefined &&
    isSameCommit(commit_sha ?? '', request.commit_sha) &&
    (request.branch === undefined || !branch || isSameBranch(branch, request.branch))
  )
}

/** Apps that are connected to GitHub record the commit of their branch. One that was not read may be connected. */
export function mayRecordOtherCommit(app: App | undefined): boolean {
  return app === undefined || Boolean(app.production_branch)
}

export function hasSettings({ replicas, image_tag }: Deployment, request: DeploymentRequest): boolean {
  return (
    (request.replicas === undefined || replicas === request.replicas) &&
    (request.image_tag === undefined || image_tag === request.image_tag)
  )
}

/** A status that the API does not describe is no reason to wait, nor is a missing one, which is read as `queued`. */
export function isInProgress({ raw: { status } }: Deployment): boolean {
  return isKnownStatus(status) && meaningOf(status).phase !== undefined
}

/** Whether the run's own deployment still has to be watched, which includes statuses that the API does not describe. */
export function isUnfinished({ status }: Deployment): boolean {
  return meaningOf(status).end === undefined
}

export function isQueued({ status }: Deployment): boolean {
  return meaningOf(status).phase === 'queued'
}

/** Whether Spice Cloud reports that instances of the deployment are starting. */
export function isRollingOut({ status }: Deployment): boolean {
  return meaningOf(status).phase === 'in_progress'
}

export function hasSucceeded({ status }: Deployment): boolean {
  return meaningOf(status).end === 'succeeded'
}

export function hasFailed({ status }: Deployment): boolean {
  return meaningOf(status).end === 'failed'
}

/** The deployment of a run, if it has succeeded, whatever came of the run after that. */
export function successOf(outcome: Outcome | undefined): Deployment | undefined {
  const deployment = outcome && 'deployment' in outcome ? outcome.deployment : undefined
  return deployment && hasSucceeded(deployment) ? deployment : undefined
}

/** @returns undefined while the deployment is in progress */
export function terminalOutcome(
  deployment: Deployment,
  newer: readonly Deployment[],
): EndOfDeployment | undefined {
  const { end } = meaningOf(deployment.status)
  if (end !== 'superseded') return end && { kind: end, deployment }
  const by = newer.at(-1)
  return by && { kind: 'superseded', deployment, by }
}

/** Why a deployment failed or is held up, in the words of Spice Cloud; empty if it gives no reason. */
export function reasonOf({ error_message, error_code }: Deployment): string {
  return error_message || error_code || ''
}

export function nameAll(deployments: readonly Deployment[]): string {
  return deployments.map(({ id }) => `deployment ${id}`).join(', ')
}

/** From its creation to its end, by the server's own times; undefined if it has not ended or they are missing. */
export function durationMs(deployment: Deployment): number | undefined {
  if (!hasSucceeded(deployment) && !hasFailed(deployment)) return undefined
  const { created_at, finished_at, updated_at } = deployment
  // Without `finished_at`, the last change was the end.
  const endedMs = parseTime(finished_at ?? updated_at)
  const createdMs = parseTime(created_at)
  if (endedMs === undefined || createdMs === undefined || endedMs < createdMs) return undefined
  return endedMs - createdMs
}

/** How long ago a deployment was created, in milliseconds by the server's clock, which also set its date. */
export function ageMs({ created_at }: Deployment, serverTimeMs = Date.now()): number {
  return Math.max(0, serverTimeMs - (parseTime(created_at) ?? serverTimeMs))
}

/** Older deployments may have had another runtime or another spicepod. */
const maxHistory = 8

/** How long the latest successful deployments took. Failed ones say little about when the next will end. */
export function recentDurationsMs(deployments: readonly Deployment[]): number[] {
  return deployments
    .filter(hasSucceeded)
    .map(durationMs)
    .filter((ms) => ms !== undefined)
    .slice(0, maxHistory)
}

/** The most characters of a message of a commit. Spice Cloud gets the whole reason in any case. */
const maxMessageLength = 3000
const maxReasonLength = 900

/** The message of a deployment that goes back to an earlier one, with the reason on a line of its own. */
export function composeReturn({ id, commit_message }: Deployment, reason = ''): string {
  const message = cut((commit_message ?? '').trim(), maxMessageLength)
  const first = join(': ', `Roll back to deployment ${id}`, message)
  return join('\n', first, cut(collapse(reason), maxReasonLength))
}

/** The ID of the deployment that another one goes back to, of which nothing but its message tells. */
export function findReturnedTo({ commit_message }: Deployment): number | undefined {
  const [, id] = /^Roll back to deployment (\d{1,15})(?!\d)/.exec(commit_message ?? '') ?? []
  return id === undefined ? undefined : Number(id)
}
