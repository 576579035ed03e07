import { beforeEach, expect, test } from '@jest/globals'
import { type Clock, deadlineIn } from '../../src/platform/clock.ts'
import { RateLimiter, readRetryAfterMs } from '../../src/spice/rate-limit.ts'

let now: number
let limiter: RateLimiter
const clock: Clock = {
  now: () => now,
  sleep: async (ms) => {
    now += ms
  },
}
const newLimiter = () => new RateLimiter(clock, () => 0.5)
const deadline = (ms = 3_600_000) => deadlineIn(ms, clock)
const startedAt = Date.UTC(2026, 10, 24, 12)

beforeEach(() => {
  now = 0
  limiter = newLimiter()
})

/** A response of a server with a window of a minute, whose clock began with the test's. */
function answer(used: number, { status = 200, limit = 1000, window = 60_000 } = {}): Response {
  const reset = (Math.floor(now / window) + 1) * window
  return new Response('{}', {
    status,
    headers: {
      date: new Date(startedAt + now).toUTCString(),
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - used),
      'x-ratelimit-reset': String((startedAt + reset) / 1000),
    },
  })
}

/** A response with these headers of a rate limit, but for those that are undefined. */
function numbers(given: { limit?: string; remaining?: string | undefined; reset?: string | undefined }) {
  const response = new Response('{}')
  for (const [name, value] of Object.entries({ limit: '1000', ...given })) {
    if (value !== undefined) response.headers.set(`x-ratelimit-${name}`, value)
  }
  return response
}

const limited = (headers: Record<string, string> = {}) => new Response('{}', { status: 429, headers })

/** How long a request has to wait. */
async function waited(limiter: RateLimiter, of = deadline()): Promise<number> {
  const before = now
  await limiter.acquire(of)
  return now - before
}

test('requests are not slowed down in a single run that will not reach the limit', () => {
  for (let second = 0; second < 180; second++) {
    limiter.observe(answer((second % 60) + 1), now)
    expect(limiter.minIntervalMs).toBe(0)
    now += 1000
  }
})

test('a 429 to a request that the run can do without holds back only such requests', async () => {
  limiter.observeBackground(limited({ 'retry-after': '20' }))
  expect(limiter.hasRoom).toBe(false)
  expect([await waited(limiter), limiter.minIntervalMs]).toEqual([0, 0])
  // Other responses to them say nothing.
  limiter.observeBackground(new Response('{}'))
  now = 39_999
  expect(limiter.hasRoom).toBe(false)
  now = 40_000
  expect(limiter.hasRoom).toBe(true)
})

/** After a 429, so that requests are kept apart, in the middle of a window. */
const hasRoomAfter = (used: number) => {
  now = 0
  limiter.observe(limited({ 'retry-after': '10' }), now)
  now = 30_000
  limiter.observe(answer(used), now)
  expect(limiter.minIntervalMs).toBeGreaterThan(0)
  return limiter.hasRoom
}

test('a request that the run can do without is not sent if all runs together may use more than half of a limit', () => {
  expect(hasRoomAfter(250)).toBe(true)
  expect(hasRoomAfter(251)).toBe(false)
})

test('a request that the run can do without is sent if the run does not have to slow down', () => {
  now = 29_000
  limiter.observe(answer(29, { limit: 100 }), now)
  now = 30_000
  // More than half of the limit by the end of the window, but one request each second still fits.
  limiter.observe(answer(30, { limit: 100 }), now)
  expect([limiter.minIntervalMs, limiter.hasRoom]).toEqual([0, true])
})

test('a request that the run can do without is sent soon after a window has begun only if little of it is used', () => {
  const hasRoomAtStart = (used: number) => {
    now = 0
    const limiter = newLimiter()
    limiter.observe(answer(used), now)
    limiter.observe(answer(used), now)
    expect(limiter.minIntervalMs).toBeGreaterThan(0)
    return limiter.hasRoom
  }
  // Half of a tenth, as if a tenth of the window had passed.
  expect(hasRoomAtStart(50)).toBe(true)
  expect(hasRoomAtStart(51)).toBe(false)
})

test('many runs that share a limit recognize each other in the middle of a window, from requests a second apart', () => {
  const intervalAfter = (ms: number) => {
    const limiter = newLimiter()
    now = 20_000
    limiter.observe(answer(300), now)
    now += ms
    limiter.observe(answer(400), now)
    return limiter.minIntervalMs
  }
  expect(intervalAfter(1000)).toBeCloseTo(60_000 / 7, 0)
  expect(intervalAfter(2000)).toBeCloseTo(60_000 / 7, 0)
  // Two requests in quick succession do not show how many requests the others make meanwhile.
  expect(intervalAfter(500)).toBe(0)
})

test('a window whose end moves by two seconds is another one', () => {
  const intervalAfter = (resetSeconds: number) => {
    const limiter = newLimiter()
    now = 0
    limiter.observe(numbers({ remaining: '700', reset: '30' }), now)
    now = 1000
    limiter.observe(numbers({ remaining: '600', reset: String(resetSeconds) }), now)
    return limiter.minIntervalMs
  }
  expect(intervalAfter(29)).toBeCloseTo(60_000 / 7, 0)
  expect(intervalAfter(30)).toBeCloseTo(60_000 / 7, 0)
  expect(intervalAfter(31)).toBe(0)
})

test('runs that start together recognize each other from their first responses', () => {
  limiter.observe(answer(200), now)
  limiter.observe(answer(400), now)
  // 200 runs with two requests each.
  expect(limiter.minIntervalMs).toBeCloseTo((200 * 60_000) / 700, 0)
})

test('runs with less than one request per window estimate the others from the used share of the limit', () => {
  limiter.observe(answer(1000, { status: 429 }), now)
  expect(limiter.minIntervalMs).toBe(120_000)
  now = 90_000
  // Half of a window used up in half of its time: a thousand a minute where 700 are aimed at, but for the most.
  limiter.observe(answer(500), now)
  expect(limiter.minIntervalMs).toBe(120_000)
  now = 210_000
  limiter.observe(answer(250), now)
  expect(limiter.minIntervalMs).toBeCloseTo((120_000 * 500) / 700, 0)
})

test('requests become more frequent again, step by step, when the other runs have ended', () => {
  limiter.observe(answer(800), now)
  const intervals: number[] = []
  for (let used = 1; used < 12; used++) {
    intervals.push(limiter.minIntervalMs)
    now += limiter.minIntervalMs
    limiter.observe(answer(used), now)
  }
  expect(intervals[0]).toBeGreaterThan(30_000)
  expect(intervals.at(-1)).toBe(0)
  for (const [index, interval] of intervals.slice(1).entries()) {
    expect(interval === 0 || interval >= (intervals[index] ?? 0) / 2).toBe(true)
  }
})

test('after a 429, runs return one after another, further apart the longer the wait is', async () => {
  const latest = async (seconds: number) => {
    const limiter = new RateLimiter(clock, () => 0.999)
    limiter.observe(limited({ 'retry-after': String(seconds) }), now)
    return (await waited(limiter)) / 1000
  }
  expect(await latest(2)).toBeCloseTo(2.4, 1)
  expect(await latest(10)).toBeCloseTo(20, 1)
  expect(await latest(60)).toBeCloseTo(240, 0)
})

test('no request waits until too little time is left for its response', async () => {
  const waitedWithin = async (ms: number) => {
    const limiter = new RateLimiter(clock, () => 0)
    limiter.observe(limited({ 'retry-after': '60' }), now)
    return waited(limiter, deadline(ms))
  }
  expect(await waitedWithin(60_200)).toBe(30_100)
  expect(await waitedWithin(60_500)).toBe(30_250)
  expect(await waitedWithin(60_501)).toBe(60_000)
})

test('after a 429, no request waits once another one has been accepted', async () => {
  limiter.observe(limited({ 'retry-after': '60' }), now)
  // The response to a request that was already in progress.
  limiter.observe(new Response('{}'), now)
  expect(await waited(limiter, deadline(20_000))).toBe(10_000)
  limiter.observe(new Response('{}'), now)
  expect(await waited(limiter)).toBe(0)
})

test('after a 429, polls stay apart for a while, even if the server does not say how long', () => {
  limiter.observe(limited(), now)
  expect(limiter.minIntervalMs).toBe(1000)
  limiter.observe(new Response('{}'), now)
  expect(limiter.minIntervalMs).toBe(0)
  limiter.observe(limited({ 'retry-after': '10' }), now)
  for (let index = 0; index < 10; index++) limiter.observe(new Response('{}'), now)
  expect(limiter.minIntervalMs).toBeGreaterThan(5000)
})

test.each([
  { limit: '0', remaining: '0', reset: '30' },
  { limit: '-5', remaining: '500', reset: '30' },
  { remaining: undefined, reset: '30' },
  { remaining: '-5', reset: '30' },
  { remaining: '5 left', reset: '30' },
  { remaining: '500', reset: undefined },
])('after a 429, polls slowly become more frequent if a later response has only the numbers %j', (given) => {
  const limiter = newLimiter()
  limiter.observe(limited({ 'retry-after': '10' }), now)
  expect(limiter.minIntervalMs).toBe(20_000)
  limiter.observe(numbers(given), now)
  expect(limiter.minIntervalMs).toBe(18_000)
})

test('several 429s in a row count as one, unless requests were kept apart in between', () => {
  const intervalAfter = (...pauses: number[]) => {
    const limiter = newLimiter()
    for (const pause of pauses) {
      limiter.observe(limited({ 'retry-after': '10' }), now)
      now += pause
    }
    return limiter.minIntervalMs
  }
  expect(intervalAfter(0, 0, 0)).toBe(20_000)
  expect(intervalAfter(11_000, 11_000, 11_000)).toBe(20_000)
  expect(intervalAfter(19_999, 0)).toBe(20_000)
  expect(intervalAfter(20_000, 0)).toBe(40_000)
})

const date = new Date(startedAt).toUTCString()
const retryAfterMs = (headers: Record<string, string>, status = 429) =>
  readRetryAfterMs(new Response(null, { status, headers }))

test.each<[Record<string, string>, number]>([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': new Date(startedAt + 7000).toUTCString(), date }, 7000],
  [{ 'retry-after': new Date(startedAt - 7000).toUTCString(), date }, 0],
  [{ 'retry-after': 'Tue Nov 24 2026 12:00:07 GMT', date }, 7000],
  [{ 'ratelimit-reset': '7' }, 7000],
  [{ 'x-ratelimit-retry-after': '7' }, 7000],
  [{ 'x-ratelimit-reset': '7' }, 7000],
  [{ 'x-rate-limit-reset': '7' }, 7000],
  [{ 'x-ratelimit-reset': String(startedAt / 1000 + 7), date }, 7000],
  [{ 'retry-after': '7', 'x-ratelimit-reset': '60' }, 7000],
])('a failed request is retried when %o says so', (headers, ms) => {
  expect(retryAfterMs(headers)).toBe(ms)
})

test("a failed request is retried by the runner's clock if the server does not send its own time", () => {
  const ms = retryAfterMs({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() })
  expect(ms).toBeGreaterThan(50_000)
  expect(ms).toBeLessThanOrEqual(60_000)
})

test.each(['', '-5', 'soon', '1e99', '1.5', '99999999999999999999', '24 Nov 2099 12:00:00 GMT'])(
  'a failed request does not wait for an invalid header (%j)',
  (odd) => {
    expect(retryAfterMs({ 'retry-after': odd })).toBeUndefined()
  },
)

test('a failed request waits for the next header if the first is invalid', () => {
  expect(retryAfterMs({ 'retry-after': 'soon', 'x-ratelimit-reset': '59' })).toBe(59_000)
})

test('a failed request waits for the rate limit only if the limit is in effect, but always for Retry-After', () => {
  for (const status of [425, 429, 503]) expect(retryAfterMs({ 'x-ratelimit-reset': '7' }, status)).toBe(7000)
  for (const status of [404, 500, 502]) {
    expect(retryAfterMs({ 'x-ratelimit-reset': '7' }, status)).toBeUndefined()
    expect(retryAfterMs({ 'retry-after': '7' }, status)).toBe(7000)
  }
})
