import { type Reply, refusal } from './answer.ts'

/** How many calls the Management API takes. */
export interface RateLimitSettings {
  readonly requests: number
  /** Default 1, as the documentation has it; an older description has 60. */
  readonly seconds?: number
  /** Whether responses have `X-RateLimit` headers, as an older description has it. Default false. */
  readonly headers?: boolean
}

/** Counts the calls of a window of time, which begins with the first call after the one before. */
export class RateLimit {
  #endsAt = Number.NEGATIVE_INFINITY
  #count = 0

  /** Counts a call, and returns why it is refused, if it is, and the headers of its response. */
  take(
    { requests, seconds = 1, headers = false }: RateLimitSettings,
    now: number,
  ): { refused: Reply | undefined; headers: Record<string, string> } {
    if (now >= this.#endsAt) {
      this.#endsAt = now + seconds * 1000
      this.#count = 0
    }
    this.#count += 1
    const isOver = this.#count > requests
    return {
      refused: isOver ? refusal(429, 'Too many requests') : undefined,
      headers: headers
        ? {
            'x-ratelimit-limit': String(requests),
            'x-ratelimit-remaining': String(Math.max(0, requests - this.#count)),
            'x-ratelimit-reset': String(Math.ceil(this.#endsAt / 1000)),
          }
        : {},
    }
  }
}
