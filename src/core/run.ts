import type { CommittedSpicepods } from '../deploy/committed.ts'
import type { Environment } from '../github/event.ts'
import type { RunRequest } from '../inputs/request.ts'
import { type Clock, type Deadline, maxSettleMs } from '../platform/clock.ts'
import type { Redact } from '../platform/text.ts'
import type { SpiceApi } from '../spice/api.ts'
import type { Emit } from './events.ts'

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
  /** The file of its own spicepod at commits. */
  committed: () => Promise<CommittedSpicepods>
}

/** Whether an earlier attempt of the job was made. */
export function isRerun({ env }: Pick<Run, 'env'>): boolean {
  return Number(env.GITHUB_RUN_ATTEMPT) > 1
}

/** Reads that the run can do without. Only its end waits for them. */
export class BackgroundReads {
  readonly #abort = new AbortController()
  readonly #ending = new AbortController()
  readonly #running: Promise<unknown>[] = []

  /**
   * @param read once the run is `ending`, it should not wait any longer before its request
   * @returns undefined if it fails
   */
  start<Value>(
    read: (signal: AbortSignal, ending: AbortSignal) => Promise<Value>,
  ): Promise<Value | undefined> {
    const running = read(this.#abort.signal, this.#ending.signal).catch(() => undefined)
    this.#running.push(running)
    return running
  }

  /** Waits a moment for the reads to finish, and ends the rest. */
  async settle(): Promise<void> {
    this.#ending.abort()
    const timer = setTimeout(() => this.#abort.abort(), maxSettleMs)
    await Promise.all(this.#running)
    clearTimeout(timer)
  }
}
