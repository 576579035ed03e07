import { expect, test } from '@jest/globals'
import type { RunEvent } from '../../src/events.ts'
import { initialState, reduce } from '../../src/report/state.ts'
import { deployment } from '../deployment/deployment.ts'

/** Events by the time at which they happen, and the time at which the run ends. */
type Course = [atMs: number, event: RunEvent][]

/** The phases of a run that starts at 5000, as `name from-to` since then. */
function phasesOf(course: Course, endMs: number): string[] {
  const ended: RunEvent = { type: 'run.ended', outcome: { kind: 'unknown', reason: '' } }
  const all: Course = [...course, [endMs, ended]]
  const state = all.reduce(
    (known, [atMs, event]) => reduce(known, { ...event, atMs: 5000 + atMs }),
    initialState(5000),
  )
  return state.phases.map(({ name, startMs, endMs }) => `${name} ${startMs - 5000}-${(endMs ?? 0) - 5000}`)
}

const waiting: RunEvent = { type: 'create.waiting', blockers: [], serverTimeMs: undefined }
const polled = (status: string): RunEvent => ({
  type: 'deployment.polled',
  deployment: deployment({ status }),
  listed: [],
})
const verifying: RunEvent = { type: 'verification.started' }
const ready: RunEvent = { type: 'runtime.ready', tookMs: 1 }
const datasets: RunEvent = { type: 'datasets.polled', progress: '', datasets: [] }
const probed = (durationMs: number): RunEvent => ({
  type: 'probe.ended',
  result: { name: 'sql', ok: true, durationMs },
})
const verified: RunEvent = {
  type: 'verification.ended',
  verification: { tests: [], datasets: [], problems: [] },
}

test('a run that waits, deploys, verifies and rolls back has a phase for each', () => {
  expect(
    phasesOf(
      [
        [10, waiting],
        [20, waiting],
        [30, polled('queued')],
        [35, polled('queued')],
        [40, polled('in_progress')],
        [60, polled('succeeded')],
        [61, verifying],
        [70, ready],
        [72, datasets],
        [90, datasets],
        [105, probed(5)],
        [112, probed(6)],
        [113, verified],
        [120, { type: 'recovery.started', mode: 'rollback' }],
        [150, { type: 'recovery.ended', recovery: { kind: 'restored' } }],
      ],
      160,
    ),
  ).toEqual([
    'conflict 10-30',
    'queued 30-40',
    'in_progress 40-60',
    'ready 61-70',
    'datasets 70-100',
    'probes 100-113',
    'recovery 120-150',
  ])
})

test('a run in which nothing took time has no phases', () => {
  expect(phasesOf([[3, polled('succeeded')]], 4)).toEqual([])
})

test('a phase that is in progress when the run ends, ends with it', () => {
  const course: Course = [
    [10, polled('queued')],
    [20, polled('in_progress')],
  ]
  expect(phasesOf(course, 90)).toEqual(['queued 10-20', 'in_progress 20-90'])
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
])('a deployment with the statuses %j has the phases %j', (statuses, expected) => {
  const course = statuses.map((status, index): Course[number] => [index * 10, polled(status)])
  expect(phasesOf(course, 99)).toEqual(expected)
})

test('datasets that load while the runtime gets ready have a phase from then on', () => {
  const course: Course = [
    [0, verifying],
    [6, datasets],
    [30, ready],
    [31, verified],
  ]
  expect(phasesOf(course, 40)).toEqual(['ready 0-30', 'datasets 6-31'])
})

test('the wait for a runtime that never becomes ready ends with the verification', () => {
  const course: Course = [
    [0, verifying],
    [50, probed(0)],
    [50, verified],
  ]
  expect(phasesOf(course, 60)).toEqual(['ready 0-50'])
})

test('there is no wait for the runtime if the probes run at once', () => {
  const course: Course = [
    [0, verifying],
    [9, probed(4)],
    [9, verified],
  ]
  expect(phasesOf(course, 10)).toEqual(['probes 5-9'])
})

test('a verification that is skipped takes no time', () => {
  const course: Course = [
    [0, verifying],
    [9, { type: 'verification.skipped', reason: '', probes: [] }],
  ]
  expect(phasesOf(course, 10)).toEqual([])
})
