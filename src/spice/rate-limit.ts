import {
  type Clock,
  type Deadline,
  maxRateIntervalMs,
  maxReturnSpreadMs,
  minAttemptMs,
  parseTime,
} from '../platform/clock.ts'
import { mayBeRateLimited } from './retry.ts'

/** Shorter intervals are ignored, because the polling schedule of a run is slow enough for them. */
const negligibleMs = 1000

/**
 * Keeps requests apart after a 429: each one that comes although the requests were apart doubles the distance, and each
 * accepted request makes it a tenth smaller. The limit is the organization's, whose runs do not know of each other.
 */
export class RateLimiter {
  /** How far apart requests should be that can wait; 0 if no 429 came lately. */
  minIntervalMs = 0
  #nextAt = Number.NEGATIVE_INFINITY
  /** As {@link RateLimiter.#nextAt}, for requests that the run can do without. */
  #nextBackgroundAt = Number.NEGATIVE_INFINITY
  #limitedAt = Number.NEGATIVE_INFINITY
  readonly #clock: Clock
  readonly #random: () => number

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  /** Whether a request may be sent now that the run can do without. */
  get hasRoom(): boolean {
    return Math.max(this.#nextAt, this.#nextBackgroundAt) <= this.#clock.now()
  }

  /** Waits until the next request may be sent, or for half of the time that it has left if that would be too late. */
  async acquire(deadline: Deadline, signal?: AbortSignal): Promise<void> {
    const leftMs = deadline.remainingMs()
    const waitMs = this.#nextAt - this.#clock.now()
    // Without time for its response, a request would be too late as well.
    if (waitMs > 0) await this.#clock.sleep(waitMs < leftMs - minAttemptMs ? waitMs : leftMs / 2, signal)
  }

  observe({ status, headers }: Pick<Response, 'status' | 'headers'>, sentAt: number): void {
    if (status === 429) {
      this.#backOff(readResetMs(headers) ?? 0)
      return
    }
    // Once a request is let in again, none has to wait any longer.
    if (sentAt > this.#limitedAt) this.#nextAt = Number.NEGATIVE_INFINITY
    this.#setInterval(this.minIntervalMs * 0.9)
  }

  /** Learns from the response to a request that the run can do without. The others do not wait because of it. */
  observeBackground({ status, headers }: Pick<Response, 'status' | 'headers'>): void {
    if (status !== 429) return
    this.#nextBackgroundAt = this.#returnAt(readResetMs(headers) ?? negligibleMs)
  }

  #backOff(resetMs: number): void {
    const now = this.#clock.now()
    // The interval was too short only if it was kept.
    const isKept = now - this.#limitedAt >= this.minIntervalMs
    this.#limitedAt = now
    this.#setInterval(Math.max(this.minIntervalMs * (isKept ? 2 : 1), resetMs * 2, negligibleMs))
    this.#nextAt = this.#returnAt(resetMs)
  }

  /** Runs that were limited together do not return together. */
  #returnAt(resetMs: number): number {
    // The longer the wait, the sooner the limit was used up, and so the more runs there are.
    const spreadMs = Math.min(resetMs * Math.min(3, resetMs / 10_000), maxReturnSpreadMs)
    return this.#clock.now() + resetMs + this.#random() * spreadMs
  }

  #setInterval(ms: number): void {
    this.minIntervalMs = ms < negligibleMs ? 0 : Math.min(ms, maxRateIntervalMs)
  }
}

/** The headers in their order of precedence: the first with a valid value is used. */
const resetHeaders = [
  'retry-after',
  'ratelimit-reset',
  'x-ratelimit-retry-after',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
]

/** Servers send the headers of their rate limit with every response; they only delay a retry if it is at work. */
export function readRetryAfterMs(response: Pick<Response, 'status' | 'headers'>): number | undefined {
  const { status, headers } = response
  return readResetMs(headers, mayBeRateLimited(status) ? resetHeaders : ['retry-after'])
}

function readResetMs(headers: Headers, names: readonly string[] = resetHeaders): number | undefined {
  return names.map((name) => readWaitMs(headers.get(name) ?? '', headers)).find((ms) => ms !== undefined)
}

/** @param text seconds, or a moment */
function readWaitMs(text: string, headers: Headers): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  // A moment is one of the server's clock; the runner's may be wrong by minutes.
  const nowMs = parseTime(headers.get('date')) ?? Date.now()
  const isDate = /^[a-z]{3,9},? /i.test(text)
  const moment = /^\d{10}$/.test(text) ? Number(text) * 1000 : Date.parse(isDate ? text : '')
  return Number.isNaN(moment) ? undefined : Math.max(0, Math.ceil((moment - nowMs) / 1000) * 1000)
}
