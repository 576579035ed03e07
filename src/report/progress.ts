import { recentDurationsMs } from '../deployment/deployment.ts'
import { lookUp } from '../events.ts'
import { join } from '../platform/text.ts'
import { activities } from './activities.ts'
import type { RunState } from './state.ts'
import { formatDuration } from './wording.ts'

const barLength = 20
/** Older deployments say less about the next. */
const maxCompared = 5

/** How many of the app's last deployments succeeded, and their median duration; undefined if none did. */
export function expectedDuration({ history }: Pick<RunState, 'history'>) {
  const durations = recentDurationsMs(history).slice(0, maxCompared)
  return durations.length === 0 ? undefined : { medianMs: median(durations), count: durations.length }
}

/** The middle one of some values; 0 without any. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = (sorted.length - 1) / 2
  const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return (low + high) / 2
}

/** Milliseconds since the deployment was created, or else requested, or since the run began. */
export function elapsedMs({ createdAtMs, requestedAtMs, startedAtMs }: RunState, nowMs: number): number {
  return nowMs - (createdAtMs ?? requestedAtMs ?? startedAtMs)
}

/** A progress line: what the run is doing, and how far a deployment seems to be; empty if nothing takes time. */
export function describeActivity(state: RunState, nowMs: number): string {
  const { activity } = state
  const words = activity && lookUp(activities, activity, undefined)
  if (!words || activity.type !== 'deployment.polled') return words ?? ''
  return join(' · ', join(' ', words, describeShare(state, nowMs)), state.rollout?.progress)
}

/** How much of the usual duration has passed; empty if there is none. */
function describeShare(state: RunState, nowMs: number): string {
  const { medianMs = 0 } = expectedDuration(state) ?? {}
  if (medianMs === 0) return ''
  const usual = formatDuration(medianMs)
  const share = elapsedMs(state, nowMs) / medianMs
  if (share > 1) return `${'█'.repeat(barLength)} longer than the usual ${usual}`
  return `${'█'.repeat(Math.floor(share * barLength)).padEnd(barLength, '░')} of about ${usual}`
}
