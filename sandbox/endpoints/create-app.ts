import { json, refusal } from '../answer.ts'
import type { Placement } from '../app-registry.ts'
import { CREATE_RULES, readSettings, refusedByPlan } from '../app-settings.ts'
import { endpointOf, showApp } from '../apps.ts'
import type { Endpoint } from '../endpoint.ts'
import { aString, type Members, oneOf, orNull, type Rule, readMembers } from '../fields.ts'
import { cnameOf, defaultRegion, openRegions } from '../regions.ts'
import type { State } from '../state.ts'

/** POST /v1/apps: a new app without a spicepod, or a deleted app with that name, with its previous spicepod. */
export const createApp: Endpoint = ({ state, call, org }) => {
  const rules = { name: anAppName, ...placeRules(state), ...CREATE_RULES }
  const read = readMembers(call.body, rules, ['name'])
  if ('refused' in read) return read.refused
  const refused = refusedByPlan(state, { tags: read.members.tags })
  if (refused !== undefined) return refused
  const name = String(read.members.name)
  if (state.registry.isTaken(org, name, state.now())) {
    return refusal(409, `App "${name}" already exists in this organization`)
  }
  const settings = { ...readSettings(read.members, CREATE_RULES), ...place(state, read.members) }
  return json(201, showApp(state.registry.create(org, name, settings, state.now())))
}

/** The name of an app. */
export const anAppName: Rule = (value) => {
  if (typeof value !== 'string') return 'must be a string'
  if (value.length < 4 || value.length > 38) return 'must have 4 to 38 characters'
  return /^[A-Za-z0-9-]+$/.test(value) ? undefined : 'may hold letters, digits and hyphens only'
}

/** The `cname` of a region is the deprecated field for it, which other clients send. */
function placeRules({ regions }: State): Readonly<Record<string, Rule>> {
  const open = openRegions(regions)
  const cnames = regions.filter(({ region }) => open.includes(region)).map(cnameOf)
  return {
    region: (value) => aString(value) ?? oneOf(open)(value),
    cname: oneOf([...open, ...cnames]),
    cluster_name: orNull(aString),
  }
}

/** Without any placement the app is not one that Spice runs. */
function place({ newAppEndpoint, regions }: State, members: Members): Placement {
  const { cname = null, cluster_name: cluster = null } = members as Record<string, string | null | undefined>
  if (members.region === undefined && cname === null && cluster === null) {
    return { kind: 'standalone', region: null, cname: null, endpoint: null }
  }
  const ofCname = regions.find((each) => cname === each.region || cname === cnameOf(each))?.region
  const region = String(members.region ?? ofCname ?? defaultRegion(regions)?.region)
  const endpoint = newAppEndpoint === undefined ? endpointOf(region, cluster) : newAppEndpoint
  return { region, cname, clusterName: cluster, endpoint }
}
