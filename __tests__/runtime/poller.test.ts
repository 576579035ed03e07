import { expect, test } from '@jest/globals'
import { pauseBetweenPollsMs } from '../../src/runtime/poller.ts'
import { pauseBetweenAttemptsMs } from '../../src/runtime/probes.ts'

test.each([
  [0, 500],
  [5000, 500],
  [10_000, 1000],
  [20_000, 2000],
  [300_000, 2000],
])('after %d ms the pause before the next poll is %d ms', (elapsedMs, pauseMs) => {
  expect(pauseBetweenPollsMs(elapsedMs, 0.5)).toBe(pauseMs)
})

test('two runs that start together do not poll together', () => {
  expect(pauseBetweenPollsMs(0, 0)).toBe(450)
  expect(pauseBetweenAttemptsMs(1, 0)).toBe(225)
  expect(pauseBetweenPollsMs(0, 0.999)).toBeCloseTo(550, 0)
})
