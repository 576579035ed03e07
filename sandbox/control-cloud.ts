import { withUnderscores } from './config-form.ts'
import { readApps, readPart } from './config-parts.ts'
import { type ControlContext, inList, OK, type Parts, replaceOrAdd } from './control-endpoint.ts'
import { showWholeMonitor } from './monitors.ts'
import { inTheWay, type Outcome, rolloutOf } from './outcomes.ts'
import { applySettings, showSettings } from './settings.ts'
import type { Table } from './tables.ts'

// What `/_sandbox` does with the cloud.

export function addFaults({ sandbox }: ControlContext, body: unknown): unknown {
  sandbox.cloud.faults.add(...readPart('faults', inList(body)))
  return showFaults(sandbox)
}

export function clearFaults({ sandbox }: ControlContext): unknown {
  sandbox.cloud.faults.clear()
  return OK
}

export function planNext({ sandbox: { cloud }, durationMs }: ControlContext, body: unknown): unknown {
  const { state } = cloud
  const plan = readPart('plan', body)
  if (plan === 'conflict') {
    for (const { id } of state.apps) state.seed(inTheWay(id, durationMs))
  }
  state.rolloutNext(typeof plan === 'string' ? rolloutOf(plan as Outcome, durationMs) : () => ({ plan }))
  return OK
}

export function putTables({ sandbox }: ControlContext, body: unknown): unknown {
  const { tables, apps } = sandbox.cloud.state
  for (const table of readPart('tables', inList(body), { apps })) {
    const isSame = (old: Table) =>
      old.name === table.name && old.app === table.app && old.from_deployment === table.from_deployment
    replaceOrAdd(tables, tables.findIndex(isSame), table)
  }
  return showTables(sandbox)
}

export function addApps({ sandbox }: ControlContext, body: unknown): unknown {
  const { state } = sandbox.cloud
  const seeds = readApps(inList(body), state.apps, state.orgs)
  return seeds.map((seed) => {
    const endpoint = state.newAppEndpoint
    const placed = endpoint === undefined ? seed : { ...seed, endpoint }
    const { id, name } = state.registry.plant(placed, state.firstOrg, state.now())
    return { id, name }
  })
}

export function addDeployments({ sandbox }: ControlContext, body: unknown): unknown {
  const { state } = sandbox.cloud
  const known = { apps: state.apps, deploymentIds: state.records.map(({ id }) => id) }
  const seeds = readPart('deployments', inList(body), known)
  return seeds.map((seed) => {
    const { id, appId } = state.seed(seed)
    return { id, app_id: appId }
  })
}

export function putMonitors({ sandbox }: ControlContext, body: unknown): unknown {
  const { state } = sandbox.cloud
  for (const monitor of readPart('monitors', inList(body), state)) state.putMonitor(monitor)
  return showMonitors(sandbox)
}

export function showMonitors({ cloud: { state } }: Parts): unknown {
  return state.apps.flatMap((app) =>
    app.monitors.map((monitor) => ({ app: app.name, ...showWholeMonitor(app, monitor, state.now()) })),
  )
}

export function addIncidents({ sandbox }: ControlContext, body: unknown): unknown {
  const { state } = sandbox.cloud
  for (const incident of readPart('incidents', inList(body), state)) state.addIncident(incident)
  return showIncidents(sandbox)
}

export function endIncidents({ sandbox }: ControlContext): unknown {
  sandbox.cloud.state.incidents.end()
  return OK
}

export function showIncidents({ cloud }: Parts): unknown {
  return cloud.state.incidents.all.map((incident) =>
    withUnderscores('table' in incident ? { ...incident, table: incident.table.name } : incident),
  )
}

export function putSettings({ sandbox }: ControlContext, body: unknown): unknown {
  applySettings(sandbox, readPart('settings', body))
  return showSettings(sandbox)
}

export function showTables({ cloud }: Parts): unknown {
  return cloud.state.tables.map(({ rows, ...table }) => ({ ...table, rows: rows.length }))
}

export function showFaults({ cloud }: Parts): unknown {
  return cloud.faults.rules.map(({ on = {}, ...rule }) => {
    const { path, times } = on
    const shown = {
      ...on,
      ...(path instanceof RegExp && { path: path.source }),
      ...(times === Number.POSITIVE_INFINITY && { times: 'always' }),
    }
    return withUnderscores({ on: shown, ...rule })
  })
}
