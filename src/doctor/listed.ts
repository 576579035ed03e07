import { parseTime } from '../platform/clock.ts'
import type { Deployment } from '../spice/schema.ts'

/** An instance of any deployment of the app. */
export interface Listed {
  readonly name: string
  readonly status: string | undefined
  readonly startedAtMs: number | undefined
  readonly deploymentId?: string | undefined
}

/** How far the clock of an instance may be behind that of Spice Cloud. */
const maxSkewMs = 5 * 60_000

export function serves({ status }: Listed): boolean {
  return status === 'ready' || status === 'unhealthy'
}

/**
 * The instances of a deployment, the newest first: those that name it. If none names any, those that started after it
 * was created.
 *
 * @param served those that served at the first look, since they are old ones if they started before; undefined if
 *   other deployments may have new instances, too
 */
export function findOwn(
  listed: readonly Listed[],
  { id, created_at }: Deployment,
  served: ReadonlySet<string> | undefined,
): Listed[] {
  const hasIds = listed.some(({ deploymentId }) => deploymentId !== undefined)
  const createdAtMs = parseTime(created_at)
  const isOwn = ({ name, startedAtMs, deploymentId }: Listed) => {
    if (hasIds) return deploymentId === String(id)
    if (served === undefined || startedAtMs === undefined || createdAtMs === undefined) return false
    return startedAtMs >= createdAtMs - (served.has(name) ? 0 : maxSkewMs)
  }
  const startOf = ({ startedAtMs = Number.MAX_VALUE }: Listed) => startedAtMs
  return listed.filter(isOwn).sort((one, other) => startOf(other) - startOf(one))
}
