import { visibleOrgs } from '../access.ts'
import { json } from '../answer.ts'
import type { Endpoint } from '../endpoint.ts'
import { pageOf } from '../pages.ts'
import { showRegions } from '../regions.ts'

/** GET /v1/health: needs no token. */
export const health: Endpoint = ({ state }) =>
  json(200, { status: 'ok', timestamp: new Date(state.now()).toISOString() })

/** GET /v1/orgs: a person sees every organization, an OAuth client exactly its own, as its owner. */
export const listOrgs: Endpoint = ({ state, call }) =>
  json(200, {
    orgs: visibleOrgs(state, call).map(({ id, name, role = 'owner' }) => ({ id, name, role })),
  })

/** GET /v1/regions: the regions for apps. */
export const listRegions: Endpoint = ({ state, call }) => {
  const shown = showRegions(state.regions)
  return json(200, { ...shown, regions: pageOf(shown.regions, call, state.lists) })
}

/** GET /v1/container-images: those of a channel, newest first, and the first of them as the suggested one. */
export const listContainerImages: Endpoint = ({ call }) => {
  const { channel = 'stable' } = call.query
  const tags = IMAGES[channel] ?? []
  const images = tags.map((tag) => ({ name: `spiceai/spiceai:${tag}`, tag, channel }))
  return json(200, { images, default: tags[0] })
}

const IMAGES: Readonly<Record<string, readonly string[]>> = {
  stable: ['2.3.2', '2.3.1', '2.2.0'],
  enterprise: ['2.3.2-enterprise', '2.3.1-enterprise'],
}

/** GET /v1/limits: what the plan allows. */
export const getLimits: Endpoint = () =>
  json(200, {
    apps: 100,
    replicas: 10,
    spicepods: 100,
    users: -1,
    api_rps: 1000,
    request_timeout_secs: 90,
    sql_query_timeout_secs: 90,
    sql_concurrent_queries: 10,
    resources: null,
  })
