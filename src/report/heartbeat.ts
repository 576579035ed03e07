import { lookUp } from '../core/events.ts'
import { activities } from '../core/reduce.ts'
import type { RunState } from '../core/state.ts'
import { join } from '../platform/text.ts'
import { shown } from './shown.ts'
import { expectedDuration, formatDuration } from './wording.ts'

const barLength = 20

/** Milliseconds since the deployment was created, or else requested, or since the run began. */
export function elapsedMs({ createdAtMs, requestedAtMs, startedAtMs }: RunState, nowMs: number): number {
  return nowMs - (createdAtMs ?? requestedAtMs ?? startedAtMs)
}

/** A progress line: what the run is doing, and how far a deployment seems to be; empty if nothing takes time. */
export function describeActivity(state: RunState, nowMs: number): string {
  const { activity, outage, settings } = state
  if (outage !== undefined) {
    // After the deployment, its checks have limits of their own.
    const until = activity?.type.startsWith('deployment') || state.deployment === undefined
    const limit = until && `until ${formatDuration(settings.timeoutMs)}`
    return join(', ', join(' ', 'waiting for Spice Cloud', outage && `(${outage})`), limit)
  }
  const words = activity && lookUp(activities, activity, undefined)
  if (!words || activity.type !== 'deployment.polled') return words ?? ''
  const added = shown.map(({ progress }) => progress?.(state))
  return join(' · ', join(' ', words, describeShare(state, nowMs)), ...added)
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
