import { type Reply, refusal } from './answer.ts'
import type { RecordedCall } from './call.ts'
import type { State } from './state.ts'
import type { Org } from './state-options.ts'
import type { Principal } from './tokens.ts'

/** Checks who may do what, and in which organization: returns the name of that organization, or the refusal. */
export function authorize(
  state: State,
  call: RecordedCall,
  scope: string | undefined,
): { org: string } | Reply {
  const principal = state.tokens.read(call.headers.authorization)
  if (typeof principal === 'string') return refusal(401, principal)
  const org = findOrg(state, principal, call.headers['x-org-name'])
  if ('status' in org) return org
  if (scope === undefined) return org
  if (!allows(principal.scopes, scope)) {
    return refusal(403, `Insufficient scope. Required: ${scope}`, { code: 'insufficient_scope' })
  }
  const isViewer = principal.kind === 'person' && roleIn(state, org.org) === 'viewer'
  if (isViewer && !scope.endsWith(':read')) {
    return refusal(403, 'Your role in this organization is read-only', { code: 'forbidden' })
  }
  return org
}

function findOrg(state: State, principal: Principal, asked: string | undefined): { org: string } | Reply {
  if (asked === undefined) return { org: state.firstOrg }
  if (asked.trim() === '') {
    return refusal(400, 'X-Org-Name must not be blank', { code: 'invalid_org_assertion' })
  }
  const found = state.orgs.find(({ name }) => name.toLowerCase() === asked.toLowerCase())
  // Unknown and invisible organizations get the same response, so that nobody can find out which ones exist. An OAuth
  // client sees only its own organization.
  const visible = principal.kind === 'person' || found?.name === state.firstOrg
  if (found === undefined || !visible) {
    return refusal(403, `No access to organization "${asked}"`, { code: 'org_forbidden' })
  }
  return { org: found.name }
}

/** The organizations that a caller sees, with their ids: a person sees every one, an OAuth client its own, as its owner. */
export function visibleOrgs(state: State, call: RecordedCall): (Org & { readonly id: number })[] {
  const caller = state.tokens.read(call.headers.authorization)
  const orgs = state.orgs.map((org, index) => ({ ...org, id: index + 1 }))
  const isClient = typeof caller === 'object' && caller.kind === 'client'
  if (!isClient) return orgs
  return orgs.filter(({ name }) => name === state.firstOrg).map((org) => ({ ...org, role: 'owner' }))
}

function roleIn(state: State, org: string): string | undefined {
  return state.orgs.find(({ name }) => name === org)?.role
}

/** Whether these scopes include `required`: each `:write` includes its `:read`, and `*` includes everything. */
export function allows(scopes: readonly string[], required: string): boolean {
  return scopes.some((scope) => scope === '*' || scope === required || implied(scope).includes(required))
}

function implied(scope: string): string[] {
  const [area = '', right] = scope.split(':')
  if (right === 'write') return [`${area}:read`]
  return right === 'delete' ? [`${area}:read`, `${area}:write`] : []
}
