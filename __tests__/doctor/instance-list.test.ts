import { describe, expect, test } from '@jest/globals'
import { findOwn, type Listed } from '../../src/doctor/instance-list.ts'
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
