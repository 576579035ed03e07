import { CallError, isDefinitelyNotApplied, NoResponseError, orElse, RefusalError } from '../errors.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { type NothingDone, type Outcome, type OutcomeOf, toOutcome } from '../outcome.ts'
import { atMost, parseTime, pollUntil } from '../platform/clock.ts'
import { endWithStop } from '../platform/text.ts'
import type { DeploymentPage } from '../spice/api.ts'
import { minCreateMs } from '../spice/retry.ts'
import type { Deployment } from '../spice/schema.ts'
import { type DeploymentContext, isInProgress, nameAll } from './deployment.ts'
import { historyLimit, listBefore, maxLimit, type Snapshot, takeSnapshot } from './list.ts'
import {
  type Create,
  type Created,
  type LostCreate,
  maxListLagMs,
  reconcileLostCreate,
  settleMsAfter,
} from './reconcile.ts'
import { nextPollMs } from './schedule.ts'

export interface CreateOptions
  extends DeploymentContext,
    Create,
    Pick<Inputs, 'onConflict' | 'onPaused' | 'requestTimeoutMs'> {
  /** The app's `paused_at`; undefined if it is not known to be paused. */
  pausedAt?: string | undefined
}

/** How often a create may be lost before the run gives up: each retry could create a second deployment. */
const maxLost = 5

/**
 * Creates one deployment, even if the network fails. A lost create is looked up in the list, by its commit and branch
 * among the deployments that did not exist before, and only sent again if it is not there. After a conflict it is sent
 * again once the deployments in progress have ended.
 *
 * A paused app is resumed in the same way, as soon as it is known to be paused. If it turns out that it is not, because
 * somebody else has resumed it, the deployment is created after all.
 */
export async function createOnce(options: CreateOptions): Promise<Created> {
  const { api, appId, requestTimeoutMs, deadline, clock, random, emit, mayRecordOtherCommit } = options
  let { before } = options
  let resumes = Boolean(options.pausedAt)
  let mayResume = options.onPaused === 'resume' && !resumes
  let lost: LostCreate | undefined
  let timesLost = 0
  let timesInvisible = 0

  const listNow = async () => {
    const page = await listBefore(api, appId, atMost(requestTimeoutMs, deadline, clock))
    return page && takeSnapshot(page, historyLimit)
  }

  /** Lists the deployments, because that of another resume does not belong to this run. */
  const turnToCreate = async () => {
    resumes = false
    emit({ type: 'note', text: 'The app is not paused anymore. Creating a deployment.' })
    return (await listNow()) ?? before
  }

  for (;;) {
    const sentAtMs = clock.now()
    emit({ type: 'create.sending', resumes })
    const result = await send(resumes, options)
    switch (result.kind) {
      case 'created':
        return result

      case 'refused':
        if (mayResume && lost === undefined && isPausedRefusal(result.error)) {
          mayResume = false
          resumes = true
          emit({ type: 'note', text: 'The app is paused. Resuming it, which deploys its spicepod.' })
          break
        }
        if (resumes && lost === undefined && (await readPaused(options)) === false) {
          before = await turnToCreate()
          break
        }
        return afterLost(lost, result)

      case 'timed-out':
        return afterLost(lost, result)

      case 'lost': {
        timesLost++
        const { reason, wasAccepted } = result
        lost = {
          request: resumes ? {} : options.request,
          before,
          sentAtMs: lost?.sentAtMs ?? sentAtMs,
          reason,
          mayRecordOtherCommit,
          resumes,
          pausedAtMs: resumes ? parseTime(options.pausedAt) : undefined,
        }
        emit({ type: 'create.lost', resumes })
        const settleMs = settleMsAfter(requestTimeoutMs, deadline.remainingMs())
        const found = await reconcileLostCreate(lost, settleMs, options)
        if (found !== 'absent') return found
        const notFound = `${reason}, and no deployment of it can be found`
        if (wasAccepted) {
          const why = 'The server has accepted the request, so it is not repeated.'
          return { kind: 'unknown', reason: `${notFound}. ${why}` }
        }
        // The list alone does not show that nothing happened.
        if (resumes && !(await readPaused(options))) {
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
        // The deployment in progress may be this run's own, from a lost create that the list did not show yet.
        const found = lost ? await reconcileLostCreate(lost, maxListLagMs, options) : 'absent'
        if (found !== 'absent') return found
        if (resumes && (await readPaused(options)) === false) {
          // A resume of this run that was lost may have worked after all.
          if (lost !== undefined) return afterLost(lost, { kind: 'refused', error: result.error })
          before = await turnToCreate()
          break
        }
        const conflict = await handleConflict(result.error, timesInvisible, options)
        if (conflict.kind !== 'over') return afterLost(lost, conflict)
        if (!conflict.wasVisible) timesInvisible++
        // Deployments that appeared before any create was lost do not belong to this run either. Nothing but its time
        // tells the deployment of another resume from that of this run, and there was a pause since the list.
        if (lost === undefined) before = (resumes ? await listNow() : undefined) ?? conflict.before ?? before
      }
    }
  }
}

function isPausedRefusal(error: OutcomeOf<'refused'>['error']): boolean {
  return error instanceof RefusalError && error.refusal.code === 'spicepod_paused'
}

type Sent =
  | { kind: 'created'; deployment: Deployment; isListed: false; isResumed: boolean }
  | NothingDone
  | { kind: 'conflict'; error: RefusalError }
  | { kind: 'lost'; reason: string; wasAccepted: boolean }

/** Whether the app is paused; undefined if it cannot be read. */
async function readPaused({ api, appId, deadline }: CreateOptions): Promise<boolean | undefined> {
  const app = await api.getApp(appId, deadline, { reportErrors: false }).catch(orElse(undefined))
  return app && Boolean(app.paused_at)
}

async function send(resumes: boolean, { api, appId, request, deadline }: CreateOptions): Promise<Sent> {
  const sending = resumes ? 'resumeProject' : 'createDeployment'
  try {
    const deployment = resumes
      ? await api.resumeApp(appId, deadline)
      : await api.createDeployment(appId, request, deadline)
    return { kind: 'created', deployment, isListed: false, isResumed: resumes }
  } catch (error) {
    if (error instanceof NoResponseError && !isDefinitelyNotApplied(error, sending)) {
      return { kind: 'lost', reason: error.message, wasAccepted: error.wasAccepted }
    }
    const isRefused = error instanceof RefusalError && error.operation === sending
    return isRefused && error.refusal.status === 409 ? { kind: 'conflict', error } : toOutcome(error)
  }
}

/** A later failure does not tell what happened to an earlier lost create. */
function afterLost(lost: LostCreate | undefined, end: NothingDone): Outcome {
  if (lost === undefined) return end
  const why = end.kind === 'refused' ? end.error.message : end.reason
  return { kind: 'unknown', reason: endWithStop(`${lost.reason}. The retry failed as well: ${why}`) }
}

/** Several runs that wait for the same blocker should not create at the same moment. */
const maxSpreadMs = 500
const maxBlindPauseMs = 15_000

/**
 * Handles a 409 to a create: fails, or waits until the deployments in progress have ended.
 *
 * @param timesInvisible how many conflicts before this one had no visible blocker
 * @returns `over` if the create can be sent again, with the deployments at that time if they could be listed
 */
async function handleConflict(
  error: RefusalError,
  timesInvisible: number,
  options: CreateOptions,
): Promise<{ kind: 'over'; before: Snapshot | undefined; wasVisible: boolean } | NothingDone> {
  const { api, appId, onConflict, deadline, requestTimeoutMs, clock, random, emit } = options
  // The blockers are helpful to know, but must not hold up a run that is about to fail.
  const listDeadline = onConflict === 'wait' ? deadline : atMost(requestTimeoutMs, deadline, clock)
  let blockers: Deployment[] = []
  let serverTimeMs: number | undefined
  let page: DeploymentPage | undefined
  const refused = () => ({ kind: 'refused', error, blockers, serverTimeMs }) as const
  try {
    page = await api.listDeployments(appId, maxLimit, listDeadline)
    blockers = page.deployments.filter(isInProgress)
    serverTimeMs = page.serverTimeMs
    if (onConflict === 'fail') return refused()
    emit({ type: 'create.waiting', blockers, serverTimeMs })
    if (blockers.length > 0) page = await waitForConflict(blockers, options)
  } catch (trouble) {
    if (!(trouble instanceof CallError)) throw trouble
    // Without permission to list deployments there is nothing to wait for.
    if (onConflict === 'fail' || trouble instanceof RefusalError) return refused()
  }

  const wasVisible = blockers.length > 0
  // A blocker that is not listed has ended in the meantime, appears late because the list lags behind, or never appears.
  const pauseMs = wasVisible
    ? random() * maxSpreadMs
    : Math.min(maxBlindPauseMs, 1000 * 2 ** timesInvisible) * (0.5 + random() / 2)
  await clock.sleep(Math.min(pauseMs, deadline.remainingMs()))
  if (deadline.remainingMs() >= minCreateMs) {
    return { kind: 'over', before: page && takeSnapshot(page, maxLimit), wasVisible }
  }
  const reason = wasVisible
    ? `${nameAll(blockers)} ${blockers.length === 1 ? 'was' : 'were'} still running`
    : `Spice Cloud kept rejecting it (${error.message}), and this run saw no other deployment in progress`
  return { kind: 'timed-out', reason }
}

/**
 * Waits until the blockers have ended. Some servers would accept a create as soon as a blocker has started, and stop
 * that blocker.
 *
 * @returns the list without them; undefined if the deadline passed first
 * @throws RefusalError
 */
function waitForConflict(
  blockers: readonly Deployment[],
  { api, appId, deadline, pollIntervalMs, clock, random }: DeploymentContext,
): Promise<DeploymentPage | undefined> {
  const startedAtMs = clock.now()
  const ids = new Set(blockers.map(({ id }) => id))
  return pollUntil({
    poll: async (pollDeadline, isLast) => {
      // After the deadline nothing can be created.
      if (isLast) return undefined
      const page = await api.listDeployments(appId, maxLimit, pollDeadline)
      return page.deployments.some((each) => ids.has(each.id) && isInProgress(each)) ? undefined : page
    },
    pauseMs: () => {
      const elapsedMs = clock.now() - startedAtMs
      // Without another poll before the deadline nothing could be created.
      const minIntervalMs = Math.min(api.minIntervalMs(), deadline.remainingMs() / 2)
      return nextPollMs(
        { elapsedMs, sinceChangeMs: elapsedMs, minIntervalMs, fixedMs: pollIntervalMs },
        random(),
      )
    },
    deadline,
    clock,
    startsWithPause: true,
  })
}
