import { describe, expect, test } from '@jest/globals'
import { nextLookMs, type ScheduleInput } from '../../src/deployment/schedule.ts'

const next = (overrides: Partial<ScheduleInput>, random = 0.5) =>
  nextLookMs({ elapsedMs: 0, sinceChangeMs: 0, ...overrides }, random)

test('the interval of the user overrules everything', () => {
  expect(next({ elapsedMs: 3_600_000, sinceChangeMs: 3_600_000, fixedMs: 100 }, 0)).toBe(100)
  expect(next({ fixedMs: 60_000 }, 0.99)).toBe(60_000)
})

test('looks come about every second at first', () => {
  expect(next({})).toBe(1000)
  expect(next({ elapsedMs: 20_000, sinceChangeMs: 20_000 })).toBe(1000)
})

test('looks come about every second after a change, however late it is', () => {
  expect(next({ elapsedMs: 3_600_000, sinceChangeMs: 0 })).toBe(1000)
})

test('looks become rarer with the time that it takes', () => {
  expect(next({ elapsedMs: 120_000, sinceChangeMs: 120_000 })).toBe(6000)
})

test('looks are never more than 15 s apart, give or take a tenth', () => {
  const long = { elapsedMs: 3_600_000, sinceChangeMs: 3_600_000 }
  expect(next(long)).toBe(15_000)
  expect(next(long, 0.999)).toBeLessThanOrEqual(16_500)
})

describe('chance', () => {
  test('spreads looks by a tenth in either direction', () => {
    expect(next({}, 0)).toBeCloseTo(900)
    expect(next({}, 1)).toBeCloseTo(1100)
  })
})

test('time always passes between two looks, and never less the longer it takes', () => {
  let before = 0
  for (let elapsedMs = 0; elapsedMs < 600_000; elapsedMs += 1000) {
    const ms = next({ elapsedMs, sinceChangeMs: elapsedMs })
    expect(ms).toBeGreaterThanOrEqual(Math.max(900, before))
    before = ms
  }
})
