import { isDefinitelyNotApplied, NoResponseError, type Operation, RefusalError } from '../errors.ts'
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

/** Sends a request that creates a deployment, once. */
export async function send(
  operation: Operation,
  request: () => Promise<Deployment>,
  { clock }: Pick<DeploymentRun, 'clock'>,
): Promise<Sent> {
  const sentAtMs = clock.now()
  try {
    const deployment = await request()
    const isResumed = operation === 'resumeProject'
    return { kind: 'created', deployment, isListed: false, isResumed }
  } catch (error) {
    if (error instanceof NoResponseError && !isDefinitelyNotApplied(error, operation)) {
      const { message: reason, wasAccepted } = error
      return { kind: 'lost', sentAtMs, reason, wasAccepted }
    }
    const isRefused = error instanceof RefusalError && error.operation === operation
    return isRefused && error.refusal.status === 409 ? { kind: 'conflict', error } : toOutcome(error)
  }
}
