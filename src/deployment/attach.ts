import type { SpicepodResult } from '../app/apply.ts'
import { readAppInBackground } from '../app/find.ts'
import type { AppHolder } from '../app/plan.ts'
import { NoResponseError, RefusalError } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import { pollUntil } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { Deployment, DeploymentId } from '../spice/schema.ts'
import { ageMs } from './deployment.ts'
import { findDeployment, type Lookup, maxLimit } from './list.ts'
import type { WatchOptions } from './watch.ts'

export interface Followed extends Pick<WatchOptions, 'ageMs' | 'isListed'> {
  app: AppHolder
  deployment: Deployment
  /** Deployments created after it, newest first. */
  newer?: readonly Deployment[]
  listed: readonly Deployment[]
  /** Earlier deployments, if this run has created it and could list them. */
  before?: readonly Deployment[] | undefined
  /** What happened to the spicepod before the deployment. */
  spicepod: SpicepodResult
}

export type Attached = Followed & { kind: 'attached' }

/** @returns an outcome if the deployment that the input names cannot be found, or if the run is a dry one */
export async function attachTo(id: DeploymentId, appId: number, run: Run): Promise<Attached | Outcome> {
  const { inputs, emit, background } = run
  const app = readAppInBackground(appId, run)
  background.release()
  const lookup = await findGiven(id, appId, run)
  if (lookup.kind !== 'found') return lookup
  const { deployment, newer, listed, serverTimeMs } = lookup
  const age = ageMs(deployment, serverTimeMs)
  emit({ type: 'history.read', deployments: listed })
  emit({ type: 'deployment.attached', deployment, reason: 'from `deployment-id`', ageMs: age })
  if (inputs.dryRun) {
    emit({ type: 'deployment.polled', deployment, listed })
    return { kind: 'planned', plan: { kind: 'watch', deployment } }
  }
  const spicepod = { kind: 'unknown', why: 'this run only watched the deployment' } as const
  return { kind: 'attached', app, deployment, newer, listed, ageMs: age, isListed: true, spicepod }
}

const pollMs = 1000

async function findGiven(
  id: DeploymentId,
  appId: number,
  { api, deadline, clock }: Run,
): Promise<(Lookup & { kind: 'found'; deployment: Deployment }) | Outcome> {
  const unknown = (why: string) => ({ kind: 'unknown', reason: `deployment ${id} ${why}.` }) as const
  const notListed = unknown(`is not among the newest ${maxLimit} of the app`)
  const message = `the app has no deployment ${id}`
  const missing = new RefusalError({ operation: 'getDeployment', status: 404, message })
  try {
    const result = await pollUntil({
      poll: async (pollDeadline) => {
        const lookup = await findDeployment(id, api, appId, pollDeadline)
        const { deployment, absence } = lookup
        if (deployment !== undefined) return { ...lookup, kind: 'found', deployment } as const
        if (absence === 'missing') return { kind: 'refused', error: missing } as const
        return absence === 'too old' ? notListed : undefined
      },
      pauseMs: () => pollMs,
      deadline,
      clock,
    })
    return result ?? notListed
  } catch (error) {
    if (!(error instanceof NoResponseError) || error.todo !== undefined) throw error
    return unknown(`could not be read (${error.message})`)
  }
}
