import type { Emit } from './events.ts'
import type { Environment } from './github/event.ts'
import type { RunRequest } from './inputs/request.ts'
import type { Clock, Deadline } from './platform/clock.ts'
import type { Redact } from './platform/text.ts'
import type { SpiceApi } from './spice/api.ts'

/** The outside world and the API, as a run uses them. */
export interface Context {
  api: SpiceApi
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  env: Environment
  /** Hides credentials in values that the program uses, such as names and statuses. */
  redactCredentials: Redact
  /** Hides all secrets in a text, before it is changed so that they could not be found any more. */
  redact: Redact
  hide: (credential: string) => void
  fetch: typeof globalThis.fetch
  emit: Emit
}

/** A run: its request, the outside world, and the time that it has. */
export interface Run extends RunRequest, Context {
  deadline: Deadline
  background: BackgroundReads
}

/** How long the end of a run waits for reads that are in progress, in milliseconds. */
const maxSettleMs = 2000
/** When reads begin that should not delay the first requests of a run, in milliseconds. */
const laterMs = 250

/** Reads that the run can do without. Only its end waits for them. */
export class BackgroundReads {
  readonly #abort = new AbortController()
  readonly #running: Promise<void>[] = []
  readonly #later = Promise.withResolvers<void>()
  readonly #laterTimer = setTimeout(() => this.#later.resolve(), laterMs)

  /** Starts a read a moment later, so that it takes no time from the first requests of the run. */
  startLater(read: (signal: AbortSignal) => Promise<void>): void {
    this.start((signal) => this.#later.promise.then(() => read(signal)))
  }

  /** @param read its failure is ignored */
  start(read: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const running = read(this.#abort.signal).catch(() => {})
    this.#running.push(running)
    return running
  }

  /** Waits a moment for the reads to finish, and ends the rest. */
  async settle(): Promise<void> {
    clearTimeout(this.#laterTimer)
    this.#later.resolve()
    const timer = setTimeout(() => this.#abort.abort(), maxSettleMs)
    await Promise.all(this.#running)
    clearTimeout(timer)
  }
}
