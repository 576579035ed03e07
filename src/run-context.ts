import type { Changes } from './app/changes.ts'
import type { Beside } from './beside.ts'
import type { Environment, Payload } from './context.ts'
import type { Emit } from './events.ts'
import type { Inputs } from './inputs.ts'
import type { Probe } from './runtime/probe.ts'
import type { SpiceApi } from './spice/api.ts'
import type { Redact } from './text.ts'
import type { Clock, Deadline } from './time.ts'

/** What a run is to do, read and checked. */
export interface RunRequest {
  inputs: Inputs
  changes: Changes
  probes: readonly Probe[]
  payload: Payload
}

/** What a run does it with. */
export interface RunContext {
  api: SpiceApi
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  env: Environment
  /** Hides credentials in what the program goes by. */
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
  beside: Beside
}
