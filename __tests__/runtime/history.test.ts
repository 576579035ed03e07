import { expect, test } from '@jest/globals'
import { addList, type History } from '../../src/runtime/history.ts'
import type { Dataset } from '../../src/runtime/verification.ts'

const poll = (status: string, more: Partial<Dataset> = {}) => [{ name: 'a', status, ...more }]
const first = addList(undefined, poll('Error', { error_message: ' no\nbucket ' }), 1000, 15_000)
const stateOf = (history: History) => history.listed.get('a')

test('a component is in its status since the first of the polls that show it', () => {
  expect(stateOf(first)).toEqual({
    ...{ status: 'Error', sinceMs: 1000, lastMs: 1000, provenMs: 0 },
    ...{ message: 'no\nbucket', accelerated: undefined, wasReady: false },
  })
  const second = addList(first, poll('ERROR', { acceleration_enabled: true }), 61_000, 15_000)
  expect(stateOf(second)).toEqual({
    ...{ status: 'ERROR', sinceMs: 1000, lastMs: 61_000, provenMs: 60_000 },
    ...{ message: '', accelerated: true, wasReady: false },
  })
})

test.each([
  ['another status', 'Ready', 2000],
  ['a poll more than a minute later', 'Error', 61_001],
])('a component is in a new state with %s', (_, status, atMs) => {
  const expected = { sinceMs: atMs, lastMs: atMs, provenMs: 0 }
  expect(stateOf(addList(first, poll(status), atMs, 15_000))).toMatchObject(expected)
})

test.each([
  ['half a minute apart prove all of the time', 30_000, 30_000, 30_000],
  ['half a minute apart prove also the time of one that failed', 60_000, 30_000, 60_000],
  ['further apart prove a quarter of a minute', 30_001, 30_001, 15_000],
  ['two minutes apart follow each other, too', 120_000, 120_000, 15_000],
  ['soon after one that was far apart prove no more than the time between them', 5000, 120_000, 5000],
])('polls %s', (_, gapMs, sinceLastMs, provenMs) => {
  const second = addList(first, poll('Error'), 1000 + gapMs, sinceLastMs)
  expect(stateOf(second)).toMatchObject({ sinceMs: 1000, lastMs: 1000 + gapMs, provenMs })
  const third = addList(second, poll('Error'), 1000 + 2 * gapMs, sinceLastMs)
  expect(stateOf(third)).toMatchObject({ sinceMs: 1000, provenMs: 2 * provenMs })
})

test('polls that are far apart prove nothing if one between them failed', () => {
  const second = addList(first, poll('Error'), 1000 + 120_001, 120_000)
  expect(stateOf(second)).toMatchObject({ sinceMs: 121_001, provenMs: 0 })
})

test('a component that was ready is missing from the first list without it, until it is listed', () => {
  const ready = addList(first, poll('Refreshing'), 2000, 1000)
  expect(addList(ready, poll('Error'), 3000, 1000).listed.get('a')?.wasReady).toBe(true)
  const missing = addList(addList(ready, [], 3000, 1000), [], 4000, 1000)
  expect([...missing.listed]).toEqual([])
  expect([...missing.missing]).toEqual([
    ['a', expect.objectContaining({ status: 'Missing', sinceMs: 3000, lastMs: 4000, wasReady: true })],
  ])
  const listed = addList(missing, poll('Error'), 5000, 1000)
  expect(listed.missing.size).toBe(0)
  expect(stateOf(listed)).toMatchObject({ status: 'Error', sinceMs: 5000, wasReady: true })
})

test('a component that was never ready is forgotten when it is not listed any more', () => {
  const without = addList(first, [{ name: 'b', status: 'Error' }], 2000, 1000)
  expect([[...without.listed.keys()], without.missing.size]).toEqual([['b'], 0])
})

test('the newest five thousand missing components are kept', () => {
  const ready = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ name: `d${from + index}`, status: 'Ready' }))
  const { missing } = [ready(0, 5000), ready(5000, 5001), []].reduce<History | undefined>(
    (history, list, index) => addList(history, list, index, 1),
    undefined,
  ) as History
  expect([missing.size, missing.has('d0'), missing.has('d5000')]).toEqual([5000, false, true])
})
