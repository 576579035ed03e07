import { type Answer, json } from '../../sandbox/answer.ts'
import type { Call } from '../../sandbox/call.ts'
import type { Cloud } from '../../sandbox/cloud.ts'

interface RateLimitOptions {
  /** Requests per window. */
  limit: number
  windowMs: number
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
    const resetSeconds = Math.ceil(((window + 1) * windowMs - atMs) / 1000)
    const headers = { date: new Date(now()).toUTCString(), 'retry-after': String(resetSeconds) }
    if (isRateLimited) return { kind: 'respond', reply: json(429, { error: 'Too many requests' }, headers) }
    return this.#cloud.handle(call)
  }
}
