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

const limited = (headers: Record<string, string> = {}) => new Response('{}', { status: 429, headers })

/** How long a request has to wait. */
async function waited(limiter: RateLimiter, of = deadline()): Promise<number> {
  const before = now
  await limiter.acquire(of)
  return now - before
}

test('numbers of a limit that is not exceeded slow nothing down', async () => {
  limiter.observe(
    new Response('{}', {
      headers: { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '30' },
    }),
    now,
  )
  expect([await waited(limiter), limiter.minIntervalMs, limiter.hasRoom]).toEqual([0, 0, true])
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

test('a request that the run can do without waits, as others do, until the time that a 429 names has passed', () => {
  limiter.observe(limited({ 'x-ratelimit-reset': '10' }), now)
  now = 14_999
  expect(limiter.hasRoom).toBe(false)
  now = 15_000
  expect(limiter.hasRoom).toBe(true)
  // Requests stay apart, but that concerns polls.
  expect(limiter.minIntervalMs).toBe(20_000)
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

test('after a 429, polls slowly become more frequent with each response', () => {
  limiter.observe(limited({ 'retry-after': '10' }), now)
  expect(limiter.minIntervalMs).toBe(20_000)
  limiter.observe(new Response('{}'), now)
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
