import { expect, test } from '@jest/globals'
import { withInstances } from '../../src/doctor/instances-before.ts'
import { deployment } from '../deployment/deployment.ts'

const ended = (id: number, status: string, minute: number) =>
  deployment({ id, status, created_at: new Date(Date.UTC(2026, 10, 24, 12, minute)).toISOString() })

test('a deployment that failed minutes before the last success may have left instances, and an older one has none', () => {
  const others = [ended(3, 'succeeded', 30), ended(2, 'failed', 29), ended(1, 'failed', 5)]
  expect(withInstances(others, others[0]).map(({ id }) => id)).toEqual([2])
})
