import { shortCommit } from '../github/event.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Outcome } from '../outcome.ts'
import { wasVerified, whyNotVerified } from './bake.ts'
import { isReplaced, isRolledBack } from './recovery.ts'
import type { RunState } from './state.ts'

interface Ending {
  /** The text at the top of summary and comment. */
  headline: string
  /** The emoji of the headline if the job passes; without one it fails, and has a cross. */
  icon?: string
  /** Whether the reason is a sentence of the action's own, or one that names the app; else it is lines with foreign text. */
  reason?: 'own' | 'named'
  /** Whether the headline says the reason already, so that the comment leaves it out. */
  isInHeadline?: boolean
  /** The annotation of a job that passes. */
  annotation?: 'notice' | 'warning'
  /** The word at the last phase of the timeline: not everybody can tell colors apart. */
  mark?: string
  /** Whether the state of the new instance may explain it. */
  showsRollout?: boolean
  /** Why the app is restored after this outcome, as the log says it. */
  recovery?: string
}

export const endings: Record<Outcome['kind'], Ending> = {
  planned: { headline: 'Dry run', icon: '✅', reason: 'own', isInHeadline: true },
  removed: { headline: 'App deleted', icon: '🗑️', reason: 'named', annotation: 'notice' },
  absent: { headline: 'Nothing to delete', icon: '✅', reason: 'named', annotation: 'notice' },
  // The action that reads many apps has a headline that counts them.
  surveyed: { headline: 'Fleet', icon: '✅', reason: 'named' },
  started: { headline: 'Deployment started', icon: '⏳', reason: 'own' },
  succeeded: { headline: 'Deployed', icon: '✅', reason: 'own', isInHeadline: true, annotation: 'notice' },
  // The timeline marks the checks that failed.
  unverified: {
    headline: 'Live, but its checks failed',
    icon: '⚠️',
    annotation: 'warning',
    recovery: 'Verification failed.',
  },
  failed: { headline: 'Deployment failed', mark: 'failed', showsRollout: true },
  stuck: { headline: 'Rollout stuck', mark: 'stuck', showsRollout: true, recovery: 'The rollout is stuck.' },
  superseded: { headline: 'Deployment superseded', icon: '⏩', mark: 'superseded' },
  'timed-out': { headline: 'Timed out', mark: 'timed out', showsRollout: true },
  refused: {
    headline: 'Nothing was deployed',
    mark: 'refused',
    recovery: 'Spice Cloud rejected the deployment.',
  },
  cancelled: { headline: 'Cancelled', mark: 'interrupted', showsRollout: true },
  unknown: { headline: 'Outcome unknown', mark: 'result unknown', showsRollout: true },
}

export const refused = {
  deploy: 'Nothing was deployed',
  rollback: 'Nothing was deployed',
  remove: 'Nothing was deleted',
  fleet: 'The apps were not read',
} as const

export function endingOf(state: RunState): Ending {
  const { action, outcome, skipped, bake } = state
  const ending = endings[outcome?.kind ?? 'unknown']
  const isUnchecked = outcome?.kind === 'succeeded' && skipped !== undefined
  if (outcome?.kind === 'succeeded' && describeNothingPushed(state) !== '') return nothingPushed
  const isUnverifiable = outcome?.kind === 'unverified' && outcome.isUnchecked && bake === undefined
  const unverifiable = { ...ending, headline: notChecked.headline }
  if (action === 'rollback') {
    const { headline, ...how } = isUnchecked ? notChecked : isUnverifiable ? unverifiable : ending
    const own = headline.replace(/^Deployed/, 'Rolled back').replace(/^Deployment f/, 'Rollback f')
    return { ...how, headline: own }
  }
  if (isUnchecked) return notChecked
  if (isUnverifiable && !isRolledBack(state)) return unverifiable
  if (outcome?.kind === 'succeeded' && whyNotVerified(state) !== '') {
    const headline = wasVerified(state) ? notVerified : ending.headline
    return { ...ending, headline, isInHeadline: false }
  }
  if (!isRolledBack(state)) {
    if (bake?.problem) return { ...ending, headline: 'Deployed, then went bad' }
    return outcome?.kind === 'unverified' && isReplaced(state) ? { ...ending, headline: notVerified } : ending
  }
  const headline = outcome?.kind === 'unverified' ? 'Verification failed' : ending.headline
  return { ...ending, headline: `${bake?.problem ? 'Went bad' : headline}, rolled back` }
}

/** Nothing is known against the deployment, or it is not what the app runs. */
const notVerified = 'Deployed, not verified'

/** The spicepod of the commit was never sent. */
const nothingPushed: Ending = {
  headline: 'Deployed, nothing pushed',
  icon: '⚠️',
  annotation: 'warning',
}

/**
 * That a run has deployed what the app had stored, because there is no file to push; empty if it pushed one, or if the app
 * takes its spicepod from a repository.
 */
export function describeNothingPushed({ absence, app, source, deployment, outcome }: RunState): string {
  const isDeployed = deployment !== undefined || outcome?.kind === 'planned'
  if (absence === undefined || !isDeployed || app?.production_branch) return ''
  const { isWorkspaceEmpty, hint } = absence
  const commit = source?.commitSha ? `commit ${shortCommit(source.commitSha)}` : 'this commit'
  const run = outcome?.kind === 'planned' ? 'A real run would run' : `Deployment ${deployment?.id ?? ''} runs`
  const path = isWorkspaceEmpty ? '' : ', or set `spicepod` to its path'
  return `No spicepod was pushed: there is no spicepod.yaml in the workspace.${hint} ${run} what the app had stored, not the spicepod of ${commit}. Add \`actions/checkout\` before this step${path}. To keep the stored one, set \`spicepod: ''\`.`
}

/** Nothing could be checked, and nothing was asked for by name. */
const notChecked: Ending = {
  headline: 'Deployed, not checked',
  icon: '⚠️',
  annotation: 'warning',
}

/** Whether the job passes: the inputs decide what two outcomes mean for it. */
export function passes(outcome: Outcome, onSuperseded: Inputs['onSuperseded']): boolean {
  if (outcome.kind === 'unverified') return outcome.isTolerated
  if (outcome.kind === 'superseded') return onSuperseded === 'pass'
  if (outcome.kind === 'surveyed') return outcome.failing === undefined
  return endings[outcome.kind].icon !== undefined
}
