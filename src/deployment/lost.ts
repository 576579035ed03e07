import { NoAnswerError, RefusalError } from '../errors.ts'
import type { DeploymentPage, SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { type Clock, type Deadline, deadlineIn } from '../time.ts'
import { most } from './find.ts'
import { findSuspects, type LostRequest, type Suspects } from './identify.ts'
import { nameAll } from './status.ts'

/** What is known of a create whose answer was lost, but for what each look adds. */
export type LostCreate = Omit<LostRequest, 'elapsedMs' | 'mayRecordOtherCommit'> & {
  /** When it left, by the clock of this machine. */
  leftAt: number
  /** Why there was no answer. */
  reason: string
  mayRecordOtherCommit: () => boolean
}

/** What a look says of a lost create. */
export type Finding =
  | { kind: 'found'; deployment: Deployment }
  /** Nothing of it is there, or not yet. */
  | { kind: 'absent' }
  /** Something is there that may be it. */
  | { kind: 'unclear'; reason: string }

export interface LookOptions {
  api: SpiceApi
  appId: number
  deadline: Deadline
  clock: Clock
}

/** How long a list may lag behind before what it does not have does not exist. */
export const mostLagMs = 6000
/** A server may need so long for a create even if its client waits for less. */
const leastLateMs = 2000
/** How often the list is read at first: later at a share of the time that has passed. */
const quickestLookMs = 1000
const lookShare = 0.125

/**
 * How long to look for a create whose answer was lost before it is sent again. A gateway can pass it on until it gives
 * up, and the server then has as much time again as the request was allowed to take. Half of the time that is left is
 * kept for the repetition and the deployment, unless a list that lags would need it.
 */
export function settleMsAfter(requestTimeoutMs: number, remainingMs: number): number {
  const wholeMs = Math.max(requestTimeoutMs, leastLateMs) + mostLagMs
  return Math.min(wholeMs, Math.max(remainingMs / 2, leastLateMs + mostLagMs))
}

/**
 * Reads the list until the lost create shows or cannot show any more.
 *
 * @param settleMs how long it may take to show
 * @returns `absent` when it was not carried out, or when the deadline leaves no time to say so
 */
export async function findLost(
  lost: LostCreate,
  settleMs: number,
  { api, appId, deadline, clock }: LookOptions,
): Promise<Finding> {
  const startedAt = clock.now()
  const settled = deadlineIn(settleMs, clock)
  let isLastLook = false
  for (;;) {
    // A list that was asked for before that moment proves nothing, however late it comes.
    const isSettled = settled.remainingMs() === 0
    let page: DeploymentPage
    try {
      page = await api.listDeployments(appId, most, isLastLook ? deadline.lastLook() : deadline)
    } catch (error) {
      if (!(error instanceof RefusalError || error instanceof NoAnswerError)) throw error
      if (error instanceof NoAnswerError && !isLastLook && deadline.remainingMs() === 0) {
        isLastLook = true
        continue
      }
      return {
        kind: 'unclear',
        reason: `${lost.reason}, and looking it up failed, too (${error.message}).`,
      }
    }
    const { ours, possible } = identify(page, lost, clock)
    const [only] = ours
    if (ours.length > 1) {
      return {
        kind: 'unclear',
        reason: `${lost.reason}, and several deployments may be the one that was asked for: ${nameAll(ours)}.`,
      }
    }
    if (only !== undefined) return { kind: 'found', deployment: only }
    if (isLastLook || isSettled) {
      if (possible.length === 0) return { kind: 'absent' }
      const reason = `${lost.reason}, and ${nameAll(possible)} may come from it or from somebody else.`
      return { kind: 'unclear', reason }
    }
    const pause = Math.max(quickestLookMs, (clock.now() - startedAt) * lookShare, api.gapMs())
    await clock.sleep(Math.min(pause, settled.remainingMs(), deadline.remainingMs()))
    isLastLook = deadline.remainingMs() === 0
  }
}

function identify(page: DeploymentPage, lost: LostCreate, clock: Clock): Suspects {
  return findSuspects(page, {
    ...lost,
    elapsedMs: clock.now() - lost.leftAt,
    mayRecordOtherCommit: lost.mayRecordOtherCommit(),
  })
}
