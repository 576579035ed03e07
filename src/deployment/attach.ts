import type { DeploymentId } from '../deployment-id.ts'
import { NoAnswerError, RefusalError } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import type { DeploymentPage, DeploymentRequest, SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Clock, Deadline } from '../time.ts'
import { ageMs } from './duration.ts'
import { findDeployment, most, type Sighting } from './find.ts'
import { hasSettings, matches } from './identify.ts'
import { isInProgress } from './status.ts'

export interface AttachOptions {
  api: SpiceApi
  appId: number
  deadline: Deadline
  clock: Clock
}

/** The deployment, with what was listed beside it. */
export interface Found {
  kind: 'found'
  deployment: Deployment
  newer: Deployment[]
  listed: Deployment[]
  /** The server's clock when they were listed, where it tells. */
  serverTimeMs: number | undefined
}

const lookAgainMs = 1000

/**
 * Finds the deployment that the run is to watch, which somebody else created.
 *
 * @throws RefusalError when the app may not be read
 */
export async function attach(
  id: DeploymentId,
  { api, appId, deadline, clock }: AttachOptions,
): Promise<Found | Outcome> {
  let isLastLook = false
  for (;;) {
    let sighting: Sighting
    try {
      sighting = await findDeployment(id, api, appId, isLastLook ? deadline.lastLook() : deadline)
    } catch (error) {
      if (!(error instanceof NoAnswerError) || error.todo !== undefined) throw error
      if (isLastLook)
        return { kind: 'unknown', reason: `deployment ${id} could not be read (${error.message}).` }
      isLastLook = true
      continue
    }
    const { deployment, newer, listed, serverTimeMs, absence } = sighting
    if (deployment !== undefined) return { kind: 'found', deployment, newer, listed, serverTimeMs }
    if (absence === 'missing') {
      const message = `the app has no deployment ${id}`
      return {
        kind: 'refused',
        error: new RefusalError({ operation: 'getDeployment', status: 404, message }),
      }
    }
    if (absence === 'out of sight' || isLastLook) {
      return { kind: 'unknown', reason: `deployment ${id} is not among the newest ${most} of the app.` }
    }
    await clock.sleep(Math.min(lookAgainMs, deadline.remainingMs()))
    isLastLook = deadline.remainingMs() === 0
  }
}

/**
 * Finds what an earlier attempt of the same run has under way: it has the same commit, branch and settings.
 *
 * @param mostAgeMs one that has been under way for longer is taken to be stuck
 */
export function findOwnUnfinished(
  { deployments, serverTimeMs }: DeploymentPage,
  request: DeploymentRequest,
  mostAgeMs: number,
): Deployment | undefined {
  return deployments.find(
    (deployment) =>
      isInProgress(deployment) &&
      matches(deployment, request) &&
      hasSettings(deployment, request) &&
      deployment.created_at &&
      ageMs(deployment, serverTimeMs) < mostAgeMs,
  )
}
