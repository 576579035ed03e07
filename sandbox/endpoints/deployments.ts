import { json, type Reply, refusal } from '../answer.ts'
import { refusedByPlan } from '../app-settings.ts'
import type { App } from '../apps.ts'
import { type DeploymentRequest, isRefused } from '../deployments.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { invalid } from '../fields.ts'
import type { State } from '../state.ts'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 100

/** GET /v1/apps/{appId}/deployments: newest first, `limit` of them (20; from 1 to 100), of one status or all. */
export const listDeployments: AppEndpoint = ({ state, call, app }) => {
  const { status } = call.query
  const limit = Math.min(Math.max(Number(call.query.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT)
  const visibleUntil = state.now() - state.listLagMs
  const deployments = state
    .deploymentsOf(app.id)
    .filter((deployment) => status === undefined || deployment.status === status)
    .filter((deployment) => state.listLagMs === 0 || Date.parse(deployment.created_at) <= visibleUntil)
  return json(200, { deployments: deployments.slice(0, limit) })
}

/** GET /v1/apps/{appId}/deployments/{deploymentId}: newer than the reference, so a cloud may not have it. */
export const getDeployment: AppEndpoint = ({ state, parameters, app }) => {
  if (!state.singleDeployment) return refusal(404, 'Not found')
  const id = parameters.deploymentId ?? ''
  const deployment = state.deploymentsOf(app.id).find((one) => String(one.id) === id)
  return deployment === undefined ? refusal(404, `Deployment with ID ${id} not found`) : json(200, deployment)
}

/** POST /v1/apps/{appId}/deployments: accepted and queued, unless the app or another deployment prevents it. */
export const createDeployment: AppEndpoint = ({ state, members, app }) => {
  if (app.spicepod !== null && app.pausedAt !== null) {
    return refusal(400, 'The app is paused', { code: 'spicepod_paused' })
  }
  const refused = refusedDeployment(state, app, members)
  if (refused !== undefined) return refused
  const record = state.create(app, members)
  return json(
    202,
    state.deploymentsOf(app.id).find(({ id }) => id === record.id),
  )
}

/** Why an app cannot be deployed now; undefined if it can. */
export function refusedDeployment(
  state: State,
  app: App,
  members: DeploymentRequest = {},
): Reply | undefined {
  if (app.spicepod === null) return refusal(400, 'App has no spicepod configuration')
  const problem = state.spicepodCheck?.(app.spicepod)
  if (problem !== undefined) return invalid('Invalid spicepod configuration', { spicepod: [problem] })
  const refused = refusedByPlan(state, { image_tag: members.image_tag })
  if (refused !== undefined) return refused
  if (!isRefused(state.deploymentsOf(app.id), state.conflicts)) return undefined
  const what = state.conflicts === 'queued' ? 'project' : 'app'
  return refusal(409, `A deployment is already in progress for this ${what}`)
}
