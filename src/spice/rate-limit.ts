import { type Clock, type Deadline, parseTime } from '../platform/clock.ts'
import { mayBeRateLimited, minCreateMs } from './retry.ts'

/** Shorter intervals are ignored, because the polling schedule of a run is slow enough for them. */
const negligibleMs = 1000
const maxIntervalMs = 120_000
const maxReturnSpreadMs = 180_000
/** The share of a limit that all runs together aim at: the rest is for runs that start. */
const targetShare = 0.7
/** Requests that can be left out aim at less, since what a run sees of the others is late. */
const backgroundShare = 0.5
/** A second, a minute, an hour. Servers send when a window ends, but not how long it is. */
const usualWindowsMs = [1000, 60_000, 3_600_000]
/** How much of a window must have passed before the rate of its requests can be estimated. */
const minElapsedShare = 0.1

/** Keeps requests apart when the limit of the organization runs low: each run sees how many all of them made. */
export class RateLimiter {
  /** How far apart requests should be that can wait; 0 if the limit does not run low. */
  minIntervalMs = 0
  #nextAt = Number.NEGATIVE_INFINITY
  /** As {@link RateLimiter.#nextAt}, for requests that the run can do without. */
  #nextBackgroundAt = Number.NEGATIVE_INFINITY
  #limitedAt = Number.NEGATIVE_INFINITY
  #last: { at: number; used: number; resetAt: number } | undefined
  /** The share of the limit that will have been used at the end of the window if all go on as by now. */
  #projectedShare = 0
  /** Own requests in the window of the last sample. */
  #own = 0
  readonly #clock: Clock
  readonly #random: () => number

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  /** Whether a request may be made that the run can do without: not if all runs together may use up the limit. */
  get hasRoom(): boolean {
    const isFull = this.minIntervalMs > 0 && this.#projectedShare > backgroundShare
    return !isFull && Math.max(this.#nextAt, this.#nextBackgroundAt) <= this.#clock.now()
  }

  /** Waits until the next request may be sent, or for half of the time that it has left if that would be too late. */
  async acquire(deadline: Deadline, signal?: AbortSignal): Promise<void> {
    const leftMs = deadline.remainingMs()
    const waitMs = this.#nextAt - this.#clock.now()
    // Without time for its response, a request would be too late as well.
    if (waitMs > 0) await this.#clock.sleep(waitMs < leftMs - minCreateMs ? waitMs : leftMs / 2, signal)
  }

  observe({ status, headers }: Pick<Response, 'status' | 'headers'>, sentAt: number): void {
    if (status === 429) {
      this.#backOff(readResetMs(headers) ?? 0)
      return
    }
    // Once a request is let in again, none has to wait any longer.
    if (sentAt > this.#limitedAt) this.#nextAt = Number.NEGATIVE_INFINITY
    this.#setInterval(this.#fittingIntervalMs(headers))
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

  /** The interval at which all runs together would use the share that they aim at, if all keep the same interval. */
  #fittingIntervalMs(headers: Headers): number {
    const limit = readNumber(headers, 'x-ratelimit-limit')
    const remaining = readNumber(headers, 'x-ratelimit-remaining')
    const resetMs = readResetMs(headers)
    // Without numbers from the server, a rate that was too high before may be right again.
    if (!limit || remaining === undefined || resetMs === undefined) return this.minIntervalMs * 0.9
    const windowMs = usualWindowsMs.find((ms) => resetMs <= ms) ?? resetMs
    const elapsedShare = Math.max(1 - resetMs / windowMs, minElapsedShare)
    this.#projectedShare = (limit - remaining) / (limit * elapsedShare)
    const ofAll = this.#requestsOfAll(Math.max(0, limit - remaining), resetMs, windowMs)
    // Halved at most: the others may be about to return.
    return Math.max((ofAll * windowMs) / (limit * targetShare), this.minIntervalMs / 2)
  }

  /** How many requests all runs together make while this one makes one. */
  #requestsOfAll(used: number, resetMs: number, windowMs: number): number {
    const now = this.#clock.now()
    const before = this.#last
    const isSameWindow = before !== undefined && Math.abs(before.resetAt - now - resetMs) < 2000
    this.#own = isSameWindow ? this.#own + 1 : 1
    this.#last = { at: now, used, resetAt: now + resetMs }
    if (isSameWindow && now - before.at >= negligibleMs) return used - before.used
    const elapsedShare = 1 - resetMs / windowMs
    // Runs that start together have made as many requests as this one.
    if (elapsedShare < minElapsedShare) return used / this.#own
    return (used * this.minIntervalMs) / (windowMs * elapsedShare)
  }

  #setInterval(ms: number): void {
    this.minIntervalMs = ms < negligibleMs ? 0 : Math.min(ms, maxIntervalMs)
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

function readNumber(headers: Headers, name: string): number | undefined {
  const text = headers.get(name) ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
