import { ignoreCallError, isConflict, RefusalError } from '../errors.ts'
import { isFailure, type Outcome, type OutcomeOf } from '../outcome.ts'
import { deadlineIn } from '../platform/clock.ts'
import type { Recovered } from '../recovery/recover.ts'
import type { Run } from '../run-context.ts'
import type { Deployment } from '../spice/schema.ts'
import type { DataComparison } from './compare.ts'
import { type Applied, verifyDeployment } from './verify-deployment.ts'

/** The longest time that the outcome waits for the log. */
const maxLogMs = 10_000
const maxLogLines = 100

type Failure = OutcomeOf<'failed' | 'stuck' | 'unverified'>

/** Verifies a deployment that succeeded. If it failed, or the verification did, reads its log and restores the app. */
export async function verifyAndRecover(
  outcome: Outcome,
  applied: Applied,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Outcome> {
  const end =
    outcome.kind === 'succeeded'
      ? await verifyDeployment(outcome.deployment, applied, comparison, run)
      : outcome
  if (!isFailure(end)) return end
  run.emit({ type: 'outcome.decided', outcome: end })
  await readLog(end, applied, run)
  const { recovery, end: latest } = await recoverFromFailure(end, applied, run)
  if (latest === undefined) return end
  // The app has been restored already.
  if (latest.kind === 'failed' && recovery !== undefined) return latest
  if (latest.kind === 'succeeded' && recovery?.kind !== 'restored') {
    const text = `Deployment ${latest.deployment.id} succeeded in the meantime, so nothing is restored.`
    run.emit({ type: 'note', text })
  }
  return verifyAndRecover(latest, applied, comparison, run)
}

async function readLog({ kind, deployment }: Failure, { app }: Applied, run: Run): Promise<void> {
  // A stuck deployment has not ended: the log of its instance, which has been read, explains more.
  if (kind === 'stuck') return
  const deadline = deadlineIn(maxLogMs, run.clock)
  const reading = run.api.getDeploymentLogs(app.id, deployment.id, maxLogLines, deadline)
  const lines = await reading.catch(ignoreCallError([]))
  run.emit({ type: 'log.read', lines: lines.slice(-maxLogLines) })
}

async function recoverFromFailure(failure: Failure, applied: Applied, run: Run): Promise<Partial<Recovered>> {
  const { onFailure: mode } = run.inputs
  if (mode === 'none') return {}
  const isUnchecked = failure.kind === 'unverified' && failure.isUnchecked
  const unchecked = { kind: 'unknown', why: 'the deployment could not be verified' } as const
  const changed = isUnchecked ? { ...applied, spicepod: unchecked } : applied
  return recoverFrom(failure.deployment, mode, changed, run)
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
  const { operation } = error
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
  const { recover } = await import('../recovery/recover.ts')
  const recovered = await recover({ mode, failed, spicepod }, { ...run, appId: app.id, deadline })
  if (recovered.recovery !== undefined) emit({ type: 'recovery.ended', recovery: recovered.recovery })
  return recovered
}
