import type { DeploymentId } from '../deployment-id.ts'
import { NoAnswerError, RefusalError } from '../errors.ts'
import type { SpiceApi } from '../spice/api.ts'
import { type Clock, deadlineIn } from '../time.ts'

/** Longest time that a verdict waits for the log, in milliseconds. */
const budgetMs = 10_000
const mostLines = 100

/** The end of a deployment's log, oldest line first; empty where it cannot be had, which changes nothing. */
export async function readLogTail(
  api: SpiceApi,
  appId: number,
  deploymentId: DeploymentId,
  clock: Clock,
): Promise<string[]> {
  try {
    const lines = await api.getDeploymentLogs(appId, deploymentId, mostLines, deadlineIn(budgetMs, clock))
    return lines.slice(-mostLines)
  } catch (error) {
    if (error instanceof RefusalError || error instanceof NoAnswerError) return []
    throw error
  }
}
