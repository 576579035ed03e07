import { expect, test } from '@jest/globals'
import {
  lookUpPauseMs,
  nextPollMs,
  pauseAfterBlockersMs,
  pauseAfterInvisibleMs,
  pauseAfterLossMs,
  pauseBetweenAttemptsMs,
  pauseBetweenPollsMs,
  retryDelayMs,
  type ScheduleInput,
} from '../../src/platform/pauses.ts'

const next = (overrides: Partial<ScheduleInput>, random = 0.5) =>
  nextPollMs({ isQueued: false, elapsedMs: 0, sinceChangeMs: 0, ...overrides }, random)

/** When a deployment is polled that shows nothing new for so long. */
function pollsUntil(endMs: number, overrides: Partial<ScheduleInput> = {}): number[] {
  const polls: number[] = []
  for (let at = 0; at < endMs; polls.push(at)) {
    at += next({ elapsedMs: at, sinceChangeMs: at, ...overrides })
  }
  return polls
}

const late = { elapsedMs: 3_600_000, sinceChangeMs: 3_600_000 }
const elapsed = (ms: number) => ({ elapsedMs: ms, sinceChangeMs: ms })
const usual = { elapsedMs: 60_000, recentDurationsMs: [60_000] }

test.each<[string, Partial<ScheduleInput>, ms: number, random?: number]>([
  ["the user's interval, before everything else", { ...late, fixedMs: 100 }, 100, 0],
  ["the user's interval, however often a rest would be shorter", { ...usual, fixedMs: 60_000 }, 60_000, 0.99],
  ['a second, at first', {}, 1000],
  ['a second, for a while', elapsed(20_000), 1000],
  ['a second after a change, even if it is late', { ...late, sinceChangeMs: 0 }, 1000],
  ['longer, slowly, after a late change', { ...late, sinceChangeMs: 10_000 }, 2500],
  ['longer, with the elapsed time', elapsed(120_000), 6000],
  ['longer, with the elapsed time, sooner while queued', { ...elapsed(100_000), isQueued: true }, 8000],
  ['longer, with the elapsed time, later once it has started', elapsed(100_000), 5000],
  ['15 s at most', late, 15_000],
  ['15 s at most, give or take a tenth', late, 15_000 * 1.0998, 0.999],
  ['a tenth less by chance', {}, 900, 0],
  ['a tenth more by chance', {}, 1100, 1],
  ['what a rate limit that runs low asks for', { minIntervalMs: 40_000 }, 40_000],
  ['what a rate limit asks for, at the usual end as well', { ...usual, minIntervalMs: 40_000 }, 40_000],
  ['what is far enough for a rate limit', { ...elapsed(200_000), minIntervalMs: 5000 }, 10_000],
  ['as without a rate limit that asks for nothing', { minIntervalMs: 0 }, 1000],
  ['a quarter less than a rate limit asks for, by chance', { minIntervalMs: 40_000 }, 30_000, 0],
  ['a quarter more than a rate limit asks for, by chance', { minIntervalMs: 40_000 }, 50_000, 1],
])('the next poll comes after %s', (_, input, ms, random = 0.5) => {
  expect(next(input, random)).toBeCloseTo(ms)
})

const alike = [58_000, 59_000, 60_000, 61_000, 62_000]
const at = (elapsedMs: number, recentDurationsMs: readonly number[]) =>
  next({ elapsedMs, sinceChangeMs: elapsedMs, recentDurationsMs })

test('earlier durations change nothing long before and after them', () => {
  for (const elapsedMs of [0, 10_000, 40_000, 80_000, 600_000]) {
    expect(at(elapsedMs, alike)).toBe(at(elapsedMs, []))
  }
})

test('polls are frequent from 8 % and a second before an earlier duration to as long after it', () => {
  expect([45_000, 55_000].map((elapsedMs) => at(elapsedMs, [50_000]))).toEqual([500, 500])
  expect(at(44_999, [50_000])).toBeGreaterThan(2000)
  expect(at(55_001, [50_000])).toBeGreaterThan(2000)
})

test('an outlier among earlier durations attracts few polls', () => {
  const mixed = [...Array<number>(7).fill(60_000), 600_000]
  const extra = (usual: readonly number[]) =>
    pollsUntil(700_000, { recentDurationsMs: usual }).length - pollsUntil(700_000).length
  expect(at(60_000, mixed)).toBe(500)
  expect(at(600_000, mixed)).toBe(15_000)
  expect(extra(mixed)).toBeLessThanOrEqual(extra(Array<number>(8).fill(60_000)))
})

test('earlier durations cost about 28 polls at most', () => {
  for (const usual of [0, 1000, 60_000, 300_000, 3_600_000]) {
    const polls = pollsUntil(7_200_000, { recentDurationsMs: [usual] })
    expect(polls.length).toBeLessThanOrEqual(pollsUntil(7_200_000).length + 30)
  }
})

test.each([
  [0, 500],
  [5000, 500],
  [10_000, 1000],
  [20_000, 2000],
  [300_000, 2000],
])('after %d ms the pause before the next poll of a runtime is %d ms', (elapsedMs, pauseMs) => {
  expect(pauseBetweenPollsMs(elapsedMs, 0.5)).toBe(pauseMs)
})

test('two runs that start together do not poll together', () => {
  expect(pauseBetweenPollsMs(0, 0)).toBe(450)
  expect(pauseBetweenAttemptsMs(1, 0)).toBe(225)
  expect(pauseBetweenPollsMs(0, 0.999)).toBeCloseTo(550, 0)
})

test('a probe is retried after a quarter of a second, then after twice as long each time, up to two seconds', () => {
  const pauses = [1, 2, 3, 4, 5, 50].map((attempt) => pauseBetweenAttemptsMs(attempt, 0.5))
  expect(pauses).toEqual([250, 500, 1000, 2000, 2000, 2000])
})

test('a lost create is looked up every second at first, then after an eighth of the time, or as a rate limit requires', () => {
  expect([0, 8000, 80_000].map((elapsedMs) => lookUpPauseMs(elapsedMs, 0))).toEqual([1000, 1000, 10_000])
  expect(lookUpPauseMs(80_000, 30_000)).toBe(30_000)
})

test('a create is repeated at a random moment after a loss, after other deployments, and after those that no list shows', () => {
  expect([1, 2, 3].map((times) => pauseAfterLossMs(times, 0.5))).toEqual([1000, 2000, 4000])
  expect([0, 0.5, 1].map(pauseAfterBlockersMs)).toEqual([0, 250, 500])
  expect([0, 1, 3, 4, 9].map((conflicts) => pauseAfterInvisibleMs(conflicts, 1))).toEqual([
    ...[1000, 2000, 8000, 15_000, 15_000],
  ])
  expect(pauseAfterInvisibleMs(4, 0)).toBe(7500)
})

const attempts = [1, 2, 3, 4, 5, 6, 7, 50, 5000]

test('the delay before a retry grows and stays within bounds', () => {
  expect(attempts.map((attempt) => retryDelayMs(attempt, undefined, 1))).toEqual([
    ...[500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000],
  ])
})

test('the delay before a retry is never close to zero', () => {
  const expected = [250, 500, 1000, 2000, 2000, 2000, 2000, 2000, 2000]
  expect(attempts.map((attempt) => retryDelayMs(attempt, undefined, 0))).toEqual(expected)
  expect(attempts.map((attempt) => retryDelayMs(attempt, 0, 1))).toEqual(expected)
})

test('the delay before a retry is the one that the server asks for', () => {
  expect(retryDelayMs(1, 90_000, 0.5)).toBe(90_000)
})
