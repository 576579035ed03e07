import { type Answer, json } from '../sandbox/answer.ts'
import type { Call } from '../sandbox/call.ts'
import type { Cloud } from '../sandbox/cloud.ts'

/** What the answers tell of the limit. */
export const tellings = ['X-RateLimit headers', 'Retry-After alone'] as const
export type Telling = (typeof tellings)[number]

export interface RateLimitOptions {
  /** Requests a window. */
  limit: number
  windowMs: number
  telling: Telling
  /** The cloud's clock. */
  now: () => number
}

/** Stands in front of a cloud and turns away what is too much: a fixed number of requests a window. */
export class RateLimited {
  /** Every request, by the time since the limit began. */
  readonly requests: { atMs: number; isTurnedAway: boolean }[] = []
  readonly #cloud: Pick<Cloud, 'handle'>
  readonly #options: RateLimitOptions
  readonly #bornAt: number
  #window = 0
  #used = 0

  constructor(cloud: Pick<Cloud, 'handle'>, options: RateLimitOptions) {
    this.#cloud = cloud
    this.#options = options
    this.#bornAt = options.now()
  }

  async handle(call: Call): Promise<Answer> {
    const { limit, windowMs, now } = this.#options
    const atMs = now() - this.#bornAt
    const window = Math.floor(atMs / windowMs)
    if (window !== this.#window) {
      this.#window = window
      this.#used = 0
    }
    const isTurnedAway = this.#used >= limit
    if (!isTurnedAway) this.#used++
    this.requests.push({ atMs, isTurnedAway })
    const headers = this.#tell(isTurnedAway, this.#bornAt + (window + 1) * windowMs)
    if (isTurnedAway) return { kind: 'respond', reply: json(429, { error: 'Too many requests' }, headers) }
    const answer = await this.#cloud.handle(call)
    if (!('reply' in answer)) return answer
    return { ...answer, reply: { ...answer.reply, headers: { ...answer.reply.headers, ...headers } } }
  }

  #tell(isTurnedAway: boolean, resetAt: number): Record<string, string> {
    const { limit, telling, now } = this.#options
    const date = new Date(now()).toUTCString()
    if (telling === 'X-RateLimit headers') {
      return {
        date,
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(limit - this.#used),
        'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
      }
    }
    return { date, ...(isTurnedAway && { 'retry-after': String(Math.ceil((resetAt - now()) / 1000)) }) }
  }
}
