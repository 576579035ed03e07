import { expect, test } from '@jest/globals'
import { nextPollMs, type ScheduleInput } from '../../src/deployment/schedule.ts'

const next = (overrides: Partial<ScheduleInput>, random = 0.5) =>
  nextPollMs({ isQueued: false, elapsedMs: 0, sinceChangeMs: 0, ...overrides }, random)

/** When a deployment is polled that shows nothing new for so long, and how late its end is seen then. */
function pollsUntil(endMs: number, overrides: Partial<ScheduleInput> = {}, random = () => 0.5) {
  const polls: number[] = []
  for (let at = 0; at < endMs; polls.push(at)) {
    at += next({ elapsedMs: at, sinceChangeMs: at, ...overrides }, random())
  }
  return { polls, lagMs: (polls.at(-1) ?? 0) - endMs }
}

test("the user's interval takes precedence over everything else", () => {
  expect(next({ elapsedMs: 3_600_000, sinceChangeMs: 3_600_000, fixedMs: 100 }, 0)).toBe(100)
  expect(next({ elapsedMs: 60_000, recentDurationsMs: [60_000], fixedMs: 60_000 }, 0.99)).toBe(60_000)
})

test.each<[how: string, Partial<ScheduleInput>, ms: number]>([
  ['about every second at first', {}, 1000],
  ['about every second for a while', { elapsedMs: 20_000, sinceChangeMs: 20_000 }, 1000],
  ['about every second after a change, even if it is late', { elapsedMs: 3_600_000 }, 1000],
  ['rarer slowly after a late change', { elapsedMs: 3_600_000, sinceChangeMs: 10_000 }, 2500],
  ['rarer with the elapsed time', { elapsedMs: 120_000, sinceChangeMs: 120_000 }, 6000],
  ['rarer sooner if queued', { elapsedMs: 100_000, sinceChangeMs: 100_000, isQueued: true }, 8000],
  ['rarer later if started', { elapsedMs: 100_000, sinceChangeMs: 100_000 }, 5000],
  ['kept apart by a low rate limit', { minIntervalMs: 40_000 }, 40_000],
  ['kept apart at a usual end', { elapsedMs: 6e4, recentDurationsMs: [6e4], minIntervalMs: 4e4 }, 40_000],
  ['far apart already', { elapsedMs: 200_000, sinceChangeMs: 200_000, minIntervalMs: 5000 }, 10_000],
  ['not kept apart by no limit', { minIntervalMs: 0 }, 1000],
])('polls are %s', (_, input, ms) => {
  expect(next(input)).toBe(ms)
})

test('polls are never more than 15 s apart, give or take a tenth', () => {
  const long = { elapsedMs: 3_600_000, sinceChangeMs: 3_600_000 }
  expect(next(long)).toBe(15_000)
  expect(next(long, 0.999)).toBeLessThanOrEqual(16_500)
})

test('polls are spread by a tenth in either direction', () => {
  expect(next({}, 0)).toBeCloseTo(900)
  expect(next({}, 1)).toBeCloseTo(1100)
})

test('time always passes between two polls, and never less the longer the deployment takes', () => {
  let before = 0
  for (let elapsedMs = 0; elapsedMs < 600_000; elapsedMs += 1000) {
    const ms = next({ elapsedMs, sinceChangeMs: elapsedMs })
    expect(ms).toBeGreaterThanOrEqual(Math.max(900, before))
    before = ms
  }
})

test('polls under a low rate limit are spread by a quarter in either direction', () => {
  expect(next({ minIntervalMs: 40_000 }, 0)).toBe(30_000)
  expect(next({ minIntervalMs: 40_000 }, 1)).toBe(50_000)
})

const alike = [58_000, 59_000, 60_000, 61_000, 62_000]
const at = (elapsedMs: number, recentDurationsMs: readonly number[]) =>
  next({ elapsedMs, sinceChangeMs: elapsedMs, recentDurationsMs })

test('polls are frequent around the time at which earlier deployments ended', () => {
  expect(at(60_000, alike)).toBe(500)
  expect(at(60_000, [])).toBe(3000)
})

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

test('no earlier duration is jumped over', () => {
  for (const usual of [5000, 20_000, 60_000, 180_000, 300_000]) {
    const { polls } = pollsUntil(usual, { recentDurationsMs: [usual] }, () => 0.999)
    expect(polls.filter((poll) => poll < usual && poll > usual * 0.92 - 1000).length).toBeGreaterThan(1)
  }
})

test('an outlier among earlier durations attracts few polls', () => {
  const mixed = [...Array<number>(7).fill(60_000), 600_000]
  const extra = (usual: readonly number[]) =>
    pollsUntil(700_000, { recentDurationsMs: usual }).polls.length - pollsUntil(700_000).polls.length
  expect(at(60_000, mixed)).toBe(500)
  expect(at(600_000, mixed)).toBe(15_000)
  expect(extra(mixed)).toBeLessThanOrEqual(extra(Array<number>(8).fill(60_000)))
})

test('earlier durations cost about 28 polls at most', () => {
  for (const usual of [0, 1000, 60_000, 300_000, 3_600_000]) {
    const { polls } = pollsUntil(7_200_000, { recentDurationsMs: [usual] })
    expect(polls.length).toBeLessThanOrEqual(pollsUntil(7_200_000).polls.length + 30)
  }
})

test('earlier durations never cause more than two polls a second', () => {
  expect(at(1000, [1000])).toBe(500)
  expect(at(0, [0])).toBe(500)
})

test('a deployment of ten minutes takes at most 120 polls for any earlier durations', () => {
  for (const usual of [undefined, [600_000], [300_000], [100_000, 200_000, 400_000], [590_000, 610_000]]) {
    expect(pollsUntil(600_000, { recentDurationsMs: usual }).polls.length).toBeLessThanOrEqual(120)
  }
})
