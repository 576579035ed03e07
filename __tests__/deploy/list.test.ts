import { expect, test } from '@jest/globals'
import { NoResponseError, type Operation, RefusalError } from '../../src/core/errors.ts'
import { findDeployment, findNewestSuccess, listBefore, newerThan } from '../../src/deploy/list.ts'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { deployment } from './deployment.ts'

const deadline = deadlineIn(60_000, systemClock)
const listOf = (...ids: number[]) => ids.map((id) => deployment({ id }))
const crowd = (count: number) => listOf(...Array.from({ length: count }, (_, index) => 500 - index))
const idsOf = (deployments: readonly Deployment[]) => deployments.map(({ id }) => id)

const noAnswer = new NoResponseError('getDeployment', 'no answer', { mayHaveWorked: false })
const refused = (status: number, operation: Operation = 'getDeployment') =>
  new RefusalError({ operation, status, message: 'No' })

/** Looks for deployment 7 in a list, and by the call for a single one. */
async function look(list: Deployment[], single: Deployment | Error = refused(404)) {
  const limits: number[] = []
  const api: Partial<SpiceApi> = {
    async listDeployments(_, limit) {
      limits.push(limit)
      return { deployments: list.slice(0, limit), isWhole: list.length < limit, serverTimeMs: 17, tookMs: 0 }
    },
    async getDeployment() {
      if (single instanceof Error) throw single
      return single
    },
  }
  return { limits, ...(await findDeployment(7, api as SpiceApi, 4711, deadline)) }
}

test('a deployment at the end of a full list needs no longer one', async () => {
  expect((await look([...crowd(4), ...listOf(7, 6)])).limits).toEqual([5])
})

test('a deployment is missing if a list that is not full does not have it, and else may be too old', async () => {
  expect(await look(crowd(99))).toMatchObject({ deployment: undefined, absence: 'missing' })
  expect(await look(crowd(100))).toMatchObject({ deployment: undefined, absence: 'too old' })
})

test.each<[string, Error]>([
  ['no response', noAnswer],
  ['a rejection', refused(403)],
  ['no token, because its endpoint is not found', refused(404, 'exchangeToken')],
])('a deployment may be listed later if its own call gets %s', async (_, error) => {
  expect(await look(crowd(3), error)).toMatchObject({ deployment: undefined, absence: 'not yet' })
})

test('a bug in the program does not mean that a deployment is missing', async () => {
  await expect(look([], new RangeError('a mistake'))).rejects.toThrow('a mistake')
})

test('what is newer than a deployment is decided by the order of the list, and by ids if it is not listed', () => {
  expect(idsOf(newerThan(7, listOf(3, 7, 9)))).toEqual([3])
  expect(newerThan(7, listOf(7, 9))).toEqual([])
  expect(idsOf(newerThan(7, listOf(9, 8, 6)))).toEqual([9, 8])
  expect(idsOf(newerThan(7, listOf(9, 8)))).toEqual([9, 8])
})

const listWith = (error?: Error) => {
  const api: Partial<SpiceApi> = {
    async listDeployments(_, limit) {
      if (error !== undefined) throw error
      return { deployments: crowd(100).slice(0, limit), isWhole: false, serverTimeMs: undefined, tookMs: 0 }
    },
  }
  return listBefore(api as SpiceApi, 4711, deadline)
}

test('the list before a create has the newest twenty deployments', async () => {
  expect((await listWith())?.deployments).toHaveLength(20)
})

test('a create is not sent without a token', async () => {
  const refusal = new RefusalError({ operation: 'exchangeToken', status: 401, message: 'No' })
  await expect(listWith(refusal)).rejects.toBe(refusal)
})

test('a bug in the program does not mean that there is no list', async () => {
  await expect(listWith(new RangeError('a mistake'))).rejects.toThrow('a mistake')
})

const many = (count: number) => crowd(count).map(({ id }) => deployment({ id, status: 'failed' }))

/** Looks for the newest success in a list, and among those that succeeded, if they are asked for. */
async function lookForSuccess(newest: Deployment[], succeeded: Deployment[], exceptId?: number) {
  const asked: unknown[] = []
  const api: Partial<SpiceApi> = {
    async listDeployments(_, limit, __, status) {
      asked.push([limit, status])
      return { deployments: succeeded, isWhole: true, serverTimeMs: undefined, tookMs: 0 }
    },
  }
  const first = { deployments: newest, isWhole: newest.length < 100 }
  const found = await findNewestSuccess(first, 4711, { api: api as SpiceApi, deadline }, exceptId)
  return { id: found?.id, asked }
}

test('the newest success is that of the newest list, or of the successes if the list is full without one', async () => {
  const good = [7, 6].map((id) => deployment({ id, status: 'succeeded' }))
  expect(await lookForSuccess([...many(99), ...good], [])).toEqual({ id: 7, asked: [] })
  expect(await lookForSuccess([...many(98), ...good], [], 7)).toEqual({ id: 6, asked: [] })
  expect(await lookForSuccess(many(99), good)).toEqual({ id: undefined, asked: [] })
  expect(await lookForSuccess(many(100), good)).toEqual({ id: 7, asked: [[5, 'succeeded']] })
  expect(await lookForSuccess(many(100), good, 7)).toMatchObject({ id: 6 })
  // A server that does not know the filter lists others.
  expect(await lookForSuccess(many(100), many(5))).toMatchObject({ id: undefined })
})
