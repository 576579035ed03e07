import { NoAnswerError, RefusalError } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import type { SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Clock, Deadline } from '../time.ts'
import { findDeployment } from './find.ts'
import { nextLookMs } from './schedule.ts'
import { judge } from './status.ts'

export interface WaitOptions {
  api: SpiceApi
  appId: number
  deadline: Deadline
  pollIntervalMs: number | undefined
  /** How long ago the deployment was created, in milliseconds. Default 0: just now. */
  ageMs?: number
  /** Whether the app's list has shown the deployment already. */
  isListed?: boolean
  /** How long earlier deployments of the app took, in milliseconds. */
  usualMs?: readonly number[] | undefined
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** Called with every sight of the deployment, and what was listed with it. */
  onSeen: (deployment: Deployment, listed: readonly Deployment[]) => void
}

/**
 * Watches a deployment until it has ended, a newer one has taken its place, or the deadline has passed.
 * The last word is always the API's: before the deadline is called, one more look is taken.
 */
export async function waitForEnd(created: Deployment, options: WaitOptions): Promise<Outcome> {
  const { api, appId, deadline, pollIntervalMs, usualMs, clock, random, onSeen, ageMs = 0 } = options
  const createdAt = clock.now() - ageMs
  let changedAt = clock.now()
  let deployment = created
  let newer: Deployment[] = []
  let wasSeen = options.isListed ?? false

  const look = async (lookDeadline: Deadline) => {
    const sighting = await findDeployment(created.id, api, appId, lookDeadline)
    newer = sighting.newer
    const seen = sighting.deployment
    // A list may lag behind: what it does not have yet is as it was.
    if (seen === undefined) return false
    wasSeen = true
    if (seen.status !== deployment.status) changedAt = clock.now()
    deployment = seen
    onSeen(seen, sighting.listed)
    return true
  }

  let hasSeen = false
  for (;;) {
    const verdict = judge(deployment, newer)
    if (verdict !== undefined) return verdict
    const now = clock.now()
    const pause = nextLookMs(
      {
        status: deployment.status,
        elapsedMs: now - createdAt,
        sinceChangeMs: now - changedAt,
        usualMs,
        gapMs: api.gapMs(),
        fixedMs: pollIntervalMs,
      },
      random(),
    )
    const leftMs = deadline.remainingMs()
    await clock.sleep(Math.min(pause, leftMs))
    try {
      if (pause < leftMs) {
        await look(deadline)
        continue
      }
    } catch (error) {
      if (error instanceof RefusalError) return { kind: 'unknown', deployment, reason: error.message }
      // Trouble that lasted until the deadline; the last look is next.
      if (!(error instanceof NoAnswerError)) throw error
    }
    try {
      hasSeen = await look(deadline.lastLook())
    } catch (error) {
      if (!(error instanceof RefusalError || error instanceof NoAnswerError)) throw error
      return { kind: 'unknown', deployment, reason: error.message }
    }
    const last = judge(deployment, newer)
    if (last !== undefined) return last
    if (hasSeen) return { kind: 'timed-out', deployment }
    const since = wasSeen ? 'any more' : 'yet'
    return {
      kind: 'unknown',
      deployment,
      reason: `the app's list does not show deployment ${created.id} ${since}.`,
    }
  }
}
