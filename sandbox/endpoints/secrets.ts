import { json, refusal, text } from '../answer.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { pageOf } from '../pages.ts'

/** GET /v1/apps/{appId}/secrets: all of them, their values masked. */
export const listSecrets: AppEndpoint = ({ state, call, app }) =>
  json(200, { secrets: pageOf(app.secretStore.list(), call, state.lists) })

/** GET /v1/apps/{appId}/secrets/{secretName}: one, its value masked. */
export const getSecret: AppEndpoint = ({ app, parameters }) => {
  const secret = app.secretStore.show(parameters.secretName ?? '')
  return secret === undefined ? notFound() : json(200, secret)
}

/** POST /v1/apps/{appId}/secrets: the same status for a new secret and a replaced one. */
export const upsertSecret: AppEndpoint = ({ state, members: { name, value }, app }) =>
  json(200, app.secretStore.put(String(name), String(value), state.now()))

/** DELETE /v1/apps/{appId}/secrets/{secretName}. */
export const deleteSecret: AppEndpoint = ({ app, parameters }) =>
  app.secretStore.delete(parameters.secretName ?? '') ? text(204, '') : notFound()

function notFound() {
  return refusal(404, 'Secret not found')
}
