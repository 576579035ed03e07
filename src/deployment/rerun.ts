import { readAppInBackground } from '../app/find.ts'
import type { AppHolder } from '../app/plan.ts'
import { orElse } from '../errors.ts'
import type { Source } from '../github/event.ts'
import { chooseCommit } from '../github/source.ts'
import type { Outcome } from '../outcome.ts'
import { deadlineIn } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentPage } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Attached } from './attach.ts'
import { ageMs, hasSettings, hasSource, isInProgress, mayRecordOtherCommit, toRequest } from './deployment.ts'
import { maxLimit } from './list.ts'

// A job that is run again has the deployments of its earlier attempts. They have the commit and the branch of this one.

export function isRerun({ env }: Pick<Run, 'env'>): boolean {
  return Number(env.GITHUB_RUN_ATTEMPT) > 1
}

/**
 * Attaches to the deployment that an earlier attempt of the job has left in progress: it belongs to this run, too, and
 * that attempt has made all changes of the app. Settings are only a hint, because a server may record others than requested.
 */
export async function attachToEarlier(
  page: DeploymentPage | undefined,
  appId: number,
  source: Source,
  run: Run,
  hasApplied: boolean,
): Promise<Attached | Outcome | undefined> {
  const { inputs, desired, deadline, emit, background } = run
  emit({ type: 'source.found', source })
  if (page === undefined) {
    if (deadline.remainingMs() > 0) return undefined
    const reason = 'could not determine whether an earlier attempt of this run created a deployment.'
    return { kind: 'unknown', reason }
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
  const app = readAppInBackground(appId, run)
  background.release()
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
  const spicepod = { kind: 'unknown', why } as const
  return { kind: 'attached', app, deployment, listed, ageMs: age, isListed: true, spicepod }
}

/** How long to try to list the deployments, in milliseconds. */
const maxListMs = 10_000

/**
 * Why it is not known what the app served before the first attempt of a job that was run again, as the end of a
 * sentence: an earlier attempt may have created a deployment, however that has ended.
 */
export async function findEarlierDeployment(
  own: Deployment,
  { id: appId, current: app }: AppHolder,
  run: Run,
): Promise<string | undefined> {
  const { api, clock, inputs } = run
  const listing = api.listDeployments(appId, maxLimit, deadlineIn(maxListMs, clock))
  const page = await listing.catch(orElse(undefined))
  if (page === undefined)
    return 'it could not be determined whether an earlier attempt of this job created a deployment'
  const request = toRequest(inputs, chooseCommit(run))
  const isAnyPossible = request.commit_sha === undefined || mayRecordOtherCommit(app)
  const earlier = page.deployments.find(
    (deployment) => deployment.id !== own.id && (isAnyPossible || hasSource(deployment, request)),
  )
  return earlier && `an earlier attempt of this job may have created deployment ${earlier.id}`
}
