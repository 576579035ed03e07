import * as v from 'valibot'
import { parseTime } from '../platform/clock.ts'
import { listOf, optional } from '../platform/json.ts'
import { type Deployment, instanceName } from '../spice/schema.ts'

/** An instance of any deployment of the app. */
export interface Listed {
  readonly name: string
  readonly status: string | undefined
  readonly startedAtMs: number | undefined
  readonly deploymentId?: string | undefined
}

// Every member of what the data plane says may be missing, and nothing is certain.
const text = optional(v.string())
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
  v.object({ status: v.object({ podStatuses: listOf(Pod) }) }),
  v.transform(({ status }) =>
    status.podStatuses.map(
      (pod): Listed => ({
        name: pod.name,
        status: wordOf(pod),
        startedAtMs: parseTime(pod.startTime),
        deploymentId: pod.annotations?.['spice.ai/deployment-id'],
      }),
    ),
  ),
)

/** The word that Spice Cloud has for the state of an instance. Source: its command line client. */
function wordOf({ phase, spicedStatus }: v.InferOutput<typeof Pod>): string {
  const hasFailed = phase === 'Failed'
  if (!spicedStatus) return hasFailed ? 'failed' : 'deploying'
  if (spicedStatus.terminating) return 'terminating'
  if (hasFailed) return 'failed'
  if (!spicedStatus.ready) return 'loading'
  return spicedStatus.health?.toLowerCase() === 'unhealthy' ? 'unhealthy' : 'ready'
}

/** Whether a list says which deployment its instances belong to, or at least when each of them started. */
export function canBeTold(listed: readonly Listed[]): boolean {
  if (listed.some(({ deploymentId }) => deploymentId !== undefined)) return true
  return listed.length > 0 && listed.every(({ startedAtMs }) => startedAtMs !== undefined)
}

/** What two lists say about the instances, the second one in case of doubt. */
export function mergeByName(one: readonly Listed[], other: readonly Listed[]): Listed[] {
  const merged = new Map(one.map((each) => [each.name, each]))
  for (const each of other) {
    const known = merged.get(each.name)
    merged.set(each.name, { ...known, ...each, status: each.status ?? known?.status })
  }
  return [...merged.values()]
}

/** How far the clock of an instance may be behind that of Spice Cloud. */
const maxSkewMs = 5 * 60_000

export function serves({ status }: Listed): boolean {
  return status === 'ready' || status === 'unhealthy'
}

/** Whether an instance certainly answers no requests. */
export function isIdle({ status }: Listed): boolean {
  return status === 'deploying' || status === 'loading' || status === 'failed'
}

/**
 * The instances of a deployment, the newest first: those that name it. If none names any, those that started after it
 * was created.
 *
 * @param others names of those that are none of it; undefined if other deployments may have new instances, too
 * @param served those that served at the first look, since they are old ones if they started before
 */
export function findOwn(
  listed: readonly Listed[],
  { id, created_at }: Deployment,
  others: ReadonlySet<string> | undefined,
  served: ReadonlySet<string>,
): Listed[] {
  const hasIds = listed.some(({ deploymentId }) => deploymentId !== undefined)
  const createdAtMs = parseTime(created_at)
  const isOwn = ({ name, startedAtMs, deploymentId }: Listed) => {
    if (hasIds) return deploymentId === String(id)
    if (others === undefined || others.has(name)) return false
    if (startedAtMs === undefined || createdAtMs === undefined) return false
    return startedAtMs >= createdAtMs - (served.has(name) ? 0 : maxSkewMs)
  }
  const startOf = ({ startedAtMs = Number.MAX_VALUE }: Listed) => startedAtMs
  return listed.filter(isOwn).sort((one, other) => startOf(other) - startOf(one))
}
