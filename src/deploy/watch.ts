import { findById } from '../app/find.ts'
import { CallError, ignoreCallError, isNotFound } from '../core/errors.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Problem } from '../core/problem.ts'
import { type Deadline, pollUntil } from '../platform/clock.ts'
import { nextPollMs } from '../platform/pauses.ts'
import type { Deployment } from '../spice/schema.ts'
import { type DeploymentRun, isQueued, isRollingOut, isUnfinished, terminalOutcome } from './deployment.ts'
import { findDeployment } from './list.ts'
import type { Created } from './reconcile.ts'
import type { Origin } from './served.ts'

export interface WatchOptions {
  appId: number
  origin: Exclude<Origin, { kind: 'created' }> | Pick<Created, 'kind' | 'isListed'>
  /** How long earlier deployments of the app took, in milliseconds. */
  recentDurationsMs?: readonly number[] | undefined
  rollout?: RolloutWatch | undefined
}

/** Looks at what is rolled out while its deployment is watched. The watch never waits for it. */
export interface RolloutWatch {
  /** Takes in what a poll has brought, and those listed with it, newest first. */
  observe(deployment: Deployment, listed: readonly Deployment[]): void
  /** Returns the reasons why the rollout cannot end well, as of now; empty if it may. They are not new any more. */
  currentFindings(): readonly Problem[]
  /** Settles when there is a new reason why the rollout cannot end well. The next poll should follow at once. */
  nextFinding(): Promise<void>
}

/** Watches a deployment until it has ended, a newer one has replaced it, or the deadline has passed. */
export async function waitForEnd(
  created: Deployment,
  options: WatchOptions,
  run: DeploymentRun,
): Promise<Outcome> {
  const { api, deadline, clock, random, emit } = run
  const { appId, origin, recentDurationsMs, rollout } = options
  const createdAtMs = clock.now() - (origin.kind === 'created' ? 0 : origin.ageMs)
  let changedAtMs = clock.now()
  let deployment = created
  let wasListed = origin.kind !== 'created' || origin.isListed
  let isListed = wasListed

  const poll = async (pollDeadline: Deadline): Promise<Outcome | undefined> => {
    // The poll has the last word: findings from before it count only if it shows the deployment still in progress.
    const problems = rollout?.currentFindings() ?? []
    const lookup = await findDeployment(created.id, api, appId, pollDeadline)
    isListed = lookup.deployment !== undefined
    // The list may lag behind: a deployment that it does not have is taken to be unchanged.
    if (lookup.deployment !== undefined) {
      wasListed = true
      if (lookup.deployment.status !== deployment.status) changedAtMs = clock.now()
      deployment = lookup.deployment
      emit({ type: 'deployment.polled', deployment, listed: lookup.list.deployments })
      rollout?.observe(deployment, lookup.list.deployments)
    }
    const ended = terminalOutcome(deployment, lookup.newer)
    const isCurrent = isListed && lookup.newer.length === 0
    const isStuck = problems.length > 0 && isRollingOut(deployment) && isCurrent
    return ended ?? (isStuck ? { kind: 'stuck', deployment, problems } : undefined)
  }
  rollout?.observe(created, [])
  const pauseMs = () =>
    nextPollMs(
      {
        isQueued: isQueued(deployment),
        elapsedMs: clock.now() - createdAtMs,
        sinceChangeMs: clock.now() - changedAtMs,
        recentDurationsMs,
        minIntervalMs: api.minIntervalMs(),
        fixedMs: run.inputs.pollIntervalMs,
      },
      random(),
    )

  try {
    const outcome =
      terminalOutcome(created, []) ??
      (await pollUntil({
        poll,
        pauseMs,
        deadline,
        clock,
        startsWithPause: true,
        wake: rollout && (() => rollout.nextFinding()),
      }))
    if (outcome !== undefined) return outcome
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    const { message } = error
    if (!(await isAppGone(error, appId, run))) return { kind: 'unknown', deployment, reason: message, error }
    emit({ type: 'app.gone' })
    const reason = `the app no longer exists. It was deleted while this run watched the deployment (${message}).`
    return { kind: 'unknown', deployment, reason }
  }
  if (isListed) {
    if (!isUnfinished(deployment)) await findPause(appId, run)
    return { kind: 'timed-out', deployment }
  }
  const reason = `the app's list does not show deployment ${created.id} ${wasListed ? 'any more' : 'yet'}.`
  return { kind: 'unknown', deployment, reason }
}

/** Reads whether a pause has ended a deployment that no newer one has superseded. */
async function findPause(appId: number, { api, deadline, emit }: DeploymentRun): Promise<void> {
  const reading = api.getApp(appId, deadline.lastPoll(), { reportErrors: false })
  const app = await reading.catch(ignoreCallError(undefined))
  if (app?.paused_at) emit({ type: 'app.found', app })
}

/** Whether polls failed because the app was deleted. The app itself is asked for, because gateways respond with 404, too. */
async function isAppGone(
  error: CallError,
  appId: number,
  { api, deadline }: DeploymentRun,
): Promise<boolean> {
  if (!isNotFound(error)) return false
  const missing = findById(appId, api, deadline.lastPoll()).then((app) => app === undefined)
  return missing.catch(ignoreCallError(false))
}
