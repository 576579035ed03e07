import type { Written } from './app/write.ts'
import type { DeploymentId } from './deployment-id.ts'
import { NoAnswerError, RefusalError } from './errors.ts'
import { isFailure, type Outcome } from './outcome.ts'
import { recover } from './recovery/recover.ts'
import type { Run } from './run-context.ts'
import { deadlineIn } from './time.ts'
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
  const { inputs, emit } = run
  // Who does not wait for a deployment sees to nothing that comes after it.
  if (!inputs.waitForCompletion) return outcome
  const end = await verifyWhereDone(outcome, appId, written, run)
  if (!isFailure(end)) return end
  emit({ type: 'outcome.decided', outcome: end })
  emit({ type: 'log.read', lines: await readLogTail(end.deployment.id, appId, run) })
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

/** The longest time that the outcome waits for the log. */
const maxLogMs = 10_000
const maxLogLines = 100

/** The end of a deployment's log, oldest line first; empty if it cannot be read, which changes nothing. */
async function readLogTail(id: DeploymentId, appId: number, { api, clock }: Run): Promise<string[]> {
  try {
    const lines = await api.getDeploymentLogs(appId, id, maxLogLines, deadlineIn(maxLogMs, clock))
    return lines.slice(-maxLogLines)
  } catch (error) {
    if (error instanceof RefusalError || error instanceof NoAnswerError) return []
    throw error
  }
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
