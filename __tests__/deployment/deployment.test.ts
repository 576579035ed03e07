import { expect, test } from '@jest/globals'
import { durationMs, recentDurationsMs } from '../../src/deployment/deployment.ts'
import { deployment } from './deployment.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 12, 0, seconds)).toISOString()

test.each(['succeeded', 'failed'])('a deployment that %s took from its creation to its end', (status) => {
  const times = { created_at: at(0), started_at: at(5), updated_at: at(40), finished_at: at(30) }
  expect(durationMs(deployment({ status, ...times }))).toBe(30_000)
})

test('without `finished_at` the last change was the end', () => {
  expect(durationMs(deployment({ status: 'succeeded', created_at: at(0), updated_at: at(18) }))).toBe(18_000)
})

test.each(['queued', 'in_progress', 'created', 'odd'])(
  'a deployment that is %s has no duration yet',
  (status) => {
    expect(durationMs(deployment({ status, created_at: at(0), updated_at: at(9) }))).toBeUndefined()
  },
)

test.each([
  ['without a creation', { updated_at: at(9) }],
  ['without an end', { created_at: at(9) }],
  ['with invalid times', { created_at: 'noon', updated_at: 'later' }],
  ['that ended before it was created', { created_at: at(9), updated_at: at(0) }],
])('a deployment %s has no duration', (_, times) => {
  expect(durationMs(deployment({ status: 'succeeded', ...times }))).toBeUndefined()
})

const took = (seconds: number, overrides: Record<string, unknown> = {}) =>
  deployment({
    status: 'succeeded',
    created_at: '2026-11-24T12:00:00.000Z',
    updated_at: new Date(Date.UTC(2026, 10, 24, 12, 0, seconds)).toISOString(),
    ...overrides,
  })

test('an app without deployments has no recent durations', () => {
  expect(recentDurationsMs([])).toEqual([])
})

test('recent durations are those of deployments that succeeded', () => {
  const others = ['failed', 'queued', 'in_progress', 'created'].map((status) => took(5, { status }))
  expect(recentDurationsMs([...others, took(60), took(70)])).toEqual([60_000, 70_000])
})

test('recent durations leave out deployments with missing or invalid times', () => {
  const odd = [took(1, { created_at: null }), took(1, { updated_at: 'soon' }), took(-5)]
  expect(recentDurationsMs([...odd, took(60)])).toEqual([60_000])
})

test('recent durations are those of the newest eight', () => {
  const many = Array.from({ length: 20 }, (_, index) => took(60 + index))
  expect(recentDurationsMs(many)).toEqual(many.slice(0, 8).map((_, index) => (60 + index) * 1000))
})
