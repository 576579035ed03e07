import * as v from 'valibot'
import { parseTime } from '../../platform/clock.ts'
import { listOf, optional, text } from '../../platform/json.ts'
import { type Deployment, instanceName } from '../../spice/schema.ts'
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

/**
 * Finds the instances of a deployment, newest first: those that name it. If no instance does, those without a name that
 * started after it was created may be its own, as far as clocks agree.
 */
export function findOwn(instances: readonly Instance[], { id, created_at }: Deployment): Instance[] {
  const createdAtMs = parseTime(created_at) ?? Number.POSITIVE_INFINITY
  const named = instances.filter(({ deploymentId }) => deploymentId === String(id))
  const startOf = ({ startedAtMs = Number.MAX_VALUE }: Instance) => startedAtMs
  const mayBeOwn = ({ deploymentId, startedAtMs }: Instance) =>
    deploymentId === undefined && startedAtMs !== undefined && startedAtMs >= createdAtMs
  const own = named.length > 0 ? named : instances.filter(mayBeOwn)
  return own.toSorted((left, right) => startOf(right) - startOf(left))
}
