import { expect, test } from '@jest/globals'
import { lastStartMs, startedBeforeList } from '../../src/doctor/instances-before.ts'
import { deployment } from '../deployment/deployment.ts'

const ended = (id: number, status: string, minute: number) =>
  deployment({ id, status, created_at: new Date(Date.UTC(2026, 10, 24, 12, minute)).toISOString() })

test('a deployment that failed minutes before the last success may have left instances, and an older one has none', () => {
  const [success, failure, old] = [ended(3, 'succeeded', 30), ended(2, 'failed', 29), ended(1, 'failed', 5)]
  const startMs = Date.parse(failure.created_at ?? '')
  expect(lastStartMs([success, failure, old], success)).toBe(startMs)
  expect(lastStartMs([success, old], success)).toBe(Number.NEGATIVE_INFINITY)
})

const minuteMs = 60_000
const createdAtMs = Date.parse('2026-11-01T12:00:00Z')
const at = (minutes: number) => new Date(createdAtMs + minutes * minuteMs).toISOString()
const ours = deployment({ id: 7, created_at: at(0) })

test.each<[what: string, other: object, isListed: boolean]>([
  ['long before', { started_at: at(-60) }, true],
  ['shortly before', { created_at: at(-60), started_at: at(-6) }, false],
  ['not yet', { created_at: at(-60), started_at: null, status: 'queued' }, false],
  ['at an unknown time after it was created long before', { created_at: at(-60), started_at: null }, true],
  ['at an unknown time', { created_at: null, started_at: null }, false],
])('a deployment that started %s has its instances in the list or not', (_, other, isListed) => {
  // The list was made two minutes before ours could be created.
  const startMs = lastStartMs([deployment({ status: 'failed', ...other })], undefined)
  expect(startedBeforeList(startMs, ours, 2 * minuteMs)).toBe(isListed)
})
