import { json } from '../answer.ts'
import type { Endpoint } from '../endpoint.ts'

/** GET /v1/health: needs no token. */
export const health: Endpoint = ({ state }) =>
  json(200, { status: 'ok', timestamp: new Date(state.now()).toISOString() })

/** GET /v1/orgs: a person sees every organization, an OAuth client exactly its own, as its owner. */
export const listOrgs: Endpoint = ({ state, call }) => {
  const caller = state.tokens.read(call.headers.authorization)
  const isClient = typeof caller === 'object' && caller.kind === 'client'
  const orgs = state.orgs.map(({ name, role = 'owner' }, index) => ({
    id: index + 1,
    name,
    role: isClient ? 'owner' : role,
  }))
  return json(200, { orgs: isClient ? orgs.filter(({ name }) => name === state.firstOrg) : orgs })
}
