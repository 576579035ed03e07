import { CallError } from '../core/errors.ts'
import type { OutcomeOf } from '../core/outcome.ts'
import { type Deadline, deadlineIn, maxListLagMs, parseTime, pollUntil } from '../platform/clock.ts'
import { lookUpPauseMs } from '../platform/pauses.ts'
import type { DeploymentList, DeploymentRequest } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { type DeploymentRun, hasSettings, hasSource, nameAll } from './deployment.ts'
import { maxLimit } from './list.ts'

export interface Create {
  request: DeploymentRequest
  /** The app's earlier deployments, none of which can come from the request; null if they could not be listed. */
  before: DeploymentList | null
  /** Whether the app may record another commit than the one sent, as those connected to GitHub do. */
  mayRecordOtherCommit: boolean
}

export interface LostCreate extends Create {
  /** By the clock of this machine. */
  sentAtMs: number
  reason: string
  /** Whether it resumes a paused app, for which nothing else can create a deployment. */
  resumes: boolean
  /** When that app was paused, by the server's clock. A deployment from before that cannot come from the resume. */
  pausedAtMs?: number | undefined
}

export interface Created {
  kind: 'created'
  deployment: Deployment
  /** Whether the app's list has shown it. */
  isListed: boolean
  /** Whether it comes from resuming a paused app, which takes no request. */
  isResumed: boolean
}

/** A server may need this long for a create, even if its client does not wait as long. */
const minServerMs = 2000

/**
 * How long to look up a lost create before it is sent again. A gateway can hold it until it gives up, and the server
 * may then take as long again. Half of the time that is left is kept, unless a list that lags behind needs it.
 */
export function settleMsAfter(requestTimeoutMs: number, remainingMs: number): number {
  const wantedMs = Math.max(requestTimeoutMs, minServerMs) + maxListLagMs
  return Math.min(wantedMs, Math.max(remainingMs / 2, minServerMs + maxListLagMs))
}

/** Result of a lost create, as far as that is known. */
export type Reconciled = Created | OutcomeOf<'unknown'>

/** Polls the list until the deployment of a lost create is there, or can no longer appear in time. */
export async function reconcileLostCreate(
  lost: LostCreate,
  settleMs: number,
  appId: number,
  { api, deadline, clock, emit }: Omit<DeploymentRun, 'random' | 'inputs'>,
): Promise<Reconciled | 'absent'> {
  const startedAtMs = clock.now()
  const settled = deadlineIn(settleMs, clock)
  const unknown = (what: string) => ({ kind: 'unknown', reason: `${lost.reason}, and ${what}.` }) as const
  let possible: Deployment[] = []
  const conclude = () =>
    possible.length === 0 ? 'absent' : unknown(`${nameAll(possible)} may come from it or from somebody else`)

  const poll = async (pollDeadline: Deadline): Promise<Reconciled | 'absent' | undefined> => {
    const wasSettled = settled.remainingMs() === 0
    const list = await api.listDeployments(appId, maxLimit, pollDeadline)
    // A list that was requested before that moment proves nothing, however late it comes. After refusals, it was
    // requested later than this poll began.
    const isSettled = wasSettled || clock.now() - list.tookMs >= startedAtMs + settleMs
    const candidates = findCandidates(list, lost, clock.now() - lost.sentAtMs)
    const [deployment] = candidates.certain
    if (candidates.certain.length > 1) {
      const names = nameAll(candidates.certain)
      return unknown(`several deployments may be the one that this run requested: ${names}`)
    }
    if (deployment !== undefined) {
      emit({ type: 'create.found', deployment })
      return { kind: 'created', deployment, isListed: true, isResumed: lost.resumes }
    }
    possible = candidates.possible
    return isSettled ? conclude() : undefined
  }
  const pauseMs = () => {
    const pause = lookUpPauseMs(clock.now() - startedAtMs, api.minIntervalMs())
    return Math.min(pause, settled.remainingMs() || pause)
  }
  try {
    return (await pollUntil({ poll, pauseMs, deadline, clock })) ?? conclude()
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    return { ...unknown(`looking it up failed as well (${error.message})`), error }
  }
}

/** @param elapsedMs since the create was sent */
export function findCandidates(list: DeploymentList, lost: LostCreate, elapsedMs: number) {
  /** New, with the commit and branch of this run. */
  const certain: Deployment[] = []
  /** New, and nothing rules them out. */
  const possible: Deployment[] = []
  for (const deployment of list.deployments) {
    const age = classifyAge(deployment, list, lost.before, elapsedMs)
    const createdMs = parseTime(deployment.created_at) ?? Number.POSITIVE_INFINITY
    if (age === 'old' || createdMs < (lost.pausedAtMs ?? 0)) continue
    const isMatch = lost.resumes || hasSource(deployment, lost.request)
    if (isMatch && age === 'new') certain.push(deployment)
    // Without a common commit, it cannot be distinguished from another run's deployment.
    else if (isMatch || lost.mayRecordOtherCommit || !deployment.commit_sha) possible.push(deployment)
  }
  // Settings are only a hint: a server may record others than requested, for example because of a plan's limits.
  const alike = lost.resumes
    ? // While the app was paused, nothing else could create the first of them.
      certain.slice(possible.length > 0 ? 0 : -1)
    : certain.filter((deployment) => hasSettings(deployment, lost.request))
  return { certain: alike.length === 1 ? alike : certain, possible }
}

/**
 * How far `Date` and `created_at` may differ, if they come from different clocks. A smaller difference proves nothing:
 * a list that lags behind shows an older twin in the same way.
 */
const maxSkewMs = 5000
/** A list lags behind by seconds. A larger difference means that `Date` and `created_at` come from unrelated clocks. */
const maxLateMs = 60_000
/** The server time of a response that takes longer says too little about when a deployment was created. */
const maxPreciseMs = 2000

/** By the server's own clock, compared with the moment at which the create was sent. */
function classifyAge(
  { id, created_at }: Deployment,
  { serverTimeMs, tookMs }: DeploymentList,
  before: DeploymentList | null,
  elapsedMs: number,
): 'new' | 'old' | 'unclear' {
  const createdMs = parseTime(created_at)
  if (before === null) {
    if (createdMs === undefined || serverTimeMs === undefined) return 'unclear'
    // The earliest moment. `Date` is truncated to whole seconds, which is less than the way to the server takes.
    const sentMs = serverTimeMs - elapsedMs
    if (createdMs < sentMs - maxSkewMs) return 'old'
    return createdMs < sentMs + Math.max(0, tookMs - maxPreciseMs) ? 'unclear' : 'new'
  }
  if (before.deployments.some((listed) => listed.id === id)) return 'old'
  // A full list does not tell what else existed.
  const times = before.isWhole
    ? []
    : before.deployments.flatMap((listed) => parseTime(listed.created_at) ?? [])
  if (createdMs === undefined) return times.length === 0 ? 'new' : 'unclear'
  const sinceMs = Math.max(...times)
  if (createdMs < sinceMs) return createdMs < sinceMs - maxSkewMs ? 'old' : 'unclear'
  // A deployment older than a list without it is an earlier twin that was listed late, unless the clocks differ.
  const lateMs = before.serverTimeMs === undefined ? 0 : before.serverTimeMs - createdMs
  return lateMs > 0 && lateMs <= maxLateMs ? 'unclear' : 'new'
}
