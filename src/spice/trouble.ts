import type { Emit } from '../events.ts'

/** Turns single failed attempts into outages, each of which is reported once when it begins and once when it ends. */
export class OutageTracker {
  #reason: string | undefined
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  /** What it looks like at present; undefined while there is none. */
  get reason(): string | undefined {
    return this.#reason
  }

  attemptFailed(reason: string): void {
    const isFirst = this.#reason === undefined
    this.#reason = reason
    if (isFirst) this.#emit({ type: 'outage.began', reason })
  }

  attemptSucceeded(): void {
    if (this.#reason === undefined) return
    this.#reason = undefined
    this.#emit({ type: 'outage.ended' })
  }
}
