import type { Clock, Deadline } from '../time.ts'
import type { RuntimeAnswer, RuntimeClient, RuntimeRequest } from './client.ts'
import { describeFailure, RuntimeRefusalError } from './refusal.ts'

/** Longest that one look may take, in milliseconds: the next one may find another instance. */
const longestLookMs = 10_000
/** What a look has at least, so that the last one, which begins at the deadline, can say something. */
const shortestLookMs = 1000
/** How long a no to the key may be one of a gateway that does not know it yet, in milliseconds. */
const refusalGraceMs = 5000

/** What a look at the runtime has brought. */
export type Sight =
  | { kind: 'answer'; answer: RuntimeAnswer }
  /** None that can be used, yet. */
  | { kind: 'trouble'; reason: string; answer?: RuntimeAnswer }
  /** The key is not accepted, and has not been for a while. */
  | { kind: 'refused'; reason: string }

export interface LookerOptions {
  client: RuntimeClient
  clock: Clock
  /** For one look. */
  requestTimeoutMs: number
}

/** Looks at a runtime again and again, and finds out when that is no use. */
export class Looker {
  readonly #client: RuntimeClient
  readonly #clock: Clock
  readonly #longestMs: number
  #refusedSince: number | undefined

  constructor({ client, clock, requestTimeoutMs }: LookerOptions) {
    this.#client = client
    this.#clock = clock
    this.#longestMs = Math.min(longestLookMs, requestTimeoutMs)
  }

  async look(request: RuntimeRequest, deadline: Deadline): Promise<Sight> {
    const timeoutMs = Math.min(this.#longestMs, Math.max(deadline.remainingMs(), shortestLookMs))
    let answer: RuntimeAnswer
    try {
      answer = await this.#client.ask(request, timeoutMs)
    } catch (error) {
      this.#refusedSince = undefined
      return { kind: 'trouble', reason: describeFailure(error, this.#client.redact) }
    }
    if (answer.status === 200) {
      this.#refusedSince = undefined
      return { kind: 'answer', answer }
    }
    const { message: reason } = new RuntimeRefusalError(answer, this.#client.redact)
    if (answer.status !== 401 && answer.status !== 403) {
      this.#refusedSince = undefined
      return { kind: 'trouble', reason, answer }
    }
    const now = this.#clock.now()
    this.#refusedSince ??= now
    if (now - this.#refusedSince < refusalGraceMs) return { kind: 'trouble', reason, answer }
    return { kind: 'refused', reason: `it refuses the API key (${reason})` }
  }
}
