import type { Written } from './app/write.ts'
import { readLogTail } from './deployment/log-tail.ts'
import { recover } from './deployment/rollback.ts'
import { isFailure, type Outcome } from './outcome.ts'
import type { Run } from './run-context.ts'
import { verifyDeployment } from './verify.ts'

/**
 * What is left to do when a deployment has ended: to prove that it runs; and where it does not, to get its log and to
 * put back what was there before.
 *
 * @param written what this run has written, or why it can put nothing back
 */
export async function finishRun(
  outcome: Outcome,
  appId: number,
  written: Written | string,
  run: Run,
): Promise<Outcome> {
  const { api, inputs, clock, emit } = run
  // Who does not wait for a deployment sees to nothing that comes after it.
  if (!inputs.waitForCompletion) return outcome
  const end = await verifyWhereDone(outcome, appId, written, run)
  if (!isFailure(end)) return end
  emit({ type: 'outcome.decided', outcome: end })
  emit({ type: 'log.read', lines: await readLogTail(api, appId, end.deployment.id, clock) })
  if (inputs.onFailure === 'none') return end
  const why = end.kind === 'unverified' && end.isUnchecked ? 'what it runs could not be checked' : written
  if (typeof why === 'string') {
    emit({ type: 'recovery.ended', recovery: { kind: 'not restored', reason: why } })
    return end
  }
  emit({ type: 'recovery.started', mode: inputs.onFailure })
  const recovery = await recover({
    ...run,
    ...inputs,
    mode: inputs.onFailure,
    appId,
    failed: end.deployment,
    written: why,
  })
  emit({ type: 'recovery.ended', recovery })
  return end
}

async function verifyWhereDone(
  outcome: Outcome,
  appId: number,
  written: Written | string,
  run: Run,
): Promise<Outcome> {
  if (outcome.kind !== 'succeeded') return outcome
  return verifyDeployment(outcome.deployment, appId, typeof written === 'string' ? undefined : written, run)
}
