import type { Change } from '../app/plan.ts'
import { hasSucceeded, isUnfinished, reasonOf } from '../deploy/deployment.ts'
import { type KnownList, newerThan, updateList } from '../deploy/list.ts'
import type { Comparison } from '../features/comparison/changes.ts'
import type { Rollout } from '../features/doctor/components.ts'
import type { Source } from '../github/event.ts'
import type { SpicepodAbsence } from '../inputs/files.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Verification } from '../runtime/verification.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { ReplacedEdit } from '../spicepod/component-changes.ts'
import type { FleetView } from './events.ts'
import { type EventTable, lookUp, type PlanRecord, type RunEvent, type TimedEvent } from './events.ts'
import type { Action, Outcome, Recovery, Return, RuntimeChange } from './outcome.ts'
import { type Phase, phaseChanges } from './phases.ts'
import type { Problem } from './problem.ts'

/** All that is known of a run at some moment: log, outputs, summary, comment and verdict are made from it. */
export interface RunState {
  readonly action: Action
  readonly startedAtMs: number
  /** The event that began what currently takes time, for the heartbeat. */
  readonly activity?: TimedEvent
  /** The values of the inputs; the defaults until they have been read. */
  readonly settings: Settings
  readonly appId?: number | undefined
  readonly app?: App
  /** Whether it was deleted while this run watched or checked its deployment. */
  readonly isAppGone?: boolean
  readonly org?: string | undefined
  readonly source?: Source
  /** Whether the app differed from what the run brings, before the first write; undefined if that is not known. */
  readonly hasChanges?: boolean
  readonly plan?: PlanRecord
  /** The runtime that the deployment gets, if that is known and another one than before. */
  readonly runtime?: RuntimeChange
  /** The runtimes that the spicepod was compared for: that of a rollback may be older than the one that runs. */
  readonly upgrade?: RuntimeChange | undefined
  /** The deployment that a rollback leaves, and the one to which it goes back. */
  readonly target?: Return
  /** Its ends as far as they are known, also if it is refused. */
  readonly ends?: { readonly from: Deployment; readonly to?: Deployment }
  readonly fleet?: FleetView
  readonly issueNumber?: number
  /** Why no spicepod was pushed, although the user did not turn that off. */
  readonly absence?: SpicepodAbsence
  readonly problems: readonly Problem[]
  /** Changes that Spice Cloud has confirmed, in order. */
  readonly applied: readonly Change[]
  readonly replacedEdit?: ReplacedEdit
  /** A change that may be on its way. */
  readonly unconfirmed?: Change | undefined
  readonly hadOutage?: boolean
  /** Why Spice Cloud does not respond, while it does not. */
  readonly outage?: string | undefined
  /** When the first create request was sent. */
  readonly requestedAtMs?: number
  /** Whether the request to create the deployment, or to delete the app, may have been sent and was not rejected. */
  readonly isRequested: boolean
  readonly isLost: boolean
  /** Deployments that blocked the create request last; empty if they are not listed. */
  readonly blockers?: readonly Deployment[]
  /** Whether the run watches a deployment that it did not create. */
  readonly isAttached: boolean
  /** Whether it resumed the app, which deploys without the inputs. */
  readonly isResumed?: boolean
  /** The stuck deployment of an earlier attempt, which this run replaces. */
  readonly replacedId?: number
  /** The app's deployments, as far as this run has listed them. */
  readonly list?: KnownList
  /** The app's deployments before this one, newest first. */
  readonly history: readonly Deployment[]
  readonly deployment?: Deployment | undefined
  /** The codes with which the deployment has reported errors; the words may change with every poll. */
  readonly reportedCodes: readonly string[]
  /** The deployments in the last poll of this one, newest first. */
  readonly listed: readonly Deployment[]
  /** When the deployment was created, on the run's clock. */
  readonly createdAtMs?: number | undefined
  /** How long the deployment has been there as of the last poll. */
  readonly elapsedMs?: number | undefined
  /** The new instance, as of its last poll. */
  readonly rollout?: Rollout | undefined
  readonly verification?: Verification
  /** Why nothing could be checked. */
  readonly skipped?: { readonly reason: string; readonly todo?: string | undefined }
  /** How the data differs from that of the baseline, which a name stands for; undefined if it was not compared. */
  readonly compared?: Comparison & { readonly baseline: string }
  readonly bake?: BakeState
  readonly logTail: readonly string[]
  readonly recovery?: RecoveryState
  readonly phases: readonly Phase[]
  /** The outcome of a run that is cancelled now. */
  readonly decided?: Outcome | undefined
  readonly outcome?: Outcome
  /** Whether the runner ended the run, which may have reached its outcome by then. */
  readonly isCancelled?: boolean | undefined
}

export type Settings = Partial<Omit<Inputs, 'channel'>> &
  Pick<Inputs, 'timeoutMs' | 'onSuperseded' | 'onFailure' | 'onStuck'> & { channel?: string | undefined }

export interface RecoveryState {
  readonly mode: 'restore' | 'rollback'
  readonly isRestored: boolean
  /** The deployment whose commit has what was restored, if it is not what was stored before the run. */
  readonly restoredOf?: Deployment | undefined
  /** Whether the create request of a rollback may have been sent. */
  readonly isRequested: boolean
  readonly deployment?: Deployment
  readonly result?: Recovery
}

/** The watch over the app after its verification. */
export interface BakeState {
  /** When the log last said what is left of it. */
  readonly toldAtMs: number
  readonly hasEnded?: boolean
  readonly badLooks: number
  readonly problem?: Problem | undefined
  readonly until?: string | undefined
}

export function initialState(startedAtMs: number, action: Action = 'deploy'): RunState {
  return {
    action,
    startedAtMs,
    settings: { timeoutMs: 0, onSuperseded: 'fail', onFailure: 'none', onStuck: 'fail' },
    problems: [],
    applied: [],
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

/** How often the log says what is left of a bake, but for the time that looks take, in milliseconds. */
const bakeLineMs = 59_000

/** Each of these events begins an activity that takes time, or ends the last one if its text is empty. */
export const activities: EventTable<unknown, string> = {
  'inputs.read': () => 'preparing',
  'removal.sending': () => 'deleting the app',
  'fleet.progress': ({ read, total }) => `${read} of ${total} apps read`,
  'create.sending': () => 'requesting the deployment',
  'create.waiting': () => 'waiting for another deployment to finish',
  'deployment.replacing': () => 'redeploying',
  'deployment.polled': ({ deployment }) => (isUnfinished(deployment) ? deployment.status : ''),
  'verification.started': () => 'locating the runtime',
  'runtime.waiting': () => 'waiting for the runtime',
  'runtime.ready': () => 'waiting for the datasets',
  'datasets.polled': ({ progress }) => `datasets: ${progress}`,
  'models.polled': ({ progress }) => `models: ${progress}`,
  'probe.started': ({ name }) =>
    name.startsWith('test:') ? `running test ${name.slice(5)}` : `running the ${name} probe`,
  // The log says what is left, once a minute.
  'bake.started': () => '',
  'recovery.started': ({ mode }) => (mode === 'restore' ? 'restoring the previous spicepod' : 'rolling back'),
  'rollback.polled': ({ deployment: { id, status } }) => `rollback: deployment ${id} ${status}`,
}

/** Knowledge about the run once an event has happened. Pure: the same events always lead to the same state. */
export function reduce(state: RunState, event: TimedEvent): RunState {
  return {
    ...state,
    ...(event.type in activities && { activity: event }),
    ...lookUp(facts, event, state),
    phases: lookUp(phaseChanges, event, state.phases) ?? state.phases,
  }
}

const facts: EventTable<RunState, Partial<RunState>> = {
  'inputs.read': ({ inputs, org }, { settings }) => ({
    appId: 'appId' in inputs ? inputs.appId : undefined,
    org,
    settings: { ...settings, ...inputs },
  }),
  'problems.found': ({ problems, upgrade }, state) => ({
    problems: [...state.problems, ...problems],
    upgrade: upgrade ?? state.upgrade,
  }),
  'org.found': ({ org }) => ({ org }),
  'outage.began': ({ cause }) => ({ hadOutage: true, outage: cause }),
  'outage.ended': () => ({ outage: undefined }),
  'deployments.listed': (event, { list }) => ({ list: updateList(list, event) }),
  'deployments.unlisted': (event, { list }) => ({ list: updateList(list, event) }),
  'app.identified': ({ appId }) => ({ appId }),
  'app.found': ({ app }) => ({ appId: app.id, app }),
  'app.gone': () => ({ isAppGone: true }),
  'source.found': ({ source }) => ({ source }),
  'spicepod.absent': ({ isWorkspaceEmpty, hint }) => ({ absence: { isWorkspaceEmpty, hint } }),
  'plan.made': ({ hasChanges }) => ({ hasChanges }),
  'plan.digested': ({ plan }) => ({ plan }),
  'plan.runtime': ({ runtime }) => ({ runtime }),
  'return.found': ({ ends }) => ({ ends }),
  'return.chosen': ({ target }) => ({ target }),
  'change.sending': ({ change }) => ({ unconfirmed: change }),
  'change.applied': ({ change }, { applied }) => ({ applied: [...applied, change], unconfirmed: undefined }),
  'change.rejected': () => ({ unconfirmed: undefined }),
  'edit.replaced': ({ edit }) => ({ replacedEdit: edit }),
  'removal.sending': () => ({ isRequested: true }),
  'fleet.read': ({ view }) => ({ fleet: view }),
  'issue.found': ({ number }) => ({ issueNumber: number }),
  'history.read': ({ deployments }, { target }) => {
    // A return leaves what the app runs by then.
    const from = target && newerThan(target.from.id, deployments).find(hasSucceeded)
    return { history: deployments, ...(target && from && { target: { ...target, from } }) }
  },
  'create.sending': ({ atMs }, { requestedAtMs = atMs }) => ({ isRequested: true, requestedAtMs }),
  'create.lost': () => ({ isLost: true }),
  // The request was rejected: nothing of this run is in progress, unless an earlier one was lost.
  'create.waiting': ({ blockers }, { isLost }) => ({ isRequested: isLost, blockers }),
  'deployment.attached': ({ atMs, ageMs, deployment: { id } }, { history }) => ({
    isAttached: true,
    createdAtMs: atMs - ageMs,
    // The list is of now, and the deployment may be an old one that is in it.
    history: history.slice(newerThan(id, history).length).filter((earlier) => earlier.id !== id),
  }),
  'deployment.replacing': ({ id }) => ({
    isAttached: false,
    replacedId: id,
    deployment: undefined,
    createdAtMs: undefined,
    elapsedMs: undefined,
    rollout: undefined,
    reportedCodes: [],
    listed: [],
    decided: undefined,
  }),
  'deployment.resumed': () => ({ isResumed: true }),
  'deployment.polled': (
    { atMs, deployment, listed },
    { isAttached, createdAtMs = atMs, elapsedMs, reportedCodes: codes },
  ) => ({
    deployment,
    listed,
    reportedCodes: reasonOf(deployment) ? [...new Set([...codes, deployment.error_code ?? ''])] : codes,
    createdAtMs,
    // Nobody measured a deployment that had ended before this run.
    elapsedMs: isAttached && !elapsedMs && !isUnfinished(deployment) ? undefined : atMs - createdAtMs,
    // Later answers of Spice Cloud take precedence.
    decided: undefined,
  }),
  'rollout.progress': ({ rollout }) => ({ rollout }),
  'verification.skipped': (skipped, state) => ({
    skipped,
    // What was polled may have been the answers of another deployment.
    ...((skipped.tests.length > 0 || state.verification) && {
      verification: { tests: skipped.tests, datasets: [], problems: [] },
    }),
  }),
  'datasets.polled': ({ datasets }, state) => updateVerification(state, { datasets }),
  'models.polled': ({ models }, state) => updateVerification(state, { models }),
  'probe.ended': ({ result }, state) =>
    updateVerification(state, { tests: [...(state.verification?.tests ?? []), result] }),
  'data.compared': ({ comparison, baseline }) => ({ compared: { ...comparison, baseline } }),
  'verification.ended': ({ verification }) => ({ verification }),
  'bake.started': ({ atMs }) => ({ bake: { toldAtMs: atMs, badLooks: 0 } }),
  'bake.looked': ({ atMs, lists: { dataset: datasets, model: models } }, state) => ({
    ...(state.bake &&
      atMs - state.bake.toldAtMs >= bakeLineMs && { bake: { ...state.bake, toldAtMs: atMs } }),
    // Without checks there is no verification.
    ...(state.verification &&
      updateVerification(state, { ...(datasets && { datasets }), ...(models && { models }) })),
  }),
  'bake.ended': ({ badLooks, problem, until }, { bake }) =>
    bake ? { bake: { ...bake, hasEnded: true, badLooks, problem, until } } : {},
  'outcome.decided': ({ outcome }) => ({ decided: outcome }),
  'log.read': ({ lines }) => ({ logTail: lines }),
  'recovery.started': ({ mode }) => ({ recovery: { mode, isRestored: false, isRequested: false } }),
  'spicepod.restored': ({ of }, state) => updateRecovery(state, { isRestored: true, restoredOf: of }),
  'rollback.sending': (_, state) => updateRecovery(state, { isRequested: true }),
  'rollback.polled': ({ deployment }, state) => updateRecovery(state, { deployment }),
  'recovery.ended': ({ recovery }, state) => updateRecovery(state, { result: recovery }),
  'run.ended': ({ outcome, isCancelled }) => ({
    outcome,
    isCancelled,
    ...('deployment' in outcome && outcome.deployment && { deployment: outcome.deployment }),
  }),
}

/** Whether outputs may have changed with an event: rendering them takes time, also at the start. */
export function changesFacts({ type }: RunEvent): boolean {
  return type in facts && type !== 'deployments.listed'
}

function updateVerification({ verification }: RunState, news: Partial<Verification>): Partial<RunState> {
  return { verification: { tests: [], datasets: [], problems: [], ...verification, ...news } }
}

function updateRecovery({ recovery, settings }: RunState, news: Partial<RecoveryState>): Partial<RunState> {
  const mode = settings.onFailure === 'restore' ? 'restore' : 'rollback'
  return { recovery: { mode, isRestored: false, isRequested: false, ...recovery, ...news } }
}
