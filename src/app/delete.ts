import { CallError, isDefinitelyNotApplied, NoResponseError, RefusalError } from '../errors.ts'
import { type Outcome, type OutcomeOf, toOutcome } from '../outcome.ts'
import { type Deadline, pollUntil } from '../platform/clock.ts'
import { endWithStop } from '../platform/text.ts'
import type { RunContext } from '../run-context.ts'
import type { SpiceApi } from '../spice/api.ts'
import { retryDelayMs } from '../spice/retry.ts'
import { findById } from './find.ts'

type DeletionRun = Pick<RunContext, 'api' | 'clock' | 'random' | 'emit'> & { deadline: Deadline }

/** The result of a delete request that was not confirmed. */
type Failed =
  | { kind: 'missing' | 'not-sent'; reason: string }
  /** There was no response, so it may have worked. */
  | { kind: 'lost'; reason: string; retryAfterMs: number | undefined }
  | (OutcomeOf<'refused'> & { reason: string })

/**
 * Deletes an app. After a request without a response the app is looked up, and the request is repeated while the app is
 * still there: that does no harm, because no other app has its id.
 *
 * @throws RefusalError, NoResponseError if the app was not deleted, and looking it up failed
 */
export async function deleteApp(appId: number, run: DeletionRun): Promise<Outcome> {
  const { api, clock, random, deadline, emit } = run
  const progress: { attempts: number; wasLost: boolean; failed?: Failed } = { attempts: 0, wasLost: false }

  const gone = (): Outcome =>
    progress.wasLost
      ? { kind: 'removed' }
      : { kind: 'absent', reason: 'somebody else deleted it at the same time' }
  const lookUp = async (within: Deadline) =>
    (await findById(appId, api, within)) === undefined ? gone() : undefined

  const poll = async (within: Deadline, isLast: boolean): Promise<Outcome | undefined> => {
    // After the deadline nothing is sent that changes anything.
    if (isLast) return lookUp(within)
    const wasMissing = progress.failed?.kind === 'missing'
    progress.attempts++
    emit({ type: 'removal.sending' })
    const failed = await send(appId, api, within)
    if (failed === undefined) return { kind: 'removed' }
    progress.failed = failed
    switch (failed.kind) {
      case 'lost':
        if (!progress.wasLost) emit({ type: 'removal.lost' })
        progress.wasLost = true
        return lookUp(within)
      case 'refused':
        return (progress.wasLost ? await lookUp(within) : undefined) ?? failed
      case 'missing':
        // A gateway that has just started knows no routes for a moment. After a lost request, two 404 in a row are the
        // API's. Otherwise the app has to be gone as well, because a server may not have this route at all.
        if (!wasMissing) return undefined
        return progress.wasLost ? gone() : lookUp(within)
      case 'not-sent':
        return undefined
    }
  }

  const pauseMs = () => {
    const { attempts, failed } = progress
    return retryDelayMs(attempts, failed?.kind === 'lost' ? failed.retryAfterMs : undefined, random())
  }
  const outcome = await pollUntil({ poll, pauseMs, deadline, clock }).catch((error): Outcome => {
    const { wasLost, failed } = progress
    if (!(error instanceof CallError) || !wasLost || failed === undefined) throw error
    const reason = `${endWithStop(failed.reason)} Looking up the app failed as well: ${error.message}`
    return { kind: 'unknown', reason }
  })
  const { reason } = progress.failed ?? { reason: 'no time was left to delete it' }
  return outcome ?? { kind: 'timed-out', reason: `${reason}; the app still exists` }
}

/** @returns undefined if Spice Cloud confirmed the request */
async function send(appId: number, api: SpiceApi, deadline: Deadline): Promise<Failed | undefined> {
  try {
    await api.deleteApp(appId, deadline)
    return undefined
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    const { message: reason } = error
    const retryAfterMs = error instanceof NoResponseError ? error.retryAfterMs : undefined
    if (error instanceof RefusalError && error.operation === 'deleteApp') {
      const { status } = error.refusal
      if (status === 404) return { kind: 'missing', reason }
      // A redirect comes from something in between, and says nothing about the app.
      if (status < 400) return { kind: 'lost', reason, retryAfterMs }
    }
    const outcome = toOutcome(error)
    if (outcome.kind === 'refused') return { ...outcome, reason }
    if (isDefinitelyNotApplied(error, 'deleteApp')) return { kind: 'not-sent', reason }
    return { kind: 'lost', reason, retryAfterMs }
  }
}
