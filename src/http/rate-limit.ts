/** What an answer says of the rate limit that it counts for. */
export interface RateLimit {
  /** Requests a window. */
  limit?: number
  /** How many of them are gone. */
  used?: number
  /** Milliseconds until there are new ones. */
  resetMs?: number
}

/**
 * The headers of an answer, with the moments at which to come back in seconds from now. They are meant by the
 * server's clock (`Date`); that of the runner may be wrong by minutes.
 */
export function inSeconds(given: Headers): Headers {
  const headers = new Headers(given)
  const now = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(now)) return headers
  const secondsUntil = (moment: number) => String(Math.max(0, Math.ceil((moment - now) / 1000)))
  const retryAfter = headers.get('retry-after') ?? ''
  const retryAt = /^\d+$/.test(retryAfter) ? Number.NaN : Date.parse(retryAfter)
  if (!Number.isNaN(retryAt)) headers.set('retry-after', secondsUntil(retryAt))
  const reset = headers.get('x-ratelimit-reset') ?? ''
  // A smaller number is one of seconds already.
  if (/^\d{10}$/.test(reset)) headers.set('x-ratelimit-reset', secondsUntil(Number(reset) * 1000))
  return headers
}

/** Reads `X-RateLimit-*` and `Retry-After`, which come before the others where there are both. */
export function readRateLimit(given: Headers): RateLimit {
  const headers = inSeconds(given)
  const read = (name: string): number | undefined => {
    const text = headers.get(name) ?? ''
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined
  }
  const limit = read('x-ratelimit-limit')
  const remaining = read('x-ratelimit-remaining')
  const seconds = read('retry-after') ?? read('x-ratelimit-reset')
  return {
    ...(limit !== undefined && remaining !== undefined && { limit, used: Math.max(0, limit - remaining) }),
    ...(seconds !== undefined && { resetMs: seconds * 1000 }),
  }
}
