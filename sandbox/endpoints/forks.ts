import { json, refusal } from '../answer.ts'
import type { Placement } from '../app-registry.ts'
import { type App, endpointOf, showApp, showAppWithConfig } from '../apps.ts'
import { copyJson } from '../copy.ts'
import type { AppEndpoint } from '../endpoint.ts'
import type { Members } from '../fields.ts'
import { refuseFork, sharedState, spicepodOfFork, whyNoFork } from '../forks.ts'
import { membersOf } from '../runtime/json.ts'
import type { State } from '../state.ts'
import { refusedPlace } from './create-app.ts'

/** The most default names that are tried. Spice Cloud has a limit as well, which no source tells. */
const MAX_DEFAULT_NAMES = 20
const MAX_NAME_LENGTH = 38

/** GET /v1/projects/{projectId}/forks: those that still exist. */
export const listForks: AppEndpoint = ({ state, app }) => {
  const forks = state.apps.filter(({ forkedFrom }) => forkedFrom?.id === app.id)
  return json(200, { [state.forks.listedAs]: forks.map(showApp) })
}

/** POST /v1/projects/{projectId}/forks: a new app with the configuration of this one, which is not deployed. */
export const forkProject: AppEndpoint = ({ state, members, app, org }) => {
  const misplaced = refusedPlace(state.regions, members)
  if (misplaced !== undefined) return misplaced
  const source = { ...app, spicepod: deployedSpicepod(state, app) }
  const code = state.forks.refusal ?? whyNoFork(source, members, state)
  if (code !== undefined) return refuseFork(code)
  const isTaken = (name: string) => state.registry.isTaken(org, name, state.now())
  const name =
    members.name === undefined
      ? defaultNames(source.name).find((each) => each.length <= MAX_NAME_LENGTH && !isTaken(each))
      : String(members.name)
  if (name === undefined) return refuseFork('fork_name_unavailable')
  if (isTaken(name)) return refusal(409, `App "${name}" already exists in this organization`)
  const fork = copyApp(state, source, name, members)
  const shared_state = sharedState(fork.spicepod)
  return json(201, { ...showAppWithConfig(fork), shared_state })
}

function defaultNames(source: string): string[] {
  return Array.from({ length: MAX_DEFAULT_NAMES }, (_, index) =>
    index === 0 ? `${source}-fork` : `${source}-fork-${index + 1}`,
  )
}

/** What was deployed last, which a fork starts with; or else what is stored. */
function deployedSpicepod(state: State, app: App): App['spicepod'] {
  const deployed = state.deploymentsOf(app.id).find(({ status }) => status === 'succeeded')
  return state.records.find(({ id }) => id === deployed?.id)?.spicepod ?? app.spicepod
}

function copyApp(state: State, source: App, name: string, members: Members): App {
  const now = state.now()
  const fork = state.registry.create(source.org, name, placeFork(state, source, members), now)
  Object.assign(fork, {
    description: source.description,
    visibility: 'private',
    tags: state.tagsAllowed && source.tags !== null ? { ...source.tags } : null,
    spicepod: spicepodOfFork(source, members),
    updateChannel: source.updateChannel,
    config: configOfFork(source),
    replicas: source.replicas,
    forkedFrom: { id: source.id, name: source.name },
    // The name may be that of a deleted app, which comes back.
    imageTag: null,
    productionBranch: null,
    github: null,
  } satisfies Partial<App>)
  for (const [secret, value] of Object.entries(source.secrets)) fork.secretStore.put(secret, value, now)
  for (const secret of source.linkedSecrets) fork.linkedSecrets.add(secret)
  return fork
}

/** The range of versions, the number of executors and the size of the storage; the size of instances is not copied. */
function configOfFork({ config: { version, storage_size_gb, executor } }: App): App['config'] {
  const { replicas } = membersOf(executor)
  return copyJson({ version, storage_size_gb, ...(executor !== undefined && { executor: { replicas } }) })
}

/** In the region or cluster that was requested, or else in the place of the source. */
function placeFork({ newAppEndpoint }: State, source: App, members: Members): Placement {
  const isMoved = members.region !== undefined || members.cluster_name !== undefined
  const region = members.region === undefined ? source.region : String(members.region)
  const clusterName = members.cluster_name === undefined ? null : String(members.cluster_name)
  return {
    region,
    cname: isMoved ? null : source.cname,
    clusterName,
    endpoint: newAppEndpoint ?? endpointOf(region, clusterName),
  }
}
