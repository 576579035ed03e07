import { json, type Reply, refusal } from '../answer.ts'
import type { Placement } from '../app-registry.ts'
import { readSettings, refusedByPlan } from '../app-settings.ts'
import { endpointOf, showApp } from '../apps.ts'
import type { Endpoint } from '../endpoint.ts'
import { invalidMembers, type Members } from '../fields.ts'
import { cnameOf, defaultRegion, openRegions, type Region } from '../regions.ts'
import type { State } from '../state.ts'

/** POST /v1/apps: a new app without a spicepod, or a deleted app with that name, with its previous spicepod. */
export const createApp: Endpoint = ({ state, members, org }) => {
  const refused = refusedPlace(state.regions, members) ?? refusedByPlan(state, { tags: members.tags })
  if (refused !== undefined) return refused
  const name = String(members.name)
  if (state.registry.isTaken(org, name, state.now())) {
    return refusal(409, `App "${name}" already exists in this organization`)
  }
  const settings = { ...readSettings(members), ...place(state, members) }
  return json(201, showApp(state.registry.create(org, name, settings, state.now())))
}

/** The refusal of a place that is closed or unknown. The `cname` of a region is the deprecated field for it. */
export function refusedPlace(regions: readonly Region[], { region, cname }: Members): Reply | undefined {
  const open = openRegions(regions)
  const cnames = regions.filter((each) => open.includes(each.region)).map(cnameOf)
  const places: [string, unknown, string[]][] = [
    ['region', region, open],
    ['cname', cname, [...open, ...cnames]],
  ]
  const wrong = places.filter(([, sent, known]) => sent !== undefined && !known.includes(String(sent)))
  if (wrong.length === 0) return undefined
  const errors = wrong.map(([name, , known]) => [name, [`must be one of ${known.join(', ')}`]])
  return invalidMembers(Object.fromEntries(errors))
}

/** Without any placement the app is not one that Spice runs. */
function place({ newAppEndpoint, regions }: State, members: Members): Placement {
  const { cname = null, cluster_name: cluster = null } = members as Record<string, string | null | undefined>
  if (members.region === undefined && cname === null && cluster === null) {
    return { kind: 'standalone', region: null, cname: null, endpoint: null }
  }
  const ofCname = regions.find((each) => cname === each.region || cname === cnameOf(each))?.region
  const region = String(members.region ?? ofCname ?? defaultRegion(regions)?.region)
  const endpoint = newAppEndpoint ?? endpointOf(region, cluster)
  return { region, cname, clusterName: cluster, endpoint }
}
