import type { TimedEvent } from '../events.ts'

/** A part of a run that took time, in milliseconds on the run's clock. */
export interface Phase {
  readonly name: PhaseName
  readonly startMs: number
  /** Undefined while it goes on. */
  readonly endMs?: number
}

export type PhaseName = 'conflict' | 'queued' | 'in_progress' | 'ready' | 'datasets' | 'probes' | 'recovery'

/** How the run has spent its time once an event has happened. */
export function reducePhases(phases: readonly Phase[], event: TimedEvent): readonly Phase[] {
  const { atMs } = event
  const begin =
    (name: PhaseName, startMs = atMs) =>
    (all: readonly Phase[]) =>
      isOpen(all, name) ? all : [...all, { name, startMs }]
  const end =
    (name: PhaseName, endMs = atMs) =>
    (all: readonly Phase[]) =>
      all.map((phase) =>
        phase.name === name && phase.endMs === undefined
          ? { ...phase, endMs: Math.max(phase.startMs, endMs) }
          : phase,
      )
  const apply = (...steps: ((all: readonly Phase[]) => readonly Phase[])[]) =>
    steps.reduce((all, step) => step(all), phases)

  switch (event.type) {
    case 'create.waiting':
      return apply(begin('conflict'))
    case 'deployment.polled':
      switch (event.deployment.status) {
        case 'in_progress':
          return apply(end('conflict'), end('queued'), begin('in_progress'))
        case 'succeeded':
        case 'failed':
          return apply(end('conflict'), end('queued'), end('in_progress'))
        case 'queued':
          return apply(end('conflict'), end('in_progress'), begin('queued'))
        default:
          // An unknown status changes nothing about what goes on; at the start it is a kind of waiting.
          return isOpen(phases, 'in_progress')
            ? apply(end('conflict'))
            : apply(end('conflict'), begin('queued'))
      }
    case 'verification.started':
      return apply(begin('ready'))
    case 'verification.skipped':
      return phases.filter(({ name }) => name !== 'ready')
    case 'runtime.ready':
      return apply(end('ready'))
    case 'datasets.polled':
      // Datasets may load while the runtime gets ready, and are waited for from then on in any case.
      return apply(begin('datasets', phases.findLast(({ name }) => name === 'ready')?.endMs))
    case 'probe.ended': {
      const { durationMs } = event.result
      // A probe without a duration was not run.
      if (durationMs === 0) return phases
      const startMs = Math.max(0, atMs - durationMs)
      const withoutWait = phases.filter(({ name, endMs }) => name !== 'ready' || endMs !== undefined)
      return begin('probes', startMs)(end('datasets', startMs)(withoutWait))
    }
    case 'verification.ended':
      return apply(end('ready'), end('datasets'), end('probes'))
    case 'recovery.started':
      return apply(begin('recovery'))
    case 'recovery.ended':
      return apply(end('recovery'))
    case 'run.ended':
      return phases.map((phase) => ({ ...phase, endMs: phase.endMs ?? atMs }))
    default:
      return phases
  }
}

function isOpen(phases: readonly Phase[], name: PhaseName): boolean {
  return phases.some((phase) => phase.name === name && phase.endMs === undefined)
}
