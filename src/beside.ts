/** How long the end of a run may still wait for what is good to have, in milliseconds. */
const graceMs = 2000
/** How long the reads wait for what matters, which may take its time, in milliseconds. */
const patienceMs = 1000

type Read = (signal: AbortSignal) => Promise<void>

/** Reads beside the deployment what is good to have, and on which nothing depends. */
export class Beside {
  readonly #abort = new AbortController()
  readonly #readings: Promise<void>[] = []
  /** Those that wait for their time; undefined once it has come. */
  #waiting: Read[] | undefined = []
  readonly #patience = setTimeout(() => this.release(), patienceMs)

  /** @param read its failure is nobody's business */
  start(read: Read): void {
    if (this.#waiting !== undefined) this.#waiting.push(read)
    else this.#readings.push(read(this.#abort.signal).catch(() => {}))
  }

  /** Lets the reads begin: what matters has left, and nothing of it is held up. */
  release(): void {
    clearTimeout(this.#patience)
    const reads = this.#waiting ?? []
    this.#waiting = undefined
    for (const read of reads) this.start(read)
  }

  /** Waits a moment for what is not there yet. */
  async settle(): Promise<void> {
    this.release()
    const timer = setTimeout(() => this.#abort.abort(), graceMs)
    await Promise.all(this.#readings)
    clearTimeout(timer)
  }
}
