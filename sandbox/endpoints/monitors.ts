import { json, type Reply, refusal } from '../answer.ts'
import type { App } from '../apps.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { showMonitor, showWholeMonitor } from '../monitors.ts'
import type { State } from '../state.ts'

/** GET /v1/projects/{projectId}/monitors: all of them at once, because a project has at most 20. */
export const listMonitors: AppEndpoint = ({ state, app }) => {
  const refused = refusedWithoutMonitors(state)
  if (refused !== undefined) return refused
  const show = state.monitoring.listsLastResolvedAt ? showWholeMonitor : showMonitor
  return json(200, { monitors: monitorsOf(state, app).map((monitor) => show(app, monitor, state.now())) })
}

/** GET /v1/projects/{projectId}/monitors/{alertId}. */
export const getMonitor: AppEndpoint = ({ state, app, parameters }) => {
  const refused = refusedWithoutMonitors(state)
  if (refused !== undefined) return refused
  const shown = monitorsOf(state, app).map((monitor) => showWholeMonitor(app, monitor, state.now()))
  const monitor = shown.find(({ id }) => id === parameters.alertId)
  return monitor === undefined ? refusal(404, 'Monitor not found') : json(200, monitor)
}

/** What its owner runs has no monitors. */
function monitorsOf({ monitoring }: State, { kind, monitors }: App) {
  return kind === 'managed' && monitoring.answer === 'list' ? monitors : []
}

function refusedWithoutMonitors({ monitoring }: State): Reply | undefined {
  if (monitoring.answer === 'missing') return refusal(404, 'Not found')
  if (monitoring.answer !== 'forbidden') return undefined
  return refusal(403, 'Monitors are not part of your plan', { code: 'plan_limit' })
}
