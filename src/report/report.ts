import type { Commenter } from '../commenter.ts'
import type { Environment } from '../context.ts'
import type { Outcome } from '../deployment/outcome.ts'
import type { DeployListener } from '../run-context.ts'
import type { Secrets } from '../secrets.ts'
import type { TroubleListener } from '../spice/trouble.ts'
import type { Clock } from '../time.ts'
import { broadcast } from './broadcast.ts'
import { conclude } from './conclude.ts'
import { appUrl, type Facts } from './facts.ts'
import { Files } from './files.ts'
import { repositoryUrl, runUrl } from './links.ts'
import { Log } from './log.ts'
import { Narrator } from './narrator.ts'
import { Recorder } from './recorder.ts'

/** Tells of a run: log and outputs while it goes on, summary and verdict at its end. */
export class Report {
  /** Hears of the run. */
  readonly listener: DeployListener & TroubleListener
  /** Tells in the log what nobody has to keep. */
  readonly narrator: Narrator
  readonly #recorder: Recorder
  readonly #files: Files
  readonly #env: Environment
  readonly #redact: (text: string) => string
  /** Tells the pull request, where that is wanted. */
  comment: Commenter | undefined
  #ending: Promise<boolean> | undefined

  constructor(secrets: Secrets, clock: Clock, env: Environment) {
    const redact = (text: string) => secrets.redact(text)
    const log = new Log(secrets, !env.NO_COLOR)
    this.#files = new Files(log)
    this.#env = env
    this.#redact = redact
    const credentials = (text: string) => secrets.redactCredentials(text)
    this.#recorder = new Recorder({ clock, files: this.#files, redact: { all: redact, credentials } })
    this.narrator = new Narrator({ log, clock, facts: () => this.facts, redact })
    // Written down first, so that what is told can go by it.
    this.listener = broadcast<DeployListener & TroubleListener>([this.#recorder, ...this.narrator.tellers])
  }

  get facts(): Readonly<Facts> {
    return this.#recorder.facts
  }

  /** Takes in what the inputs say. */
  learn(facts: Partial<Facts>): void {
    this.#recorder.learn(facts)
  }

  /** What a run came to that is cut off now. */
  cutOff(): Outcome {
    return this.#recorder.cutOff()
  }

  /**
   * Says how it ended: outputs, summary, and the verdict as the last line. Only the first ending counts.
   *
   * @returns whether the job may go on
   */
  end(outcome: Outcome): Promise<boolean> {
    this.#ending ??= this.#end(outcome)
    return this.#ending
  }

  async #end(outcome: Outcome): Promise<boolean> {
    this.#recorder.end(outcome)
    const verdict = conclude(outcome, this.facts, this.#redact)
    this.#recorder.close(verdict.errorMessage)
    const { deployment, isRequested = false } = this.facts
    // After a cancellation the post step takes another look, since it has the time.
    if (outcome.kind !== 'cancelled' || (deployment === undefined && !isRequested)) {
      this.#files.saveState('ended', 'true')
    }
    const context = { repositoryUrl: repositoryUrl(this.#env), redact: this.#redact }
    // Loaded here, like all that is only needed at the end: a start should not have to wait for it.
    const { renderSummary } = await import('./summary.ts')
    await this.#files.appendSummary(renderSummary(this.facts, verdict, context))
    this.narrator.closing()
    // After all that counts has been written: it may take its time.
    const news = await this.comment?.(this.facts, verdict)
    if (news?.isProblem) this.narrator.warn(news.text)
    else this.narrator.note(news?.text ?? '')
    const links = [appUrl(this.facts), runUrl(this.#env)]
    this.narrator.concluded(
      outcome,
      verdict,
      links.filter((link) => link !== undefined),
    )
    return verdict.isGood
  }
}
