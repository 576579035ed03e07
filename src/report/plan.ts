import type { PlannedChange } from '../app/plan.ts'
import type { Plan } from '../outcome.ts'
import { capitalize, count, type Redact } from '../platform/text.ts'
import { describeDeployment } from './wording.ts'

/** What a real run would do. */
export interface PlanText {
  /** A sentence each. */
  steps: string[]
  /** The changes of the spicepod; empty if there are none. */
  diff: string[]
}

/** A longer diff would not be read. */
const maxDiffLines = 400

/** @param appId undefined if the app would be created first */
export function describePlan(plan: Plan, appId: number | undefined, redact: Redact): PlanText {
  if (plan.kind === 'watch') {
    const step = `Watch ${describeDeployment(plan.deployment, redact)}. Nothing would be written.`
    return { steps: [step], diff: [] }
  }
  const { creation, changes, spicepodDiff, blockers, request, resumes } = plan
  const secrets = changes.flatMap((change) => (change.kind === 'secret' ? [change.name] : []))
  const target = appId === undefined ? 'the new app' : `app ${appId}`
  const steps = [
    ...(creation ? [`Create app ${creation.name}: ${JSON.stringify(creation.request)}`] : []),
    ...changes.flatMap((change) => describeUpdate(change, spicepodDiff)),
    ...(secrets.length > 0 ? [`Store secrets ${secrets.join(', ')}`] : []),
    ...blockers.map(
      (each) => `${capitalize(describeDeployment(each, redact))}, is still running and may block this one`,
    ),
    resumes
      ? `Resume ${target}, which is paused; that deploys its spicepod`
      : `Create a deployment of ${target}: ${JSON.stringify(request)}`,
  ]
  const omitted = spicepodDiff.length - maxDiffLines
  const rest = omitted > 0 ? [`… and ${count(omitted, 'more line')}`] : []
  return { steps, diff: [...spicepodDiff.slice(0, maxDiffLines), ...rest] }
}

function describeUpdate(change: PlannedChange, diff: readonly string[]): string[] {
  switch (change.kind) {
    case 'tags':
      return change.differences.map(({ key, before, after }) =>
        before === undefined ? `Set tag ${key}: ${after}` : `Change tag ${key}: ${before} → ${after}`,
      )
    case 'spicepod': {
      if (change.update === undefined) return [`Spicepod unchanged (${change.path})`]
      const condition = change.mayBeConnected ? ', unless the app reads its spicepod from GitHub' : ''
      const added = diff.filter((line) => line.startsWith('+')).length
      const removed = diff.filter((line) => line.startsWith('-')).length
      return [`Push ${change.path}${condition}: ${count(added, 'line')} added, ${removed} removed`]
    }
    case 'secret':
      return []
  }
}
