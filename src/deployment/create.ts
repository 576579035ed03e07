import { NoAnswerError, PreconditionError, RefusalError } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import { capitalize, endWithStop } from '../platform/text.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import { minCreateMs } from '../spice/retry.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Snapshot } from './list.ts'
import { handleConflict, type NotCreated, type QueueOptions } from './queue.ts'
import { type LostCreate, maxListLagMs, reconcileLostCreate, settleMsAfter } from './reconcile.ts'

export interface CreateOptions extends QueueOptions {
  request: DeploymentRequest
  /** What the app had before; undefined if that could not be read. */
  before: Snapshot | undefined
  /** Whether the app may record another commit than the one sent, as those connected to GitHub do. */
  mayRecordOtherCommit: () => boolean
  /** Resumes the app, which is paused, instead: that deploys it without a request of its own. */
  resumes?: boolean
}

export type Created =
  | {
      kind: 'created'
      deployment: Deployment
      /** Whether the app's list has shown it. */
      isListed: boolean
    }
  | Outcome

/** How often a create may be lost before the run gives up: each retry could create a second deployment. */
const maxLost = 5

/**
 * Creates one deployment, even if the network fails. A lost create is looked up in the list, by its commit and branch
 * among the deployments that did not exist before, and only sent again if it is not there. After a conflict it is sent
 * again once the deployments in progress have ended. A paused app is resumed in the same way.
 */
export async function createOnce(options: CreateOptions): Promise<Created> {
  const { requestTimeoutMs, deadline, clock, random, emit, mayRecordOtherCommit, resumes = false } = options
  const request = resumes ? {} : options.request
  let { before } = options
  let lost: LostCreate | undefined
  let timesLost = 0
  let timesInvisible = 0

  for (;;) {
    const sentAtMs = clock.now()
    emit({ type: 'create.sending', ...(resumes && { resumes }) })
    const result = await send(options)
    switch (result.kind) {
      case 'created':
        return { ...result, isListed: false }

      case 'refused':
      case 'timed-out':
        return afterLost(lost, result)

      case 'lost': {
        timesLost++
        const { reason, wasAccepted } = result
        lost = {
          request,
          before,
          sentAtMs: lost?.sentAtMs ?? sentAtMs,
          reason,
          mayRecordOtherCommit,
          isOnly: resumes,
        }
        emit({ type: 'create.lost' })
        const settleMs = settleMsAfter(requestTimeoutMs, deadline.remainingMs())
        const found = await reconcileLostCreate(lost, settleMs, options)
        if (found.kind !== 'absent') return found
        const notFound = `${reason}, and no deployment of it can be found`
        if (wasAccepted) {
          const why = 'The server has accepted the request, so it is not repeated.'
          return { kind: 'unknown', reason: `${notFound}. ${why}` }
        }
        // The list alone does not show that nothing happened.
        if (resumes && !(await isPaused(options))) {
          return {
            kind: 'unknown',
            reason: `${notFound}, nor could it be confirmed that the app is still paused.`,
          }
        }
        const pauseMs = timesLost < maxLost ? random() * 1000 * 2 ** timesLost : 0
        await clock.sleep(Math.min(pauseMs, deadline.remainingMs()))
        if (timesLost >= maxLost || deadline.remainingMs() < minCreateMs) {
          return { kind: 'unknown', reason: `${notFound} after ${timesLost} of ${maxLost} tries.` }
        }
        emit({ type: 'create.retrying' })
        break
      }

      case 'conflict': {
        // The deployment in progress may be our own from the lost create, which the list did not show yet.
        const found = lost && (await reconcileLostCreate(lost, maxListLagMs, options))
        if (found !== undefined && found.kind !== 'absent') return found
        const conflict = await handleConflict(result.error, timesInvisible, options)
        if (conflict.kind !== 'over') return afterLost(lost, conflict)
        if (!conflict.wasVisible) timesInvisible++
        // Deployments that appeared before any create was lost are not ours either.
        if (lost === undefined) before = conflict.before ?? before
      }
    }
  }
}

type Sent =
  | { kind: 'created'; deployment: Deployment }
  | { kind: 'refused'; error: RefusalError | PreconditionError }
  | { kind: 'conflict'; error: RefusalError }
  | { kind: 'timed-out'; reason: string }
  | { kind: 'lost'; reason: string; wasAccepted: boolean }

async function isPaused({ api, appId, deadline }: CreateOptions): Promise<boolean> {
  try {
    return Boolean((await api.getApp(appId, deadline, { isQuiet: true })).paused_at)
  } catch (error) {
    if (error instanceof RefusalError || error instanceof NoAnswerError) return false
    throw error
  }
}

async function send({ api, appId, request, deadline, resumes }: CreateOptions): Promise<Sent> {
  const sending = resumes ? 'resumeProject' : 'createDeployment'
  try {
    const deployment = resumes
      ? await api.resumeApp(appId, deadline)
      : await api.createDeployment(appId, request, deadline)
    return { kind: 'created', deployment }
  } catch (error) {
    if (error instanceof RefusalError) {
      const isConflict = error.refusal.operation === 'createDeployment' && error.refusal.status === 409
      return { kind: isConflict ? 'conflict' : 'refused', error }
    }
    if (!(error instanceof NoAnswerError)) throw error
    const { operation, mayHaveWorked, wasAccepted, todo, message: reason } = error
    // If requesting the token failed, the create was not sent.
    if (operation === sending && mayHaveWorked) return { kind: 'lost', reason, wasAccepted }
    if (todo === undefined) return { kind: 'timed-out', reason }
    return { kind: 'refused', error: new PreconditionError(`${capitalize(reason)}.`, todo) }
  }
}

/** A later failure does not tell what happened to an earlier lost create. */
function afterLost(lost: LostCreate | undefined, end: NotCreated): Outcome {
  if (lost === undefined) return end
  const why = end.kind === 'refused' ? end.error.message : end.reason
  return { kind: 'unknown', reason: endWithStop(`${lost.reason}. The retry failed as well: ${why}`) }
}
