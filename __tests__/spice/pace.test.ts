import { beforeEach, describe, expect, test } from '@jest/globals'
import { Pace } from '../../src/spice/pace.ts'
import { type Clock, deadlineIn } from '../../src/time.ts'

let now: number
const clock: Clock = {
  now: () => now,
  sleep: async (ms) => {
    now += ms
  },
}
const deadline = (ms = 3_600_000) => deadlineIn(ms, clock)
const startedAt = Date.UTC(2026, 10, 24, 12)

beforeEach(() => {
  now = 0
})

/** An answer of a server with a window of a minute, whose clock began with the test's. */
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

const turnedAway = (headers: Record<string, string> = {}) => new Response('{}', { status: 429, headers })

/** How long a request has to wait. */
async function waited(pace: Pace, of = deadline()): Promise<number> {
  const before = now
  await pace.turn(of)
  return now - before
}

describe('nothing is slowed down', () => {
  test('where nothing is said of a limit', async () => {
    const pace = new Pace(clock, () => 0.5)
    for (let index = 0; index < 10; index++) {
      pace.hear(new Response('{}'), now)
      expect(await waited(pace)).toBe(0)
      expect(pace.gapMs).toBe(0)
    }
  })

  test('by a run that is alone with a limit that it will not reach', () => {
    const pace = new Pace(clock, () => 0.5)
    for (let second = 0; second < 180; second++) {
      pace.hear(answer((second % 60) + 1), now)
      expect(pace.gapMs).toBe(0)
      now += 1000
    }
  })

  test.each(['', '-5', 'soon', '1e99', '99999999999999999999'])(
    'by headers that make no sense (%s)',
    (odd) => {
      const pace = new Pace(clock, () => 0.5)
      const headers = ['limit', 'remaining', 'reset'].map((name): [string, string] => [
        `x-ratelimit-${name}`,
        odd,
      ])
      pace.hear(new Response('{}', { headers }), now)
      expect(pace.gapMs).toBe(0)
    },
  )
})

describe('where many use a limit together', () => {
  test('requests are to come as rarely as it takes for all to fit', () => {
    const pace = new Pace(clock, () => 0.5)
    // A hundred runs that ask every second.
    pace.hear(answer(100), now)
    now += 1000
    pace.hear(answer(200), now)
    // Room for 700 a minute.
    expect(pace.gapMs).toBeCloseTo(60_000 / 7, 0)
  })

  test('requests that are rare enough for all to fit may stay so', () => {
    const pace = new Pace(clock, () => 0.5)
    now = 20_000
    pace.hear(answer(300), now)
    now += 15_000
    // Every run looks once in 15 s.
    pace.hear(answer(400), now)
    expect(pace.gapMs).toBeLessThan(15_000)
  })

  test('runs that start together can tell by their first answers', () => {
    const pace = new Pace(clock, () => 0.5)
    pace.hear(answer(200), now)
    pace.hear(answer(400), now)
    // 200 runs with two requests each.
    expect(pace.gapMs).toBeCloseTo((200 * 60_000) / 700, 0)
  })

  test('runs that ask less than once in a window can tell by what is gone of it', () => {
    const pace = new Pace(clock, () => 0.5)
    pace.hear(answer(1000, { status: 429 }), now)
    expect(pace.gapMs).toBe(120_000)
    now = 90_000
    // Half of a window used up in half of its time: a thousand a minute where 700 are aimed at, but for the most.
    pace.hear(answer(500), now)
    expect(pace.gapMs).toBe(120_000)
    now = 210_000
    pace.hear(answer(250), now)
    expect(pace.gapMs).toBeCloseTo((120_000 * 500) / 700, 0)
  })

  test('requests may come sooner again, by and by, when the others have gone', () => {
    const pace = new Pace(clock, () => 0.5)
    pace.hear(answer(800), now)
    const gaps: number[] = []
    for (let used = 1; used < 12; used++) {
      gaps.push(pace.gapMs)
      now += pace.gapMs
      pace.hear(answer(used), now)
    }
    expect(gaps[0]).toBeGreaterThan(30_000)
    expect(gaps.at(-1)).toBe(0)
    for (const [index, gap] of gaps.slice(1).entries()) {
      expect(gap === 0 || gap >= (gaps[index] ?? 0) / 2).toBe(true)
    }
  })
})

describe('after a 429', () => {
  test.each([
    { 'retry-after': '60' },
    { 'retry-after': new Date(startedAt + 60_000).toUTCString() },
    { 'x-ratelimit-reset': String(startedAt / 1000 + 60) },
    { 'x-ratelimit-reset': '60' },
  ])('every request waits for the time that it names: %o', async (headers) => {
    const pace = new Pace(clock, () => 0)
    pace.hear(turnedAway({ date: new Date(startedAt).toUTCString(), ...headers }), now)
    expect(await waited(pace)).toBe(60_000)
    expect(await waited(pace)).toBe(0)
  })

  test('runs come back one after another, the wider apart the longer it takes', async () => {
    const latest = async (seconds: number) => {
      const pace = new Pace(clock, () => 0.999)
      pace.hear(turnedAway({ 'retry-after': String(seconds) }), now)
      return (await waited(pace)) / 1000
    }
    expect(await latest(2)).toBeCloseTo(2.4, 1)
    expect(await latest(10)).toBeCloseTo(20, 1)
    expect(await latest(60)).toBeCloseTo(240, 0)
  })

  test('nothing waits until too little time is left for an answer', async () => {
    const pace = new Pace(clock, () => 0)
    pace.hear(turnedAway({ 'retry-after': '60' }), now)
    expect(await waited(pace, deadline(60_200))).toBe(30_100)
  })

  test('nothing waits any more once one has been let in', async () => {
    const pace = new Pace(clock, () => 0.5)
    pace.hear(turnedAway({ 'retry-after': '60' }), now)
    // The answer to a request that was under way by then.
    pace.hear(new Response('{}'), now)
    expect(await waited(pace, deadline(20_000))).toBe(10_000)
    pace.hear(new Response('{}'), now)
    expect(await waited(pace)).toBe(0)
  })

  test('looks stay apart for a while, also where nobody says how long', () => {
    const pace = new Pace(clock, () => 0.5)
    pace.hear(turnedAway(), now)
    expect(pace.gapMs).toBe(1000)
    pace.hear(new Response('{}'), now)
    expect(pace.gapMs).toBe(0)
    pace.hear(turnedAway({ 'retry-after': '10' }), now)
    for (let index = 0; index < 10; index++) pace.hear(new Response('{}'), now)
    expect(pace.gapMs).toBeGreaterThan(5000)
  })

  test('several in a row are one sign, and more than one only where looks were that far apart', () => {
    const gapAfter = (...pauses: number[]) => {
      const pace = new Pace(clock, () => 0.5)
      for (const pause of pauses) {
        pace.hear(turnedAway({ 'retry-after': '10' }), now)
        now += pause
      }
      return pace.gapMs
    }
    expect(gapAfter(0, 0, 0)).toBe(20_000)
    expect(gapAfter(11_000, 11_000, 11_000)).toBe(20_000)
    expect(gapAfter(30_000, 0)).toBe(40_000)
  })

  test('what would be too late leaves when half of the time has passed', async () => {
    const pace = new Pace(clock, () => 0.5)
    pace.hear(turnedAway({ 'retry-after': '3600' }), now)
    expect(await waited(pace, deadline(30_000))).toBe(15_000)
  })

  test('looks are never told to be more than two minutes apart', () => {
    const pace = new Pace(clock, () => 0.5)
    pace.hear(turnedAway({ 'retry-after': '9000' }), now)
    expect(pace.gapMs).toBe(120_000)
  })
})
