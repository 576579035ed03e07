import { expect, test } from '@jest/globals'
import { deleteApp } from '../src/actions/remove/index.ts'
import { deadlineIn } from '../src/platform/clock.ts'
import type { SpiceApi } from '../src/spice/api.ts'

// Everything else is tested from outside, in action/remove.

test('an app is not deleted once the time is up', async () => {
  const clock = { now: () => 0, sleep: async () => {} }
  const calls: string[] = []
  const api = {
    getApp: async () => {
      calls.push('getApp')
      return { id: 4711, name: 'taxi' }
    },
    deleteApp: async () => calls.push('deleteApp'),
  } as unknown as SpiceApi
  const options = { api, clock, random: () => 0, emit: () => {}, deadline: deadlineIn(0, clock, 1000) }
  expect(await deleteApp(4711, options)).toEqual({
    kind: 'timed-out',
    reason: 'no time was left to delete it; the app still exists',
  })
  expect(calls).toEqual(['getApp'])
})
