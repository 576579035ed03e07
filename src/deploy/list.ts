import { CallError, ignoreCallError, isUnserved, NoResponseError, RefusalError } from '../core/errors.ts'
import type { EndOfDeployment } from '../core/outcome.ts'
import type { Run } from '../core/run.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { type Deadline, deadlineIn, maxRequestMs, parseTime } from '../platform/clock.ts'
import type { DeploymentPage, ListEvent, SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { hasSucceeded, terminalOutcome } from './deployment.ts'

/** How many deployments a poll lists: the one in question is among the newest unless many came after it. */
export const pollLimit = 5
/** How many are listed before a create, for the history and to recognize new ones later. */
export const historyLimit = 20
/** The most that the API lists, according to some sources. */
export const maxLimit = 100

export interface Lookup {
  deployment: Deployment | undefined
  /** Deployments created after it, newest first. */
  newer: Deployment[]
  /** All deployments that were listed, newest first. */
  listed: Deployment[]
  /** The server's clock when it listed them, if it sends it. */
  serverTimeMs: number | undefined
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
  let page = await api.listDeployments(appId, pollLimit, deadline)
  const find = () => page.deployments.find((listed) => listed.id === id)
  if (find() === undefined && page.deployments.length >= pollLimit) {
    page = await api.listDeployments(appId, maxLimit, deadline)
  }
  const { deployments: listed, serverTimeMs } = page
  const lookup = { newer: newerThan(id, listed), listed, serverTimeMs }
  try {
    return { ...lookup, deployment: find() ?? (await api.getDeployment(appId, id, deadline)) }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    // A server may not have that call, which says nothing about what a full list omits.
    const ifNotFound = listed.length < maxLimit ? 'missing' : 'too old'
    return {
      ...lookup,
      deployment: undefined,
      absence: isUnserved(error, 'getDeployment') ? ifNotFound : 'not yet',
      error,
    }
  }
}

/** The deployments created after another one. The list is newest first; ids decide only if the deployment is not listed. */
export function newerThan(id: number, deployments: readonly Deployment[]): Deployment[] {
  const index = deployments.findIndex((listed) => listed.id === id)
  return index >= 0 ? deployments.slice(0, index) : deployments.filter((deployment) => deployment.id - id > 0)
}

/**
 * Finds the newest deployment that has succeeded, however many others were created after it.
 * @param newest the newest deployments, `limit` of them unless the app has fewer
 * @param exceptId one that does not count
 * @param reportErrors false if the run can do without it
 */
export async function findNewestSuccess(
  newest: readonly Deployment[],
  limit: number,
  appId: number,
  { api, deadline, reportErrors = true }: Pick<Run, 'api' | 'deadline'> & { reportErrors?: boolean },
  exceptId?: number,
): Promise<Deployment | undefined> {
  const find = (listed: readonly Deployment[]) =>
    listed.find((deployment) => hasSucceeded(deployment) && deployment.id !== exceptId)
  const success = find(newest)
  if (success !== undefined || newest.length < limit) return success
  const page = await api.listDeployments(appId, pollLimit, deadline, 'succeeded', { reportErrors })
  return find(page.deployments)
}

/** How a deployment has ended, as a list shows it; undefined if it is in progress or not listed. */
export function endListed(id: number, { deployments }: DeploymentPage): EndOfDeployment | undefined {
  const deployment = deployments.find((listed) => listed.id === id)
  return deployment && terminalOutcome(deployment, newerThan(id, deployments))
}

/** Lists what a lost create can be distinguished from. A refusal is ignored, since the create gets a better one. */
export async function listBefore(
  api: SpiceApi,
  appId: number,
  deadline: Deadline,
): Promise<DeploymentPage | undefined> {
  try {
    return await api.listDeployments(appId, historyLimit, deadline)
  } catch (error) {
    const isOfToken = error instanceof RefusalError && error.operation === 'exchangeToken'
    // The address is wrong, so that the create would fail as well, and say less about it.
    const isFinal = error instanceof NoResponseError && error.todo !== undefined
    if (isOfToken || isFinal || !(error instanceof CallError)) throw error
    return undefined
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

/** The deployments that existed before a create was sent: none of them can come from that request. */
export interface Snapshot {
  ids: ReadonlySet<number>
  /** Older deployments may have existed without being listed. Milliseconds by the server's clock. */
  listedSinceMs: number | undefined
  serverTimeMs: number | undefined
}

export function takeSnapshot({ deployments, serverTimeMs }: DeploymentPage, limit: number): Snapshot {
  const times = deployments.map(({ created_at }) => parseTime(created_at)).filter((ms) => ms !== undefined)
  const isFull = deployments.length >= limit && times.length > 0
  return {
    ids: new Set(deployments.map(({ id }) => id)),
    listedSinceMs: isFull ? Math.max(...times) : undefined,
    serverTimeMs,
  }
}

/** Knowledge from the lists of the app's deployments. */
export interface KnownList {
  /** The newest list. */
  readonly page?: DeploymentPage
  /** Whether it has all deployments of the app. */
  readonly isWhole?: boolean
  /** The newest deployment that succeeded: a short list may end before it. */
  readonly success?: Deployment | undefined
  /** Why the last attempt to list them failed. */
  readonly failure?: string
  /** When the last attempt ended, in milliseconds on the run's clock. */
  readonly atMs: number
}

/** Knowledge from the lists once there is another attempt, whose time is on the run's clock. */
export function updateList(
  before: KnownList | undefined,
  { atMs, ...event }: ListEvent & { atMs: number },
): KnownList {
  if (event.type === 'deployments.unlisted') return { ...before, failure: event.reason, atMs }
  const { page, isWhole } = event
  const success = page.deployments.find(hasSucceeded) ?? (isWhole ? undefined : before?.success)
  return { page, isWhole, success, atMs }
}
