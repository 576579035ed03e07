import type { DeployListener } from '../../run-context.ts'
import type { TroubleListener } from '../../spice/trouble.ts'
import type { Facts } from '../facts.ts'
import type { Log } from '../log.ts'
import type { Heartbeat } from './heartbeat.ts'

/** What those who tell of a run have in common; each of them tells of one subject. */
export interface Narration {
  readonly log: Log
  readonly heartbeat: Heartbeat
  /** What is known by now, what is being told included. */
  readonly facts: () => Readonly<Facts>
  /** Hides all secrets in a text, before it is cut. */
  readonly redact: (text: string) => string
}

/** Hears of one subject, and tells of it in the log: a line for each change. */
export type Teller = Partial<DeployListener & TroubleListener>
