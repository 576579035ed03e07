import type { Outcome, OutcomeOf } from '../core/outcome.ts'
import type { RunState } from '../core/state.ts'
import { hasSucceeded } from '../deploy/deployment.ts'
import { rollbackOf, rolledBackTo } from '../features/recovery/words.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { maxReadAgeMs } from '../platform/clock.ts'
import { describeNothingPushed } from './absence.ts'
import { type Check, checkOf } from './checks.ts'
import { describeReading, type Live, liveOf, nameLive, refusalOf, whyUnknown } from './live.ts'

/** How a run ended, worked out once: what people and later steps read at the end is made from it. */
export interface Ending {
  readonly outcome: Outcome
  /** Whether the job passes. */
  readonly passes: boolean
  /** What the app runs; undefined if the run does not say it. */
  readonly live: Live | undefined
  /** Whether that is what this run has deployed or watched. */
  readonly isOwnLive: boolean
  /** How the checks of what this run has deployed ended; undefined if that has not succeeded. */
  readonly check: Check | undefined
  /** Whether the app has gone bad after its checks. */
  readonly wentBad: boolean
  /** Whether the app runs the deployment of the rollback, as far as is known; it may be broken, too. */
  readonly rolledBack: 'well' | 'broken' | undefined
  /** That the spicepod of the commit was never sent, in sentences; empty if it was, or if that was intended. */
  readonly nothingPushed: string
  /** The state of the app, without its name. */
  readonly headline: string
  readonly icon: string
  readonly annotation: 'notice' | 'warning' | 'error' | undefined
}

interface Kind {
  headline: string
  /** The emoji of the headline if the job passes; without one it fails, and has a cross. */
  icon?: string
  /** The annotation of a job that passes. */
  annotation?: 'notice' | 'warning'
  /** The word at the last phase of the timeline: not everybody can tell colors apart. */
  mark?: string
  /** Whether the state of the new instance may explain it. */
  showsRollout?: boolean
  /** Why the app is restored after this outcome, as the log says it. */
  recovery?: string
}

export const kinds: Record<Outcome['kind'], Kind> = {
  // A plan has nothing to be proud of yet.
  planned: { headline: 'Dry run', icon: '' },
  removed: { headline: 'App deleted', icon: '🗑️', annotation: 'notice' },
  absent: { headline: 'Nothing to delete', icon: '✅', annotation: 'notice' },
  // The action that reads many apps has a headline that counts them.
  surveyed: { headline: 'Fleet', icon: '✅' },
  started: { headline: 'Deployment started', icon: '⏳' },
  succeeded: { headline: 'Deployed', icon: '✅', annotation: 'notice' },
  // The timeline marks the checks that failed.
  unverified: {
    headline: 'Verification failed',
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

const refused = {
  deploy: 'Nothing was deployed',
  rollback: 'Nothing was deployed',
  remove: 'Nothing was deleted',
  fleet: 'The apps were not read',
} as const

export function endingOf(outcome: Outcome, before: RunState): Ending {
  const state = { ...before, outcome }
  const { deployment, watch, isAppGone, settings } = state
  const live = liveOf(state)
  const liveId = live?.kind === 'deployment' ? live.deployment.id : undefined
  const rollback = rolledBackTo(state)
  const isRolledBack =
    rollback !== undefined && !isAppGone && (live?.kind === 'unknown' || liveId === rollback.id)
  const own = 'deployment' in outcome ? outcome.deployment : deployment
  const facts = {
    outcome,
    passes: passes(outcome, settings.onSuperseded),
    live,
    isOwnLive: liveId !== undefined && liveId === own?.id,
    check: checkOf(state),
    wentBad: watch?.problem !== undefined,
    rolledBack: isRolledBack ? (rollbackOf(state)?.health?.isBroken ? 'broken' : 'well') : undefined,
    nothingPushed: describeNothingPushed(state),
  } as const
  const { icon: good = '❌', annotation } = kinds[outcome.kind]
  // A fleet with changes has nothing to be proud of, either.
  const icon = outcome.kind === 'surveyed' && state.fleet?.isCurrent === false ? '' : good
  const isLacking =
    outcome.kind === 'succeeded' && (facts.nothingPushed !== '' || facts.check === 'impossible')
  return {
    ...facts,
    headline: headlineOf(facts, state),
    icon: facts.passes ? (isLacking || facts.check === 'unproven' ? '⚠️' : icon) : '❌',
    // What the inputs check is a choice, and needs no warning.
    annotation: facts.passes ? (isLacking ? 'warning' : annotation) : 'error',
  }
}

/** The worst of what can be said of a run. */
function headlineOf(facts: Omit<Ending, 'headline' | 'icon' | 'annotation'>, state: RunState): string {
  const { outcome, check, wentBad, isOwnLive, rolledBack, nothingPushed } = facts
  const { headline } = kinds[outcome.kind]
  if (outcome.kind === 'refused') return refused[state.action]
  if (rolledBack !== undefined) {
    const how = rolledBack === 'broken' ? 'rolled back to a version with an error' : 'rolled back'
    return `${wentBad ? 'Went bad' : headline}, ${how}`
  }
  if (state.action === 'rollback' && outcome.kind === 'failed') return 'Rollback failed'
  if (outcome.kind !== 'succeeded' && outcome.kind !== 'unverified') return headline
  if (wentBad) return isOwnLive ? 'Deployed, then went bad' : 'Went bad'
  if (check === 'failed') return isOwnLive ? 'Live, but its checks failed' : headline
  const deployed = state.action === 'rollback' ? 'Rolled back' : 'Deployed'
  if (nothingPushed !== '') return `${deployed}, nothing pushed`
  if (check === 'impossible' || check === 'unproven') return `${deployed}, not checked`
  if (check !== 'passed' || !isOwnLive) return deployed
  return state.action === 'rollback' ? 'Rolled back, live and verified' : 'live and verified'
}

/** Whether the job passes: the inputs decide what two outcomes mean for it. */
export function passes(outcome: Outcome, onSuperseded: Inputs['onSuperseded']): boolean {
  if (outcome.kind === 'unverified') return outcome.isTolerated
  if (outcome.kind === 'superseded') return onSuperseded === 'pass'
  if (outcome.kind === 'surveyed') return outcome.failing === undefined
  return kinds[outcome.kind].icon !== undefined
}

/** Whether to list the deployments once more to know what is live, because a run is about to end in a failure. */
export function needsList(outcome: Outcome, before: RunState, nowMs: number): boolean {
  const state = { ...before, outcome }
  const { settings, list } = state
  if (passes(outcome, settings.onSuperseded)) return false
  if (liveOf(state) === undefined || whyUnknown(state) !== undefined) return false
  // Without a token no list can be read.
  if (refusalOf(state)?.operation === 'exchangeToken') return false
  if (list === undefined || nowMs - list.atMs >= maxReadAgeMs) return true
  const isKnown = list.last?.isWhole || list.last?.deployments.some(hasSucceeded)
  return list.failure === undefined && !isKnown
}

/** The beginning of the sentence on a deployment that succeeded, which says that it is live if it is. */
export function nameEnd(
  { deployment: { id } }: OutcomeOf<'succeeded' | 'unverified'>,
  state: RunState,
  { live, isOwnLive }: Ending,
) {
  if (!isOwnLive || live?.kind !== 'deployment')
    return { what: `Deployment ${id} succeeded`, saysLive: false }
  return { what: `${nameLive(live, state)} is live${describeReading(state)}`, saysLive: true }
}
