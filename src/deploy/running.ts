import type { KnownApp, Running } from '../app/plan.ts'
import { ignoreCallError } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import { atMost, maxOptionalMs } from '../platform/clock.ts'
import type { DeploymentList } from '../spice/api.ts'
import { type Deployment, storedSpicepod } from '../spice/schema.ts'
import { isSameSpicepod } from '../spicepod/spicepod.ts'
import { hasFailed, hasSucceeded, isInProgress } from './deployment.ts'
import { findNewestSuccess, historyLimit } from './list.ts'
import { findServed } from './served.ts'

/**
 * Finds out what an app runs, and whether that is what it has stored: one list, and at most one read of a file at a commit.
 * @param listed its deployments, if they are listed already
 * @returns undefined if the deployments could not be listed
 */
export async function findRunning(
  { id, current }: KnownApp,
  listed: DeploymentList | null | undefined,
  run: Run,
): Promise<Running | undefined> {
  const { api, clock, deadline, desired } = run
  const soon = atMost(maxOptionalMs, deadline, clock)
  const reading = { api, deadline: soon, reportErrors: false }
  const list = listed ?? (await api.listDeployments(id, historyLimit, soon).catch(ignoreCallError(undefined)))
  if (list === undefined) return undefined
  const success = await findNewestSuccess(list, id, reading).catch(ignoreCallError(undefined))
  const stored = storedSpicepod(current)
  const wanted = desired.spicepod?.value ?? stored
  // A connected app deploys what its repository has.
  const isConnected = Boolean(current?.production_branch)
  if (success === undefined || isConnected) {
    const why = isConnected ? 'the app is connected to GitHub' : 'no deployment has succeeded'
    return { list, success, why, notYet: isConnected ? undefined : why }
  }
  const known = await findServed(success, stored, await run.committed())
  const served =
    'spicepod' in known && known.spicepod ? { deployment: success, spicepod: known.spicepod } : undefined
  const isSame = served !== undefined && isSameSpicepod(served.spicepod, wanted)
  const [newest = success] = list.deployments
  const why = 'why' in known ? known.why : undefined
  const found = { list, success, served, why }
  if (hasSucceeded(newest)) {
    const isOther = served !== undefined && !isSame
    return isOther ? { ...found, notYet: `deployment ${newest.id}, which runs, has another one` } : found
  }
  const end = describeEnd(newest)
  // After a restore, what is stored runs.
  return isSame
    ? { ...found, newestEnd: `deployment ${newest.id} ${end}` }
    : { ...found, notYet: `deployment ${newest.id}, which has it, ${end}` }
}

function describeEnd(newest: Deployment): string {
  return isInProgress(newest) ? 'is in progress' : hasFailed(newest) ? 'failed' : 'was superseded'
}
