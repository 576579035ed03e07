import type { SpicepodResult } from './app/apply.ts'
import { NoAnswerError, RefusalError } from './errors.ts'
import { isFailure, type Outcome, type OutcomeOf } from './outcome.ts'
import { deadlineIn } from './platform/clock.ts'
import { recover } from './recovery/recover.ts'
import type { Run } from './run-context.ts'
import type { DeploymentId } from './spice/deployment-id.ts'
import { verifyDeployment } from './verify-deployment.ts'

/**
 * Verifies a deployment that succeeded. If it failed, or the verification did, reads its log and restores the app.
 *
 * @param spicepod what became of the spicepod before the deployment, or why this run cannot restore it
 */
export async function verifyAndRecover(
  outcome: Outcome,
  appId: number,
  spicepod: SpicepodResult | string,
  run: Run,
): Promise<Outcome> {
  const { inputs, emit } = run
  const pushed = typeof spicepod === 'string' ? undefined : spicepod
  const end =
    outcome.kind === 'succeeded' ? await verifyDeployment(outcome.deployment, appId, pushed, run) : outcome
  if (!isFailure(end)) return end
  emit({ type: 'outcome.decided', outcome: end })
  emit({ type: 'log.read', lines: await readLogTail(end.deployment.id, appId, run) })
  const { onFailure: mode } = inputs
  if (mode === 'none') return end
  const isUnchecked = end.kind === 'unverified' && end.isUnchecked
  const previous = isUnchecked ? 'the deployment could not be verified' : spicepod
  if (typeof previous === 'string') {
    emit({ type: 'recovery.ended', recovery: { kind: 'not restored', reason: previous } })
    return end
  }
  emit({ type: 'recovery.started', mode })
  const options = { ...run, ...inputs, mode, appId, failed: end.deployment, spicepod: previous }
  emit({ type: 'recovery.ended', recovery: await recover(options) })
  return end
}

/**
 * Restores the app's previous spicepod if Spice Cloud refused to deploy the one that this run pushed. There is nothing
 * to roll back then.
 */
export async function restoreAfterRefusal(
  outcome: OutcomeOf<'refused'>,
  appId: number,
  spicepod: SpicepodResult,
  run: Run,
): Promise<Outcome> {
  const { inputs, emit } = run
  const { onFailure, waitForCompletion } = inputs
  if (onFailure === 'none' || !waitForCompletion || spicepod.kind !== 'pushed') return outcome
  if (!(outcome.error instanceof RefusalError)) return outcome
  const { operation, status } = outcome.error.refusal
  const isOfDeployment = operation === 'createDeployment' || operation === 'resumeProject'
  // A conflict says nothing about the spicepod, and the deployment that is in progress may use it.
  if (!isOfDeployment || status === 409) return outcome
  emit({ type: 'outcome.decided', outcome })
  emit({ type: 'recovery.started', mode: 'restore' })
  const options = { ...run, ...inputs, mode: 'restore', appId, failed: undefined, spicepod } as const
  emit({ type: 'recovery.ended', recovery: await recover(options) })
  return outcome
}

/** The longest time that the outcome waits for the log. */
const maxLogMs = 10_000
const maxLogLines = 100

/** The last lines of a deployment's log, oldest first; empty if it cannot be read, which changes nothing. */
async function readLogTail(id: DeploymentId, appId: number, { api, clock }: Run): Promise<string[]> {
  try {
    const lines = await api.getDeploymentLogs(appId, id, maxLogLines, deadlineIn(maxLogMs, clock))
    return lines.slice(-maxLogLines)
  } catch (error) {
    if (error instanceof RefusalError || error instanceof NoAnswerError) return []
    throw error
  }
}
