import { expect, test } from '@jest/globals'
import { addList, type History } from '../../src/runtime/history.ts'
import type { Dataset } from '../../src/runtime/verification.ts'

const poll = (status: string, more: Partial<Dataset> = {}) => [{ name: 'a', status, ...more }]
const first = addList(undefined, poll('Error', { error_message: ' no\nbucket ' }), 1000, 15_000)
const stateOf = (history: History) => history.get('a')

test('a component is in its status since the first of the polls that show it', () => {
  const atFirst = { sinceMs: 1000, lastMs: 1000, provenMs: 0, accelerated: undefined }
  expect(stateOf(first)).toEqual({ ...atFirst, status: 'Error', message: 'no\nbucket' })
  const second = addList(first, poll('ERROR', { acceleration_enabled: true }), 61_000, 15_000)
  const later = { sinceMs: 1000, lastMs: 61_000, provenMs: 60_000, accelerated: true }
  expect(stateOf(second)).toEqual({ ...later, status: 'ERROR', message: '' })
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
