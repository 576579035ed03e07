import type { ResolvedApp } from '../app/find.ts'
import { findGiven } from '../deployment/given.ts'
import { endListed, listBefore } from '../deployment/list.ts'
import { type EarlierAttempt, findAttempt, isRerun } from '../deployment/rerun.ts'
import type { FollowedDeployment } from '../deployment/watch.ts'
import type { Source } from '../github/event.ts'
import { findSource } from '../github/source.ts'
import { Stop } from '../outcome.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentPage } from '../spice/api.ts'
import type { DataComparison } from './compare.ts'
import { finish, follow, watch } from './follow.ts'
import type { Prepared } from './prepare.ts'

// Deployments that a run follows instead of creating one: the given one, or that of an earlier attempt of the job.

/** @throws Stop with the outcome of the deployment that the run has followed, unless that is stuck */
export async function followExisting(
  app: ResolvedApp,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<EarlierAttempt> {
  const { api, deadline, inputs } = run
  const { deploymentId } = inputs
  if (app.kind === 'missing' || (deploymentId === undefined && !isRerun(run))) return {}
  await comparison?.check(app.appId)
  if (deploymentId !== undefined) {
    throw new Stop(await follow(await findGiven(deploymentId, app.appId, run), comparison, run))
  }
  const source = findSource(run)
  if (inputs.dryRun) return { source }
  const page = await listBefore(api, app.appId, deadline)
  const attempt = await findAttempt(page, app.appId, await source, run, false)
  return { source, page, stuck: attempt && (await followAttempt(attempt, comparison, run)) }
}

/** Replaces a stuck deployment. The list is read once more: the deployment may have ended well. */
export async function replaceStuck(
  { stuck }: EarlierAttempt,
  prepared: Prepared,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Prepared & { isReplacing: boolean }> {
  if (stuck === undefined) return { ...prepared, isReplacing: false }
  const page = await beginReplacing(stuck, comparison, run)
  return { ...prepared, listed: prepared.plan.changes.length === 0 ? { page } : undefined, isReplacing: true }
}

/**
 * Looks for an earlier attempt's deployment in a list that was read after the changes: the first list may have failed,
 * or lagged behind. A stuck one is replaced.
 * @returns the newest list, and whether that took time
 */
export async function followLate(
  page: DeploymentPage | undefined,
  appId: number,
  source: Source,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<{ page: DeploymentPage | undefined; hasWaited: boolean }> {
  const attempt = await findAttempt(page, appId, source, run, true)
  if (attempt === undefined) return { page, hasWaited: false }
  const stuck = await followAttempt(attempt, comparison, run)
  return { page: await beginReplacing(stuck, comparison, run), hasWaited: true }
}

/** @throws Stop unless the deployment is stuck */
async function followAttempt(
  attempt: FollowedDeployment,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<FollowedDeployment> {
  comparison?.stop(`an earlier attempt of this job created deployment ${attempt.deployment.id}`)
  const outcome = await watch(attempt, comparison, run)
  if (outcome.kind !== 'stuck') throw new Stop(await finish(outcome, attempt, comparison, run))
  return attempt
}

/** @throws Stop if the deployment is not stuck any more. One that failed is replaced. */
async function beginReplacing(
  stuck: FollowedDeployment,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<DeploymentPage | undefined> {
  const { api, deadline, emit } = run
  const { id } = stuck.deployment
  const page = await listBefore(api, stuck.app.id, deadline)
  const end = page && endListed(id, page)
  if (end?.kind === 'succeeded' || end?.kind === 'superseded') {
    emit({ type: 'deployment.polled', deployment: end.deployment, listed: page?.deployments ?? [] })
    throw new Stop(await finish(end, stuck, comparison, run))
  }
  emit({ type: 'deployment.replacing', id })
  return page
}
