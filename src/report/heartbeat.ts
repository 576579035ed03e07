import { recentDurationsMs } from '../deployment/deployment.ts'
import type { RunState } from './state.ts'
import { formatDuration } from './wording.ts'

const barLength = 20
/** Older deployments say less about the next. */
const maxCompared = 5

/** How long earlier deployments took. */
export interface Expectation {
  /** In milliseconds: half of them took less. */
  medianMs: number
  /** How many they were. */
  count: number
}

/** What to expect from the app's last successful deployments; undefined if there are none. */
export function expectedDuration({ history }: Pick<RunState, 'history'>): Expectation | undefined {
  const sorted = recentDurationsMs(history)
    .slice(0, maxCompared)
    .sort((one, other) => one - other)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined
    ? undefined
    : { medianMs: (low + high) / 2, count: sorted.length }
}

/** Milliseconds since the deployment was created, or else requested, or since the run began. */
export function elapsedMs({ createdAtMs, requestedAtMs, startedAtMs }: RunState, nowMs: number): number {
  return nowMs - (createdAtMs ?? requestedAtMs ?? startedAtMs)
}

/** A sign of life: what the run is doing, with the progress of a deployment; empty if nothing takes time. */
export function describeActivity(state: RunState, nowMs: number): string {
  const { activity, deployment, outcome } = state
  if (outcome !== undefined) return ''
  const isDeploying = activity !== '' && activity === deployment?.status
  if (!isDeploying) return activity
  const bar = drawProgress(elapsedMs(state, nowMs), expectedDuration(state))
  return [`${activity} ${bar}`.trimEnd(), state.rollout?.progress].filter(Boolean).join(' · ')
}

/** How far a deployment seems to be: `██████░░░░░░░░░░░░░░ of about 2m 10s`; empty without earlier ones. */
function drawProgress(elapsedMs: number, expected: Expectation | undefined): string {
  if (expected === undefined || expected.medianMs === 0) return ''
  const usual = formatDuration(expected.medianMs)
  if (elapsedMs > expected.medianMs) return `${'█'.repeat(barLength)} longer than the usual ${usual}`
  const done = Math.floor((elapsedMs / expected.medianMs) * barLength)
  return `${'█'.repeat(done)}${'░'.repeat(barLength - done)} of about ${usual}`
}
