import { expect, test } from '@jest/globals'
import { usualDurationsMs } from '../../src/deployment/history.ts'
import { deployment } from './deployment.ts'

const took = (seconds: number, overrides: Record<string, unknown> = {}) =>
  deployment({
    status: 'succeeded',
    created_at: '2026-11-24T12:00:00.000Z',
    updated_at: new Date(Date.UTC(2026, 10, 24, 12, 0, seconds)).toISOString(),
    ...overrides,
  })

test('an app without deployments has no usual durations', () => {
  expect(usualDurationsMs([])).toEqual([])
})

test('only those that succeeded count', () => {
  const others = ['failed', 'queued', 'in_progress', 'created'].map((status) => took(5, { status }))
  expect(usualDurationsMs([...others, took(60), took(70)])).toEqual([60_000, 70_000])
})

test('those whose times are missing or odd are left out', () => {
  const odd = [took(1, { created_at: null }), took(1, { updated_at: 'soon' }), took(-5)]
  expect(usualDurationsMs([...odd, took(60)])).toEqual([60_000])
})

test('the newest eight are enough', () => {
  const many = Array.from({ length: 20 }, (_, index) => took(60 + index))
  expect(usualDurationsMs(many)).toEqual(many.slice(0, 8).map((_, index) => (60 + index) * 1000))
})
