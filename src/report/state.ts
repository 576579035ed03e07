import type { Change } from '../app/plan.ts'
import { durationMs, isUnfinished, reasonOf } from '../deployment/deployment.ts'
import type { Rollout } from '../doctor/rules.ts'
import { type EventTable, lookUp, type TimedEvent } from '../events.ts'
import type { Source } from '../github/event.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Action, Outcome, Recovery } from '../outcome.ts'
import { endWithStop } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Verification } from '../runtime/verification.ts'
import type { App, Deployment, DeploymentId } from '../spice/schema.ts'
import { type Phase, updatePhases } from './phases.ts'

/** All that is known of a run at some moment: log, outputs, summary, comment and verdict are made from it. */
export interface RunState {
  readonly action: Action
  readonly startedAtMs: number
  /** What currently takes time, for the heartbeat; empty if nothing does. */
  readonly activity: string
  /** The values of the inputs; the defaults until they have been read. */
  readonly settings: Settings
  readonly appId?: number | undefined
  readonly app?: App
  readonly org?: string | undefined
  readonly source?: Source
  /** Whether the app differed from what the run brings, before the first write; undefined if that is not known. */
  readonly hasChanges?: boolean
  readonly planDigest?: string
  readonly problems: readonly Problem[]
  /** Changes that Spice Cloud has confirmed, in order. */
  readonly applied: readonly Change[]
  /** A change that may be on its way. */
  readonly unconfirmed?: Change | undefined
  readonly outages: number
  /** When the first create request was sent. */
  readonly requestedAtMs?: number
  /** Whether the request to create the deployment, or to delete the app, may have been sent and was not rejected. */
  readonly isRequested: boolean
  readonly isLost: boolean
  /** Deployments that blocked the create request last; empty if they are not listed. */
  readonly blockers?: readonly Deployment[]
  /** Whether the run watches a deployment that it did not create. */
  readonly isAttached: boolean
  /** The stuck deployment of an earlier attempt, which this run replaces. */
  readonly replacedId?: DeploymentId
  /** The app's deployments before this one, newest first. */
  readonly history: readonly Deployment[]
  readonly deployment?: Deployment | undefined
  /** The codes with which the deployment has reported errors; the words may change with every poll. */
  readonly reportedCodes: readonly string[]
  /** What the last poll listed with it, newest first. */
  readonly listed: readonly Deployment[]
  /** When the deployment was created, on the run's clock. */
  readonly createdAtMs?: number | undefined
  /** How long the deployment has been there as of the last poll. */
  readonly elapsedMs?: number | undefined
  /** What was known last of the new instance. */
  readonly rollout?: Rollout | undefined
  readonly verification?: Verification
  readonly logTail: readonly string[]
  readonly recovery?: RecoveryState
  readonly phases: readonly Phase[]
  /** The outcome of a run that is cancelled now. */
  readonly decided?: Outcome | undefined
  readonly outcome?: Outcome
}

export type Settings = Partial<Pick<Inputs, 'replicas' | 'imageTag' | 'runtimeUrl' | 'region'>> &
  Pick<Inputs, 'timeoutMs' | 'onSuperseded' | 'onFailure' | 'onStuck'> & { channel?: string | undefined }

/** How far restoring the app has come. */
export interface RecoveryState {
  readonly mode: 'restore' | 'rollback'
  readonly isRestored: boolean
  /** Whether the create request of a rollback may have been sent. */
  readonly isRequested: boolean
  readonly deployment?: Deployment
  readonly result?: Recovery
}

export function initialState(startedAtMs: number, action: Action = 'deploy'): RunState {
  return {
    action,
    startedAtMs,
    activity: '',
    settings: { timeoutMs: 0, onSuperseded: 'fail', onFailure: 'none', onStuck: 'fail' },
    problems: [],
    applied: [],
    outages: 0,
    isRequested: false,
    isLost: false,
    isAttached: false,
    history: [],
    reportedCodes: [],
    listed: [],
    logTail: [],
    phases: [],
  }
}

/** What is known once an event has happened. Pure: the same events always lead to the same state. */
export function reduce(state: RunState, event: TimedEvent): RunState {
  return {
    ...state,
    ...lookUp(facts, event, state),
    phases: updatePhases(state.phases, event),
  }
}

/** The settings of a deployment that was not created with these inputs. */
const noOverrides = { channel: undefined, replicas: undefined, imageTag: undefined }

const facts: EventTable<RunState, Partial<RunState>> = {
  'inputs.read': ({ inputs, org }, { settings }) => ({
    appId: inputs.appId,
    org,
    settings: { ...settings, ...inputs },
    activity: 'preparing',
  }),
  'problems.found': ({ problems }, state) => ({ problems: [...state.problems, ...problems] }),
  'org.found': ({ org }) => ({ org }),
  'outage.began': (_, { outages }) => ({ outages: outages + 1 }),
  'app.identified': ({ appId }) => ({ appId }),
  'app.found': ({ app }) => ({ appId: app.id, app }),
  'source.found': ({ source }) => ({ source }),
  'plan.made': ({ hasChanges }) => ({ hasChanges }),
  'plan.digested': ({ digest }) => ({ planDigest: digest }),
  'change.sending': ({ change }) => ({ unconfirmed: change }),
  'change.applied': ({ change }, { applied }) => ({ applied: [...applied, change], unconfirmed: undefined }),
  'change.rejected': () => ({ unconfirmed: undefined }),
  'removal.sending': () => ({ isRequested: true, activity: 'deleting the app' }),
  'history.read': ({ deployments }) => ({ history: deployments }),
  'create.sending': ({ atMs }, { requestedAtMs = atMs }) => ({
    isRequested: true,
    requestedAtMs,
    activity: 'requesting the deployment',
  }),
  'create.lost': () => ({ isLost: true }),
  // The request was rejected: nothing of this run is in progress, unless an earlier one was lost.
  'create.waiting': ({ blockers }, { isLost }) => ({
    isRequested: isLost,
    blockers,
    activity: 'waiting for another deployment to finish',
  }),
  'deployment.attached': ({ atMs, ageMs }, { settings }) => ({
    isAttached: true,
    createdAtMs: atMs - ageMs,
    settings: { ...settings, ...noOverrides },
  }),
  'deployment.replacing': ({ id, inputs }, { settings }) => ({
    isAttached: false,
    replacedId: id,
    settings: { ...settings, ...inputs },
    deployment: undefined,
    createdAtMs: undefined,
    elapsedMs: undefined,
    rollout: undefined,
    reportedCodes: [],
    listed: [],
    decided: undefined,
    activity: 'deploying again',
  }),
  'deployment.resumed': (_, { settings }) => ({ settings: { ...settings, ...noOverrides } }),
  'deployment.polled': ({ atMs, deployment, listed }, { createdAtMs = atMs, reportedCodes: codes }) => ({
    deployment,
    listed,
    reportedCodes: reasonOf(deployment) ? [...new Set([...codes, deployment.error_code ?? ''])] : codes,
    createdAtMs,
    elapsedMs: atMs - createdAtMs,
    activity: isUnfinished(deployment) ? deployment.status : '',
    // What Spice Cloud says later takes precedence.
    decided: undefined,
  }),
  'rollout.progress': ({ rollout }) => ({ rollout }),
  'verification.started': () => ({ activity: 'locating the runtime' }),
  'runtime.waiting': () => ({ activity: 'waiting for the runtime' }),
  'runtime.ready': () => ({ activity: 'waiting for the datasets' }),
  'probe.started': ({ name }) => ({ activity: `running the ${name} probe` }),
  'verification.skipped': ({ probes, reason }, state) => {
    const tests = probes.map((name) => ({
      name,
      ok: false,
      durationMs: 0,
      error: `Not run: ${endWithStop(reason)}`,
    }))
    return tests.length === 0 ? {} : updateVerification(state, { tests })
  },
  'datasets.polled': ({ datasets, progress }, state) => ({
    ...updateVerification(state, { datasets }),
    activity: `datasets: ${progress}`,
  }),
  'models.polled': ({ models, progress }, state) => ({
    ...updateVerification(state, { models }),
    activity: `models: ${progress}`,
  }),
  'probe.ended': ({ result }, state) =>
    updateVerification(state, { tests: [...(state.verification?.tests ?? []), result] }),
  'verification.ended': ({ verification }) => ({ verification }),
  'outcome.decided': ({ outcome }) => ({ decided: outcome }),
  'log.read': ({ lines }) => ({ logTail: lines }),
  'recovery.started': ({ mode }) => ({
    recovery: { mode, isRestored: false, isRequested: false },
    activity: mode === 'restore' ? 'restoring the previous spicepod' : 'rolling back',
  }),
  'spicepod.restored': (_, state) => updateRecovery(state, { isRestored: true }),
  'rollback.sending': (_, state) => updateRecovery(state, { isRequested: true }),
  'rollback.polled': ({ deployment }, state) => ({
    ...updateRecovery(state, { deployment }),
    activity: `rollback: deployment ${deployment.id} ${deployment.status}`,
  }),
  'recovery.ended': ({ recovery }, state) => updateRecovery(state, { result: recovery }),
  'run.ended': ({ outcome }) => ({
    outcome,
    ...('deployment' in outcome && outcome.deployment && { deployment: outcome.deployment }),
  }),
}

function updateVerification({ verification }: RunState, news: Partial<Verification>): Partial<RunState> {
  return { verification: { tests: [], datasets: [], problems: [], ...verification, ...news } }
}

function updateRecovery({ recovery, settings }: RunState, news: Partial<RecoveryState>): Partial<RunState> {
  const mode = settings.onFailure === 'restore' ? 'restore' : 'rollback'
  return { recovery: { mode, isRestored: false, isRequested: false, ...recovery, ...news } }
}

/** Where people manage their apps. */
export const portal = 'https://spice.ai'

/** Page of the app in the portal. Source: the docs and the official action agree on it. */
export function appUrl({ app, org, outcome }: RunState): string | undefined {
  if (outcome?.kind === 'removed' || outcome?.kind === 'absent') return undefined
  if (outcome?.kind === 'unknown' && outcome.isAppGone) return undefined
  // A name has at most 38 characters: what is much longer has no page.
  if (!app?.name || !org || app.name.length > 2000) return undefined
  // Lone surrogates cannot be percent-encoded.
  const [handle, name] = [org, app.name].map((part) => encodeURIComponent(part.toWellFormed()))
  return `${portal}/${handle}/${name}`
}

export function pageOf(state: RunState): string {
  return appUrl(state) ?? portal
}

/** What was deployed as Spice Cloud reports it, or else as this run requested it. */
export function deployedSettings({ deployment, settings }: RunState) {
  return {
    imageTag: deployment?.image_tag ?? settings.imageTag,
    replicas: deployment?.replicas ?? settings.replicas,
  }
}

/** Seconds from the creation of the deployment to its end, or to the last poll of one that is in progress. */
export function durationSeconds({ deployment, elapsedMs }: RunState): number | undefined {
  const ms = deployment && (durationMs(deployment) ?? elapsedMs)
  return ms === undefined ? undefined : Math.round(ms / 100) / 10
}
