import { type EntryOf, type ListName, readApps, readPart } from './config-parts.ts'
import {
  type Parts,
  showBranches,
  showCommits,
  showFaults,
  showIncidents,
  showIssues,
  showMonitors,
  showPulls,
  showState,
  showTables,
} from './control-state.ts'
import { putBranch } from './github/branch.ts'
import { inTheWay, type Outcome, rolloutOf } from './outcomes.ts'
import { put } from './put.ts'
import { showMismatches, showRequests } from './requests.ts'
import { applySettings, showSettings } from './settings.ts'
import { putTable } from './tables.ts'

/** What `/_sandbox` can do with a sandbox besides reading and changing its parts. */
export interface ControlActions {
  /** Starts again with the options of the start. */
  reset(): void
  stop(): void
}

export interface ControlContext extends ControlActions {
  readonly sandbox: Parts
  /** How long a deployment with a named outcome takes. */
  readonly durationMs: number
}

/** What an endpoint responds with; it gets the parsed body. Throws a ConfigError for a wrong one. */
type ControlEndpoint = (context: ControlContext, body: unknown) => unknown

// To add an endpoint, add a line here and its description in control.openapi.yaml.
export const ENDPOINTS: Readonly<Record<string, Readonly<Record<string, ControlEndpoint>>>> = {
  health: { GET: done(() => {}) },
  requests: { GET: ({ sandbox }) => showRequests(sandbox.cloud) },
  mismatches: { GET: ({ sandbox }) => showMismatches(sandbox.cloud) },
  state: { GET: ({ sandbox }) => showState(sandbox) },
  apps: { POST: addApps },
  deployments: { POST: addDeployments },
  faults: {
    POST: adding('faults', ({ cloud }, rule) => cloud.faults.add(rule), showFaults),
    DELETE: done(({ sandbox }) => sandbox.cloud.faults.clear()),
  },
  plan: { POST: done(planNext) },
  tables: {
    POST: adding('tables', ({ cloud }, table) => putTable(cloud.state.tables, table), showTables),
  },
  monitors: {
    POST: adding('monitors', ({ cloud }, monitor) => cloud.state.putMonitor(monitor), showMonitors),
  },
  incidents: {
    POST: adding('incidents', ({ cloud }, incident) => cloud.state.addIncident(incident), showIncidents),
    DELETE: done(({ sandbox }) => sandbox.cloud.state.incidents.end()),
  },
  settings: {
    POST: ({ sandbox }, body) => {
      applySettings(sandbox, readPart('settings', body))
      return showSettings(sandbox)
    },
  },
  pulls: {
    POST: adding(
      'pulls',
      ({ github: { pulls } }, pull) => put(pulls, pull, ({ number }) => number === pull.number),
      showPulls,
    ),
  },
  branches: {
    POST: adding('branches', ({ github }, branch) => putBranch(github.branches, branch), showBranches),
  },
  commits: { POST: adding('commits', ({ github }, commit) => github.history.put(commit), showCommits) },
  issues: {
    POST: adding('issues', ({ github }, issue) => github.issues.put(issue, github.pulls), showIssues),
  },
  reset: { POST: done(({ reset }) => reset()) },
  stop: { POST: done(() => {}) },
}

/** An endpoint that has nothing to show. */
function done(act: (context: ControlContext, body: unknown) => void): ControlEndpoint {
  return (context, body) => {
    act(context, body)
    return { status: 'ok' }
  }
}

/** Adds the entries of a list, or a single one, and shows all that there are then. */
function adding<Name extends ListName>(
  name: Name,
  add: (sandbox: Parts, entry: EntryOf<Name>) => void,
  show: (sandbox: Parts) => unknown,
): ControlEndpoint {
  return ({ sandbox }, body) => {
    const { apps } = sandbox.cloud.state
    for (const entry of readPart(name, inList(body), { apps })) add(sandbox, entry as EntryOf<Name>)
    return show(sandbox)
  }
}

function inList(body: unknown): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? [body] : body
}

function planNext({ sandbox: { cloud }, durationMs }: ControlContext, body: unknown): void {
  const { state } = cloud
  const plan = readPart('plan', body)
  if (plan === 'conflict') {
    for (const { id } of state.apps) state.seed(inTheWay(id, durationMs))
  }
  state.rolloutNext(typeof plan === 'string' ? rolloutOf(plan as Outcome, durationMs) : () => ({ plan }))
}

function addApps({ sandbox }: ControlContext, body: unknown): unknown {
  const { state } = sandbox.cloud
  const seeds = readApps(inList(body), state.apps, state.orgs)
  const { newAppEndpoint: endpoint } = state
  return seeds.map((seed) => {
    const placed = endpoint === undefined ? seed : { ...seed, endpoint }
    const { id, name } = state.registry.plant(placed, state.firstOrg, state.now())
    return { id, name }
  })
}

function addDeployments({ sandbox }: ControlContext, body: unknown): unknown {
  const { state } = sandbox.cloud
  const known = { apps: state.apps, deploymentIds: state.records.map(({ id }) => id) }
  return readPart('deployments', inList(body), known).map((seed) => {
    const { id, appId } = state.seed(seed)
    return { id, app_id: appId }
  })
}
