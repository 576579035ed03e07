import { meaningOf } from '../deploy/status.ts'
import type { EventTable } from './events.ts'

/** A part of a run that took time, in milliseconds on the run's clock. */
export interface Phase {
  readonly name: PhaseName
  readonly startMs: number
  /** Undefined while it continues. */
  readonly endMs?: number
  /** Whether only the run has ended, and not what this phase is about. */
  readonly isUnfinished?: boolean
}

export type PhaseName =
  | 'conflict'
  | 'queued'
  | 'in_progress'
  | 'ready'
  | 'datasets'
  | 'probes'
  | 'bake'
  | 'data'
  | 'recovery'

const untilDeployed: readonly PhaseName[] = ['conflict', 'queued', 'in_progress']

export const phaseChanges: EventTable<readonly Phase[], readonly Phase[]> = {
  'create.waiting': ({ atMs }, phases) => begin(phases, 'conflict', atMs),
  'deployment.polled': ({ atMs, deployment: { status } }, phases) => {
    const meaning = meaningOf(status)
    // An unknown status does not change the activity; at the start it means waiting.
    const { phase = isOpen(phases, 'in_progress') ? 'in_progress' : 'queued' } = meaning
    const hasEnded = meaning.end === 'succeeded' || meaning.end === 'failed'
    const others = untilDeployed.filter((name) => hasEnded || name !== phase)
    const left = end(phases, others, atMs)
    return hasEnded ? left : begin(left, phase, atMs)
  },
  'deployment.replacing': ({ atMs }, phases) => end(phases, untilDeployed, atMs),
  'run.ended': ({ atMs }, phases) =>
    phases.map((phase) =>
      phase.endMs === undefined ? { ...phase, endMs: atMs, isUnfinished: true } : phase,
    ),
}

/** Begins a phase, unless it is open. */
export function begin(phases: readonly Phase[], name: PhaseName, startMs: number): readonly Phase[] {
  return isOpen(phases, name) ? phases : [...phases, { name, startMs }]
}

/** Ends those of the named phases that are open. */
export function end(phases: readonly Phase[], names: readonly PhaseName[], endMs: number): readonly Phase[] {
  return phases.map((phase) =>
    names.includes(phase.name) && phase.endMs === undefined ? { ...phase, endMs } : phase,
  )
}

function isOpen(phases: readonly Phase[], name: PhaseName): boolean {
  return phases.some((phase) => phase.name === name && phase.endMs === undefined)
}
