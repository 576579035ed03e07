import { json, refusal, text } from '../answer.ts'
import type { AppEndpoint } from '../endpoint.ts'
import { aString, type Rule, readMembers } from '../fields.ts'
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
export const upsertSecret: AppEndpoint = ({ state, call, app }) => {
  const read = readMembers(call.body, { name: aSecretName, value: aString }, ['name', 'value'])
  if ('refused' in read) return read.refused
  const { name, value } = read.members
  return json(200, app.secretStore.put(String(name), String(value), state.now()))
}

/** DELETE /v1/apps/{appId}/secrets/{secretName}. */
export const deleteSecret: AppEndpoint = ({ app, parameters }) =>
  app.secretStore.delete(parameters.secretName ?? '') ? text(204, '') : notFound()

// Refusals contain neither the value nor the name: if a client mixes up the two, the value must not appear in a log.
const aSecretName: Rule = (value) =>
  typeof value === 'string' && /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value)
    ? undefined
    : 'must hold letters, digits and underscores only, and not begin with a digit'

function notFound() {
  return refusal(404, 'Secret not found')
}
