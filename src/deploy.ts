import { type AppliedPlan, applyPlan } from './app/apply.ts'
import { describePause, isAppMissing, readOrgInBackground, resolveApp } from './app/find.ts'
import { planFor } from './app/prepare.ts'
import type { ComparingRun, DataComparison } from './compare.ts'
import { approveBeforeSend, findMovedTip, findOtherPlan, reportDigest } from './deployment/approval.ts'
import { type Attached, attachTo, type Followed } from './deployment/attach.ts'
import { type CreateOptions, createOnce } from './deployment/create.ts'
import {
  mayRecordOtherCommit,
  recentDurationsMs,
  terminalOutcome,
  toRequest,
} from './deployment/deployment.ts'
import { preview } from './deployment/dry-run.ts'
import { endListed, historyLimit, listBefore, takeSnapshot } from './deployment/list.ts'
import { attachToEarlier, isRerun } from './deployment/rerun.ts'
import { waitForEnd } from './deployment/watch.ts'
import { Doctor, type RolloutTarget } from './doctor/doctor.ts'
import { InstancesBefore, withInstances } from './doctor/instances.ts'
import { NoResponseError, orElse, PreconditionError } from './errors.ts'
import type { Source } from './github/event.ts'
import { findSource } from './github/source.ts'
import type { Inputs } from './inputs/inputs.ts'
import { describeIgnored, type RunRequest } from './inputs/request.ts'
import { type Outcome, toOutcome } from './outcome.ts'
import { atMost, deadlineIn } from './platform/clock.ts'
import { BackgroundReads, type Run, type RunContext } from './run-context.ts'
import type { DeploymentPage } from './spice/api.ts'
import type { App } from './spice/schema.ts'

/** How long to try to list the deployments before creating one without having seen them, in milliseconds. */
const maxListBeforeMs = 10_000

/** Creates a deployment of the app, or finds the one to watch, and follows it to its end. */
export async function deploy(request: RunRequest, context: RunContext): Promise<Outcome> {
  const { timeoutMs, requestTimeoutMs } = request.inputs
  const deadline = deadlineIn(timeoutMs, context.clock, requestTimeoutMs)
  const background = new BackgroundReads()
  try {
    const run: ComparingRun = { ...context, ...request, deadline, background }
    run.comparison = await beginComparison(run)
    const outcome = await runSteps(run)
    // A run that is cancelled from here on has this outcome.
    context.emit({ type: 'outcome.decided', outcome })
    return outcome
  } catch (error) {
    return outcomeWithoutDeployment(error, request.inputs)
  } finally {
    await background.settle()
  }
}

async function runSteps(run: ComparingRun): Promise<Outcome> {
  const { inputs, api, deadline, clock, background, comparison, emit } = run
  if (inputs.org === undefined) readOrgInBackground(run)
  const resolved = await resolveApp(run)
  // A run that watches a deployment makes no plan, before which the comparison is checked otherwise.
  if (resolved.kind === 'existing' && (inputs.deploymentId !== undefined || isRerun(run))) {
    await comparison?.check(resolved.appId)
  }
  if (resolved.kind === 'existing' && inputs.deploymentId !== undefined) {
    const attached = await attachTo(inputs.deploymentId, resolved.appId, run)
    return attached.kind === 'attached' ? follow(attached, run) : attached
  }
  const source = findSource(run)
  let page: DeploymentPage | undefined
  let stuck: Followed | undefined
  if (resolved.kind === 'existing' && isRerun(run) && !inputs.dryRun) {
    page = await listBefore(api, resolved.appId, deadline)
    const earlier = await watchEarlier(page, resolved.appId, await source, run, false)
    if (earlier !== undefined && earlier.kind !== 'attached') return earlier
    stuck = earlier
  }
  const checkedAtMs = clock.now()
  const plan = await planFor(resolved, run).catch((error: unknown) => {
    const newApp = resolved.kind === 'existing' ? resolved.ifDeleted : undefined
    if (newApp === undefined || !isAppMissing(error)) throw error
    return planFor({ kind: 'missing', newApp, source: resolved.source }, run)
  })
  const app = plan.creation === undefined ? plan.app : undefined
  refusePaused(app?.current, run)
  await comparison?.check(app?.id)
  const other = findOtherPlan(reportDigest(plan, run), run)
  if (other !== undefined) {
    const planned = await preview(plan, source, run).catch(orElse(undefined))
    return { kind: 'refused', error: other, plan: planned?.plan }
  }
  if (inputs.dryRun) {
    const [planned, moved] = await Promise.all([preview(plan, source, run), findMovedTip(run)])
    if (moved !== undefined) emit({ type: 'warning', text: `A real run would be refused: ${moved.message}` })
    return planned
  }
  comparison?.beginPrevious(app)
  if (stuck !== undefined) {
    const replacing = await beginReplacing(stuck, run)
    if (replacing.kind !== 'replacing') return replacing
    page = replacing.page
  }
  const moved = await findMovedTip(run)
  if (moved !== undefined) return { kind: 'refused', error: moved }
  if (plan.changes.length > 0) {
    background.release()
    // Changes take time, and somebody else may deploy in the meantime.
    page = undefined
  }
  const applied = await applyPlan(plan, run)
  if (applied.otherPlan !== undefined) {
    const { restoreAfterRefusal } = await import('./verify-and-recover.ts')
    return restoreAfterRefusal({ kind: 'refused', error: applied.otherPlan, isOutdated: true }, applied, run)
  }
  return create(applied, { source, page, checkedAtMs, isReplacing: stuck !== undefined }, run)
}

async function beginComparison(run: Run): Promise<DataComparison | undefined> {
  const { compareWith, waitForCompletion, dryRun } = run.inputs
  if (compareWith === undefined) return undefined
  if (dryRun || !waitForCompletion) {
    const why = dryRun ? '`dry-run` is `true`' : '`wait-for-completion` is `false`'
    run.emit({ type: 'note', text: `\`compare-with\`: nothing is compared, because ${why}.` })
    return undefined
  }
  const { DataComparison } = await import('./compare.ts')
  return new DataComparison(run)
}

/** Watches the deployment that an earlier attempt of the job has left in progress, if there is one: until it is stuck. */
async function watchEarlier(
  page: DeploymentPage | undefined,
  appId: number,
  source: Source,
  run: ComparingRun,
  hasApplied: boolean,
): Promise<Attached | Outcome | undefined> {
  const attached = await attachToEarlier(page, appId, source, run, hasApplied)
  if (attached?.kind !== 'attached') return attached
  run.comparison?.forgetPrevious(attached.deployment)
  const outcome = await watch(attached, run)
  return outcome.kind === 'stuck' ? attached : finish(outcome, attached, run)
}

/** Lists once more before a stuck deployment is replaced: it may have ended well. One that failed is replaced. */
async function beginReplacing(
  stuck: Followed,
  run: ComparingRun,
): Promise<Outcome | { kind: 'replacing'; page: DeploymentPage | undefined }> {
  const { api, deadline, emit } = run
  const { id } = stuck.deployment
  const page = await listBefore(api, stuck.app.id, deadline)
  const end = page && endListed(id, page)
  if (end?.kind === 'succeeded' || end?.kind === 'superseded') {
    emit({ type: 'deployment.polled', deployment: end.deployment, listed: page?.deployments ?? [] })
    return finish(end, stuck, run)
  }
  emit({ type: 'deployment.replacing', id })
  return { kind: 'replacing', page }
}

/** Only errors before a deployment exists reach this point; later ones are outcomes already. */
function outcomeWithoutDeployment(error: unknown, { deploymentId, dryRun }: Inputs): Outcome {
  const outcome = toOutcome(error)
  if (outcome.kind === 'refused') return outcome
  const { reason } = outcome
  if (error instanceof NoResponseError && error.wasAccepted) return { kind: 'unknown', reason }
  if (deploymentId !== undefined) {
    return { kind: 'unknown', reason: `deployment ${deploymentId} could not be read (${reason}).` }
  }
  if (dryRun) return { kind: 'unknown', reason: `could not determine what a run would do (${reason}).` }
  return outcome
}

/** @throws PreconditionError for an app that is known to be paused, unless the run may resume it */
function refusePaused(app: App | undefined, { inputs }: Run): void {
  if (!app?.paused_at || inputs.onPaused === 'resume') return
  throw new PreconditionError(
    `${describePause(app.paused_at)}, and a paused app cannot be deployed.`,
    'Resume the app on spice.ai and re-run this job, or set `on-paused: resume`, which resumes it with the spicepod of this run.',
  )
}

interface Preparation {
  source: Promise<Source>
  /** The app's deployments, if they have been read since its last change. */
  page: DeploymentPage | undefined
  /** When the plan and the tip of the branch were checked. */
  checkedAtMs: number
  /** Whether a stuck deployment is replaced. */
  isReplacing: boolean
}

/** Creates the deployment and follows it. */
async function create(
  applied: AppliedPlan,
  { source: finding, page, checkedAtMs, isReplacing }: Preparation,
  run: ComparingRun,
): Promise<Outcome> {
  const { app } = applied
  const { api, inputs, deadline, clock, emit, background } = run
  const listDeadline = atMost(maxListBeforeMs, deadline, clock)
  let [source, before] = await Promise.all([finding, page ?? listBefore(api, app.id, listDeadline)])
  let hasWaited = false
  if (page === undefined && isRerun(run) && !isReplacing) {
    // The list that the run began with may have failed, or lagged behind.
    const attempt = await watchEarlier(before, app.id, source, run, true)
    if (attempt !== undefined) {
      const replacing = attempt.kind === 'attached' ? await beginReplacing(attempt, run) : attempt
      if (replacing.kind !== 'replacing') return replacing
      before = replacing.page
      hasWaited = true
    }
  }
  emit({ type: 'source.found', source })
  if (before !== undefined) emit({ type: 'history.read', deployments: before.deployments })
  // Only now it may be known, if the app is read in the background.
  refusePaused(app.current, run)
  const earlier = before?.deployments
  const isOnlyRollout = earlier !== undefined && withInstances(earlier, earlier[0]).length === 0
  const instancesBefore =
    inputs.waitForCompletion && !isOnlyRollout ? new InstancesBefore(app.id, run) : undefined
  const { onConflict, expectPlan } = inputs
  const request = toRequest(inputs, source)
  // An app that was paused after its plan was made is not deployed by resuming it.
  const onPaused = expectPlan === undefined ? inputs.onPaused : 'fail'
  const options: CreateOptions = {
    ...{ appId: app.id, onConflict, onPaused, request, hasWaited },
    beforeSend: approveBeforeSend(applied, request, checkedAtMs, run),
    before: before && takeSnapshot(before, historyLimit),
    mayRecordOtherCommit: () => mayRecordOtherCommit(app.current),
    pausedAt: app.current?.paused_at,
  }
  const creating = createOnce(options, run)
  // The background reads must not delay the create request.
  setImmediate(() => background.release())
  const created = await creating
  if (created.kind !== 'created') instancesBefore?.stop()
  if (created.kind === 'refused') {
    const { restoreAfterRefusal } = await import('./verify-and-recover.ts')
    return restoreAfterRefusal(created, applied, run)
  }
  if (created.kind !== 'created') return created
  if (created.isResumed) emit({ type: 'deployment.resumed', ignored: describeIgnored('resuming', inputs) })
  const followed = { ...applied, ...created, listed: earlier ?? [], before: earlier, instancesBefore }
  return follow(followed, run).finally(() => instancesBefore?.stop())
}

type Watched = Followed & Pick<RolloutTarget, 'instancesBefore'>

async function follow(followed: Watched, run: ComparingRun): Promise<Outcome> {
  return finish(await watch(followed, run), followed, run)
}

/** Watches a deployment to its end, unless the run does not wait. */
async function watch(followed: Watched, run: ComparingRun): Promise<Outcome> {
  const { app, deployment, newer = [], listed } = followed
  const { waitForCompletion } = run.inputs
  run.emit({ type: 'deployment.polled', deployment, listed: [] })
  const outcome = terminalOutcome(deployment, newer)
  if (outcome !== undefined) {
    run.comparison?.endPrevious()
    return outcome
  }
  if (!waitForCompletion) return { kind: 'started', deployment }
  const rollout = new Doctor(followed, run)
  const options = { ...followed, appId: app.id, recentDurationsMs: recentDurationsMs(listed), rollout }
  return waitForEnd(deployment, options, run).finally(() => {
    rollout.stop()
    run.comparison?.endPrevious()
  })
}

/** Verifies a deployment that has succeeded, or recovers from its failure, unless the run does not wait. */
async function finish(outcome: Outcome, applied: AppliedPlan, run: ComparingRun): Promise<Outcome> {
  if (!run.inputs.waitForCompletion) return outcome
  // Loaded here, because it must not delay the start.
  const { verifyAndRecover } = await import('./verify-and-recover.ts')
  return verifyAndRecover(outcome, applied, run)
}
