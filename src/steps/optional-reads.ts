import { isAppMissing } from '../app/find.ts'
import { CallError, isConflict, isForbidden, isNotFound, type Operation, RefusalError } from '../errors.ts'
import type { Emit } from '../events.ts'
import { endWithStop } from '../platform/text.ts'

/** The run has made these calls before, so a refusal of one may pass. */
const usedBefore: readonly Operation[] = ['exchangeToken', 'listDeployments', 'getApp']

/** Reads what a watch can do without. What cannot be read is said once. */
export class OptionalReads {
  readonly #emit: Emit
  readonly #told = new Set<string>()
  readonly #refused = new Set<string>()
  /** Since the start of a look, whether Spice Cloud has answered, and whether the app may be, or is, gone. */
  #look = { hasAnswered: false, isInDoubt: false, isAppGone: false }

  constructor(emit: Emit) {
    this.#emit = emit
  }

  startLook() {
    this.#look = { hasAnswered: false, isInDoubt: false, isAppGone: false }
    return this.#look
  }

  async read<Value>(what: string, ask: () => Promise<Value>, start?: string): Promise<Value | undefined> {
    if (this.#refused.has(what)) return undefined
    const look = this.#look
    try {
      const value = await ask()
      look.hasAnswered = true
      return value
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      // A server that cannot be reached, or has a fault of its own, has not answered.
      look.hasAnswered ||= error instanceof RefusalError
      look.isAppGone ||= isAppMissing(error)
      look.isInDoubt ||= isNotFound(error, 'listDeployments') || isConflict(error)
      const isRefused = isForbidden(error) || isNotFound(error)
      if (isRefused && !usedBefore.includes(error.operation)) this.#refused.add(what)
      if (!isConflict(error) && !look.isAppGone) this.leaveOut(what, error.message, start)
      return undefined
    }
  }

  /** @param start of the sentence that says so */
  leaveOut(what: string, why: string, start = `The ${what} of the app are`): void {
    this.tellOnce(`${start} left out: ${endWithStop(why)}`, what)
  }

  tellOnce(text: string, key: string): void {
    if (!this.#told.has(key)) this.#emit({ type: 'note', text })
    this.#told.add(key)
  }
}
