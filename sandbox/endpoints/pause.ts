import { json, refusal } from '../answer.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { refusedDeployment } from './deployments.ts'

/** POST /v1/projects/{projectId}/pause: tears the runtime down, also the instance of a rollout that is stuck. */
export const pauseProject: AppEndpoint = ({ state, app }) => {
  if (app.pausedAt !== null) {
    return json(409, {
      error: 'Project is already paused',
      code: 'project_paused',
      paused_at: iso(app.pausedAt),
    })
  }
  return json(200, { paused_at: iso(state.pause(app)) })
}

/** POST /v1/projects/{projectId}/resume: deploys the stored spicepod. Refused, it leaves the project paused. */
export const resumeProject: AppEndpoint = ({ state, app }) => {
  if (app.pausedAt === null) return refusal(409, 'Project is not paused')
  const refused = refusedDeployment(state, app)
  if (refused !== undefined) return refused
  app.pausedAt = null
  return json(200, { deployment_id: state.create(app, {}).id })
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
