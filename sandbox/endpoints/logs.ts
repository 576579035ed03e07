import { json, refusal } from '../answer.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { invalid } from '../fields.ts'
import { failureLines, tailOf } from '../logs.ts'

const DEFAULT_LIMIT = 100

/** GET /v1/apps/{appId}/deployments/{deploymentId}/logs: the newest `limit` (100) lines from `since` on. */
export const getDeploymentLogs: AppEndpoint = ({ state, call, parameters, app }) => {
  if (!state.logsAvailable) return refusal(404, 'Not found')
  const id = parameters.deploymentId ?? ''
  const shown = state.deploymentsOf(app.id).find((each) => String(each.id) === id)
  if (shown === undefined) return refusal(404, `Deployment with ID ${id} not found`)
  const limit = call.query.limit === undefined ? DEFAULT_LIMIT : Number(call.query.limit)
  if (!Number.isInteger(limit) || limit < 1) {
    return invalid('Invalid query parameters', { limit: ['must be a positive integer'] })
  }
  const record = state.records.find((each) => each.id === shown.id)
  const lines = record?.logs ?? (shown.status === 'failed' ? failureLines(shown) : [])
  return json(200, { logs: tailOf(lines, limit, call.query.since) })
}
