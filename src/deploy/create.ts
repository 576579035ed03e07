import { isRefusedWhilePaused, type RefusalError, refusesImage } from '../core/errors.ts'
import type { RunEvent } from '../core/events.ts'
import { type OutcomeOf, type OutcomeWithoutEffect, type Overtaken, Stop } from '../core/outcome.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { atMost, maxListLagMs, minAttemptMs, parseTime } from '../platform/clock.ts'
import { pauseAfterLossMs } from '../platform/pauses.ts'
import { endWithStop } from '../platform/text.ts'
import type { DeploymentList } from '../spice/api.ts'
import type { DeploymentRun } from './deployment.ts'
import { listBefore } from './list.ts'
import {
  type Create,
  type Created,
  type Reconciled,
  reconcileLostCreate,
  settleMsAfter,
} from './reconcile.ts'
import { readPaused, type SendResult, send, type Turn, waitForTurn } from './send.ts'

export interface CreateOptions extends Create, Pick<Inputs, 'onConflict' | 'onPaused'> {
  appId: number
  /** The app's `paused_at`; undefined if it is not known to be paused. */
  pausedAt?: string | undefined
  /** Runs before each create or resume, repeated ones included. A {@link Stop} keeps the request from being sent. */
  beforeSend?: ((send: Sending) => Promise<void>) | undefined
  /** Runs if Spice Cloud refuses the image, without which it then deploys. Undefined if it must have the image. */
  onImageRefused?: ((error: RefusalError) => void) | undefined
  /** The run has waited for another deployment already, so that even its first create does not come at once. */
  hasWaited?: boolean
}

interface Sending {
  /** The run has waited for another deployment, or for an app that was paused. */
  hasWaited: boolean
  /** An earlier request got no response, so that a new deployment may be this run's own. */
  mayHaveCreated: boolean
}

export interface CreateState {
  /** A paused app is resumed, which deploys it. */
  how: 'create' | 'resume'
  /** Whether an app that turns out to be paused may be resumed. */
  mayResume: boolean
  hasImage: boolean
  hasWaited: boolean
  /** Deployments that cannot be this run's, because they were listed before it sent anything. */
  before: DeploymentList | null
  /** The requests without a response, any of which may have worked. */
  lost?: { firstSentAtMs: number; times: number; reason: string; wasAccepted: boolean }
  conflict?: Extract<Answer, { kind: 'conflict' }> | undefined
  invisibleConflicts: number
}

type Step = { says?: RunEvent } & (
  | { do: 'send' }
  /** Look for the deployment of a lost request in the list, until it can no longer appear there. */
  | { do: 'look up'; after: 'loss' | 'conflict' }
  | { do: 'list' }
  | { do: 'wait for others'; error: RefusalError }
  /** Let an outage pass before the request is sent again. */
  | { do: 'back off'; timesLost: number }
  | { do: 'end'; created: Created | EndWithout }
)

/** How a run ends that has not certainly created anything. */
type EndWithout = OutcomeWithoutEffect | Overtaken | OutcomeOf<'unknown'>

/** The result of a step. */
export type Answer =
  | SendResult
  /** A lost request has created what the list shows, or what became of it is not known. */
  | { kind: 'found'; created: Reconciled }
  /** A lost request has created nothing that the list shows. */
  | { kind: 'absent'; isPaused?: boolean | undefined }
  | { kind: 'listed'; before: DeploymentList | null }
  | Turn
  /** A check forbids the request. An outdated run would restore what a lost one may deploy after all. */
  | { kind: 'stopped'; outcome: OutcomeWithoutEffect | Overtaken }
  | { kind: 'backed off'; remainingMs: number }

/** How often a create may be lost before the run gives up: each retry could create a second deployment. */
const maxLost = 5

/**
 * Creates one deployment, even if the network fails. A lost create is looked up by its commit and branch among new
 * deployments, and only sent again if it is not there; after a conflict, once those in progress have ended. A paused
 * app is resumed in the same way, and deployed after all if somebody else has resumed it.
 * @param known what an earlier create has found out whose image was refused
 * @throws Stop if none was created, as far as that is known
 */
export async function createOnce(
  options: CreateOptions,
  run: DeploymentRun,
  known?: CreateState,
): Promise<Created> {
  let state = known ?? begin(options)
  // While the earlier create waited, others may have deployed the same commit.
  let step: Step = { do: known !== undefined || options.hasWaited ? 'list' : 'send' }
  while (step.do !== 'end') {
    const answer = await perform(step, state, options, run)
    ;[state, step] = next(state, answer)
    if (step.says !== undefined) run.emit(step.says)
  }
  const { created } = step
  if (created.kind === 'created') return created
  const { onImageRefused, request } = options
  const { image_tag, ...others } = request
  const refusal = created.kind === 'refused' ? created.error : undefined
  if (onImageRefused === undefined || image_tag === undefined || !refusesImage(refusal))
    throw new Stop(created)
  onImageRefused(refusal)
  // A lost create had the refused image as well.
  const { lost: _, ...rest } = state
  return createOnce({ ...options, request: others }, run, { ...rest, hasImage: false })
}

export function begin({
  before,
  onPaused,
  pausedAt,
  hasWaited = false,
  request: { image_tag },
}: Pick<CreateOptions, 'before' | 'onPaused' | 'pausedAt' | 'hasWaited' | 'request'>): CreateState {
  const how = pausedAt ? 'resume' : 'create'
  const mayResume = onPaused === 'resume' && how === 'create'
  return { how, mayResume, hasImage: image_tag !== undefined, hasWaited, before, invisibleConflicts: 0 }
}

/** Decides what an answer means for the deployment that is to be created, and what to do next. */
export function next(state: CreateState, answer: Answer): [CreateState, Step] {
  const { how, lost } = state
  switch (answer.kind) {
    case 'created':
    case 'found':
      return [state, { do: 'end', created: answer.kind === 'found' ? answer.created : answer }]

    case 'refused':
      // An image is refused for what it is, so that a lost request for it has created nothing either.
      if (state.hasImage && refusesImage(answer.error, /image/i))
        return [state, { do: 'end', created: answer }]
      if (lost !== undefined) return giveUp(state, answer)
      if (state.mayResume && isRefusedWhilePaused(answer.error)) {
        const text = 'The app is paused. Resuming it, which deploys its spicepod.'
        return [
          { ...state, how: 'resume', mayResume: false },
          { do: 'send', says: { type: 'note', text } },
        ]
      }
      return answer.isPaused === false ? createInstead(state) : giveUp(state, answer)

    case 'timed-out':
      return giveUp(state, answer)

    case 'lost': {
      const { sentAtMs, reason, wasAccepted } = answer
      const { firstSentAtMs = sentAtMs, times = 0 } = lost ?? {}
      const after = { firstSentAtMs, times: times + 1, reason, wasAccepted }
      return [
        { ...state, lost: after, conflict: undefined },
        { do: 'look up', after: 'loss', says: { type: 'create.lost', resumes: how === 'resume' } },
      ]
    }

    case 'absent':
      if (state.conflict !== undefined) return afterConflict(state, state.conflict)
      return afterLoss(state, answer.isPaused)

    case 'backed off':
      if (answer.remainingMs < minAttemptMs) return notFound(state, timesTried(state))
      return [state, { do: 'send', says: { type: 'create.retrying' } }]

    case 'conflict':
      // The deployment in progress may be this run's own, from a lost create that the list did not show yet.
      if (lost === undefined) return afterConflict(state, answer)
      return [
        { ...state, conflict: answer },
        { do: 'look up', after: 'conflict' },
      ]

    case 'blocked':
      return giveUp(state, answer.outcome)

    case 'stopped': {
      const { outcome } = answer
      const isFinal = outcome.kind === 'superseded' || (outcome.kind === 'refused' && !outcome.isOutdated)
      return isFinal ? [state, { do: 'end', created: outcome }] : giveUp(state, outcome)
    }

    case 'free': {
      const invisibleConflicts = state.invisibleConflicts + (answer.wasVisible ? 0 : 1)
      const after = { ...state, hasWaited: true, conflict: undefined, invisibleConflicts }
      if (lost !== undefined) return [after, { do: 'send' }]
      // Deployments that appeared before any create was lost do not belong to this run either. Nothing but its time
      // tells the deployment of another resume from that of this run, and there was a pause since the list.
      return [{ ...after, before: answer.before ?? state.before }, { do: how === 'resume' ? 'list' : 'send' }]
    }

    case 'listed':
      return [{ ...state, before: answer.before ?? state.before }, { do: 'send' }]
  }
}

/** Lists the deployments first, because that of another resume does not belong to this run. */
function createInstead(state: CreateState): [CreateState, Step] {
  const text = 'The app is no longer paused. Creating a deployment.'
  return [
    { ...state, how: 'create', hasWaited: true },
    { do: 'list', says: { type: 'note', text } },
  ]
}

function afterConflict(
  state: CreateState,
  { error, isPaused }: NonNullable<CreateState['conflict']>,
): [CreateState, Step] {
  if (isPaused !== false) return [state, { do: 'wait for others', error }]
  // A resume of this run that was lost may have worked after all.
  return state.lost === undefined ? createInstead(state) : giveUp(state, { kind: 'refused', error })
}

function afterLoss(state: CreateState, isPaused: boolean | undefined): [CreateState, Step] {
  const { times = 0, wasAccepted = false } = state.lost ?? {}
  if (wasAccepted) return notFound(state, '. The server has accepted the request, so it is not repeated.')
  // The list alone does not show that nothing happened.
  if (state.how === 'resume' && isPaused !== true) {
    return notFound(state, ', nor could it be confirmed that the app is still paused.')
  }
  return times < maxLost ? [state, { do: 'back off', timesLost: times }] : notFound(state, timesTried(state))
}

function timesTried({ lost }: CreateState): string {
  return ` after ${lost?.times} of ${maxLost} tries.`
}

function notFound(state: CreateState, ending: string): [CreateState, Step] {
  const reason = `${state.lost?.reason}, and no deployment of it can be found${ending}`
  return [state, { do: 'end', created: { kind: 'unknown', reason } }]
}

/** A later failure does not tell what happened to an earlier lost create. */
function giveUp(state: CreateState, outcome: OutcomeWithoutEffect): [CreateState, Step] {
  if (state.lost === undefined) return [state, { do: 'end', created: outcome }]
  const error = outcome.kind === 'refused' ? outcome.error : undefined
  const why = error?.message ?? ('reason' in outcome && outcome.reason)
  const reason = endWithStop(`${state.lost.reason}. The retry failed as well: ${why}`)
  return [state, { do: 'end', created: { kind: 'unknown', reason, error } }]
}

async function perform(
  step: Exclude<Step, { do: 'end' }>,
  state: CreateState,
  options: CreateOptions,
  run: DeploymentRun,
): Promise<Answer> {
  const { api, deadline, clock, random, inputs } = run
  switch (step.do) {
    case 'send': {
      const resumes = state.how === 'resume'
      const mayHaveCreated = state.lost !== undefined
      const prepare = options.beforeSend
      const beforeSend = prepare && (() => prepare({ hasWaited: state.hasWaited, mayHaveCreated }))
      run.emit({ type: 'create.sending', resumes })
      return send(resumes, mayHaveCreated, options, beforeSend, run).catch((error): Answer => {
        if (!(error instanceof Stop)) throw error
        return { kind: 'stopped', outcome: error.outcome as OutcomeWithoutEffect | Overtaken }
      })
    }
    case 'look up':
      return lookUp(step.after, state, options, run)
    case 'list': {
      const soon = atMost(inputs.requestTimeoutMs, deadline, clock)
      return { kind: 'listed', before: await listBefore(api, options.appId, soon) }
    }
    case 'wait for others':
      return waitForTurn(step.error, state.invisibleConflicts, options, run)
    case 'back off':
      await clock.sleep(Math.min(pauseAfterLossMs(step.timesLost, random()), deadline.remainingMs()))
      return { kind: 'backed off', remainingMs: deadline.remainingMs() }
  }
}

async function lookUp(
  after: 'loss' | 'conflict',
  { how, lost, before }: CreateState,
  options: CreateOptions,
  run: DeploymentRun,
): Promise<Answer> {
  const resumes = how === 'resume'
  const { firstSentAtMs: sentAtMs = 0, reason = '', wasAccepted = false } = lost ?? {}
  const pausedAtMs = resumes ? parseTime(options.pausedAt) : undefined
  const lostCreate = { ...options, before, resumes, reason, sentAtMs, pausedAtMs }
  const lossSettleMs = settleMsAfter(run.inputs.requestTimeoutMs, run.deadline.remainingMs())
  const settleMs = after === 'conflict' ? maxListLagMs : lossSettleMs
  const created = await reconcileLostCreate(lostCreate, settleMs, options.appId, run)
  if (created !== 'absent') return { kind: 'found', created }
  const asksAgain = resumes && after === 'loss' && !wasAccepted
  return { kind: 'absent', isPaused: asksAgain ? await readPaused(options.appId, run) : undefined }
}
