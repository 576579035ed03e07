import { expect, test } from '@jest/globals'
import type { RunEvent } from '../../src/core/events.ts'
import { initialState, reduce } from '../../src/core/reduce.ts'
import { deployment } from '../deploy/deployment.ts'

/** Events by the time at which they happen. */
type Course = Readonly<Record<number, RunEvent>>

/** The phases of a run that starts at 5000, as `name from-to` since then. */
function phasesOf(course: Course, endMs: number): string[] {
  const ended: RunEvent = { type: 'run.ended', outcome: { kind: 'unknown', reason: '' } }
  const { phases } = Object.entries({ ...course, [endMs]: ended }).reduce(
    (state, [atMs, event]) => reduce(state, { ...event, atMs: 5000 + Number(atMs) }),
    initialState(5000),
  )
  return phases.map(({ name, startMs, endMs = 0 }) => `${name} ${startMs - 5000}-${endMs - 5000}`)
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
const probing: RunEvent = { type: 'probe.started', name: 'sql' }
const probed = (durationMs: number): RunEvent => ({
  type: 'probe.ended',
  result: { name: 'sql', ok: true, durationMs },
})
const verified: RunEvent = {
  type: 'verification.ended',
  verification: { tests: [], datasets: [], problems: [] },
}

test('a run that waits, deploys, verifies and rolls back has a phase for each', () => {
  const course = {
    10: waiting,
    20: waiting,
    30: polled('queued'),
    35: polled('queued'),
    40: polled('in_progress'),
    60: polled('succeeded'),
    61: verifying,
    70: ready,
    72: datasets,
    90: datasets,
    100: probing,
    105: probed(5),
    106: probing,
    112: probed(6),
    113: verified,
    120: { type: 'recovery.started', mode: 'rollback' },
    150: { type: 'recovery.ended', recovery: { kind: 'restored' } },
  } as const
  expect(phasesOf(course, 160)).toEqual([
    ...['conflict 10-30', 'queued 30-40', 'in_progress 40-60', 'ready 61-70', 'datasets 70-100'],
    ...['probes 100-113', 'recovery 120-150'],
  ])
})

test.each([
  ['created, in_progress, failed', 'queued 0-10, in_progress 10-20'],
  ['paused, queued, succeeded', 'queued 0-20'],
  ['in_progress, paused, succeeded', 'in_progress 0-20'],
  ['in_progress, created', 'in_progress 0-99'],
  ['in_progress, queued, in_progress, failed', 'in_progress 0-10, queued 10-20, in_progress 20-30'],
])('a deployment with the statuses %s has the phases %s', (statuses, expected) => {
  const course = statuses.split(', ').map((status, index) => [index * 10, polled(status)])
  expect(phasesOf(Object.fromEntries(course), 99).join(', ')).toBe(expected)
})

const unfinished = { 10: polled('queued'), 20: polled('in_progress') }
const loading = { 0: verifying, 6: datasets, 30: ready, 31: verified }
const skipped: RunEvent = { type: 'verification.skipped', reason: '', tests: [] }

test.each<[string, Course, string[]]>([
  ['nothing that took time', { 3: polled('succeeded') }, []],
  ['a deployment in progress at its end', unfinished, ['queued 10-20', 'in_progress 20-90']],
  ['datasets that load while the runtime gets ready', loading, ['ready 0-30', 'datasets 6-31']],
  ['a runtime that is never ready', { 0: verifying, 50: probed(0), 51: verified }, ['ready 0-51']],
  ['probes that run at once', { 0: verifying, 5: probing, 9: probed(4), 10: verified }, ['probes 5-10']],
  ['a verification that is skipped', { 0: verifying, 9: skipped }, []],
])('a run with %s has the phases that took time', (_, course, expected) => {
  expect(phasesOf(course, 90)).toEqual(expected)
})
