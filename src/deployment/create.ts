import { NoAnswerError, PreconditionError, RefusalError } from '../errors.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import { leastCreateMs } from '../spice/retry.ts'
import type { Deployment } from '../spice/schema.ts'
import { capitalize } from '../text.ts'
import { deadlineIn, earlier } from '../time.ts'
import { most } from './find.ts'
import { type Before, remember } from './identify.ts'
import { findLost, type LostCreate, mostLagMs, settleMsAfter } from './lost.ts'
import type { Outcome } from './outcome.ts'
import { isInProgress, nameAll } from './status.ts'
import { blindPauseMs, type TurnOptions, waitForOthers } from './turn.ts'

export interface CreateOptions extends TurnOptions {
  request: DeploymentRequest
  /** What the app had before; undefined when that could not be read. */
  before: Before | undefined
  onConflict: 'wait' | 'fail'
  /** Whether the app may record another commit than the one sent, as those connected to GitHub do. */
  mayRecordOtherCommit: () => boolean
  /** How long a request may take. */
  requestTimeoutMs: number
  listener: CreateListener
  /** Called once a create has left. */
  onSent?: () => void
}

export interface CreateListener {
  /** A create is about to leave, for the first time or again. */
  creating(): void
  /**
   * Others are in the way of ours.
   *
   * @param inTheWay empty where nobody can be seen
   * @param serverTimeMs when they were seen, by the server's clock where it tells
   */
  waitingForTurn(inTheWay: readonly Deployment[], serverTimeMs: number | undefined): void
  /** The answer to a create was lost; whether it was carried out is looked up next. */
  createLost(): void
  /** The lost create was carried out, as this deployment. */
  createFound(deployment: Deployment): void
  /** The lost create was not carried out and is sent again. */
  createRepeated(): void
}

export type Created =
  | {
      kind: 'created'
      deployment: Deployment
      /** Whether the app's list has shown it. */
      isListed: boolean
    }
  | Outcome

/** How often a create may get lost before the run gives up: each repeat is another chance of two. */
const mostLost = 5

/**
 * Makes one deployment, whatever the network does. A create whose answer is lost is looked for in the list, by its
 * commit and branch among those that were not there before, and sent again only where it is not found. A create that
 * is refused because others are in the way waits for its turn.
 */
export async function createOnce(options: CreateOptions): Promise<Created> {
  const { request, deadline, clock, random, listener, mayRecordOtherCommit } = options
  let before = options.before
  let lost: LostCreate | undefined
  let timesLost = 0
  let timesBlind = 0

  /** Looks for what came of a create that got lost. */
  const reconcile = async (create: LostCreate, settleMs: number): Promise<Created | undefined> => {
    const finding = await findLost(create, settleMs, options)
    if (finding.kind === 'absent') return undefined
    if (finding.kind === 'unclear') return { kind: 'unknown', reason: finding.reason }
    listener.createFound(finding.deployment)
    return { kind: 'created', deployment: finding.deployment, isListed: true }
  }
  /** That something else came to nothing says nothing of a create that got lost before. */
  const endWith = (reason: string, outcome: Outcome): Outcome =>
    lost === undefined ? outcome : { kind: 'unknown', reason: `${lost.reason}, and ${reason}.` }

  for (;;) {
    const leftAt = clock.now()
    listener.creating()
    const answer = await send(options)
    switch (answer.kind) {
      case 'created':
        return { ...answer, isListed: false }
      case 'refused':
        return endWith('asking again was refused', answer)
      case 'timed-out':
        return endWith('there was no time to ask again', answer)
      case 'lost': {
        timesLost++
        const { reason, wasAccepted } = answer
        lost = { request, before, leftAt: lost?.leftAt ?? leftAt, reason, mayRecordOtherCommit }
        listener.createLost()
        const found = await reconcile(lost, settleMsAfter(options.requestTimeoutMs, deadline.remainingMs()))
        if (found !== undefined) return found
        if (wasAccepted) {
          const reason = `${lost.reason}, and no deployment of it can be found. The server has accepted the request, so it is not repeated.`
          return { kind: 'unknown', reason }
        }
        const pause = random() * 1000 * 2 ** timesLost
        if (timesLost < mostLost) await clock.sleep(Math.min(pause, deadline.remainingMs()))
        if (timesLost >= mostLost || deadline.remainingMs() < leastCreateMs) {
          const reason = `${lost.reason}, and no deployment of it can be found after ${timesLost} of ${mostLost} tries.`
          return { kind: 'unknown', reason }
        }
        listener.createRepeated()
        break
      }
      case 'conflict': {
        // What is in the way may be our own, which exists by now: only the list may not show it yet.
        const found = lost && (await reconcile(lost, mostLagMs))
        if (found !== undefined) return found
        const turn = await takeTurn(answer.error, timesBlind, options)
        if (turn.kind === 'failed') return endWith('another deployment is in the way', turn.outcome)
        if (turn.isBlind) timesBlind++
        if (deadline.remainingMs() < leastCreateMs) {
          const reason =
            turn.inTheWay.length > 0
              ? `it was still the turn of ${nameAll(turn.inTheWay)}`
              : `Spice Cloud kept refusing it (${answer.error.message}), and this run saw no other deployment in progress`
          return endWith(reason, { kind: 'timed-out', reason })
        }
        // What came while nothing of ours was under way is not ours either.
        if (lost === undefined) before = turn.before ?? before
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

async function send({ api, appId, request, deadline, onSent }: CreateOptions): Promise<Sent> {
  try {
    const answer = api.createDeployment(appId, request, deadline)
    if (onSent) setImmediate(onSent)
    return { kind: 'created', deployment: await answer }
  } catch (error) {
    if (error instanceof RefusalError) {
      const isConflict = error.refusal.operation === 'createDeployment' && error.refusal.status === 409
      return { kind: isConflict ? 'conflict' : 'refused', error }
    }
    if (!(error instanceof NoAnswerError)) throw error
    const { operation, mayHaveWorked, wasAccepted, todo, message: reason } = error
    // Without a token the request itself has not left.
    if (operation === 'createDeployment' && mayHaveWorked) return { kind: 'lost', reason, wasAccepted }
    if (todo === undefined) return { kind: 'timed-out', reason }
    return { kind: 'refused', error: new PreconditionError(`${capitalize(reason)}.`, todo) }
  }
}

type Turn =
  | { kind: 'failed'; outcome: Outcome }
  /** Those in the way have ended, or the deadline has passed. */
  | { kind: 'over'; inTheWay: Deployment[]; isBlind: boolean; before: Before | undefined }

/** Deals with a 409: fails, or waits until those in the way have ended. */
async function takeTurn(error: RefusalError, timesBlind: number, options: CreateOptions): Promise<Turn> {
  const { api, appId, onConflict, deadline, requestTimeoutMs, clock, random, listener } = options
  let inTheWay: Deployment[] = []
  let serverTimeMs: number | undefined
  try {
    // Who is in the way is good to know, and no reason to keep a run that is to fail at once.
    const lookDeadline =
      onConflict === 'fail' ? earlier(deadline, deadlineIn(requestTimeoutMs, clock)) : deadline
    const page = await api.listDeployments(appId, most, lookDeadline)
    inTheWay = page.deployments.filter(isInProgress)
    serverTimeMs = page.serverTimeMs
    if (onConflict === 'wait' && inTheWay.length === 0) {
      listener.waitingForTurn(inTheWay, serverTimeMs)
      await clock.sleep(Math.min(blindPauseMs(timesBlind, random()), deadline.remainingMs()))
      return { kind: 'over', inTheWay, isBlind: true, before: remember(page, most) }
    }
    if (onConflict === 'wait') {
      listener.waitingForTurn(inTheWay, serverTimeMs)
      const after = await waitForOthers(inTheWay, options)
      return { kind: 'over', inTheWay, isBlind: false, before: after && remember(after, most) }
    }
  } catch (trouble) {
    if (!(trouble instanceof RefusalError || trouble instanceof NoAnswerError)) throw trouble
    // A no to the question who is in the way is a no to waiting for it; without an answer the time is up.
    if (onConflict === 'wait' && trouble instanceof NoAnswerError) {
      return { kind: 'over', inTheWay, isBlind: false, before: undefined }
    }
  }
  return { kind: 'failed', outcome: { kind: 'refused', error, inTheWay, serverTimeMs } }
}
