import { describePause } from '../app/describe.ts'
import { isAppMissing, type ResolvedApp, readOptionalApp, readSource, reportApp } from '../app/find.ts'
import {
  type AppPlan,
  countDifferences,
  desiredOfFork,
  isUnfinishedFork,
  type KnownApp,
  planApp,
  planFork,
  planNewApp,
  repositoryTags,
} from '../app/plan.ts'
import { findNewestSuccess, historyLimit, listBefore } from '../deploy/list.ts'
import { findRunning } from '../deploy/running.ts'
import { checkSpicepod, listSecrets } from '../features/checks/step.ts'
import { isSameCommit } from '../github/event.ts'
import { chooseCommit } from '../github/source.ts'
import { atMost, maxOptionalMs } from '../platform/clock.ts'
import type { DeploymentList } from '../spice/api.ts'
import { type App, storedSpicepod } from '../spice/schema.ts'
import { ignoreCallError, isForbidden, NoResponseError, PreconditionError } from './errors.ts'
import { isRerun, type Run } from './run.ts'

/** The plan of a run, and what was read beside it. */
export interface Prepared {
  readonly plan: AppPlan
  /** Undefined if the deployments are to be listed after the changes; null if they could not be, and are not to be. */
  readonly list: DeploymentList | null | undefined
  /** When the plan was made, and with that the tip of the branch checked, on the run's clock. */
  readonly plannedAtMs: number
}

/**
 * Plans what the run does. A run that only deploys reads the app beside the list of its deployments.
 * @param earlier the deployments as a re-run has listed them
 * @param known the app, if it has been read already
 */
export async function prepare(
  app: ResolvedApp,
  earlier: DeploymentList | null | undefined,
  run: Run,
  known?: KnownApp,
): Promise<Prepared> {
  const { newApp, source } = app
  const plannedAtMs = run.clock.now()
  const isBeside = isListedBeside(app, run)
  const listsAnew = isBeside && !isRerun(run)
  const soon = atMost(maxOptionalMs, run.deadline, run.clock)
  const listed = listsAnew ? listBefore(run.api, app.appId, soon) : Promise.resolve(earlier)
  const reading = known ?? (isBeside ? readOptionalApp(app.appId, run) : undefined)
  const planning = planFor(app, run, reading, listed).catch((error: unknown) => {
    if (newApp === undefined || !isAppMissing(error)) throw error
    return planFor({ newApp, source }, run)
  })
  const [list, plan] = await Promise.all([listed, planning])
  refusePaused(plan.app, run)
  return { plan, list: list ?? (listsAnew ? null : undefined), plannedAtMs }
}

/** Whether the deployments are listed beside the app: nothing of the run depends on the app. */
function isListedBeside(app: ResolvedApp, run: Run): app is ResolvedApp & { appId: number } {
  return app.appId !== undefined && run.desired.secrets.length === 0 && isAppOptional(app.source, run)
}

/** Whether the plan depends on what the app has. */
function isAppNeeded({ inputs, desired }: Run): boolean {
  return desired.tags !== undefined || desired.spicepod !== undefined || inputs.expectPlan !== undefined
}

/** Whether a run can do without the app: it only deploys, and makes no plan that somebody reads or has approved. */
function isAppOptional(source: App | undefined, run: Run): boolean {
  // An app that has a source may be a fork that lacks its tag.
  return !isAppNeeded(run) && !run.inputs.dryRun && source === undefined
}

/**
 * Reads the app as far as the run depends on it: tags, spicepod and `expect-plan` need what it has, a dry run checks
 * that there is one, and secrets are not stored for an app that is paused.
 */
async function readApp(appId: number, source: App | undefined, run: Run): Promise<KnownApp> {
  const { inputs, api, deadline, clock, emit } = run
  const isOptional = isAppOptional(source, run)
  const readDeadline = isOptional ? atMost(maxOptionalMs, deadline, clock) : deadline
  try {
    const app = await api.getApp(appId, readDeadline, { reportErrors: !isOptional })
    reportApp(app, inputs, emit)
    return { id: appId, current: app }
  } catch (error) {
    const isUnread = isOptional && error instanceof NoResponseError
    if (!isUnread && (isAppNeeded(run) || !isForbidden(error))) throw error
    return { id: appId, current: undefined }
  }
}

/** @throws PreconditionError for an app that is known to be paused, unless the run may resume it */
function refusePaused(app: KnownApp | undefined, { inputs }: Run): void {
  const since = app?.current?.paused_at
  if (!since || inputs.onPaused === 'resume') return
  throw new PreconditionError(
    `${describePause(since)}, and a paused app cannot be deployed.`,
    'Resume the app on spice.ai and re-run this job, or set `on-paused: resume`, which resumes it with the spicepod of this run.',
  )
}

/**
 * Plans the changes of the app, if its spicepod passes the checks.
 * @param reading the app, if that has begun
 * @param listed its deployments, if they are listed already
 */
async function planFor(
  resolved: ResolvedApp,
  run: Run,
  reading?: KnownApp | Promise<KnownApp>,
  listed?: Promise<DeploymentList | null | undefined>,
): Promise<AppPlan> {
  const { desired, env, inputs, emit } = run
  const ownTags = repositoryTags(env)
  const { appId, newApp, source } = resolved
  if (appId === undefined) {
    emit({ type: 'plan.made', hasChanges: true })
    const lists = listSecrets(source?.id, run)
    const original = source && (await readSource(source, run))
    await checkSpicepod('new', storedSpicepod(original), lists, run)
    return original === undefined
      ? planNewApp(newApp, desired, ownTags)
      : planFork(newApp, original, desired, ownTags)
  }
  const lists = listSecrets(appId, run)
  const app = await (reading ?? readApp(appId, source, run))
  const desiredApp = isUnfinishedFork(app.current, source) ? desiredOfFork(desired, ownTags) : desired
  let plan = planApp(app, desiredApp, ownTags)
  // A deployment does not wait for names of secrets that decide nothing.
  const isShown = inputs.dryRun || inputs.expectPlan !== undefined
  if (desired.secrets.length > 0 && (isShown || countDifferences(plan) === 0)) {
    const { names, why } = await lists.own
    if (why === undefined) plan = planApp(app, desiredApp, ownTags, new Set(names))
    else emit({ type: 'debug', text: `Names of secrets not compared: ${why}` })
  }
  const isConnected = Boolean(app.current?.production_branch)
  if (inputs.dryRun || inputs.onRemoval === 'refuse') {
    plan = { ...plan, running: await findRunning(app, await listed, run) }
  }
  const { running } = plan
  const isPending = (running?.notYet ?? running?.newestEnd) !== undefined
  const isUndeployed = isConnected && !(await hasDeployed(appId, running?.list ?? (await listed), run))
  const hasChanges = countDifferences(plan) > 0 || isPending || isUndeployed
  emit({ type: 'plan.made', hasChanges })
  await checkSpicepod(app.current, storedSpicepod(app.current), lists, run)
  return plan
}

/** Whether the commit of this run is what runs already: a connected app deploys what its repository has. */
async function hasDeployed(
  appId: number,
  listed: DeploymentList | null | undefined,
  run: Run,
): Promise<boolean> {
  const { api, clock, deadline } = run
  const { commitSha } = chooseCommit(run)
  if (commitSha === undefined) return false
  const soon = atMost(maxOptionalMs, deadline, clock)
  const list =
    listed ?? (await api.listDeployments(appId, historyLimit, soon).catch(ignoreCallError(undefined)))
  const reading = { api, deadline: soon, reportErrors: false }
  const finding = list && findNewestSuccess(list, appId, reading)
  const success = await finding?.catch(ignoreCallError(undefined))
  return Boolean(success?.commit_sha && isSameCommit(success.commit_sha, commitSha))
}
