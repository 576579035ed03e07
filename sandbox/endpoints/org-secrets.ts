import { visibleOrgs } from '../access.ts'
import { json, refusal, text } from '../answer.ts'
import type { AppEndpoint, Endpoint } from '../endpoint.ts'
import { pageOf } from '../pages.ts'

/** GET /v1/orgs/{orgId}/secrets: names only. Secrets that the platform manages are never listed. */
export const listOrgSecrets: Endpoint = ({ state, call, parameters }) => {
  const org = visibleOrgs(state, call).find(({ id }) => String(id) === parameters.orgId)
  if (org === undefined) return refusal(404, 'Organization not found')
  return json(200, { secrets: pageOf(org.secrets ?? [], call, state.lists).map((name) => ({ name })) })
}

/** GET /v1/projects/{projectId}/org-secrets: the organization secrets that are linked to the app. */
export const listLinkedOrgSecrets: AppEndpoint = ({ state, call, app, org }) => {
  const listed = state.orgs.find(({ name }) => name === org)?.secrets ?? []
  const linked = listed.filter((name) => app.linkedSecrets.has(name))
  return json(200, { org_secrets: pageOf(linked, call, state.lists).map((name) => ({ name })) })
}

/** PUT /v1/projects/{projectId}/org-secrets/{secretName}: takes effect with the next deployment. */
export const linkOrgSecret: AppEndpoint = ({ state, app, org, parameters }) => {
  const { secretName = '' } = parameters
  const { secrets = [], managedSecrets = [] } = state.orgs.find(({ name }) => name === org) ?? {}
  if (![...secrets, ...managedSecrets].includes(secretName)) {
    return refusal(404, 'The organization has no secret of this name')
  }
  app.linkedSecrets.add(secretName)
  return text(200, '')
}
