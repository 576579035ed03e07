import { expect, test } from '@jest/globals'
import { durationSeconds } from '../../src/report/cells.ts'
import { formatDuration } from '../../src/report/wording.ts'
import { runs } from '../../testing/samples/summaries.ts'

// A run with hostile text for a time has no duration.
const deploying = Object.entries(runs).flatMap(([title, state]) => {
  const phases = state.phases.filter(({ name }) => name === 'queued' || name === 'in_progress')
  const seconds = durationSeconds(state)
  return phases.length === 0 || seconds === undefined ? [] : [{ title, phases, seconds }]
})

test.each(deploying)('the sample run "$title" takes as long in its table as in its timeline', (run) => {
  const spentMs = run.phases.reduce((sum, { startMs, endMs = startMs }) => sum + endMs - startMs, 0)
  expect(formatDuration(spentMs)).toBe(formatDuration(run.seconds * 1000))
})

test.each(Object.entries(runs).filter(([, { outcome }]) => outcome?.kind === 'timed-out'))(
  'the sample run "%s" ends at its timeout',
  (_, { phases, settings }) => {
    expect(phases.at(-1)?.endMs).toBe(settings.timeoutMs)
  },
)
