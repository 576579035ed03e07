import { type Reply, refusal } from './answer.ts'
import type { App } from './apps.ts'
import { entriesOf } from './components.ts'
import { copyJson } from './copy.ts'
import type { Members } from './fields.ts'
import { openRegions, type Region } from './regions.ts'
import { membersOf } from './runtime/json.ts'
import type { Spicepod } from './spicepod.ts'

/** What a cloud is like about forks. Each may be changed at any time. */
export class ForkSettings {
  /** Refuses every fork with this code, in addition to the refusals that follow from the source. Default: none. */
  refusal: ForkRefusal | undefined
  /** The key of the list of forks: no source says. */
  listedAs: 'forks' | 'projects' = 'forks'
}

const REFUSALS = {
  ai_credits_exhausted: [402, 'The organization has used up its hosted AI credits'],
  fork_placement_required: [400, 'A fork cannot share the placement of this project: set region'],
  scheduler_state_location_required: [400, 'The project is distributed: set scheduler_state_location'],
  scheduler_state_location_unsupported: [400, 'scheduler_state_location must be an s3:// URI'],
  scheduler_state_location_overlaps_source: [400, 'scheduler_state_location overlaps that of the project'],
  scheduler_state_location_not_applicable: [400, 'The project is not distributed'],
  fork_name_unavailable: [409, 'Every default name of a fork is taken: set name'],
  fork_source_has_no_spicepod: [422, 'The project has no spicepod'],
  fork_source_spicepod_invalid: [422, 'The spicepod of the project is invalid'],
  fork_source_loads_repository_files: [422, 'The spicepod loads other files from its repository'],
  fork_source_repository_unreadable: [502, 'The spicepod could not be read from its repository'],
} as const

/** The code of a refusal to fork. */
export type ForkRefusal = keyof typeof REFUSALS

/** The response that refuses to fork. */
export function refuseFork(code: ForkRefusal): Reply {
  const [status, error] = REFUSALS[code]
  return refusal(status, error, { code })
}

/** What forks depend on in a cloud. */
interface ForkRules {
  readonly regions: readonly Region[]
  readonly spicepodCheck: ((spicepod: Readonly<Spicepod>) => string | undefined) | undefined
}

/** Why an app cannot be forked as requested; undefined if it can. */
export function whyNoFork(source: App, members: Members, rules: ForkRules): ForkRefusal | undefined {
  const { spicepod } = source
  if (spicepod === null) return 'fork_source_has_no_spicepod'
  if (rules.spicepodCheck?.(spicepod) !== undefined) return 'fork_source_spicepod_invalid'
  if (source.github !== null && loadsFiles(spicepod)) return 'fork_source_loads_repository_files'
  const isPlaced = members.region !== undefined || members.cluster_name !== undefined
  if (!isPlaced && !canShare(source, rules.regions)) return 'fork_placement_required'
  return refusedLocation(stateLocationOf(spicepod), members.scheduler_state_location)
}

/** The spicepod of a fork: that of its source, with its own location for the state of a scheduler. */
export function spicepodOfFork({ spicepod }: App, members: Members): Spicepod {
  const copy: Spicepod = copyJson(spicepod ?? {})
  const state_location = members.scheduler_state_location
  if (state_location === undefined) return copy
  const runtime = membersOf(copy.runtime)
  return { ...copy, runtime: { ...runtime, scheduler: { ...membersOf(runtime.scheduler), state_location } } }
}

/** The settings of a spicepod that name state which its copy would use as well. */
export function sharedState(spicepod: unknown): unknown[] {
  const ofDatasets = entriesOf(spicepod, 'datasets').flatMap(({ name, params }) =>
    Object.entries(membersOf(params))
      .filter(([setting]) => /replication_slot|consumer_group/.test(setting))
      .map(([setting, value]) => ({ kind: 'dataset', name, setting, value })),
  )
  const { location } = membersOf(membersOf(spicepod).snapshots)
  const ofSnapshots =
    location === undefined ? [] : [{ kind: 'snapshots', name: null, setting: 'location', value: location }]
  return [...ofDatasets, ...ofSnapshots]
}

/** Whether a fork can be where its source is: Spice runs it, in a region that is open. */
function canShare({ kind, region, cname }: App, regions: readonly Region[]): boolean {
  if (kind !== 'managed') return false
  return region === null ? cname !== null : openRegions(regions).includes(region)
}

/** Whether a spicepod refers to other files of its repository. */
function loadsFiles(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, member]) =>
      ['ref', 'sql_ref', 'body_ref', 'files'].includes(name) ||
      (name === 'from' && typeof member === 'string' && /^file:(?!\/)/.test(member)) ||
      loadsFiles(member),
  )
}

/** Where the scheduler of a distributed project keeps its state; undefined for other projects. */
function stateLocationOf(spicepod: Readonly<Spicepod>): string | undefined {
  const { state_location } = membersOf(membersOf(spicepod.runtime).scheduler)
  return typeof state_location === 'string' ? state_location : undefined
}

function refusedLocation(ofSource: string | undefined, requested: unknown): ForkRefusal | undefined {
  if (ofSource === undefined) {
    return requested === undefined ? undefined : 'scheduler_state_location_not_applicable'
  }
  if (typeof requested !== 'string') return 'scheduler_state_location_required'
  if (!requested.startsWith('s3://')) return 'scheduler_state_location_unsupported'
  const overlaps = isWithin(ofSource, requested) || isWithin(requested, ofSource)
  return overlaps ? 'scheduler_state_location_overlaps_source' : undefined
}

function isWithin(folder: string, location: string): boolean {
  const path = (of: string) => `${of.replace(/(?<!\/)\/+$/, '')}/`
  return path(location).startsWith(path(folder))
}
