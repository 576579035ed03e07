import type { ResolvedApp } from '../app/find.ts'
import type { KnownApp } from '../app/plan.ts'
import { recentDurationsMs, terminalOutcome } from '../deploy/deployment.ts'
import { endListed, listBefore } from '../deploy/list.ts'
import { ServedSpicepod } from '../deploy/served.ts'
import { waitForEnd } from '../deploy/watch.ts'
import { Doctor } from '../features/doctor/doctor.ts'
import { atMost, maxOptionalMs } from '../platform/clock.ts'
import type { DeploymentList } from '../spice/api.ts'
import type { Deploying, Followed, ToFollow } from './contracts.ts'
import { type Outcome, Stop } from './outcome.ts'
import type { Prepared } from './prepare.ts'
import { isRerun, type Run } from './run.ts'

/** Follows a deployment to its end: watches it, verifies it, and recovers from a failure. */
export async function follow(found: ToFollow, run: Run): Promise<Outcome> {
  const followed = { ...found, served: new ServedSpicepod(found, run) }
  const outcome = await watch(followed, run)
  return finish(outcome, followed, run)
}

/** Watches a deployment to its end, unless the run does not wait. */
async function watch(followed: Followed, run: Run): Promise<Outcome> {
  const { app, deployment, history, origin } = followed
  run.emit({ type: 'deployment.polled', deployment, listed: [] })
  const outcome = terminalOutcome(deployment, origin.kind === 'given' ? origin.newer : [])
  if (outcome !== undefined) return outcome
  if (!run.inputs.waitForCompletion) return { kind: 'started', deployment }
  const rollout = new Doctor(followed, run)
  const options = { appId: app.id, origin, recentDurationsMs: recentDurationsMs(history), rollout }
  return waitForEnd(deployment, options, run).finally(() => rollout.stop())
}

/** Verifies a deployment that has succeeded, or recovers from its failure, unless the run does not wait. */
async function finish(outcome: Outcome, followed: Followed, run: Run): Promise<Outcome> {
  followed.comparison?.stop()
  if (!run.inputs.waitForCompletion) return outcome
  // Loaded here, because it must not delay the start.
  const { verifyAndRecover } = await import('./verify-and-recover.ts')
  return verifyAndRecover(outcome, followed, run)
}

/** Follows the deployment that `deployment-id` names. @throws Stop with its outcome */
export async function followGiven(
  app: ResolvedApp,
  comparison: Promise<Followed['comparison']>,
  run: Run,
): Promise<void> {
  const { deploymentId } = run.inputs
  if (deploymentId === undefined || app.appId === undefined) return
  const { findGiven } = await import('../deploy/existing.ts')
  const target = await findGiven(deploymentId, app.appId, run)
  throw new Stop(await follow({ ...target, comparison: await comparison }, run))
}

/**
 * Follows the deployment of an earlier attempt of the job. @throws Stop with its outcome, unless it is stuck
 * @returns the deployments as a re-run has listed them, if it could, and the one that is stuck
 */
export async function followEarlier(
  app: ResolvedApp,
  deploying: Deploying,
  run: Run,
): Promise<{ list?: DeploymentList | null; stuck?: Followed | undefined }> {
  if (app.appId === undefined || !isRerun(run) || run.inputs.dryRun) return {}
  const list = await listBefore(run.api, app.appId, run.deadline)
  return { list, stuck: await followAttempt(list, app.appId, deploying, run) }
}

/** The deployments before a create. */
export interface Listed {
  /** Null if they could not be listed. */
  readonly list: DeploymentList | null
  /** Whether the run has waited for a deployment that it replaces, because it is stuck. */
  readonly hasWaited?: boolean
}

/**
 * Lists the deployments before the create. A list from before the changes is outdated: they take time, and somebody else may
 * deploy in the meantime. It may also be the first one to show the deployment of an earlier attempt, which is followed then.
 * @param replacing the list with which the run began to replace a stuck one
 * @throws Stop with its outcome
 */
export async function listBeforeCreate(
  app: KnownApp,
  deploying: Deploying,
  { plan, list: earlier }: Prepared,
  replacing: DeploymentList | null | undefined,
  run: Run,
): Promise<Listed> {
  const current = replacing === undefined ? earlier : replacing
  if (current !== undefined && plan.changes.length === 0) return { list: current }
  const soon = atMost(maxOptionalMs, run.deadline, run.clock)
  const [list] = await Promise.all([listBefore(run.api, app.id, soon), deploying.source])
  const isFirst = replacing !== undefined || !isRerun(run)
  const stuck = isFirst ? undefined : await followAttempt(list, app.id, deploying, run, app)
  return stuck === undefined ? { list } : { list: await replaceStuck(stuck, run), hasWaited: true }
}

/**
 * Follows the deployment of an earlier attempt of the job, if a list shows one.
 * @param applied the app as it was before this run has made its changes, if it has
 * @throws Stop with its outcome, unless it is stuck
 */
async function followAttempt(
  list: DeploymentList | null,
  appId: number,
  { source, comparison }: Deploying,
  run: Run,
  applied?: KnownApp,
): Promise<Followed | undefined> {
  const { findAttempt } = await import('../deploy/existing.ts')
  const found = await findAttempt(list, appId, await source, run, applied)
  if (found === undefined) return undefined
  const attempt = { ...found, served: new ServedSpicepod(found, run), comparison: await comparison }
  attempt.comparison?.stop(`an earlier attempt of this job created deployment ${attempt.deployment.id}`)
  const outcome = await watch(attempt, run)
  if (outcome.kind !== 'stuck') throw new Stop(await finish(outcome, attempt, run))
  return attempt
}

/**
 * Begins to replace a stuck deployment. The list is read once more: the deployment may have ended. One that failed is
 * replaced.
 * @returns that list
 * @throws Stop if it has ended well
 */
export async function replaceStuck(stuck: Followed, run: Run): Promise<DeploymentList | null> {
  const { api, deadline, emit } = run
  const { id } = stuck.deployment
  const list = await listBefore(api, stuck.app.id, deadline)
  const end = list && endListed(id, list)
  if (end?.kind === 'succeeded' || end?.kind === 'superseded') {
    emit({ type: 'deployment.polled', deployment: end.deployment, listed: list?.deployments ?? [] })
    throw new Stop(await finish(end, stuck, run))
  }
  emit({ type: 'deployment.replacing', id })
  return list
}
