import { expect, test } from '@jest/globals'
import type { Instance } from '../../../src/features/doctor/components.ts'
import { findOwn, isAttributable, mergeByName } from '../../../src/features/doctor/instances.ts'
import { deployment } from '../../deploy/deployment.ts'

const minuteMs = 60_000
const createdAtMs = Date.parse('2026-11-01T12:00:00Z')
const at = (minutes: number) => new Date(createdAtMs + minutes * minuteMs).toISOString()
const ours = deployment({ id: 7, created_at: at(0) })

const instance = (name: string, startedAfterMinutes?: number, deploymentId?: string): Instance => ({
  name,
  status: 'loading',
  startedAtMs: startedAfterMinutes === undefined ? undefined : createdAtMs + startedAfterMinutes * minuteMs,
  deploymentId,
})
const own = (...instances: Instance[]) => findOwn(instances, ours).map(({ name }) => name)

test('the instances of a deployment are those that name it, or else unnamed ones that started after it', () => {
  expect(own(instance('a', -60, '7'), instance('b', 1, '6'))).toEqual(['a'])
  expect(own(instance('a', -60, '7'), instance('b', 1))).toEqual(['a'])
  expect(
    own(instance('a', 1, '6'), instance('b', 1), instance('c', -1), instance('d', 2), instance('e')),
  ).toEqual(['d', 'b'])
})

test('the instances of a deployment are none without names if nobody says when it was created', () => {
  const undated = deployment({ id: 7, created_at: null })
  expect(findOwn([instance('a', 1), instance('b', 1, '7')], undated)).toMatchObject([{ name: 'b' }])
  expect(findOwn([instance('a', 1)], undated)).toEqual([])
  expect(isAttributable([instance('a', 1, '6'), instance('b')])).toBe(false)
})

test('the start and the state of an instance are kept if the second list does not have them', () => {
  const undated = { name: 'a', status: undefined, startedAtMs: undefined }
  expect(mergeByName([instance('a', 1, '7')], [undated])).toEqual([instance('a', 1, '7')])
})
