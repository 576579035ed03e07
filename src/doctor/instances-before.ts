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
 * When the last instance of any other deployment may have started. Those in progress may have instances. Those that did
 * not succeed may have left some: the one right before the deployment, and any that is not much older than the newest.
 *
 * @param others all deployments but the one in question, newest first
 * @param previous the one of them right before it
 * @returns milliseconds; -Infinity if they have no instances, Infinity if it is not known
 */
export function lastStartMs(others: readonly Deployment[], previous: Deployment | undefined): number {
  const newestMs = parseTime(others[0]?.created_at)
  const isRecent = ({ created_at }: Deployment) => {
    const createdMs = parseTime(created_at)
    return newestMs === undefined || createdMs === undefined || newestMs - createdMs <= maxLeftMs
  }
  const mayHaveLeft = (each: Deployment) =>
    each.status !== 'succeeded' && (each === previous || isRecent(each))
  const starts = others
    .filter((each) => isInProgress(each) || mayHaveLeft(each))
    .map(({ status, started_at, created_at }) =>
      parseTime(started_at ?? (status === 'queued' ? undefined : created_at)),
    )
  return Math.max(...starts.map((ms) => ms ?? Number.POSITIVE_INFINITY))
}

/**
 * Whether an instance that started then was there for the list of instances before a deployment.
 *
 * @param startMs by the server's clock, in milliseconds
 * @param sinceListMs from the list to the creation of the deployment, at most
 */
export function startedBeforeList(startMs: number, { created_at }: Deployment, sinceListMs: number): boolean {
  const createdMs = parseTime(created_at)
  return createdMs !== undefined && startMs <= createdMs - sinceListMs - minAgeMs
}
