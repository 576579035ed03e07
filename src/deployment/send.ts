import { isDefinitelyNotApplied, NoResponseError, type Operation, orElse, RefusalError } from '../errors.ts'
import { type NothingDone, toOutcome } from '../outcome.ts'
import type { Deployment } from '../spice/schema.ts'
import type { DeploymentRun } from './deployment.ts'
import type { Created } from './reconcile.ts'

/** What became of a request that creates a deployment. */
export type Sent =
  | (Created & { kind: 'created' })
  | NothingDone
  | { kind: 'conflict'; error: RefusalError }
  | { kind: 'lost'; sentAtMs: number; reason: string; wasAccepted: boolean }

export async function send(
  operation: Operation,
  request: () => Promise<Deployment>,
  { clock }: Pick<DeploymentRun, 'clock'>,
): Promise<Sent> {
  const sentAtMs = clock.now()
  try {
    const isResumed = operation === 'resumeProject'
    return { kind: 'created', deployment: await request(), isListed: false, isResumed }
  } catch (error) {
    if (error instanceof NoResponseError && !isDefinitelyNotApplied(error, operation)) {
      const { message: reason, wasAccepted } = error
      return { kind: 'lost', sentAtMs, reason, wasAccepted }
    }
    const isRefused = error instanceof RefusalError && error.operation === operation
    return isRefused && error.refusal.status === 409 ? { kind: 'conflict', error } : toOutcome(error)
  }
}

/** Resumes a paused app, which deploys it. If that fails, the answer says whether somebody else has resumed it. */
export async function resume(
  appId: number,
  mayHaveResumed: boolean,
  run: DeploymentRun,
): Promise<Sent & { isPaused?: boolean | undefined }> {
  const answer = await send('resumeProject', () => run.api.resumeApp(appId, run.deadline), run)
  const isRejected = answer.kind === 'conflict' || (answer.kind === 'refused' && !mayHaveResumed)
  return isRejected ? { ...answer, isPaused: await readPaused(appId, run) } : answer
}

export async function readPaused(
  appId: number,
  { api, deadline }: Pick<DeploymentRun, 'api' | 'deadline'>,
): Promise<boolean | undefined> {
  const app = await api.getApp(appId, deadline, { reportErrors: false }).catch(orElse(undefined))
  return app && Boolean(app.paused_at)
}
