import { expect, test } from '@jest/globals'
import { pauseBetweenAttemptsMs, pauseBetweenLooksMs } from '../../src/runtime/pause.ts'

test.each([
  [0, 500],
  [5000, 500],
  [10_000, 1000],
  [20_000, 2000],
  [300_000, 2000],
])('after %d ms the next look is %d ms away', (elapsedMs, pauseMs) => {
  expect(pauseBetweenLooksMs(elapsedMs, 0.5)).toBe(pauseMs)
})

test.each([
  [1, 250],
  [2, 500],
  [3, 1000],
  [4, 2000],
  [2000, 2000],
])('after attempt %d the next is %d ms away', (attempt, pauseMs) => {
  expect(pauseBetweenAttemptsMs(attempt, 0.5)).toBe(pauseMs)
})

test('no two runs keep in step', () => {
  expect(pauseBetweenLooksMs(0, 0)).toBe(450)
  expect(pauseBetweenAttemptsMs(1, 0)).toBe(225)
  expect(pauseBetweenLooksMs(0, 0.999)).toBeCloseTo(550, 0)
})
