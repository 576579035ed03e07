import { asResult, CallError, isConflict, NoResponseError, RefusalError, settle } from '../core/errors.ts'
import { type OutcomeWithoutEffect, toOutcome } from '../core/outcome.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { atMost, minAttemptMs, pollUntil } from '../platform/clock.ts'
import { nextPollMs, pauseAfterBlockersMs, pauseAfterInvisibleMs } from '../platform/pauses.ts'
import type { DeploymentList, DeploymentRequest } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { type DeploymentRun, isInProgress, nameAll } from './deployment.ts'
import { maxLimit } from './list.ts'
import type { Created } from './reconcile.ts'

/** The result of a request that creates a deployment. */
export type SendResult =
  | Created
  /** If a resume failed, whether the app is still paused, if that could be read. */
  | ((OutcomeWithoutEffect | { kind: 'conflict'; error: RefusalError }) & { isPaused?: boolean | undefined })
  | { kind: 'lost'; sentAtMs: number; reason: string; wasAccepted: boolean }

/** Creates a deployment, or resumes a paused app, which deploys it. */
export async function send(
  isResumed: boolean,
  mayHaveCreated: boolean,
  { appId, request }: { appId: number; request: DeploymentRequest },
  beforeSend: (() => Promise<void>) | undefined,
  run: DeploymentRun,
): Promise<SendResult> {
  const { api, deadline, clock } = run
  const operation = isResumed ? 'resumeProject' : 'createDeployment'
  const sentAtMs = clock.now()
  const sending = isResumed
    ? api.resumeApp(appId, deadline, beforeSend)
    : api.createDeployment(appId, request, deadline, beforeSend)
  const write = await settle(operation, sending)
  if (write.kind === 'applied') {
    return { kind: 'created', deployment: write.value, isListed: false, isResumed }
  }
  const { kind, error } = write
  if (kind === 'unknown') {
    const wasAccepted = error instanceof NoResponseError && error.wasAccepted
    return { kind: 'lost', sentAtMs, reason: error.message, wasAccepted }
  }
  const answer = isConflict(error, operation) ? ({ kind: 'conflict', error } as const) : toOutcome(error)
  const isRejected = answer.kind === 'conflict' || (answer.kind === 'refused' && !mayHaveCreated)
  return isResumed && isRejected ? { ...answer, isPaused: await readPaused(appId, run) } : answer
}

export async function readPaused(
  appId: number,
  { api, deadline }: DeploymentRun,
): Promise<boolean | undefined> {
  const app = await api.getApp(appId, deadline, { reportErrors: false }).catch(asResult)
  return app instanceof CallError ? undefined : Boolean(app.paused_at)
}

/** Whether a create may follow a conflict: the other deployments have ended, or they have not, or are not waited for. */
export type Turn =
  | { kind: 'free'; before: DeploymentList | null; wasVisible: boolean }
  | { kind: 'blocked'; outcome: OutcomeWithoutEffect }

/** After a conflict with deployments in progress, fails or waits until they have ended. */
export async function waitForTurn(
  error: RefusalError,
  invisibleConflicts: number,
  { appId, onConflict }: { appId: number; onConflict: Inputs['onConflict'] },
  run: DeploymentRun,
): Promise<Turn> {
  const { api, deadline, clock, random, emit } = run
  // The blockers are helpful to know, but must not hold up a run that is about to fail.
  const listDeadline = onConflict === 'wait' ? deadline : atMost(run.inputs.requestTimeoutMs, deadline, clock)
  const first = await api.listDeployments(appId, maxLimit, listDeadline).catch(asResult)
  const { deployments = [], serverTimeMs }: Partial<DeploymentList> = first instanceof CallError ? {} : first
  const blockers = deployments.filter(isInProgress)
  const refused = (reason: RefusalError) =>
    ({ kind: 'blocked', outcome: { kind: 'refused', error: reason, blockers, serverTimeMs } }) as const
  if (onConflict === 'fail') return refused(error)
  if (!(first instanceof CallError)) emit({ type: 'create.waiting', blockers, serverTimeMs })
  const last = blockers.length > 0 ? await waitForEnds(blockers, appId, run) : first
  // Without permission to list deployments there is nothing to wait for.
  if (last instanceof RefusalError) return refused(last)
  const before = last instanceof CallError ? undefined : last
  if (before) emit({ type: 'history.read', deployments: before.deployments })

  const wasVisible = blockers.length > 0
  const pauseMs = wasVisible
    ? pauseAfterBlockersMs(random())
    : pauseAfterInvisibleMs(invisibleConflicts, random())
  await clock.sleep(Math.min(pauseMs, deadline.remainingMs()))
  if (deadline.remainingMs() >= minAttemptMs) {
    return { kind: 'free', before: before ?? null, wasVisible }
  }
  const reason = wasVisible
    ? `${nameAll(blockers)} ${blockers.length === 1 ? 'was' : 'were'} still running${last instanceof CallError ? ` when last listed (${last.message})` : ''}`
    : `Spice Cloud kept rejecting it (${error.message}), and this run saw no other deployment in progress`
  return { kind: 'blocked', outcome: { kind: 'timed-out', reason } }
}

/**
 * Waits until all blockers have ended. Some servers accept a create while another is running, and cancel that one.
 * @returns undefined if they have not ended in time, and the error if they cannot be listed
 */
function waitForEnds(
  blockers: readonly Deployment[],
  appId: number,
  { api, deadline, inputs, clock, random }: DeploymentRun,
): Promise<DeploymentList | CallError | undefined> {
  const startedAtMs = clock.now()
  const ids = new Set(blockers.map(({ id }) => id))
  let list: DeploymentList | CallError | undefined
  const waiting = pollUntil({
    poll: async (pollDeadline, isLast) => {
      // After the deadline nothing can be created.
      if (isLast) return list instanceof CallError ? list : undefined
      list = await api.listDeployments(appId, maxLimit, pollDeadline).catch(asResult)
      if (list instanceof CallError) throw list
      return list.deployments.filter(isInProgress).some(({ id }) => ids.has(id)) ? undefined : list
    },
    pauseMs: () => {
      const elapsedMs = clock.now() - startedAtMs
      // Without another poll before the deadline nothing could be created.
      const minIntervalMs = Math.min(api.minIntervalMs(), deadline.remainingMs() / 2)
      const fixedMs = inputs.pollIntervalMs
      return nextPollMs({ elapsedMs, sinceChangeMs: elapsedMs, minIntervalMs, fixedMs }, random())
    },
    deadline,
    clock,
    startsWithPause: true,
  })
  return waiting.catch(asResult)
}
