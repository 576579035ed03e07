import { compareDeploymentIds, type DeploymentId } from '../deployment-id.ts'
import { NoAnswerError, RefusalError } from '../errors.ts'
import type { SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Deadline } from '../time.ts'

export interface Sighting {
  deployment: Deployment | undefined
  /** Those created after it. */
  newer: Deployment[]
  /** All that were listed, newest first. */
  listed: Deployment[]
  /** The server's clock when it listed them, where it tells. */
  serverTimeMs: number | undefined
  /** Why it was not seen: it does not exist, or the server has no way to show it, or it may show it later. */
  absence?: 'missing' | 'out of sight' | 'not yet'
}

/** How many deployments a look asks for: ours is among the newest unless many came after it. */
export const fewest = 5
/** How many tell what the app had before, and how long it took. */
export const recent = 20
/** The most that a list gives, by some sources. */
export const most = 100

/**
 * Looks at one deployment. The list is what the reference describes; where it does not have the deployment, because
 * it lags behind or many came after it, the newer call for a single one is tried.
 *
 * @throws RefusalError, NoAnswerError
 */
export async function findDeployment(
  id: DeploymentId,
  api: SpiceApi,
  appId: number,
  deadline: Deadline,
): Promise<Sighting> {
  let page = await api.listDeployments(appId, fewest, deadline)
  const has = () => page.deployments.some((each) => each.id === id)
  if (!has() && page.deployments.length >= fewest) {
    page = await api.listDeployments(appId, most, deadline)
  }
  const { deployments, serverTimeMs } = page
  const listed = deployments.find((each) => each.id === id)
  const newer = newerThan(id, deployments)
  if (listed !== undefined) return { deployment: listed, newer, listed: deployments, serverTimeMs }
  try {
    return {
      deployment: await api.getDeployment(appId, id, deadline),
      newer,
      listed: deployments,
      serverTimeMs,
    }
  } catch (error) {
    if (!(error instanceof RefusalError || error instanceof NoAnswerError)) throw error
    const isNotFound = error instanceof RefusalError && error.refusal.status === 404
    // Servers without that call answer 404, too, which says nothing of what a full list leaves out.
    const absence = !isNotFound ? 'not yet' : deployments.length < most ? 'missing' : 'out of sight'
    return { deployment: undefined, newer, listed: deployments, serverTimeMs, absence }
  }
}

/** Those that came after one. The list is newest first; ids only stand in where it does not have that one. */
export function newerThan(id: DeploymentId, deployments: readonly Deployment[]): Deployment[] {
  const index = deployments.findIndex((each) => each.id === id)
  return index >= 0
    ? deployments.slice(0, index)
    : deployments.filter((each) => compareDeploymentIds(each.id, id) > 0)
}
