import type { Change } from '../app/plan.ts'
import { durationMs, isUnfinished, reasonOf } from '../deployment/deployment.ts'
import type { TimedEvent } from '../events.ts'
import type { Source } from '../github/event.ts'
import type { Outcome, Recovery } from '../outcome.ts'
import type { Problem } from '../problem.ts'
import type { Verification } from '../runtime/verification.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { type Phase, reducePhases } from './phases.ts'

/** All that is known of a run at some moment: log, outputs, summary, comment and verdict are made from it. */
export interface RunState {
  readonly startedAtMs: number
  /** What takes time at present, for the heartbeat; empty if nothing does. */
  readonly activity: string
  /** What the inputs ask for; the defaults until they have been read. */
  readonly settings: Settings
  readonly appId?: number | undefined
  readonly app?: App
  /** Handle of the organization. */
  readonly org?: string | undefined
  readonly source?: Source
  /** What the checks found. */
  readonly problems: readonly Problem[]
  /** Changes that Spice Cloud has confirmed, in order. */
  readonly applied: readonly Change[]
  /** A change that may be on its way. */
  readonly unconfirmed?: Change | undefined
  /** How often Spice Cloud stopped responding as expected. */
  readonly outages: number
  /** When the first create request left. */
  readonly requestedAtMs?: number
  /** Whether a create request may have left that was not rejected. */
  readonly isRequested: boolean
  /** Whether a create request got no response. */
  readonly isLost: boolean
  /** Deployments that blocked the create request last; empty if they are not listed. */
  readonly blockers?: readonly Deployment[]
  /** Whether the run watches a deployment that it did not create. */
  readonly isAttached: boolean
  /** The app's deployments before this one, newest first. */
  readonly history: readonly Deployment[]
  readonly deployment?: Deployment
  /** Causes for which the deployment has reported errors while it was in progress. */
  readonly reportedCauses: readonly string[]
  /** What the last poll listed with it, newest first. */
  readonly listed: readonly Deployment[]
  /** When the deployment was created, on the run's clock. */
  readonly createdAtMs?: number
  /** How long the deployment has been there as of the last poll. */
  readonly elapsedMs?: number
  readonly verification?: Verification
  /** The last lines of the log of a deployment that failed. */
  readonly logTail: readonly string[]
  readonly recovery?: RecoveryState
  /** How the run has spent its time. */
  readonly phases: readonly Phase[]
  /** What a run ends with that is cancelled now. */
  readonly decided?: Outcome
  readonly outcome?: Outcome
}

export interface Settings {
  readonly channel?: string | undefined
  readonly replicas?: number | undefined
  readonly imageTag?: string | undefined
  readonly timeoutMs: number
  readonly onSuperseded: 'fail' | 'pass'
  readonly onFailure: 'none' | 'restore' | 'rollback'
}

/** How far restoring the app has come. */
export interface RecoveryState {
  readonly mode: 'restore' | 'rollback'
  readonly isRestored: boolean
  /** Whether the create request of a rollback may have left. */
  readonly isRequested: boolean
  readonly deployment?: Deployment
  readonly result?: Recovery
}

export function initialState(startedAtMs: number): RunState {
  return {
    startedAtMs,
    activity: '',
    settings: { timeoutMs: 0, onSuperseded: 'fail', onFailure: 'none' },
    problems: [],
    applied: [],
    outages: 0,
    isRequested: false,
    isLost: false,
    isAttached: false,
    history: [],
    reportedCauses: [],
    listed: [],
    logTail: [],
    phases: [],
  }
}

/** What is known once an event has happened. Pure: the same events always lead to the same state. */
export function reduce(state: RunState, event: TimedEvent): RunState {
  return { ...state, ...learn(state, event), phases: reducePhases(state.phases, event) }
}

function learn(state: RunState, event: TimedEvent): Partial<RunState> {
  switch (event.type) {
    case 'inputs.read': {
      const { appId, channel, replicas, imageTag, timeoutMs, onSuperseded, onFailure } = event.inputs
      const settings = { channel, replicas, imageTag, timeoutMs, onSuperseded, onFailure }
      return { appId, org: event.org, settings, activity: 'preparing' }
    }
    case 'problems.found':
      return { problems: [...state.problems, ...event.problems] }
    case 'org.found':
      return { org: event.org }
    case 'outage.began':
      return { outages: state.outages + 1 }
    case 'app.identified':
      return { appId: event.appId }
    case 'app.found':
      return { appId: event.app.id, app: event.app }
    case 'source.found':
      return { source: event.source }
    case 'change.sending':
      return { unconfirmed: event.change }
    case 'change.applied':
      return { applied: [...state.applied, event.change], unconfirmed: undefined }
    case 'change.rejected':
      return { unconfirmed: undefined }
    case 'history.read':
      return { history: event.deployments }
    case 'create.sending': {
      const { requestedAtMs = event.atMs } = state
      return { isRequested: true, requestedAtMs, activity: 'requesting the deployment' }
    }
    case 'create.lost':
      return { isLost: true }
    case 'create.waiting':
      // The request was rejected: nothing of this run is in progress, unless an earlier one was lost.
      return {
        isRequested: state.isLost,
        blockers: event.blockers,
        activity: 'waiting for another deployment to finish',
      }
    case 'deployment.attached': {
      // An attached deployment was not created with these inputs.
      const settings = { ...state.settings, channel: undefined, replicas: undefined, imageTag: undefined }
      return { isAttached: true, createdAtMs: event.atMs - event.ageMs, settings }
    }
    case 'deployment.polled': {
      const { createdAtMs = event.atMs } = state
      const { deployment, listed } = event
      const activity = isUnfinished(deployment) ? deployment.status : ''
      const reportedCauses = reasonOf(deployment)
        ? [...new Set([...state.reportedCauses, causeOf(deployment)])]
        : state.reportedCauses
      const elapsedMs = event.atMs - createdAtMs
      return { deployment, listed, reportedCauses, createdAtMs, elapsedMs, activity }
    }
    case 'verification.started':
      return { activity: 'locating the runtime' }
    case 'runtime.waiting':
      return { activity: 'waiting for the runtime' }
    case 'runtime.ready':
      return { activity: 'waiting for the datasets' }
    case 'probe.started':
      return { activity: `running the ${event.name} probe` }
    case 'verification.skipped': {
      const error = `Not run: ${event.reason}.`
      const tests = event.probes.map((name) => ({ name, ok: false, durationMs: 0, error }))
      return tests.length === 0 ? {} : { verification: { ...soFar(state), tests } }
    }
    case 'datasets.polled':
      return {
        verification: { ...soFar(state), datasets: event.datasets },
        activity: `datasets: ${event.progress}`,
      }
    case 'models.polled':
      return {
        verification: { ...soFar(state), models: event.models },
        activity: `models: ${event.progress}`,
      }
    case 'probe.ended': {
      const { tests } = soFar(state)
      return { verification: { ...soFar(state), tests: [...tests, event.result] } }
    }
    case 'verification.ended':
      return { verification: event.verification }
    case 'outcome.decided':
      return { decided: event.outcome }
    case 'log.read':
      return { logTail: event.lines }
    case 'recovery.started':
      return {
        recovery: { mode: event.mode, isRestored: false, isRequested: false },
        activity: event.mode === 'restore' ? 'restoring the previous spicepod' : 'rolling back',
      }
    case 'spicepod.restored':
      return recover(state, { isRestored: true })
    case 'rollback.sending':
      return recover(state, { isRequested: true })
    case 'rollback.polled':
      return {
        ...recover(state, { deployment: event.deployment }),
        activity: `rollback: deployment ${event.deployment.id} ${event.deployment.status}`,
      }
    case 'recovery.ended':
      return recover(state, { result: event.recovery })
    case 'run.ended': {
      const { outcome } = event
      const deployment = 'deployment' in outcome ? outcome.deployment : undefined
      return { outcome, ...(deployment && { deployment }) }
    }
    default:
      return {}
  }
}

/** Identifies an error of a deployment: its words may change with every poll. */
export function causeOf({ error_code }: Deployment): string {
  return error_code ?? ''
}

/** What is known of a verification that is running. */
function soFar({ verification }: RunState): Verification {
  return verification ?? { tests: [], datasets: [], problems: [] }
}

function recover({ recovery, settings }: RunState, known: Partial<RecoveryState>): Partial<RunState> {
  const mode = settings.onFailure === 'restore' ? 'restore' : 'rollback'
  return { recovery: { mode, isRestored: false, isRequested: false, ...recovery, ...known } }
}

/** Where people manage their apps. */
export const portal = 'https://spice.ai'

/** Page of the app in the portal. Source: the docs and the official action agree on it. */
export function appUrl({ app, org }: RunState): string | undefined {
  // A name has at most 38 characters: what is much longer has no page.
  if (!app?.name || !org || app.name.length > 2000) return undefined
  // Lone surrogates cannot be percent-encoded.
  const [handle, name] = [org, app.name].map((part) => encodeURIComponent(part.toWellFormed()))
  return `${portal}/${handle}/${name}`
}

/** Seconds from the creation of the deployment to its end, or to the last poll of one that is in progress. */
export function durationSeconds({ deployment, elapsedMs }: RunState): number | undefined {
  if (deployment === undefined) return undefined
  const ms = durationMs(deployment) ?? elapsedMs
  return ms === undefined ? undefined : Math.round(ms / 100) / 10
}
