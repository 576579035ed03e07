import type { BackgroundReads } from './background.ts'
import type { Emit } from './events.ts'
import type { Environment } from './github/event.ts'
import type { RunRequest } from './inputs/request.ts'
import type { Clock, Deadline } from './platform/clock.ts'
import type { Redact } from './platform/text.ts'
import type { SpiceApi } from './spice/api.ts'

/** What a run works with. */
export interface RunContext {
  api: SpiceApi
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  env: Environment
  /** Hides credentials in values that the program uses, such as names and statuses. */
  redactCredentials: Redact
  /** Hides all secrets in a text that only people read. */
  redact: Redact
  /** Hides a credential from now on. */
  hide: (credential: string) => void
  fetch: typeof globalThis.fetch
  emit: Emit
}

/** What every step of a run needs. */
export interface Run extends RunRequest, RunContext {
  deadline: Deadline
  background: BackgroundReads
}
