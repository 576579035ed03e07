import { CallError, ignoreCallError, isUnserved, NoResponseError, RefusalError } from '../core/errors.ts'
import type { EndOfDeployment } from '../core/outcome.ts'
import type { Run } from '../core/run.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { type Deadline, deadlineIn, maxRequestMs } from '../platform/clock.ts'
import type { DeploymentList, SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { hasSucceeded, terminalOutcome } from './deployment.ts'

/** How many deployments a poll lists: the one in question is among the newest unless many came after it. */
export const pollLimit = 5
/** How many are listed before a create, for the history and to recognize new ones later. */
export const historyLimit = 20
/** The most that the API lists, according to some sources. */
export const maxLimit = 100

/** What became of the search for one deployment, which a list alone does not tell: it lags behind, and it ends. */
export interface Lookup {
  deployment: Deployment | undefined
  /** Deployments created after it, newest first. */
  newer: Deployment[]
  list: DeploymentList
  /** Why there is no deployment: it does not exist, is too old to be listed, or may be listed later. */
  absence?: 'missing' | 'too old' | 'not yet'
  /** Why it could not be read by itself. */
  error?: CallError
}

/** Finds one deployment in the list, or else by a newer call: the list lags behind, and many may have come after it. */
export async function findDeployment(
  id: number,
  api: SpiceApi,
  appId: number,
  deadline: Deadline,
): Promise<Lookup> {
  let list = await api.listDeployments(appId, pollLimit, deadline)
  const find = () => list.deployments.find((listed) => listed.id === id)
  if (find() === undefined && !list.isWhole) list = await api.listDeployments(appId, maxLimit, deadline)
  const lookup = { newer: newerThan(id, list.deployments), list }
  try {
    return { ...lookup, deployment: find() ?? (await api.getDeployment(appId, id, deadline)) }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    // A server may not have that call, which says nothing about what a full list omits.
    const ifNotFound = list.isWhole ? 'missing' : 'too old'
    const absence = isUnserved(error, 'getDeployment') ? ifNotFound : 'not yet'
    return { ...lookup, deployment: undefined, absence, error }
  }
}

/** The deployments created after another one. The list is newest first; ids decide only if the deployment is not listed. */
export function newerThan(id: number, deployments: readonly Deployment[]): Deployment[] {
  const index = deployments.findIndex((listed) => listed.id === id)
  return index >= 0 ? deployments.slice(0, index) : deployments.filter((deployment) => deployment.id - id > 0)
}

/**
 * Finds the newest deployment that has succeeded, however many others were created after it.
 * @param exceptId one that does not count
 * @param reportErrors false if the run can do without it
 */
export async function findNewestSuccess(
  newest: Pick<DeploymentList, 'deployments' | 'isWhole'>,
  appId: number,
  { api, deadline, reportErrors = true }: Pick<Run, 'api' | 'deadline'> & { reportErrors?: boolean },
  exceptId?: number,
): Promise<Deployment | undefined> {
  const find = ({ deployments }: Pick<DeploymentList, 'deployments'>) =>
    deployments.find((deployment) => hasSucceeded(deployment) && deployment.id !== exceptId)
  const success = find(newest)
  if (success !== undefined || newest.isWhole) return success
  return find(await api.listDeployments(appId, pollLimit, deadline, 'succeeded', { reportErrors }))
}

/** How a deployment has ended, as a list shows it; undefined if it is in progress or not listed. */
export function endListed(id: number, { deployments }: DeploymentList): EndOfDeployment | undefined {
  const deployment = deployments.find((listed) => listed.id === id)
  return deployment && terminalOutcome(deployment, newerThan(id, deployments))
}

/**
 * Lists what a lost create can be distinguished from. A refusal is ignored, since the create gets a better one.
 * @returns null if it failed
 */
export async function listBefore(
  api: SpiceApi,
  appId: number,
  deadline: Deadline,
): Promise<DeploymentList | null> {
  try {
    return await api.listDeployments(appId, historyLimit, deadline)
  } catch (error) {
    const isOfToken = error instanceof RefusalError && error.operation === 'exchangeToken'
    // The address is wrong, so that the create would fail as well, and say less about it.
    const isFinal = error instanceof NoResponseError && error.todo !== undefined
    if (isOfToken || isFinal || !(error instanceof CallError)) throw error
    return null
  }
}

/** Lists the deployments at the end of a run, in one request whose failure is only reported. */
export async function listOnceMore(
  appId: number,
  { api, clock, inputs }: Pick<Run, 'api' | 'clock'> & { inputs: Pick<Inputs, 'requestTimeoutMs'> },
): Promise<void> {
  // Not even the request for a token is repeated.
  const deadline = deadlineIn(Math.min(maxRequestMs, inputs.requestTimeoutMs), clock).lastPoll()
  const listing = api.listDeployments(appId, maxLimit, deadline, undefined, { retry: 'none' })
  await listing.catch(ignoreCallError(undefined))
}
