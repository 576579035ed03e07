import type { SpicepodResult } from './app/apply.ts'
import { readLogTail } from './deployment/log-tail.ts'
import { recover } from './deployment/rollback.ts'
import { isFailure, type Outcome } from './outcome.ts'
import type { Run } from './run-context.ts'
import { verifyDeployment } from './verify.ts'

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
  const { api, inputs, clock, emit } = run
  const pushed = typeof spicepod === 'string' ? undefined : spicepod
  const end =
    outcome.kind === 'succeeded' ? await verifyDeployment(outcome.deployment, appId, pushed, run) : outcome
  if (!isFailure(end)) return end
  emit({ type: 'outcome.decided', outcome: end })
  emit({ type: 'log.read', lines: await readLogTail(api, appId, end.deployment.id, clock) })
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
