import { recentDurationsMs, terminalOutcome } from '../deployment/deployment.ts'
import { type FollowedDeployment, waitForEnd } from '../deployment/watch.ts'
import { Doctor } from '../doctor/doctor.ts'
import type { Outcome } from '../outcome.ts'
import type { Run } from '../run-context.ts'
import type { DataComparison } from './compare.ts'

/** Follows a deployment to its end: watches it, verifies it, and recovers from a failure. */
export async function follow(
  followed: FollowedDeployment,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Outcome> {
  const outcome = await watch(followed, comparison, run).finally(() => followed.instancesBefore?.stop())
  return finish(outcome, followed, comparison, run)
}

/** Watches a deployment to its end, unless the run does not wait. */
export async function watch(
  followed: FollowedDeployment,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Outcome> {
  const { app, deployment, newer = [], listed } = followed
  run.emit({ type: 'deployment.polled', deployment, listed: [] })
  const outcome = terminalOutcome(deployment, newer)
  if (outcome !== undefined) {
    comparison?.stop()
    return outcome
  }
  if (!run.inputs.waitForCompletion) return { kind: 'started', deployment }
  const rollout = new Doctor(followed, run)
  const options = { ...followed, appId: app.id, recentDurationsMs: recentDurationsMs(listed), rollout }
  return waitForEnd(deployment, options, run).finally(() => {
    rollout.stop()
    comparison?.stop()
  })
}

/** Verifies a deployment that has succeeded, or recovers from its failure, unless the run does not wait. */
export async function finish(
  outcome: Outcome,
  followed: FollowedDeployment,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Outcome> {
  if (!run.inputs.waitForCompletion) return outcome
  // Loaded here, because it must not delay the start.
  const { verifyAndRecover } = await import('./verify-and-recover.ts')
  return verifyAndRecover(outcome, followed, comparison, run)
}

/** Begins what the run compares its data with; undefined if it compares nothing. */
export async function beginComparison(run: Run): Promise<DataComparison | undefined> {
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
