import type { KnownApp } from '../app/plan.ts'
import { readAppBeside } from '../app/read.ts'
import { ignoreCallError } from '../errors.ts'
import type { Source } from '../github/event.ts'
import { chooseCommit } from '../github/source.ts'
import { Stop } from '../outcome.ts'
import { deadlineIn } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentPage } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { ageMs, hasSettings, hasSource, isInProgress, mayRecordOtherCommit, toRequest } from './deployment.ts'
import { maxLimit, maxListMs } from './list.ts'
import type { FollowedDeployment } from './watch.ts'

// A job that is run again has the deployments of its earlier attempts. They have the commit and the branch of this one.

export function isRerun({ env }: Pick<Run, 'env'>): boolean {
  return Number(env.GITHUB_RUN_ATTEMPT) > 1
}

/** Earlier attempts of the job, as far as the run has looked for them; empty if this is the first. */
export interface EarlierAttempt {
  readonly source?: Promise<Source>
  /** The app's deployments; undefined if they could not be listed. */
  readonly page?: DeploymentPage | undefined
  /** The deployment of the earlier attempt, if it is stuck. */
  readonly stuck?: FollowedDeployment | undefined
}

/**
 * Finds the deployment that an earlier attempt of the job has left in progress: it belongs to this run, too, and that
 * attempt has made all changes of the app. Settings are only a hint, because a server may record others than requested.
 * @throws Stop if no time is left to look for it
 */
export async function findAttempt(
  page: DeploymentPage | undefined,
  appId: number,
  source: Source,
  run: Run,
  hasApplied: boolean,
): Promise<FollowedDeployment | undefined> {
  const { inputs, desired, deadline, emit } = run
  emit({ type: 'source.found', source })
  if (page === undefined) {
    if (deadline.remainingMs() > 0) return undefined
    const reason = 'could not determine whether an earlier attempt of this run created a deployment.'
    throw new Stop({ kind: 'unknown', reason })
  }
  const { deployments: listed, serverTimeMs } = page
  emit({ type: 'history.read', deployments: listed })
  const request = toRequest(inputs, source)
  const candidates = listed.filter(
    (candidate) =>
      isInProgress(candidate) &&
      hasSource(candidate, request) &&
      candidate.created_at &&
      // An older deployment is taken to be stuck.
      ageMs(candidate, serverTimeMs) < inputs.timeoutMs,
  )
  const deployment = candidates.find((candidate) => hasSettings(candidate, request)) ?? candidates[0]
  if (deployment === undefined) return undefined
  const [, app] = await readAppBeside(Promise.resolve(), appId, run)
  const age = ageMs(deployment, serverTimeMs)
  const reason = 'started by an earlier attempt of this run'
  emit({ type: 'deployment.attached', deployment, reason, ageMs: age })
  const { tags, secrets } = desired
  const hasChanges = tags !== undefined || desired.spicepod !== undefined || secrets.length > 0
  if (hasChanges && !hasApplied) emit({ type: 'changes.skipped' })
  if (inputs.expectPlan !== undefined && !hasApplied) {
    const text = '`expect-plan` is not checked, because watching a deployment writes nothing.'
    emit({ type: 'note', text })
  }
  const why = 'only an earlier attempt of this run knows the previous spicepod'
  return { app, deployment, listed, ageMs: age, isListed: true, spicepod: { kind: 'unknown', why } }
}

/**
 * Why it is not known what the app served before the first attempt of a job that was run again, as the end of a
 * sentence: an earlier attempt may have created a deployment, however that has ended.
 */
export async function findEarlierDeployment(
  own: Deployment,
  { id: appId, current: app }: KnownApp,
  run: Run,
): Promise<string | undefined> {
  const { api, clock, inputs } = run
  const listing = api.listDeployments(appId, maxLimit, deadlineIn(maxListMs, clock))
  const page = await listing.catch(ignoreCallError(undefined))
  if (page === undefined)
    return 'it could not be determined whether an earlier attempt of this job created a deployment'
  const request = toRequest(inputs, chooseCommit(run))
  const isAnyPossible = request.commit_sha === undefined || mayRecordOtherCommit(app)
  const earlier = page.deployments.find(
    (deployment) => deployment.id !== own.id && (isAnyPossible || hasSource(deployment, request)),
  )
  return earlier && `an earlier attempt of this job may have created deployment ${earlier.id}`
}
