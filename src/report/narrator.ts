import type { Outcome } from '../deployment/outcome.ts'
import type { Exchange } from '../http/trace.ts'
import type { Clock } from '../time.ts'
import type { Log } from './log.ts'
import { Heartbeat } from './narration/heartbeat.ts'
import { narrateCreation } from './narration/narrate-creation.ts'
import { narrateDeployment } from './narration/narrate-deployment.ts'
import { narrateRecovery } from './narration/narrate-recovery.ts'
import { narrateTrouble } from './narration/narrate-trouble.ts'
import { narrateVerification } from './narration/narrate-verification.ts'
import { narrateWrites } from './narration/narrate-writes.ts'
import type { Narration, Teller } from './narration/narration.ts'
import { tellVerdict } from './narration/tell-verdict.ts'
import type { Verdict } from './verdict.ts'

export interface NarratorOptions extends Omit<Narration, 'heartbeat'> {
  clock: Clock
}

/** Tells in the log how a run begins and how it ends; what happens in between is told by a teller for each subject. */
export class Narrator {
  /** They hear of the run, in any order. */
  readonly tellers: readonly Teller[]
  readonly #log: Log
  readonly #heartbeat: Heartbeat
  readonly #facts: Narration['facts']
  readonly #redact: Narration['redact']

  constructor({ log, clock, facts, redact }: NarratorOptions) {
    this.#log = log
    this.#facts = facts
    this.#redact = redact
    this.#heartbeat = new Heartbeat(log, clock)
    const subjects = [
      narrateWrites,
      narrateCreation,
      narrateDeployment,
      narrateVerification,
      narrateRecovery,
      narrateTrouble,
    ]
    this.tellers = subjects.map((narrate) => narrate({ log, heartbeat: this.#heartbeat, facts, redact }))
  }

  preparing(): void {
    this.#log.startGroup('Prepare')
    this.#heartbeat.turnTo('preparing')
    this.#heartbeat.start()
  }

  /** Something that people may want to know, and that changes nothing. */
  note(text: string): void {
    if (text !== '') this.#log.info(text)
  }

  /** Something that people should act on. */
  warn(text: string): void {
    if (text !== '') this.#log.warning(text)
  }

  /** A request to Spice Cloud, the runtime or GitHub, for those who debug. */
  exchanged({ method, where, status, tookMs, requestId, trouble }: Exchange): void {
    const what = status === undefined ? trouble : `HTTP ${status}`
    const id = requestId === undefined ? '' : `, request ${requestId}`
    this.#log.debug(`${method} ${where} → ${what} in ${Math.round(tookMs)} ms${id}`)
  }

  /** What comes next stands outside of all groups. */
  closing(): void {
    this.#heartbeat.stop()
    this.#log.endGroup()
  }

  /**
   * The verdict, outside of all groups and as the last line.
   *
   * @param links pages with more of it
   */
  concluded(outcome: Outcome, verdict: Verdict, links: readonly string[]): void {
    const { appId } = this.#facts()
    tellVerdict(this.#log, { outcome, verdict, appId, links, redact: this.#redact })
  }
}
