import { NoAnswerError, RefusalError } from '../errors.ts'
import type { SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { type Clock, type Deadline, deadlineIn } from '../time.ts'
import type { Outcome } from './outcome.ts'
import { nextLookMs } from './schedule.ts'

export interface WaitOptions {
  api: SpiceApi
  appId: number
  deadline: Deadline
  /** For the last look, which may come after the deadline. */
  requestTimeoutMs: number
  pollIntervalMs: number | undefined
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** Called with every sight of the deployment. */
  onSeen: (deployment: Deployment) => void
}

/** How many deployments a look asks for: ours is among the newest unless many came after it. */
const fewest = 20
const most = 100

/**
 * Watches a deployment until it has ended, a newer one has taken its place, or the deadline has passed.
 * The last word is always the API's: before the deadline is called, one more look is taken.
 */
export async function waitForEnd(created: Deployment, options: WaitOptions): Promise<Outcome> {
  const { api, appId, deadline, requestTimeoutMs, pollIntervalMs, clock, random, onSeen } = options
  const startedAt = clock.now()
  let changedAt = startedAt
  let deployment = created
  let newer: Deployment[] = []

  const look = async (lookDeadline: Deadline) => {
    const deployments = await listWith(created.id, api, appId, lookDeadline)
    const seen = deployments.find(({ id }) => id === created.id)
    // A list may lag behind: what it does not have yet is as it was.
    if (seen === undefined) return
    newer = deployments.filter(({ id }) => id > created.id)
    if (seen.status !== deployment.status) changedAt = clock.now()
    deployment = seen
    onSeen(seen)
  }

  for (;;) {
    const verdict = judge(deployment, newer)
    if (verdict !== undefined) return verdict
    const now = clock.now()
    const pause = nextLookMs(
      { elapsedMs: now - startedAt, sinceChangeMs: now - changedAt, fixedMs: pollIntervalMs },
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
      await look(deadlineIn(requestTimeoutMs, clock))
    } catch (error) {
      if (!(error instanceof RefusalError || error instanceof NoAnswerError)) throw error
      return { kind: 'unknown', deployment, reason: error.message }
    }
    return judge(deployment, newer) ?? { kind: 'timed-out', deployment }
  }
}

/** Lists the newest deployments, and more of them where the one looked for is not among the first. */
async function listWith(id: number, api: SpiceApi, appId: number, deadline: Deadline): Promise<Deployment[]> {
  const few = await api.listDeployments(appId, fewest, deadline)
  const isComplete = few.length < fewest || few.some((each) => each.id === id)
  return isComplete ? few : api.listDeployments(appId, most, deadline)
}

/** The verdict on a deployment, undefined while it goes on. Statuses that nobody described go on, too. */
function judge(deployment: Deployment, newer: readonly Deployment[]): Outcome | undefined {
  switch (deployment.status) {
    case 'succeeded':
    case 'failed':
      return { kind: deployment.status, deployment }
    case 'created': {
      // Sources disagree whether this means "just made" or "superseded"; a newer one settles it.
      const by = newer.at(-1)
      return by && { kind: 'superseded', deployment, by }
    }
    default:
      return undefined
  }
}
