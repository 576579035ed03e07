import { beforeEach, expect, test } from '@jest/globals'
import { Stretches } from '../../src/report/stretches.ts'

let now: number
let stretches: Stretches
const at = (ms: number) => {
  now = 5000 + ms
  return stretches
}
/** As `name from-to`. */
const ended = (ms: number) =>
  at(ms)
    .end()
    .map(({ name, startMs, endMs }) => `${name} ${startMs}-${endMs}`)

beforeEach(() => {
  now = 5000
  stretches = new Stretches({ now: () => now, sleep: async () => {} })
})

test('a run that waits, deploys, checks and rolls back is told stretch by stretch', () => {
  at(10).waitingForTurn()
  at(20).waitingForTurn()
  at(30).seen('queued')
  at(35).seen('queued')
  at(40).seen('in_progress')
  at(60).seen('succeeded')
  at(61).verifying()
  at(70).runtimeReady()
  at(72).datasetsSeen()
  at(90).datasetsSeen()
  at(105).probeEnded(5)
  at(112).probeEnded(6)
  at(113).verified()
  at(120).recovering()
  at(150).recovered()
  expect(ended(160)).toEqual([
    'turn 10-30',
    'queued 30-40',
    'in_progress 40-60',
    'ready 61-70',
    'datasets 70-100',
    'probes 100-113',
    'rollback 120-150',
  ])
})

test('a run in which nothing took its time has none', () => {
  at(3).seen('succeeded')
  expect(ended(4)).toEqual([])
})

test('what goes on at the end ends with it', () => {
  at(10).seen('queued')
  at(20).seen('in_progress')
  expect(ended(90)).toEqual(['queued 10-20', 'in_progress 20-90'])
})

test.each([
  [
    ['created', 'in_progress', 'failed'],
    ['queued 0-10', 'in_progress 10-20'],
  ],
  [['paused', 'queued', 'succeeded'], ['queued 0-20']],
  [['in_progress', 'paused', 'succeeded'], ['in_progress 0-20']],
  [['in_progress', 'created'], ['in_progress 0-99']],
  [
    ['in_progress', 'queued', 'in_progress', 'succeeded'],
    ['in_progress 0-10', 'queued 10-20', 'in_progress 20-30'],
  ],
])('of the statuses %j', (statuses, expected) => {
  for (const [index, status] of statuses.entries()) at(index * 10).seen(status)
  expect(ended(99)).toEqual(expected)
})

test('datasets that load while the runtime gets ready are told from then on', () => {
  at(0).verifying()
  at(6).datasetsSeen()
  at(30).runtimeReady()
  at(31).verified()
  expect(ended(40)).toEqual(['ready 0-30', 'datasets 6-31'])
})

test('a runtime that never was ready was waited for until it was given up', () => {
  at(0).verifying()
  at(50).probeEnded(0)
  at(50).verified()
  expect(ended(60)).toEqual(['ready 0-50'])
})

test('a runtime that is asked at once was not waited for', () => {
  at(0).verifying()
  at(9).probeEnded(4)
  at(9).verified()
  expect(ended(10)).toEqual(['probes 5-9'])
})

test('what cannot be checked took no time', () => {
  at(0).verifying()
  at(9).unverifiable()
  expect(ended(10)).toEqual([])
})
