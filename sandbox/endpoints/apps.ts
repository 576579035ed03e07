import { json, text } from '../answer.ts'
import { apiKeysOf, showApp, showAppSparsely, showAppWithConfig } from '../apps.ts'
import type { AppEndpoint, Endpoint } from '../endpoint.ts'
import { pageOf } from '../pages.ts'

/** GET /v1/apps: the apps of the organization. Called as /v1/projects, it lists projects. */
export const listApps: Endpoint = ({ state, call, org }) => {
  const key = call.path.startsWith('/v1/projects') ? 'projects' : state.listAppsAs
  const show = state.lists.listedApps === 'sparse' ? showAppSparsely : showApp
  return json(200, { [key]: pageOf(state.registry.list(org), call, state.lists).map(show) })
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

/** POST /v1/apps/{appId}/api-keys: another primary key, secondary key, or both. */
export const regenerateApiKey: AppEndpoint = ({ state, members, app }) => {
  const { key_number: replaced = 1 } = members
  const fresh = apiKeysOf(app.id, `${state.now()} after ${app.apiKeys.api_key} and ${app.apiKeys.api_key_2}`)
  app.apiKeys = {
    api_key: replaced === 2 ? app.apiKeys.api_key : fresh.api_key,
    api_key_2: replaced === 1 ? app.apiKeys.api_key_2 : fresh.api_key_2,
  }
  return json(200, { ...app.apiKeys, regenerated_key: replaced })
}
