import { describe, expect, test } from '@jest/globals'
import { nextLookMs, type ScheduleInput } from '../../src/deployment/schedule.ts'

const next = (overrides: Partial<ScheduleInput>, random = 0.5) =>
  nextLookMs({ status: 'in_progress', elapsedMs: 0, sinceChangeMs: 0, ...overrides }, random)

/** When the looks come at a deployment that shows nothing new for so long, and how late its end is seen then. */
function looksUntil(endMs: number, overrides: Partial<ScheduleInput> = {}, random = () => 0.5) {
  const looks: number[] = []
  for (let at = 0; at < endMs; looks.push(at)) {
    at += next({ elapsedMs: at, sinceChangeMs: at, ...overrides }, random())
  }
  return { looks, lagMs: (looks.at(-1) ?? 0) - endMs }
}

test('the interval of the user overrules everything', () => {
  expect(next({ elapsedMs: 3_600_000, sinceChangeMs: 3_600_000, fixedMs: 100 }, 0)).toBe(100)
  expect(next({ elapsedMs: 60_000, usualMs: [60_000], fixedMs: 60_000 }, 0.99)).toBe(60_000)
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

test('looks become rarer sooner while it is queued', () => {
  const late = { elapsedMs: 100_000, sinceChangeMs: 100_000 }
  expect(next({ ...late, status: 'queued' })).toBe(8000)
  expect(next({ ...late, status: 'a status that nobody described' })).toBe(5000)
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

describe('a rate limit that runs low', () => {
  test('keeps looks apart', () => {
    expect(next({ gapMs: 40_000 })).toBe(40_000)
    expect(next({ elapsedMs: 60_000, usualMs: [60_000], gapMs: 40_000 })).toBe(40_000)
  })

  test('changes nothing where looks are apart already', () => {
    expect(next({ elapsedMs: 200_000, sinceChangeMs: 200_000, gapMs: 5000 })).toBe(10_000)
    expect(next({ gapMs: 0 })).toBe(1000)
  })

  test('spreads looks by a quarter in either direction', () => {
    expect(next({ gapMs: 40_000 }, 0)).toBe(30_000)
    expect(next({ gapMs: 40_000 }, 1)).toBe(50_000)
  })
})

describe('the time that earlier ones took', () => {
  const alike = [58_000, 59_000, 60_000, 61_000, 62_000]
  const at = (elapsedMs: number, usualMs: readonly number[]) =>
    next({ elapsedMs, sinceChangeMs: elapsedMs, usualMs })

  test('makes looks quick around it', () => {
    expect(at(60_000, alike)).toBe(500)
    expect(at(60_000, [])).toBe(3000)
  })

  test('changes nothing long before and after it', () => {
    for (const elapsedMs of [0, 10_000, 40_000, 80_000, 600_000]) {
      expect(at(elapsedMs, alike)).toBe(at(elapsedMs, []))
    }
  })

  test('is not jumped over', () => {
    for (const usual of [5000, 20_000, 60_000, 180_000, 300_000]) {
      const { looks } = looksUntil(usual, { usualMs: [usual] }, () => 0.999)
      const soon = looks.filter((look) => look < usual && look > usual * 0.92 - 1000)
      expect(soon.length).toBeGreaterThan(1)
    }
  })

  test('counts by how many took it: an odd one draws few looks', () => {
    const mixed = [...Array<number>(7).fill(60_000), 600_000]
    const extra = (usual: readonly number[]) =>
      looksUntil(700_000, { usualMs: usual }).looks.length - looksUntil(700_000).looks.length
    expect(at(60_000, mixed)).toBe(500)
    expect(at(600_000, mixed)).toBe(15_000)
    expect(extra(mixed)).toBeLessThanOrEqual(extra(Array<number>(8).fill(60_000)))
  })

  test('costs about 28 looks at most, whatever it is', () => {
    for (const usual of [0, 1000, 60_000, 300_000, 3_600_000]) {
      const { looks } = looksUntil(7_200_000, { usualMs: [usual] })
      expect(looks.length).toBeLessThanOrEqual(looksUntil(7_200_000).looks.length + 30)
    }
  })

  test('never makes looks more than two a second', () => {
    expect(at(1000, [1000])).toBe(500)
    expect(at(0, [0])).toBe(500)
  })
})

test('a deployment of ten minutes takes at most 120 looks, whatever is known of earlier ones', () => {
  for (const usual of [undefined, [600_000], [300_000], [100_000, 200_000, 400_000], [590_000, 610_000]]) {
    const { looks } = looksUntil(600_000, { usualMs: usual })
    expect(looks.length).toBeLessThanOrEqual(120)
  }
})
