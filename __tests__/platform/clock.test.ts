import { execFileSync } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { deadlineIn, parseTime, pollUntil, systemClock } from '../../src/platform/clock.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'

const noonMs = Date.UTC(2026, 10, 24, 12)
const spellings = [
  ...['2026-11-24T12:00:00', '2026-11-24T12:00:00.000000', '2026-11-24 12:00:00', '2026-11-24T12:00:00Z'],
  ...['2026-11-24T14:00:00+02:00', '2026-11-24 07:00:00-05', 'Tue, 24 Nov 2026 12:00:00 GMT'],
]

// The time zone of a process is set when it starts.
test.each(['UTC', 'Asia/Tokyo', 'America/New_York'])(
  'a time of the API is the same moment for a runner in %s, and is UTC without a zone',
  (TZ) => {
    const module = fileURLToPath(new URL('../../src/platform/clock.ts', import.meta.url))
    const script = `import { parseTime, systemClock } from ${JSON.stringify(module)}
      console.log(JSON.stringify(${JSON.stringify(spellings)}.map(parseTime)))`
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env: { TZ } })
    expect(JSON.parse(output.toString())).toEqual(spellings.map(() => noonMs))
  },
)

test.each([undefined, null, '', 'noon', 'Z'])('%j is not a time', (text) => {
  expect(parseTime(text)).toBeUndefined()
})

test('a sleep ends with its time or its signal, and leaves no listener behind', async () => {
  const abort = new AbortController()
  const { signal } = abort
  await systemClock.sleep(1, signal)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  const long = systemClock.sleep(3_600_000, signal)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  abort.abort()
  await long
  await systemClock.sleep(3_600_000, signal)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a wait that begins after the deadline does not poll again if an earlier one has made the last poll', async () => {
  const clock = new SteppedClock()
  const deadline = deadlineIn(100, clock, 50)
  const polls: boolean[] = []
  const wait = () =>
    pollUntil({
      poll: async (_, isLast) => {
        polls.push(isLast)
        return undefined
      },
      pauseMs: () => 100,
      deadline,
      clock,
    })
  await wait()
  await wait()
  expect(polls).toEqual([false, true])
})

test('a last poll may not be repeated', () => {
  const clock = new SteppedClock()
  const deadline = deadlineIn(100, clock, 50)
  expect([deadline.mayRepeat(), deadline.lastPoll().mayRepeat()]).toEqual([true, false])
})
