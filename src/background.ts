/** How long the end of a run waits for reads that are in progress, in milliseconds. */
const maxSettleMs = 2000
/** How long reads are held back if nothing releases them, in milliseconds. */
const maxHoldMs = 1000

type Read = (signal: AbortSignal) => Promise<void>

/** Reads that the run can do without, at the same time as the deployment. */
export class BackgroundReads {
  readonly #abort = new AbortController()
  readonly #running: Promise<void>[] = []
  /** Undefined once reads have been released. */
  #held: Read[] | undefined = []
  readonly #holdTimer = setTimeout(() => this.release(), maxHoldMs)

  /** @param read its failure is ignored */
  start(read: Read): void {
    if (this.#held !== undefined) this.#held.push(read)
    else this.#running.push(read(this.#abort.signal).catch(() => {}))
  }

  /** Lets the reads begin, once they cannot delay the requests that the deployment needs. */
  release(): void {
    clearTimeout(this.#holdTimer)
    const reads = this.#held ?? []
    this.#held = undefined
    for (const read of reads) this.start(read)
  }

  /** Waits a moment for the reads to finish, and ends the rest. */
  async settle(): Promise<void> {
    this.release()
    const timer = setTimeout(() => this.#abort.abort(), maxSettleMs)
    await Promise.all(this.#running)
    clearTimeout(timer)
  }
}
