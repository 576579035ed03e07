import { isInProgress } from '../deployment/deployment.ts'
import { deadlineIn, parseTime } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { Deployment } from '../spice/schema.ts'

const maxListMs = 5000
/** Instances that are older than this are in a list that lags behind, and started before by any clock. */
const minAgeMs = 5 * 60_000
/** How long a list may show what a deployment has left. */
const maxLeftMs = 10 * 60_000

/**
 * The instances that an app has while its deployment is requested. They are listed only if other deployments may have
 * some that cannot be told from those of the new one; the run does not wait for it, and can do without it.
 */
export class InstancesBefore {
  /** Undefined as long as they are not known. */
  names: ReadonlySet<string> | undefined
  /** When the list was requested. */
  readonly atMs: number
  readonly #stopped = new AbortController()

  constructor(appId: number, { api, clock, background }: Pick<Run, 'api' | 'clock' | 'background'>) {
    this.atMs = clock.now()
    background.start(async (signal) => {
      const untilStopped = AbortSignal.any([signal, this.#stopped.signal])
      const list = await api.listInstances(appId, deadlineIn(maxListMs, clock), untilStopped)
      this.names = new Set(list.map(({ name }) => name))
    })
  }

  stop(): void {
    this.#stopped.abort()
  }
}

/**
 * The deployments that may have instances while another one is rolled out: those in progress, and those that did not
 * succeed and may have left some: the one before it, and any from the minutes before the newest.
 *
 * @param others without that one, newest first
 * @param previous the one before it
 */
export function withInstances(
  others: readonly Deployment[],
  previous: Deployment | undefined,
): readonly Deployment[] {
  const newestMs = parseTime(others[0]?.created_at)
  const isRecent = ({ created_at }: Deployment) => {
    const createdMs = parseTime(created_at)
    return newestMs === undefined || createdMs === undefined || newestMs - createdMs <= maxLeftMs
  }
  const mayHaveLeft = (each: Deployment) =>
    each.status !== 'succeeded' && (each === previous || isRecent(each))
  return others.filter((each) => isInProgress(each) || mayHaveLeft(each))
}

/**
 * Whether the instances of a deployment had started so long before the list of those before another one that they are
 * in it.
 *
 * @param sinceListMs from the list to the creation of that other one, at most
 */
export function startedBeforeList(
  { status, started_at, created_at: createdAt }: Deployment,
  { created_at }: Deployment,
  sinceListMs: number,
): boolean {
  const startedAtMs = parseTime(started_at ?? (status === 'queued' ? undefined : createdAt))
  const createdAtMs = parseTime(created_at)
  if (startedAtMs === undefined || createdAtMs === undefined) return false
  return startedAtMs <= createdAtMs - sinceListMs - minAgeMs
}
