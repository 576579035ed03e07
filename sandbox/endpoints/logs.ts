import { json, refusal } from '../answer.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { failureLines, tailOf } from '../logs.ts'

const DEFAULT_LIMIT = 100

/** GET /v1/apps/{appId}/deployments/{deploymentId}/logs: the newest `limit` (100) lines from `since` on. */
export const getDeploymentLogs: AppEndpoint = ({ state, call, parameters, app }) => {
  const id = parameters.deploymentId ?? ''
  const shown = state.deploymentsOf(app.id).find((each) => String(each.id) === id)
  if (shown === undefined) return refusal(404, `Deployment with ID ${id} not found`)
  const limit = Number(call.query.limit ?? DEFAULT_LIMIT)
  const record = state.records.find((each) => each.id === shown.id)
  const lines = record?.logs ?? (shown.status === 'failed' ? failureLines(shown) : [])
  return json(200, { logs: tailOf(lines, limit, call.query.since) })
}
