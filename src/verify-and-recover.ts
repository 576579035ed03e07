import type { SpicepodResult } from './app/apply.ts'
import { NoAnswerError, RefusalError } from './errors.ts'
import { isFailure, type Outcome } from './outcome.ts'
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
  // The log of the instance, which has been read by then, says more about a deployment that has not ended.
  if (end.kind !== 'stuck')
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
