import { type Answer, json } from '../../sandbox/answer.ts'
import type { Call } from '../../sandbox/call.ts'
import type { Cloud } from '../../sandbox/cloud.ts'

/** The headers that announce the limit. */
export const limitSignals = ['X-RateLimit headers', 'Retry-After only'] as const
export type LimitSignal = (typeof limitSignals)[number]

interface RateLimitOptions {
  /** Requests per window. */
  limit: number
  windowMs: number
  limitSignal: LimitSignal
  /** The cloud's clock. */
  now: () => number
}

/** A cloud with a rate limit: it accepts a fixed number of requests per window. */
export class RateLimitedCloud {
  /** All requests, with the time since the start. */
  readonly requests: { atMs: number; isRateLimited: boolean }[] = []
  readonly #cloud: Pick<Cloud, 'handle'>
  readonly #options: RateLimitOptions
  readonly #startedAt: number
  #window = 0
  #used = 0

  constructor(cloud: Pick<Cloud, 'handle'>, options: RateLimitOptions) {
    this.#cloud = cloud
    this.#options = options
    this.#startedAt = options.now()
  }

  async handle(call: Call): Promise<Answer> {
    const { limit, windowMs, now } = this.#options
    const atMs = now() - this.#startedAt
    const window = Math.floor(atMs / windowMs)
    if (window !== this.#window) {
      this.#window = window
      this.#used = 0
    }
    const isRateLimited = this.#used >= limit
    if (!isRateLimited) this.#used++
    this.requests.push({ atMs, isRateLimited })
    const headers = this.#headers(isRateLimited, this.#startedAt + (window + 1) * windowMs)
    if (isRateLimited) return { kind: 'respond', reply: json(429, { error: 'Too many requests' }, headers) }
    const answer = await this.#cloud.handle(call)
    if (!('reply' in answer)) return answer
    return { ...answer, reply: { ...answer.reply, headers: { ...answer.reply.headers, ...headers } } }
  }

  #headers(isRateLimited: boolean, resetAt: number): Record<string, string> {
    const { limit, limitSignal, now } = this.#options
    const date = new Date(now()).toUTCString()
    if (limitSignal === 'X-RateLimit headers') {
      return {
        date,
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(limit - this.#used),
        'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
      }
    }
    return { date, ...(isRateLimited && { 'retry-after': String(Math.ceil((resetAt - now()) / 1000)) }) }
  }
}
