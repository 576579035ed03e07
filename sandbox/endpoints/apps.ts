import { json, text } from '../answer.ts'
import { showApp, showAppWithConfig } from '../apps.ts'
import type { AppEndpoint, Endpoint } from '../endpoint.ts'

/** GET /v1/apps: the apps of the organization. Called as /v1/projects, it lists projects. */
export const listApps: Endpoint = ({ state, call, org }) => {
  const key = call.path.startsWith('/v1/projects') ? 'projects' : state.listAppsAs
  return json(200, { [key]: state.registry.list(org).map(showApp) })
}

/** GET /v1/apps/{appId}: one app with its configuration. */
export const getApp: AppEndpoint = ({ app }) => json(200, showAppWithConfig(app))

/** DELETE /v1/apps/{appId}: no call for the app finds it any more, until an app with its name is created. */
export const deleteApp: AppEndpoint = ({ state, app }) => {
  state.delete(app)
  return text(state.deletion.status, '')
}

/** GET /v1/apps/{appId}/api-keys: the keys of the runtime, in clear text. */
export const getApiKeys: AppEndpoint = ({ app }) => json(200, app.apiKeys)
