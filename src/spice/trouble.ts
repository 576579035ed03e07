/** Hears of a stretch in which Spice Cloud gave no usable answers: once when it starts, once when it ends. */
export interface TroubleListener {
  troubleBegan(reason: string): void
  troubleEnded(): void
}

/** Turns single failed attempts into stretches of trouble. */
export class Trouble {
  #reason: string | undefined
  readonly #listener: TroubleListener

  constructor(listener: TroubleListener) {
    this.#listener = listener
  }

  /** What it looks like at present; undefined while there is none. */
  get reason(): string | undefined {
    return this.#reason
  }

  attemptFailed(reason: string): void {
    const isFirst = this.#reason === undefined
    this.#reason = reason
    if (isFirst) this.#listener.troubleBegan(reason)
  }

  attemptWorked(): void {
    if (this.#reason === undefined) return
    this.#reason = undefined
    this.#listener.troubleEnded()
  }
}
