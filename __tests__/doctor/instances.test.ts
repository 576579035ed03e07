import { expect, test } from '@jest/globals'
import type { Instance } from '../../src/doctor/components.ts'
import {
  findOwn,
  isAttributable,
  mergeByName,
  startedBeforeList,
  withInstances,
} from '../../src/doctor/instances.ts'
import { deployment } from '../deployment/deployment.ts'

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
const none: ReadonlySet<string> = new Set()
const own = (instances: Instance[], foreign: ReadonlySet<string> | undefined, served: Instance[] = []) =>
  findOwn(instances, ours, foreign, served).map(({ name }) => name)

test('the instances of a deployment are those that name it, or else unnamed ones that started after it', () => {
  expect(own([instance('a', -60, '7'), instance('b', 1, '6')], undefined)).toEqual(['a'])
  expect(own([instance('a', -60, '7'), instance('b', 1)], none)).toEqual(['a'])
  expect(own([instance('a', 1, '6'), instance('b', 1), instance('c', -60)], none)).toEqual(['b'])
})

test('the instances of a deployment are none without names if it is not known whose they are', () => {
  expect(own([instance('a', 1)], undefined)).toEqual([])
  expect(isAttributable([instance('a', 1, '6'), instance('b')])).toBe(false)
})

test('the start and the state of an instance are kept if the second list does not have them', () => {
  const undated = { name: 'a', status: undefined, startedAtMs: undefined }
  expect(mergeByName([instance('a', 1, '7')], [undated])).toEqual([instance('a', 1, '7')])
})

test('the instances of a deployment are not those that the app had before', () => {
  expect(own([instance('a', 1), instance('b', 1)], new Set(['b']))).toEqual(['a'])
})

test('the instances of a deployment are not older ones, whenever these start again', () => {
  expect(own([instance('a', 1), instance('b', -6)], none)).toEqual(['a'])
  expect(own([instance('a', 1), instance('b', -4)], none)).toEqual(['a', 'b'])
  expect(own([instance('a', 1), instance('b', -4)], none, [instance('b', -4)])).toEqual(['a'])
  expect(own([instance('a', 1), instance('b', 2)], none, [instance('b', -60)])).toEqual(['a'])
  expect(own([instance('a')], none)).toEqual([])
})

const ended = (id: number, status: string, minute: number) =>
  deployment({ id, status, created_at: at(minute) })

test('a deployment that failed minutes before the last success may have left instances, and an older one has none', () => {
  const [success, failure, old] = [ended(3, 'succeeded', 30), ended(2, 'failed', 29), ended(1, 'failed', 5)]
  expect(withInstances([success, failure, old], success)).toEqual([failure])
  expect(withInstances([success, old], success)).toEqual([])
  expect(withInstances([success, old], old)).toEqual([old])
  expect(withInstances([ended(4, 'in_progress', -600), success], success)).toHaveLength(1)
})

test.each<[what: string, other: object, isListed: boolean]>([
  ['long before', { started_at: at(-60) }, true],
  ['shortly before', { created_at: at(-60), started_at: at(-6) }, false],
  ['not yet', { created_at: at(-60), started_at: null, status: 'queued' }, false],
  ['at an unknown time after it was created long before', { created_at: at(-60), started_at: null }, true],
  ['at an unknown time', { created_at: null, started_at: null }, false],
])('a deployment that started %s has its instances in the list or not', (_, other, isListed) => {
  // The list was made two minutes before ours could be created.
  expect(startedBeforeList(deployment({ status: 'failed', ...other }), ours, 2 * minuteMs)).toBe(isListed)
})
