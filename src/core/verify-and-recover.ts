import type { AppliedPlan } from '../app/apply.ts'
import { type Applied, pushOf } from '../deploy/served.ts'
import type { Recovered } from '../features/recovery/recover.ts'
import { checkHealth, verifyDeployment } from '../features/verify/step.ts'
import { deadlineIn, maxOptionalMs } from '../platform/clock.ts'
import { hideConverted } from '../runtime/conversion.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Followed, ToVerify } from './contracts.ts'
import { ignoreCallError, isConflict, RefusalError } from './errors.ts'
import { isFailure, type Outcome, type OutcomeOf } from './outcome.ts'
import type { Run } from './run.ts'

const maxLogLines = 100

type Failure = OutcomeOf<'failed' | 'stuck' | 'unverified'>

/** Verifies a deployment that succeeded. If it failed, or the verification did, reads its log and restores the app. */
export async function verifyAndRecover(outcome: Outcome, followed: Followed, run: Run): Promise<Outcome> {
  const end = outcome.kind === 'succeeded' ? await verifyAndWatch(outcome.deployment, followed, run) : outcome
  if (!isFailure(end)) return end
  run.emit({ type: 'outcome.decided', outcome: end })
  await readLog(end, followed, run)
  const { recovery, end: latest } = await recoverFromFailure(end, followed, run)
  if (latest === undefined) return end
  // The app has been restored already.
  if (latest.kind === 'failed' && recovery !== undefined) return latest
  if (latest.kind === 'succeeded' && recovery?.kind !== 'restored') {
    const text = `Deployment ${latest.deployment.id} succeeded in the meantime, so nothing is restored.`
    run.emit({ type: 'note', text })
  }
  return verifyAndRecover(latest, followed, run)
}

/** Verifies a deployment. If nothing is wrong with it, goes on watching the app for the time of `bake-seconds`. */
async function verifyAndWatch(deployment: Deployment, followed: Followed, run: Run): Promise<Outcome> {
  const explain: ToVerify['explain'] = async (...missing) => {
    const { explainMissing } = await import('../features/doctor/missing-datasets.ts')
    return explainMissing(...missing, run)
  }
  const { outcome, verification } = await verifyDeployment({ ...followed, deployment, explain }, run)
  const { doubt } = followed
  if (doubt !== undefined) {
    const problems = [doubt, ...(outcome.kind === 'unverified' ? outcome.problems : [])]
    const todo = 'Check what the app has now. To deploy, make a new plan and approve it.'
    return { kind: 'unverified', deployment, problems, isTolerated: false, todo }
  }
  if (outcome.kind !== 'succeeded' || run.inputs.bakeMs === 0) return outcome
  // Few runs need it.
  const [{ bake }, { runProbes }] = await Promise.all([
    import('../features/bake/step.ts'),
    import('../features/verify/probes.ts'),
  ])
  return bake({ ...followed, deployment }, verification, runProbes, run)
}

async function readLog({ kind, deployment }: Failure, { app }: Followed, run: Run): Promise<void> {
  // A stuck deployment has not ended: the log of its instance, which has been read, explains more.
  if (kind === 'stuck') return
  const deadline = deadlineIn(maxOptionalMs, run.clock)
  const reading = run.api.getDeploymentLogs(app.id, deployment.id, maxLogLines, deadline)
  const lines = await reading.catch(ignoreCallError([]))
  run.emit({ type: 'log.read', lines: lines.slice(-maxLogLines).map(hideConverted) })
}

async function recoverFromFailure(
  failure: Failure,
  followed: Followed,
  run: Run,
): Promise<Partial<Recovered>> {
  const { onFailure: mode } = run.inputs
  if (mode === 'none') return {}
  if (failure.kind === 'unverified' && failure.isUnchecked) {
    const recovery = { kind: 'left alone', reason: 'the deployment could not be verified' } as const
    run.emit({ type: 'recovery.ended', recovery })
    return { recovery }
  }
  const { app, origin } = followed
  return recoverFrom(failure.deployment, mode, { app, spicepod: pushOf(origin) }, run)
}

/** Restores the previous spicepod if Spice Cloud refused the one that this run pushed, or if that is outdated. */
export async function restoreAfterRefusal(
  outcome: OutcomeOf<'refused'>,
  applied: AppliedPlan,
  onRefusal: Run['inputs']['onFailure'],
  run: Run,
): Promise<void> {
  const isRestored = outcome.isOutdated || (onRefusal !== 'none' && isRejected(outcome))
  if (!isRestored || applied.spicepod.kind !== 'pushed') return
  run.emit({ type: 'outcome.decided', outcome })
  await recoverFrom(undefined, 'restore', applied, run)
}

/** A conflict says nothing about the spicepod, and the deployment that is in progress may use it. */
function isRejected({ error }: OutcomeOf<'refused'>): boolean {
  if (!(error instanceof RefusalError)) return false
  const { operation } = error
  if (operation === 'upsertSecret') return true
  return (operation === 'createDeployment' || operation === 'resumeProject') && !isConflict(error)
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
  const options = {
    mode,
    failed,
    app,
    spicepod,
    checkHealth: (deployment: Deployment, deployed: object) => checkHealth(app.id, deployment, deployed, run),
  }
  const { recover } = await import('../features/recovery/recover.ts')
  const { end, recovery } = await recover(options, { ...run, appId: app.id, deadline })
  if (recovery === undefined) return { end }
  emit({ type: 'recovery.ended', recovery })
  return { end, recovery }
}
