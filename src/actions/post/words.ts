import type { RunState } from '../../core/state.ts'
import { isUnfinished, reasonOf, terminalOutcome } from '../../deploy/deployment.ts'
import { endWithStop, type Redact } from '../../platform/text.ts'
import { portal } from '../../report/cells.ts'
import { Markup } from '../../report/markup.ts'
import { inputFor } from '../../report/wording.ts'
import type { Deployment } from '../../spice/schema.ts'

// What is said of a step that could not say it itself.

export function renderSummary(text: string, appId: number | undefined, redact: Redact): string {
  const headline = `## ❌ ${appId === undefined ? '' : `app ${appId}: `}Interrupted`
  return `${headline}\n\n<p>${new Markup(redact).sentence(text, { urls: [portal] })}</p>\n\n`
}

export function describeUnread(id: number | undefined, problem?: string): string {
  if (id === undefined) {
    return `The step was interrupted before it had a deployment ID. Check ${portal} for a new deployment before you re-run this job.`
  }
  return `The step was interrupted. The status of deployment ${id} could not be read${problem ? ` (${problem})` : ''}; check ${portal}.`
}

/** How the deployment stands that the step was watching. */
export function describeEnd(deployment: Deployment, newer: readonly Deployment[], state: RunState): string {
  const { id, status } = deployment
  const end = terminalOutcome(deployment, newer)
  const reason = reasonOf(deployment) && endWithStop(reasonOf(deployment))
  if (end?.kind === 'succeeded') return `The step was interrupted, but deployment ${id} succeeded.`
  if (end?.kind === 'failed') {
    return `The step was interrupted, and deployment ${id} failed${reason ? `: ${reason}` : '.'}`
  }
  if (end?.kind === 'superseded') {
    return `The step was interrupted. Deployment ${id} was superseded by deployment ${end.by.id}.`
  }
  if (!isUnfinished(deployment)) {
    return `The step was interrupted. Deployment ${id} was superseded or has not started yet; check ${portal}.`
  }
  return `The step was interrupted. Deployment ${id} is ${status} and keeps running in Spice Cloud${reason ? `, which reports: ${reason}` : '.'} To watch it, set ${inputFor(deployment, state)}.`
}
