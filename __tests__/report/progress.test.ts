import { describe, expect, test } from '@jest/globals'
import { describeExpectation, drawProgress, expectFrom, formatDuration } from '../../src/report/progress.ts'

describe('what to expect', () => {
  test.each([
    [[], 'No earlier deployment of the app tells how long this one may take.'],
    [[130_000], 'The last successful deployment took 2m 10s.'],
    [[100_000, 130_000], 'The last 2 successful deployments took about 1m 55s.'],
    [[1000, 130_000, 120_000, 140_000, 900_000], 'The last 5 successful deployments took about 2m 10s.'],
    // Older ones than five say nothing.
    [[1000, 1000, 1000, 1000, 1000, 900_000], 'The last 5 successful deployments took about 1s.'],
  ])('of %j is told in a sentence', (usualMs, text) => {
    expect(describeExpectation(expectFrom(usualMs))).toBe(text)
  })
})

describe('progress', () => {
  const expectation = expectFrom([100_000])

  test.each([
    [0, '░░░░░░░░░░░░░░░░░░░░ of about 1m 40s'],
    [50_000, '██████████░░░░░░░░░░ of about 1m 40s'],
    [99_999, '███████████████████░ of about 1m 40s'],
    [100_000, '████████████████████ of about 1m 40s'],
    [100_001, '████████████████████ longer than the usual 1m 40s'],
  ])('after %d ms is a bar', (elapsedMs, bar) => {
    expect(drawProgress(elapsedMs, expectation)).toBe(bar)
  })

  test('is not made up where nothing tells of it', () => {
    expect(drawProgress(50_000, undefined)).toBe('')
    expect(drawProgress(50_000, expectFrom([0]))).toBe('')
  })
})

test.each([
  [0, '0s'],
  [999, '0s'],
  [1000, '1s'],
  [100_400, '1m 40s'],
  [3_600_000, '1h'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
