import { orElse } from '../errors.ts'
import type { DeploymentRun } from './deployment.ts'
import { type Sent, send } from './send.ts'

/**
 * Resumes a paused app, which deploys its spicepod. If that fails, somebody else may have resumed it: the answer then
 * says whether it is still paused.
 *
 * @param mayHaveResumed whether an earlier resume of this run got no response
 */
export async function resume(
  appId: number,
  mayHaveResumed: boolean,
  run: DeploymentRun,
): Promise<Sent & { isPaused?: boolean | undefined }> {
  const answer = await send('resumeProject', () => run.api.resumeApp(appId, run.deadline), run)
  const isRejected = answer.kind === 'conflict' || (answer.kind === 'refused' && !mayHaveResumed)
  return isRejected ? { ...answer, isPaused: await readPaused(appId, run) } : answer
}

/** Whether the app is paused; undefined if it cannot be read. */
export async function readPaused(
  appId: number,
  { api, deadline }: Pick<DeploymentRun, 'api' | 'deadline'>,
): Promise<boolean | undefined> {
  const app = await api.getApp(appId, deadline, { reportErrors: false }).catch(orElse(undefined))
  return app && Boolean(app.paused_at)
}
