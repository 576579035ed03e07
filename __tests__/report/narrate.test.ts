import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import type { RunEvent } from '../../src/core/events.ts'
import { initialState, reduce } from '../../src/core/reduce.ts'
import { narrate } from '../../src/report/narrate.ts'
import { deployment } from '../deploy/deployment.ts'
import { samples } from './events.ts'
import { historyOf } from './run-state.ts'

/** What the log says, line by line. */
function tell(course: readonly RunEvent[]): string[] {
  let state = initialState(0)
  return course.flatMap((event, index) => {
    const timed = { ...event, atMs: index * 1000 }
    const before = state
    state = reduce(before, timed)
    return narrate(timed, state, before).flatMap((line) => ('text' in line ? [line.text] : [line.title]))
  })
}

const polled = (status: string, more = {}): RunEvent => ({
  type: 'deployment.polled',
  deployment: deployment({ id: 1001, status, ...more }),
  listed: [],
})

test('every event is said, or changes what is known of the run', () => {
  const silent = Object.values<RunEvent>(samples).filter((event) => {
    const before = initialState(0)
    const timed = { ...event, atMs: 1000 }
    const state = reduce(before, timed)
    return narrate(timed, state, before).length === 0 && isDeepStrictEqual(state, before)
  })
  expect(silent.map(({ type }) => type)).toEqual([])
})

test.each([
  [[], 'No earlier deployments to estimate the duration from.'],
  [[100_000, 130_000], 'The last 2 successful deployments took about 1m 55s.'],
  [[1000, 130_000, 120_000, 140_000, 900_000], 'The last 5 successful deployments took about 2m 10s.'],
  // Only the latest five are used.
  [[1000, 1000, 1000, 1000, 1000, 900_000], 'The last 5 successful deployments took about 1s.'],
])('earlier deployments of %j ms are the estimate for this one', (durationsMs, text) => {
  const read: RunEvent = { type: 'history.read', deployments: historyOf(durationsMs) }
  expect(tell([read, polled('queued')])).toContain(text)
})
