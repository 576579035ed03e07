import { hasSucceeded, isUnfinished, reasonOf } from '../deploy/deployment.ts'
import { newerThan } from '../deploy/list.ts'
import { bakeChanges } from '../features/bake/facts.ts'
import { comparisonChanges } from '../features/comparison/facts.ts'
import { doctorChanges } from '../features/doctor/facts.ts'
import { recoveryChanges } from '../features/recovery/facts.ts'
import { verifyChanges } from '../features/verify/facts.ts'
import { type EventTable, lookUp, type RunEvent, type TimedEvent } from './events.ts'
import type { Action } from './outcome.ts'
import { phaseChanges } from './phases.ts'
import type { Changes, RunState } from './state.ts'

/** What is known of a run before its first event. */
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

const coreActivities: EventTable<unknown, string> = {
  'inputs.read': () => 'preparing',
  'removal.sending': () => 'deleting the app',
  'fleet.progress': ({ read, total }) => `${read} of ${total} apps read`,
  'create.sending': () => 'requesting the deployment',
  'create.waiting': () => 'waiting for another deployment to finish',
  'deployment.replacing': () => 'redeploying',
  'deployment.polled': ({ deployment }) => (isUnfinished(deployment) ? deployment.status : ''),
}

/** Knowledge about the run once an event has happened. Pure: the same events always lead to the same state. */
export function reduce(state: RunState, event: TimedEvent): RunState {
  let { phases } = state
  for (const changes of joined) phases = lookUp(changes.phases ?? {}, event, phases) ?? phases
  return {
    ...state,
    ...(event.type in activities && { activity: event }),
    ...Object.assign({}, ...joined.map(({ facts }) => lookUp(facts, event, state))),
    phases,
  }
}

const coreFacts: EventTable<RunState, Partial<RunState>> = {
  'inputs.read': ({ inputs }, { settings }) => ({
    appId: 'appId' in inputs ? inputs.appId : undefined,
    org: inputs.org,
    settings: { ...settings, ...inputs },
  }),
  'spicepod.located': ({ path }) => ({ spicepodPath: path }),
  'problems.found': ({ problems }, state) => ({
    problems: [...state.problems, ...problems],
  }),
  'org.found': ({ org }) => ({ org }),
  'outage.began': ({ cause }) => ({ hadOutage: true, outage: cause }),
  'outage.ended': () => ({ outage: undefined }),
  'deployments.listed': ({ list: last, atMs }, { list }) => {
    const success = last.deployments.find(hasSucceeded) ?? (last.isWhole ? undefined : list?.success)
    return { list: { last, success, atMs } }
  },
  'deployments.unlisted': ({ reason: failure, atMs }, { list }) => ({ list: { ...list, failure, atMs } }),
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
  'outcome.decided': ({ outcome }) => ({ decided: outcome }),
  'log.read': ({ lines }) => ({ logTail: lines }),
  'run.ended': ({ outcome, isCancelled }) => ({
    outcome,
    isCancelled,
    ...('deployment' in outcome && outcome.deployment && { deployment: outcome.deployment }),
  }),
}

const joined: readonly Changes[] = [
  { facts: coreFacts, activities: coreActivities, phases: phaseChanges },
  doctorChanges,
  verifyChanges,
  comparisonChanges,
  recoveryChanges,
  bakeChanges,
]

export const activities: EventTable<unknown, string> = Object.assign(
  {},
  ...joined.map((changes) => changes.activities),
)

/** Whether outputs may have changed with an event: rendering them takes time, also at the start. */
export function changesFacts({ type }: RunEvent): boolean {
  return joined.some(({ facts }) => type in facts) && type !== 'deployments.listed'
}
