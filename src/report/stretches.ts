import type { Clock } from '../time.ts'

/** A part of a run that took its time. */
export interface Stretch {
  readonly name: StretchName
  /** Milliseconds since the run began, by this machine's clock. */
  readonly startMs: number
  readonly endMs: number
}

export type StretchName = 'turn' | 'queued' | 'in_progress' | 'ready' | 'datasets' | 'probes' | 'rollback'

/** Writes down how a run spends its time, from what it tells of itself. */
export class Stretches {
  readonly #clock: Clock
  readonly #beganAt: number
  readonly #ended: Stretch[] = []
  /** When those began that go on. */
  readonly #open = new Map<StretchName, number>()
  #readyMs: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#beganAt = clock.now()
  }

  waitingForTurn(): void {
    this.#begin('turn')
  }

  /** The deployment was seen, with this status. */
  seen(status: string): void {
    this.#end('turn')
    switch (status) {
      case 'in_progress':
        this.#end('queued')
        this.#begin('in_progress')
        break
      case 'succeeded':
      case 'failed':
        this.#end('queued')
        this.#end('in_progress')
        break
      default:
        // What nobody described changes nothing of what goes on; at the start it is a kind of waiting.
        if (!this.#open.has('in_progress') || status === 'queued') {
          this.#end('in_progress')
          this.#begin('queued')
        }
    }
  }

  verifying(): void {
    this.#begin('ready')
  }

  /** It is not checked after all. */
  unverifiable(): void {
    this.#open.delete('ready')
  }

  runtimeReady(): void {
    this.#end('ready')
    this.#readyMs = this.#now()
  }

  /** They may load while the runtime gets ready, and are waited for from then on in any case. */
  datasetsSeen(): void {
    this.#begin('datasets', this.#readyMs)
  }

  /** @param durationMs 0 for one that was not asked */
  probeEnded(durationMs: number): void {
    if (durationMs === 0) return
    const startMs = Math.max(0, this.#now() - durationMs)
    // Nobody waited for the runtime where it is still open.
    this.#open.delete('ready')
    this.#end('datasets', startMs)
    this.#begin('probes', startMs)
  }

  verified(): void {
    for (const name of ['ready', 'datasets', 'probes'] as const) this.#end(name)
  }

  recovering(): void {
    this.#begin('rollback')
  }

  recovered(): void {
    this.#end('rollback')
  }

  /** Ends what goes on, and gives them all in the order in which they began. */
  end(): Stretch[] {
    for (const name of this.#open.keys()) this.#end(name)
    return this.#ended.toSorted((one, other) => one.startMs - other.startMs)
  }

  #now(): number {
    return this.#clock.now() - this.#beganAt
  }

  #begin(name: StretchName, startMs = this.#now()): void {
    if (!this.#open.has(name)) this.#open.set(name, startMs)
  }

  #end(name: StretchName, endMs = this.#now()): void {
    const startMs = this.#open.get(name)
    if (startMs === undefined) return
    this.#open.delete(name)
    this.#ended.push({ name, startMs, endMs: Math.max(startMs, endMs) })
  }
}
