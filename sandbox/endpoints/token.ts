import { allows } from '../access.ts'
import { json } from '../answer.ts'
import type { Endpoint } from '../endpoint.ts'

/** POST /api/oauth/token: exchanges client credentials for an access token. Errors have the form of RFC 6749. */
export const exchangeToken: Endpoint = ({ state, call }) => {
  const { client } = state
  const sent = (typeof call.body === 'object' ? call.body : null) as Record<string, unknown> | null
  if (sent === null) return failure(400, 'invalid_request', 'The body must be JSON or a form')
  if (sent.grant_type !== 'client_credentials') {
    return failure(400, 'unsupported_grant_type', 'Only client_credentials is supported')
  }
  const { client_id = '', client_secret = '', scope = '' } = sent
  if (![client_id, client_secret, scope].every((value) => typeof value === 'string')) {
    return failure(400, 'invalid_request', 'client_id, client_secret and scope must be text')
  }
  const isClient = client_id === client.clientId && client_secret === client.clientSecret
  if (!isClient && !state.anyCredentials) {
    return failure(401, 'invalid_client', 'Invalid client credentials')
  }
  const wanted = String(scope).split(' ').filter(Boolean)
  const refused = wanted.find((scope) => !allows(client.scopes, scope))
  if (refused !== undefined) return failure(400, 'invalid_scope', `The client may not have ${refused}`)
  const scopes = wanted.length > 0 ? wanted : client.scopes
  const announced = client.announcedLifetimeSeconds
  return json(200, {
    access_token: state.tokens.issue({ kind: 'client', scopes }, client.tokenLifetimeSeconds),
    token_type: 'Bearer',
    ...(announced === null ? {} : { expires_in: Math.floor(announced) }),
  })
}

function failure(status: number, error: string, error_description: string) {
  return json(status, { error, error_description })
}
