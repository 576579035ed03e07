import { json, refusal } from '../answer.ts'
import type { Placement } from '../app-registry.ts'
import { CREATE_RULES, readSettings, refusedByPlan } from '../app-settings.ts'
import { endpointOf, showApp } from '../apps.ts'
import type { Endpoint } from '../endpoint.ts'
import { aString, type Members, oneOf, type Rule, readMembers } from '../fields.ts'
import { cnameOf, openRegions } from '../regions.ts'
import type { State } from '../state.ts'

/** POST /v1/apps: a new app without a spicepod, or a deleted app with that name, with its previous spicepod. */
export const createApp: Endpoint = ({ state, call, org }) => {
  const { placement } = state
  const rules = { name: anAppName, [placement]: placeRule(state), ...CREATE_RULES }
  // Without a placement, a newer server would create a self-hosted app, which is never intended here.
  const read = readMembers(call.body, rules, ['name', placement])
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

function placeRule({ placement, regions }: State): Rule {
  const open = openRegions(regions)
  return placement === 'region'
    ? (value) => aString(value) ?? oneOf(open)(value)
    : oneOf(regions.filter(({ region }) => open.includes(region)).map(cnameOf))
}

function place({ placement, newAppEndpoint }: State, members: Members): Placement {
  // An older server returns only the cname.
  if (placement === 'cname') return { region: null, cname: String(members.cname), endpoint: null }
  const region = String(members.region)
  return { region, cname: null, endpoint: newAppEndpoint === undefined ? endpointOf(region) : newAppEndpoint }
}
