import { json, type Reply, refusal } from '../answer.ts'
import { type DeploymentRequest, isRefused } from '../deployments.ts'
import type { AppEndpoint } from '../endpoint.ts'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100
const STATUSES = ['queued', 'in_progress', 'succeeded', 'failed', 'created']
const CHANNELS = ['stable', 'preview', 'nightly', 'internal']

/** GET /v1/apps/{appId}/deployments: newest first, at most `limit` (20, never more than 100), of one status or all. */
export const listDeployments: AppEndpoint = ({ state, call, app }) => {
  const limit = call.query.limit === undefined ? DEFAULT_LIMIT : Number(call.query.limit)
  if (!Number.isInteger(limit) || limit < 1) {
    return invalid('Invalid query parameters', { limit: ['must be a positive integer'] })
  }
  const { status } = call.query
  if (status !== undefined && !STATUSES.includes(status)) {
    return invalid('Invalid query parameters', { status: [`must be one of ${STATUSES.join(', ')}`] })
  }
  const visibleUntil = state.now() - state.listLagMs
  const deployments = state
    .deploymentsOf(app.id)
    .filter((deployment) => status === undefined || deployment.status === status)
    .filter((deployment) => state.listLagMs === 0 || Date.parse(deployment.created_at) <= visibleUntil)
  return json(200, { deployments: deployments.slice(0, Math.min(limit, MAX_LIMIT)) })
}

/** GET /v1/apps/{appId}/deployments/{deploymentId}: newer than the reference, so a cloud can be without it. */
export const getDeployment: AppEndpoint = ({ state, parameters, app }) => {
  if (!state.singleDeployment) return refusal(404, 'Not found')
  const id = parameters.deploymentId ?? ''
  const deployment = state.deploymentsOf(app.id).find((one) => String(one.id) === id)
  return deployment === undefined ? refusal(404, `Deployment with ID ${id} not found`) : json(200, deployment)
}

/** POST /v1/apps/{appId}/deployments: accepted and queued, unless the app or another deployment is in the way. */
export const createDeployment: AppEndpoint = ({ state, call, app }) => {
  const request = readRequest(call.rawBody, call.body)
  if ('status' in request) return request
  if (app.spicepod === null) return refusal(400, 'App has no spicepod configuration')
  if (app.paused) return refusal(400, 'The app is paused', { code: 'spicepod_paused' })
  if (isRefused(state.deploymentsOf(app.id), state.conflicts)) {
    const what = state.conflicts === 'queued' ? 'project' : 'app'
    return refusal(409, `A deployment is already in progress for this ${what}`)
  }
  const record = state.create(app, request)
  return json(
    202,
    state.deploymentsOf(app.id).find(({ id }) => id === record.id),
  )
}

/** The body, or the answer that says what is wrong with it. */
function readRequest(rawBody: string, body: unknown): DeploymentRequest | Reply {
  if (rawBody === '') return {}
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return invalid('Invalid request body', {}, ['must be a JSON object'])
  }
  const fieldErrors: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(body)) {
    const error = FIELDS[name]?.(value)
    if (error !== undefined) fieldErrors[name] = [error]
  }
  return Object.keys(fieldErrors).length > 0 ? invalid('Invalid request body', fieldErrors) : body
}

type Rule = (value: unknown) => string | undefined

const aString: Rule = (value) => (typeof value === 'string' ? undefined : 'must be a string')

const FIELDS: Readonly<Record<string, Rule>> = {
  image_tag: aString,
  branch: aString,
  commit_sha: aString,
  commit_message: aString,
  channel: (value) =>
    typeof value === 'string' && CHANNELS.includes(value)
      ? undefined
      : `must be one of ${CHANNELS.join(', ')}`,
  replicas: (value) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10
      ? undefined
      : 'must be a whole number from 1 to 10',
  debug: (value) => (typeof value === 'boolean' ? undefined : 'must be a boolean'),
}

function invalid(error: string, fieldErrors: Record<string, string[]>, formErrors: string[] = []): Reply {
  return refusal(400, error, { details: { fieldErrors, formErrors } })
}
