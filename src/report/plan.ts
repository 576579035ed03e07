import type { Plan } from '../outcome.ts'
import { capitalize, type Redact } from '../text.ts'
import { describeDeployment } from './wording.ts'

/** What a dry run says about a real run. */
export interface PlanText {
  /** A sentence each. */
  steps: string[]
  /** The changes of the spicepod as a diff; empty if there are none. */
  diff: string[]
}

/** A longer diff would not be read. */
const maxDiffLines = 400

/** @param appId undefined if the app would be created first */
export function describePlan(plan: Plan, appId: number | undefined, redact: Redact): PlanText {
  if (plan.kind === 'watch') {
    return {
      steps: [`Watch ${describeDeployment(plan.deployment, redact)}. Nothing would be written.`],
      diff: [],
    }
  }
  const { create, tags, spicepod, secrets } = plan.app
  const diff = spicepod && spicepod.diff !== '' ? spicepod.diff.split('\n') : []
  const steps = [
    create && `Create app ${create.name}: ${JSON.stringify(create)}`,
    ...tags.map(({ key, before, after }) =>
      before === undefined ? `Set tag ${key}: ${after}` : `Change tag ${key}: ${before} → ${after}`,
    ),
    spicepod &&
      (diff.length > 0
        ? `Push ${spicepod.path}${spicepod.mayBeConnected ? ', unless the app reads its spicepod from GitHub' : ''}: ${count(diff, '+')} lines added, ${count(diff, '-')} removed`
        : `Spicepod unchanged (${spicepod.path})`),
    secrets.length > 0 && `Store secrets ${secrets.join(', ')}`,
    ...plan.blockers.map(
      (each) => `${capitalize(describeDeployment(each, redact))}, is still running and may block this one`,
    ),
    `Create a deployment of ${appId === undefined ? 'the new app' : `app ${appId}`}: ${JSON.stringify(plan.request)}`,
  ]
  const left = diff.length - maxDiffLines
  return {
    steps: steps.filter((step) => typeof step === 'string'),
    diff: left > 0 ? [...diff.slice(0, maxDiffLines), `… and ${left} more lines`] : diff,
  }
}

function count(diff: readonly string[], sign: '+' | '-'): number {
  return diff.filter((line) => line.startsWith(sign)).length
}
