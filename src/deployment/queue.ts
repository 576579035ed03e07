import { NoResponseError, RefusalError } from '../errors.ts'
import type { OutcomeOf } from '../outcome.ts'
import { deadlineIn, earlier, pollUntil } from '../platform/clock.ts'
import type { DeploymentPage } from '../spice/api.ts'
import { minCreateMs } from '../spice/retry.ts'
import type { Deployment } from '../spice/schema.ts'
import { type DeploymentContext, isInProgress, nameAll } from './deployment.ts'
import { maxLimit, type Snapshot, takeSnapshot } from './list.ts'
import { nextPollMs } from './schedule.ts'

export interface QueueOptions extends DeploymentContext {
  onConflict: 'wait' | 'fail'
  /** How long a request may take. */
  requestTimeoutMs: number
}

export type Conflict =
  /** The create can be sent again. */
  | {
      kind: 'over'
      /** The deployments when it was over; undefined if they could not be listed. */
      before: Snapshot | undefined
      /** Whether the blockers were listed. */
      wasVisible: boolean
    }
  | NotCreated

/** How a run ends that has created nothing. */
export type NotCreated = OutcomeOf<'refused'> | { kind: 'timed-out'; reason: string }

/**
 * Handles a 409 to a create: fails, or waits until the deployments in progress have ended.
 *
 * @param timesInvisible how many conflicts before this one had no visible blocker
 */
export async function handleConflict(
  error: RefusalError,
  timesInvisible: number,
  options: QueueOptions,
): Promise<Conflict> {
  const { api, appId, onConflict, deadline, requestTimeoutMs, clock, random, emit } = options
  // The blockers are helpful to know, but must not hold up a run that is about to fail.
  const listDeadline =
    onConflict === 'wait' ? deadline : earlier(deadline, deadlineIn(requestTimeoutMs, clock))
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
    if (!(trouble instanceof RefusalError || trouble instanceof NoResponseError)) throw trouble
    // Without permission to list deployments there is nothing to wait for.
    if (onConflict === 'fail' || trouble instanceof RefusalError) return refused()
  }

  const wasVisible = blockers.length > 0
  const pauseMs = wasVisible ? random() * maxSpreadMs : pauseWhenNothingVisibleMs(timesInvisible, random())
  await clock.sleep(Math.min(pauseMs, deadline.remainingMs()))
  if (deadline.remainingMs() >= minCreateMs) {
    return { kind: 'over', before: page && takeSnapshot(page, maxLimit), wasVisible }
  }
  const reason = wasVisible
    ? `${nameAll(blockers)} ${blockers.length === 1 ? 'was' : 'were'} still running`
    : `Spice Cloud kept refusing it (${error.message}), and this run saw no other deployment in progress`
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

/** Several runs that wait for the same blocker should not create at the same moment. */
const maxSpreadMs = 500
const maxPauseMs = 15_000

/**
 * How long to wait before the next create if no blocker is visible: it has ended meanwhile, the list lags behind, or
 * it never shows the blocker.
 *
 * @param times how often this has happened before
 * @returns milliseconds
 */
function pauseWhenNothingVisibleMs(times: number, random: number): number {
  return Math.min(maxPauseMs, 1000 * 2 ** times) * (0.5 + random / 2)
}
