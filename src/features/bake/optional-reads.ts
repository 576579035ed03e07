import { isAppMissing } from '../../app/find.ts'
import { CallError, isConflict, isForbidden, isNotFound, RefusalError } from '../../core/errors.ts'
import type { Emit } from '../../core/events.ts'
import { endWithStop } from '../../platform/text.ts'

/** Reads what a watch can do without. That something cannot be read is said once. */
export class OptionalReads {
  readonly #emit: Emit
  readonly #told = new Set<string>()
  /** What has been read before: a refusal of it may pass, as it is no matter of scope, plan or API. */
  readonly #readable = new Set(['deployments', 'app'])
  /** What a scope, a plan or an API without it rules out. */
  readonly #leftOut = new Set<string>()
  /** Since the start of a poll, whether Spice Cloud has answered, and whether the app may be, or is, gone. */
  #poll = { hasAnswered: false, isInDoubt: false, isAppGone: false }

  constructor(emit: Emit) {
    this.#emit = emit
  }

  startPoll() {
    this.#poll = { hasAnswered: false, isInDoubt: false, isAppGone: false }
    return this.#poll
  }

  /** @param subject of the sentence that says that it cannot be read, and its verb */
  async read<Value>(
    what: string,
    ask: () => Promise<Value>,
    subject = `The ${what} of the app are`,
  ): Promise<Value | undefined> {
    if (this.#leftOut.has(what)) return undefined
    const poll = this.#poll
    try {
      const value = await ask()
      poll.hasAnswered = true
      this.#readable.add(what)
      return value
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      // A server that cannot be reached, or has a fault of its own, has not answered.
      poll.hasAnswered ||= error instanceof RefusalError
      poll.isAppGone ||= isAppMissing(error)
      poll.isInDoubt ||= isNotFound(error, 'listDeployments') || isConflict(error)
      const isRuledOut = (isForbidden(error) || isNotFound(error)) && error.operation !== 'exchangeToken'
      if (isRuledOut && !this.#readable.has(what)) {
        this.#leftOut.add(what)
        this.tellLeftOut(what, error.message, subject)
      } else if (!isConflict(error) && !poll.isAppGone) {
        this.tellUnread(what, error.message, subject)
      }
      return undefined
    }
  }

  tellUnread(what: string, why: string, subject = `The ${what} of the app are`): void {
    this.tellOnce(
      `${subject} not known for now: ${endWithStop(why)} The next poll asks again.`,
      `${what} again`,
    )
  }

  tellLeftOut(what: string, why: string, subject: string): void {
    this.tellOnce(`${subject} left out: ${endWithStop(why)}`, what)
  }

  tellOnce(text: string, key: string): void {
    if (!this.#told.has(key)) this.#emit({ type: 'note', text })
    this.#told.add(key)
  }
}
