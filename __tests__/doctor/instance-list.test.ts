import { describe, expect, test } from '@jest/globals'
import { findOwn, type Listed } from '../../src/doctor/instance-list.ts'
import { startedBeforeList } from '../../src/doctor/instances-before.ts'
import { deployment } from '../deployment/deployment.ts'

const minuteMs = 60_000
const createdAtMs = Date.parse('2026-11-01T12:00:00Z')
const at = (minutes: number) => new Date(createdAtMs + minutes * minuteMs).toISOString()
const ours = deployment({ id: 7, created_at: at(0) })

const instance = (name: string, startedAfterMinutes?: number, deploymentId?: string): Listed => ({
  name,
  status: 'loading',
  startedAtMs: startedAfterMinutes === undefined ? undefined : createdAtMs + startedAfterMinutes * minuteMs,
  deploymentId,
})
const none = new Set<string>()
const own = (listed: Listed[], others: ReadonlySet<string> | undefined, served = none) =>
  findOwn(listed, ours, others, served).map(({ name }) => name)

describe('the instances of a deployment', () => {
  test('are those that name it, whatever else is known', () => {
    expect(own([instance('a', -60, '7'), instance('b', 1, '6')], undefined)).toEqual(['a'])
  })

  test('are none without names if other deployments may have new ones', () => {
    expect(own([instance('a', 1)], undefined)).toEqual([])
  })

  test('are not those that the app had before', () => {
    expect(own([instance('a', 1), instance('b', 1)], new Set(['b']))).toEqual(['a'])
  })

  test('are not older ones that the list from before lacks', () => {
    expect(own([instance('a', 1), instance('b', -6)], none)).toEqual(['a'])
    expect(own([instance('a', 1), instance('b', -4)], none)).toEqual(['a', 'b'])
    expect(own([instance('a', 1), instance('b', -4)], none, new Set(['b']))).toEqual(['a'])
    expect(own([instance('a')], none)).toEqual([])
  })
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
