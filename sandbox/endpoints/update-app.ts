import { isDeepStrictEqual } from 'node:util'
import { json, refusal } from '../answer.ts'
import { readSettings, refusedByPlan } from '../app-settings.ts'
import { type App, endpointOf, showAppWithConfig } from '../apps.ts'
import { copyJson } from '../copy.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { invalid, type Members } from '../fields.ts'
import { readSpicepod } from '../spicepod.ts'
import { refusedPlace } from './create-app.ts'

/** PUT /v1/apps/{appId}: changes only what was sent; tags are replaced as a whole. A refused request changes nothing. */
export const updateApp: AppEndpoint = ({ state, members, app }) => {
  const misplaced = refusedPlace(state.regions, members)
  if (misplaced !== undefined) return misplaced
  const pod = members.spicepod === undefined ? undefined : readSpicepod(members.spicepod)
  if (pod !== undefined && 'problem' in pod) {
    return invalid('Invalid spicepod configuration', { spicepod: [pod.problem] })
  }
  const refused = refusedByPlan(state, members)
  if (refused !== undefined) return refused
  if (app.github !== null && pod !== undefined && !isDeepStrictEqual(pod.spicepod, copyJson(app.spicepod))) {
    return refusal(409, 'The spicepod of this app comes from its GitHub repository', {
      code: 'github_connected',
    })
  }
  Object.assign(app, readSettings(members, app.config), pod)
  move(app, members)
  return json(200, showAppWithConfig(app))
}

/** An endpoint that is not that of its place stays. */
function move(app: App, { region = app.region, cluster_name: cluster = app.clusterName }: Members): void {
  const follows = app.endpoint === endpointOf(app.region, app.clusterName)
  Object.assign(app, { region, clusterName: cluster })
  if (follows) app.endpoint = endpointOf(app.region, app.clusterName)
}
