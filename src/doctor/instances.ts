import * as v from 'valibot'
import { ageMs, hasSucceeded, isInProgress, isQueued } from '../deployment/deployment.ts'
import { atMost, parseTime } from '../platform/clock.ts'
import { listOf, optional, text } from '../platform/json.ts'
import type { Run } from '../run-context.ts'
import { type Deployment, instanceName } from '../spice/schema.ts'
import type { Instance } from './components.ts'

// Every member of a response of the data plane may be missing.
const boolean = optional(v.boolean())

const Pod = v.object({
  name: instanceName,
  phase: text,
  startTime: text,
  spicedStatus: optional(v.object({ health: text, ready: boolean, terminating: boolean })),
  annotations: optional(v.object({ 'spice.ai/deployment-id': text })),
})

/** Response of `/v1/spice_runtime` of the data plane. A runtime outside of Spice Cloud has no `status`. */
export const Pods = v.pipe(
  v.object({ status: v.object({ podStatuses: v.fallback(listOf(Pod), []) }) }),
  v.transform(({ status }) =>
    status.podStatuses.map(
      (pod): Instance => ({
        name: pod.name,
        status: statusOf(pod),
        startedAtMs: parseTime(pod.startTime),
        deploymentId: pod.annotations?.['spice.ai/deployment-id'],
      }),
    ),
  ),
)

/** Spice Cloud's word for the state of an instance. Source: its command line client. */
function statusOf({ phase, spicedStatus }: v.InferOutput<typeof Pod>): string {
  if (spicedStatus?.terminating) return 'terminating'
  if (phase === 'Failed') return 'failed'
  if (!spicedStatus) return 'deploying'
  if (!spicedStatus.ready) return 'loading'
  return spicedStatus.health?.toLowerCase() === 'unhealthy' ? 'unhealthy' : 'ready'
}

/** Whether a list has the deployment, or at least the start, of each of its instances. */
export function isAttributable(instances: readonly Instance[]): boolean {
  const isKnown = ({ deploymentId, startedAtMs }: Instance) => (deploymentId ?? startedAtMs) !== undefined
  return instances.length > 0 && instances.every(isKnown)
}

/** Joins two lists of the same instances. The second one takes precedence in what it says. */
export function mergeByName(first: readonly Instance[], second: readonly Instance[]): Instance[] {
  const merged = new Map(first.map((instance) => [instance.name, instance]))
  for (const instance of second) {
    const earlier = merged.get(instance.name)
    const { name, status = earlier?.status, startedAtMs = earlier?.startedAtMs } = instance
    merged.set(name, { ...earlier, ...instance, status, startedAtMs })
  }
  return [...merged.values()]
}

export function serves({ status }: Pick<Instance, 'status'>): boolean {
  return status === 'ready' || status === 'unhealthy'
}

/** Whether an instance certainly answers no requests. */
export function isIdle({ status }: Instance): boolean {
  return status === 'deploying' || status === 'loading' || status === 'failed'
}

/** How far the clock of an instance may be behind that of Spice Cloud. */
const maxSkewMs = 5 * 60_000

/**
 * Finds the instances of a deployment, newest first: the instances with its id, or if there are none, instances without
 * an id that started after it was created. Clocks may differ, except for instances that served at the first poll. An
 * instance that starts again keeps its name.
 * @param foreign names of instances of other deployments; undefined if they are not known
 * @param served those that served at the first poll, as it showed them
 */
export function findOwn(
  instances: readonly Instance[],
  { id, created_at }: Deployment,
  foreign: ReadonlySet<string> | undefined,
  served: readonly Instance[],
): Instance[] {
  const isNamed = instances.some(({ deploymentId }) => deploymentId === String(id))
  const createdAtMs = parseTime(created_at)
  const isOwn = ({ name, startedAtMs, deploymentId }: Instance) => {
    if (isNamed || deploymentId !== undefined) return deploymentId === String(id)
    if (foreign === undefined || foreign.has(name)) return false
    const first = served.find((instance) => instance.name === name)
    const startMs = first?.startedAtMs ?? startedAtMs
    if (startMs === undefined || createdAtMs === undefined) return false
    return startMs >= createdAtMs - (first ? 0 : maxSkewMs)
  }
  const startOf = ({ startedAtMs = Number.MAX_VALUE }: Instance) => startedAtMs
  return instances.filter(isOwn).sort((left, right) => startOf(right) - startOf(left))
}

const maxListMs = 5000
/** Even a list that lags behind has instances of this age, and by any clock they started before it. */
const minAgeMs = 5 * 60_000
/** How long a list may show the instances of a deployment that has ended. */
const maxLeftMs = 10 * 60_000

/** Lists the instances of an app while its deployment is requested. The run does not wait for the list. */
export class InstancesBefore {
  /** Names of the instances; undefined until they are known. */
  names: ReadonlySet<string> | undefined
  readonly atMs: number
  readonly #stopped = new AbortController()

  constructor(
    appId: number,
    { api, clock, deadline, background }: Pick<Run, 'api' | 'clock' | 'deadline' | 'background'>,
  ) {
    this.atMs = clock.now()
    background.start(async (signal) => {
      // The request for the deployment leaves first.
      await new Promise<void>((resolve) => setImmediate(resolve))
      const untilStopped = AbortSignal.any([signal, this.#stopped.signal])
      const list = await api.listInstances(appId, atMost(maxListMs, deadline, clock), untilStopped)
      this.names = new Set(list.map(({ name }) => name))
    })
  }

  stop(): void {
    this.#stopped.abort()
  }
}

/** Deployments that may have instances: deployments in progress, and recent ones that did not succeed. */
export function withInstances(others: readonly Deployment[], previous: Deployment | undefined): Deployment[] {
  // A list without times has only recent deployments.
  const newestMs = parseTime(others[0]?.created_at) ?? 0
  const mayHaveInstances = (deployment: Deployment) =>
    !hasSucceeded(deployment) && (deployment === previous || ageMs(deployment, newestMs) <= maxLeftMs)
  return others.filter((deployment) => isInProgress(deployment) || mayHaveInstances(deployment))
}

/** Whether a deployment started long enough before the list of instances to have its instances in that list. */
export function startedBeforeList(deployment: Deployment, ours: Deployment, sinceListMs: number): boolean {
  const { started_at, created_at } = deployment
  const startMs = parseTime(started_at ?? (isQueued(deployment) ? undefined : created_at))
  const createdMs = parseTime(ours.created_at)
  if (startMs === undefined || createdMs === undefined) return false
  return startMs <= createdMs - sinceListMs - minAgeMs
}
