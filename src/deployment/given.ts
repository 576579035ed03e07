import { readAppBeside } from '../app/read.ts'
import { notFound, RefusalError } from '../errors.ts'
import { Stop } from '../outcome.ts'
import { pollUntil } from '../platform/clock.ts'
import { givenPollMs } from '../platform/pauses.ts'
import type { Run } from '../run-context.ts'
import type { Deployment, DeploymentId } from '../spice/schema.ts'
import { ageMs } from './deployment.ts'
import { findDeployment, type Lookup, maxLimit } from './list.ts'
import type { FollowedDeployment } from './watch.ts'

/** Finds the deployment that `deployment-id` names. @throws Stop if it cannot be found, and in a dry run */
export async function findGiven(id: DeploymentId, appId: number, run: Run): Promise<FollowedDeployment> {
  const { inputs, emit } = run
  const [lookup, app] = await readAppBeside(lookUp(id, appId, run), appId, run)
  const { deployment, newer, listed, serverTimeMs } = lookup
  const age = ageMs(deployment, serverTimeMs)
  emit({ type: 'history.read', deployments: listed })
  emit({ type: 'deployment.attached', deployment, reason: 'from `deployment-id`', ageMs: age })
  if (inputs.dryRun) {
    emit({ type: 'deployment.polled', deployment, listed })
    throw new Stop({ kind: 'planned', plan: { kind: 'watch', deployment } })
  }
  const spicepod = { kind: 'unknown', why: 'this run only watched the deployment' } as const
  return { app, deployment, newer, listed, ageMs: age, isListed: true, spicepod }
}

async function lookUp(
  id: DeploymentId,
  appId: number,
  { api, deadline, clock }: Run,
): Promise<Lookup & { deployment: Deployment }> {
  const reason = `deployment ${id} is not among the newest ${maxLimit} of the app.`
  const notListed = new Stop({ kind: 'unknown', reason })
  const found = await pollUntil({
    poll: async (pollDeadline) => {
      const lookup = await findDeployment(id, api, appId, pollDeadline)
      const { deployment, absence } = lookup
      if (deployment !== undefined) return { ...lookup, deployment }
      if (absence === 'too old') throw notListed
      if (absence !== 'missing') return undefined
      const message = `the app has no deployment ${id}`
      throw new RefusalError({ operation: 'getDeployment', status: notFound, message })
    },
    pauseMs: () => givenPollMs,
    deadline,
    clock,
  })
  if (found === undefined) throw notListed
  return found
}
