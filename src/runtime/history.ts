import { describeError } from './lists.ts'
import type { Dataset } from './verification.ts'

/** The components in the last list of a runtime, by its names, each with its state over some polls. */
export type History = ReadonlyMap<string, ComponentState>

export interface ComponentState {
  /** The runtime's word. Like the message, it may contain secrets. */
  readonly status: string
  /** Times of the first and the last of the consecutive polls with this status. */
  readonly sinceMs: number
  readonly lastMs: number
  /** How much of that time the polls prove: not all of it if they are far apart. */
  readonly provenMs: number
  /** The runtime's reason for an error; empty if it gives none. */
  readonly message: string
  readonly accelerated: boolean | undefined
}

/** Two polls further apart do not prove that the status stayed the same, unless no poll was between them. */
const maxGapMs = 60_000
/** Between polls that are planned further apart, something may change and change back unseen. */
const maxProvenGapMs = 30_000
/** How long a component has been in one state, as two polls in a row show it that are further apart. */
const farGapMs = 15_000

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
  const maxMs = Math.max(maxGapMs, sinceLastMs)
  const follow = (entry: Dataset): [string, ComponentState] => {
    const { name, status, acceleration_enabled: accelerated } = entry
    const first = { status, sinceMs: atMs, lastMs: atMs, provenMs: 0 }
    const previous = before?.get(name) ?? first
    const isSame = previous.status.toLowerCase() === status.toLowerCase()
    const { sinceMs, lastMs, provenMs } = isSame && atMs - previous.lastMs <= maxMs ? previous : first
    const gapMs = atMs - lastMs
    const addedMs = sinceLastMs > maxProvenGapMs ? Math.min(gapMs, farGapMs) : gapMs
    return [
      name,
      {
        status,
        sinceMs,
        lastMs: atMs,
        provenMs: provenMs + addedMs,
        message: describeError(entry) ?? '',
        accelerated,
      },
    ]
  }
  return new Map(list.map(follow))
}
