import { json, type Reply, refusal } from '../answer.ts'
import type { App } from '../apps.ts'
import type { AppEndpoint } from '../endpoint.ts'
import type { State } from '../state.ts'

const DEFAULT_TAIL = 100

/** GET /v1/projects/{projectId}/instances: old and new ones, newest first. */
export const listInstances: AppEndpoint = ({ state, app }) => {
  const refused = refusedWithoutRuntime(state, app)
  if (refused !== undefined) return refused
  const instances = state.instancesOf(app, state.instances.listLagMs)
  return json(200, {
    instances: instances.map(({ name, status, startedAt }) => ({
      name,
      status,
      started_at: startedAt === null ? null : new Date(startedAt).toISOString(),
    })),
  })
}

/** GET /v1/projects/{projectId}/instances/{instanceName}/logs: the last `tail` (100) lines, oldest first. */
export const getInstanceLogs: AppEndpoint = ({ state, call, parameters, app }) => {
  const tail = Number(call.query.tail ?? DEFAULT_TAIL)
  const refused = refusedWithoutRuntime(state, app)
  if (refused !== undefined) return refused
  const { maxTail } = state.instances
  if (tail > maxTail) {
    const error = `Your plan allows at most ${maxTail} lines`
    return json(403, { error, code: 'plan_limit', max_tail: maxTail })
  }
  const instance = state.instancesOf(app).find(({ name }) => name === parameters.instanceName)
  if (instance === undefined) return refusal(404, 'Instance not found', { code: 'instance_not_found' })
  if (instance.isLogOffline) return refusal(409, 'The instance is offline', { code: 'instance_offline' })
  return json(200, { lines: instance.log().slice(-tail) })
}

function refusedWithoutRuntime(state: State, app: App): Reply | undefined {
  if (app.pausedAt !== null) return refusal(409, 'The project is paused', { code: 'project_paused' })
  const isDeployed = state.records.some(({ appId, stoppedAt }) => appId === app.id && stoppedAt === undefined)
  return isDeployed
    ? undefined
    : refusal(409, 'The project is not deployed', { code: 'project_not_deployed' })
}
