import { describeError, isHealthy } from './lists.ts'
import type { Dataset } from './verification.ts'

/** The components that a runtime has listed over some polls, each by the runtime's name. */
export interface History {
  /** Components of the last list. */
  readonly listed: ReadonlyMap<string, ComponentState>
  /** Components that were ready, and are not listed any more. */
  readonly missing: ReadonlyMap<string, ComponentState>
}

export interface ComponentState {
  /** The runtime's word, or `Missing`. Like the message, it may contain secrets. */
  readonly status: string
  /** Times of the first and the last of the consecutive polls with this status. */
  readonly sinceMs: number
  readonly lastMs: number
  /** How much of that time the polls prove: not all of it if they are far apart. */
  readonly provenMs: number
  /** The runtime's reason for an error; empty if it gives none. */
  readonly message: string
  readonly accelerated: boolean | undefined
  readonly wasReady: boolean
}

/** Two polls further apart do not prove that the status stayed the same, unless no poll was between them. */
const maxGapMs = 60_000
/** Between polls that are planned further apart, something may change and change back unseen. */
const maxProvenGapMs = 30_000
/** How long a component has been in one state, as two polls in a row show it that are further apart. */
const farGapMs = 15_000
const maxMissing = 5000

/**
 * Adds the list of one poll to a history. Statuses are compared without regard to case.
 * @param sinceLastMs time since the previous poll, which may have failed
 */
export function addList(
  before: History | undefined,
  list: readonly Dataset[],
  atMs: number,
  sinceLastMs: number,
): History {
  const known = new Map([...(before?.missing ?? []), ...(before?.listed ?? [])])
  const maxMs = Math.max(maxGapMs, sinceLastMs)
  const follow = (entry: Dataset): [string, ComponentState] => {
    const { name, status, acceleration_enabled: accelerated } = entry
    const first = { status, sinceMs: atMs, lastMs: atMs, provenMs: 0, wasReady: false }
    const previous = known.get(name) ?? first
    const isSame = previous.status.toLowerCase() === status.toLowerCase()
    const { sinceMs, lastMs, provenMs } = isSame && atMs - previous.lastMs <= maxMs ? previous : first
    const gapMs = atMs - lastMs
    const addedMs = sinceLastMs > maxProvenGapMs ? Math.min(gapMs, farGapMs) : gapMs
    return [
      name,
      {
        ...{ status, sinceMs, lastMs: atMs, provenMs: provenMs + addedMs },
        message: describeError(entry)?.trim() ?? '',
        accelerated,
        wasReady: previous.wasReady || isHealthy(entry),
      },
    ]
  }
  const listed = new Map(list.map(follow))
  const lost = [...known].filter(([name, { wasReady }]) => wasReady && !listed.has(name)).slice(-maxMissing)
  return { listed, missing: new Map(lost.map(([name]) => follow({ name, status: 'Missing' }))) }
}
