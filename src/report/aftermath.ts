import { reasonOf } from '../deployment/status.ts'
import type { DeploymentId } from '../deployment-id.ts'
import type { Deployment } from '../spice/schema.ts'
import { cut, type Redact } from '../text.ts'
import { type Facts, portal } from './facts.ts'
import { sentence } from './html.ts'
import { describeCutOff } from './recovery.ts'
import { describeLeftBehind } from './writes.ts'

/**
 * How things stand after a step that was cut off, in a sentence or two.
 *
 * @param id of the deployment; undefined where the step knew of none
 * @param deployment as it was found afterwards; undefined where it was not
 * @param problem why not
 */
export function describeStatus(
  id: DeploymentId | undefined,
  deployment: Deployment | undefined,
  problem?: string,
): string {
  if (id === undefined) {
    return 'The step was cut off before it knew of a deployment. Look at https://spice.ai whether the app has a new one before you run this job again.'
  }
  if (deployment === undefined) {
    return `The step was cut off. How deployment ${id} stands could not be found out${problem ? ` (${problem})` : ''}: look at https://spice.ai.`
  }
  const { status } = deployment
  const words = reasonOf(deployment)
  const reason = words && `: ${words}`
  switch (status) {
    case 'succeeded':
      return `The step was cut off, but deployment ${id} has succeeded.`
    case 'failed':
      return `The step was cut off, and deployment ${id} has failed${reason || '.'}`
    case 'created':
      return `The step was cut off. Deployment ${id} has been superseded or has not started yet: look at https://spice.ai.`
    default:
      return `The step was cut off. Deployment ${id} is ${status} and goes on in Spice Cloud${reason || '.'} \`deployment-id: ${id}\` watches it.`
  }
}

const longestStatus = 4000

/**
 * The same for the job summary, as a block of HTML.
 */
export function renderAftermath(status: string, redact: Redact): string {
  return `<p>${sentence(cut(status, longestStatus, redact), [portal])}</p>\n\n`
}

/** What a run that is cut off now would leave half done; empty where it is nothing. */
export function describeLeftBehindOf(facts: Facts): string {
  const { writes = [], pendingWrite, deployment, recovering, recovery } = facts
  if (recovering !== undefined && recovery === undefined) return describeCutOff(facts)
  return deployment === undefined ? describeLeftBehind(writes, pendingWrite) : ''
}
