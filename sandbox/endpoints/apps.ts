import { json } from '../answer.ts'
import { showApp, showAppWithConfig } from '../apps.ts'
import type { AppEndpoint, Endpoint } from '../endpoint.ts'

/** GET /v1/apps: the apps of the organization. */
export const listApps: Endpoint = ({ state, org }) =>
  json(200, { apps: state.apps.filter((app) => app.org === org).map(showApp) })

/** GET /v1/apps/{appId}: one app with its configuration. */
export const getApp: AppEndpoint = ({ app }) => json(200, showAppWithConfig(app))
