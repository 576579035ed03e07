import type { DeploymentPage, SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Clock, Deadline } from '../time.ts'
import { most } from './find.ts'
import { nextLookMs } from './schedule.ts'
import { isInProgress } from './status.ts'

export interface TurnOptions {
  api: SpiceApi
  appId: number
  deadline: Deadline
  pollIntervalMs: number | undefined
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
}

/** How long to wait before creating again, so that several runs do not do so at the same moment. */
const spreadMs = 500
const longestPauseMs = 15_000

/**
 * Waits until those in the way have ended. Creating as soon as one has started would be accepted by some servers, and
 * would put an end to it.
 *
 * @returns the list as it was then; undefined when the deadline passed first
 * @throws RefusalError, NoAnswerError
 */
export async function waitForOthers(
  inTheWay: readonly Deployment[],
  { api, appId, deadline, pollIntervalMs, clock, random }: TurnOptions,
): Promise<DeploymentPage | undefined> {
  const startedAt = clock.now()
  const ids = new Set(inTheWay.map(({ id }) => id))
  for (;;) {
    const elapsedMs = clock.now() - startedAt
    // Without another look before the deadline nothing could be created.
    const gapMs = Math.min(api.gapMs(), deadline.remainingMs() / 2)
    const pause = nextLookMs(
      { elapsedMs, sinceChangeMs: elapsedMs, gapMs, fixedMs: pollIntervalMs },
      random(),
    )
    await clock.sleep(Math.min(pause, deadline.remainingMs()))
    if (deadline.remainingMs() === 0) return undefined
    const page = await api.listDeployments(appId, most, deadline)
    if (page.deployments.some((each) => ids.has(each.id) && isInProgress(each))) continue
    await clock.sleep(Math.min(random() * spreadMs, deadline.remainingMs()))
    return page
  }
}

/**
 * How long to wait before creating again where nobody is seen in the way: they have ended meanwhile, or the list lags
 * behind, or it does not show them at all.
 *
 * @param times how often it was so before
 * @returns milliseconds
 */
export function blindPauseMs(times: number, random: number): number {
  return Math.min(longestPauseMs, 1000 * 2 ** times) * (0.5 + random / 2)
}
