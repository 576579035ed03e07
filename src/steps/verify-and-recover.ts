import { type AppliedPlan, givenSpicepod } from '../app/apply.ts'
import { describePause } from '../app/describe.ts'
import { accessTimeoutMs, findRuntime } from '../app/runtime.ts'
import { orElse, RefusalError } from '../errors.ts'
import { hasTables, toTableProbes } from '../inputs/probes.ts'
import { isFailure, type Outcome, type OutcomeOf } from '../outcome.ts'
import { deadlineIn } from '../platform/clock.ts'
import { endWithStop } from '../platform/text.ts'
import type { Recovered } from '../recovery/recover.ts'
import type { Run } from '../run-context.ts'
import { isMissing } from '../runtime/lists.ts'
import type { RuntimeContext } from '../runtime/poller.ts'
import { notRun } from '../runtime/verification.ts'
import { verify } from '../runtime/verify.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { DataComparison } from './compare.ts'

/** The longest time that the outcome waits for the log. */
const maxLogMs = 10_000
const maxLogLines = 100

/** What has been changed before the deployment. */
type Applied = Pick<AppliedPlan, 'app' | 'spicepod'>

/** Verifies a deployment that succeeded. If it failed, or the verification did, reads its log and restores the app. */
export async function verifyAndRecover(
  outcome: Outcome,
  applied: Applied,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Outcome> {
  const { inputs, api, clock, emit } = run
  const end =
    outcome.kind === 'succeeded'
      ? await verifyDeployment(outcome.deployment, applied, comparison, run)
      : outcome
  if (!isFailure(end)) return end
  emit({ type: 'outcome.decided', outcome: end })
  // The log of the instance, which has been read by then, says more about a deployment that has not ended.
  if (end.kind !== 'stuck') {
    const deadline = deadlineIn(maxLogMs, clock)
    const reading = api.getDeploymentLogs(applied.app.id, end.deployment.id, maxLogLines, deadline)
    const lines = await reading.catch(orElse([]))
    emit({ type: 'log.read', lines: lines.slice(-maxLogLines) })
  }
  const { onFailure: mode } = inputs
  if (mode === 'none') return end
  const isUnchecked = end.kind === 'unverified' && end.isUnchecked
  const unchecked = { kind: 'unknown', why: 'the deployment could not be verified' } as const
  const result = isUnchecked ? { ...applied, spicepod: unchecked } : applied
  const { recovery, end: latest } = await recoverFrom(end.deployment, mode, result, run)
  if (latest === undefined) return end
  // The app has been restored already.
  if (latest.kind === 'failed' && recovery !== undefined) return latest
  if (latest.kind === 'succeeded' && recovery?.kind !== 'restored') {
    const text = `Deployment ${latest.deployment.id} succeeded in the meantime, so nothing is restored.`
    emit({ type: 'note', text })
  }
  return verifyAndRecover(latest, applied, comparison, run)
}

/** Restores the previous spicepod if Spice Cloud refused the one that this run pushed, or if that is outdated. */
export async function restoreAfterRefusal(
  outcome: OutcomeOf<'refused'>,
  applied: Applied,
  run: Run,
): Promise<Outcome> {
  const isRestored = outcome.isOutdated || (run.inputs.onFailure !== 'none' && isRejected(outcome))
  if (!isRestored || applied.spicepod.kind !== 'pushed') return outcome
  run.emit({ type: 'outcome.decided', outcome })
  await recoverFrom(undefined, 'restore', applied, run)
  return outcome
}

/** A conflict says nothing about the spicepod, and the deployment that is in progress may use it. */
function isRejected({ error }: OutcomeOf<'refused'>): boolean {
  if (!(error instanceof RefusalError)) return false
  const { operation, status } = error.refusal
  return (operation === 'createDeployment' || operation === 'resumeProject') && status !== 409
}

/** @param failed undefined if no deployment was created */
async function recoverFrom(
  failed: Deployment | undefined,
  mode: 'restore' | 'rollback',
  { app, spicepod }: Applied,
  run: Run,
): Promise<Recovered> {
  const { inputs, clock, emit } = run
  const deadline = deadlineIn(inputs.timeoutMs, clock, inputs.requestTimeoutMs)
  const { recover } = await import('../recovery/recover.ts')
  const recovered = await recover({ mode, failed, spicepod }, { ...run, appId: app.id, deadline })
  if (recovered.recovery !== undefined) emit({ type: 'recovery.ended', recovery: recovered.recovery })
  return recovered
}

type Verified = OutcomeOf<'succeeded' | 'unverified'>

/** Verifies what was deployed. A re-run of a job cannot compare it with what was served before the job. */
async function verifyDeployment(
  deployment: Deployment,
  applied: Applied,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Verified> {
  const lostBase = await comparison?.findLostBase(deployment, applied.app)
  if (lostBase === undefined) return checkDeployment(deployment, applied, comparison, run)
  const why = `${lostBase}, so what the app served before is not known.`
  const isStrict = run.inputs.onBreakingChange === 'fail'
  if (!isStrict) comparison?.skip(why)
  const verified = await checkDeployment(deployment, applied, undefined, run)
  if (!isStrict) return verified
  const { problems, isTolerated, isUnchecked } =
    verified.kind === 'unverified' ? verified : { problems: [], isTolerated: true }
  return {
    kind: 'unverified',
    deployment,
    problems: [
      ...problems,
      `\`compare-with\`: nothing could be compared, because ${why} A new run takes what runs now as its base.`,
    ],
    isTolerated: false,
    // What cannot be compared is no reason to undo anything.
    isUnchecked: isTolerated || isUnchecked,
    todo: 'Check the data of the app. If it is as it should be, start a new run instead of a re-run.',
  }
}

/** Verifies in time limits of its own: the deployment may have used up the other one. */
async function checkDeployment(
  deployment: Deployment,
  { app: { id: appId }, spicepod: pushed }: Applied,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Verified> {
  const { inputs, tables, emit } = run
  const hasProbes = run.probes.length > 0 || hasTables(tables)
  const isVerified = inputs.datasetTimeoutMs > 0 || hasProbes
  if (!isVerified && comparison === undefined) return { kind: 'succeeded', deployment }
  const skip = (reason: string, why: string) => {
    // Which tables all of them are is not known without the app.
    const names = tables.kind === 'all' ? ['all'] : tables.names
    const probes = [...names.map((table) => ({ kind: 'table', table }) as const), ...run.probes]
    const tests = probes.map((probe) => notRun(probe, `Not run: ${endWithStop(reason)}`))
    emit({ type: 'verification.skipped', reason, tests })
    comparison?.skip(why)
  }
  emit({ type: 'verification.started' })
  const access = await findRuntime(appId, inputs, run)
  if (access.kind === 'unknown') {
    const reason = access.needsUrl ? `${access.why}; set \`runtime-url\`` : access.why
    skip(reason, access.why)
    if (!hasProbes) return { kind: 'succeeded', deployment }
    const problem = `The probes could not run: ${reason}.`
    const isTolerated = !inputs.failOnTestError
    return { kind: 'unverified', deployment, problems: [problem], isTolerated, isUnchecked: true }
  }
  const { url, key, app } = access
  const paused = whilePaused(app, deployment, run)
  if (paused !== undefined) {
    skip(paused.problems.join(' '), 'the app is paused')
    return isVerified ? paused : { kind: 'succeeded', deployment }
  }
  const given = givenSpicepod(run, pushed)
  const spicepod = given?.value ?? app?.config?.spicepod
  if (tables.kind === 'all' && !spicepod) {
    const text = '`test-tables: all` tested nothing: the spicepod of the app could not be read.'
    emit({ type: 'warning', text })
  }
  const probes = [...toTableProbes(tables, spicepod), ...run.probes]
  const previousSpicepod = pushed.kind === 'pushed' ? pushed.previous : undefined
  const compare = comparison && ((context: RuntimeContext) => comparison.compare(context, spicepod))
  const verified = await verify({ probes, url, key, spicepod, previousSpicepod, compare }, run)
  const isReady = verified.problems.every(({ part }) => part === 'probes' || part === 'data')
  // A comparison that cannot be made fails nothing.
  const asked = isVerified || isReady ? verified : { ...verified, problems: [] }
  const verification = asked.datasets.some(isMissing)
    ? await (await import('../doctor/missing-datasets.ts')).explainMissing(asked, {
        run,
        appId,
        deployment,
        app,
        url,
        given,
        spicepod,
      })
    : asked
  emit({ type: 'verification.ended', verification })
  const { problems } = verification
  if (!isReady) comparison?.skip('the runtime or its datasets are not ready')
  if (problems.length === 0) return { kind: 'succeeded', deployment }
  if (problems.some(({ part }) => part === 'runtime')) {
    const deadline = deadlineIn(accessTimeoutMs, run.clock)
    const current = await run.api.getApp(appId, deadline, { reportErrors: false }).catch(orElse(undefined))
    const pausedMeanwhile = whilePaused(current, deployment, run)
    if (pausedMeanwhile !== undefined) return pausedMeanwhile
  }
  return {
    kind: 'unverified',
    deployment,
    problems: problems.map(({ text }) => text),
    isTolerated: !inputs.failOnTestError && problems.every(({ isTolerable }) => isTolerable),
  }
}

/** The outcome while the app is paused: nothing runs, and nothing is rolled back, which would resume it. */
function whilePaused(
  app: App | undefined,
  deployment: Deployment,
  { inputs }: Run,
): OutcomeOf<'unverified'> | undefined {
  if (!app?.paused_at) return undefined
  return {
    kind: 'unverified',
    deployment,
    problems: [
      `${describePause(app.paused_at)}, so nothing of it runs. Resuming it on spice.ai deploys it again.`,
    ],
    isTolerated: !inputs.failOnTestError && inputs.datasetTimeoutMs === 0,
    isUnchecked: true,
  }
}
