import { expect, test } from '@jest/globals'
import { durationMs } from '../../src/deployment/duration.ts'
import { deployment } from './deployment.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 12, 0, seconds)).toISOString()

test.each(['succeeded', 'failed'])('a deployment that %s took from its creation to its end', (status) => {
  const times = { created_at: at(0), started_at: at(5), updated_at: at(40), finished_at: at(30) }
  expect(durationMs(deployment({ status, ...times }))).toBe(30_000)
})

test('the last change was the end where the end is not told', () => {
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
  ['with times that are none', { created_at: 'noon', updated_at: 'later' }],
  ['that ended before it was created', { created_at: at(9), updated_at: at(0) }],
])('a deployment %s has none', (_, times) => {
  expect(durationMs(deployment({ status: 'succeeded', ...times }))).toBeUndefined()
})
