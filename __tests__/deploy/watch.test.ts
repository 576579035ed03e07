import { expect, test } from '@jest/globals'
import { NoResponseError, RefusalError } from '../../src/core/errors.ts'
import type { Problem } from '../../src/core/problem.ts'
import { type RolloutWatch, type WatchOptions, waitForEnd } from '../../src/deploy/watch.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import type { App, Deployment } from '../../src/spice/schema.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'
import { deployment } from './deployment.ts'

type Listed = Deployment[] | Error

/** Waits in virtual time for what the lists show, one after the other; the last one repeats. */
async function wait(
  lists: Listed[],
  overrides: Partial<WatchOptions> & {
    timeoutMs?: number
    listMs?: number
    minIntervalMs?: number
    pollIntervalMs?: number | undefined
    getApp?: SpiceApi['getApp']
  } = {},
  created = deployment(),
) {
  const {
    timeoutMs = 10_000,
    listMs = 0,
    minIntervalMs = 0,
    pollIntervalMs,
    getApp = unexpected,
    ...options
  } = overrides
  const clock = new SteppedClock()
  const asked: { at: number; limit: number; remainingMs: number }[] = []
  const seen: string[] = []
  const inputs = {
    pollIntervalMs: 'pollIntervalMs' in overrides ? pollIntervalMs : 1000,
    requestTimeoutMs: 30_000,
  }
  const outcome = await waitForEnd(
    created,
    { appId: 4711, origin, ...options },
    {
      api: {
        ...nothingElse,
        minIntervalMs: () => minIntervalMs,
        getApp,
        getDeployment: () => Promise.reject(missing),
        async listDeployments(_appId, limit, deadline) {
          const list = lists[Math.min(asked.length, lists.length - 1)] ?? []
          asked.push({ at: clock.now(), limit, remainingMs: deadline.remainingMs() })
          clock.pass(listMs)
          if (list instanceof Error) {
            // Reads are retried until their deadline.
            if (list instanceof NoResponseError) clock.pass(deadline.remainingMs())
            throw list
          }
          const isWhole = list.length < limit
          return { deployments: list.slice(0, limit), isWhole, serverTimeMs: undefined, tookMs: listMs }
        },
      },
      inputs,
      deadline: deadlineIn(timeoutMs, clock, 30_000),
      clock,
      random: () => 0.5,
      emit(event) {
        if (event.type === 'deployment.polled') seen.push(event.deployment.status)
        if (event.type === 'app.gone') seen.push('gone')
      },
    },
  )
  return { outcome, asked, seen, now: clock.now() }
}

function unexpected(): Promise<never> {
  return Promise.reject(new Error('not expected'))
}
const origin = { kind: 'created', isListed: false } as const
const nothingElse = new Proxy({} as SpiceApi, { get: () => unexpected })
const ours = (status: string, more = {}) => deployment({ status, ...more })
const newer = (id: number) => deployment({ id, status: 'in_progress' })
const noAnswer = new NoResponseError('listDeployments', 'no answer', { mayHaveWorked: false })
const missing = new RefusalError({ operation: 'getDeployment', status: 404, message: 'Not found' })
const refusal = new RefusalError({ operation: 'listDeployments', status: 403, message: 'No' })

const until = (endMs: number) =>
  Array.from({ length: 1000 }, (_, index) => [ours(index * 500 < endMs ? 'in_progress' : 'succeeded')])

test('polls are frequent around the time at which earlier deployments ended', async () => {
  const options = { pollIntervalMs: undefined, timeoutMs: 600_000 }
  const { asked } = await wait(until(300_000), { ...options, recentDurationsMs: [60_000, 61_000] })
  const gapAt = (ms: number) => {
    const index = asked.findIndex(({ at }) => at > ms)
    return (asked[index]?.at ?? 0) - (asked[index - 1]?.at ?? 0)
  }
  expect(gapAt(50_000)).toBeGreaterThan(2000)
  expect(gapAt(60_500)).toBeLessThan(600)
  expect(gapAt(80_000)).toBeGreaterThan(3500)
})

test('polls keep the distance that a rate limit asks for, and the last one is still made', async () => {
  const options = { pollIntervalMs: undefined, timeoutMs: 100_000, minIntervalMs: 40_000 }
  const { asked, outcome } = await wait([[ours('in_progress')]], options)
  expect(asked.map(({ at }) => at)).toEqual([40_000, 80_000, 100_000])
  expect(outcome.kind).toBe('timed-out')
})

test('polls are rarer while the deployment is queued, and frequent once it has started', async () => {
  const lists = [...Array<Listed>(50).fill([ours('queued')]), [ours('in_progress')]]
  const { asked, now } = await wait(lists, { pollIntervalMs: undefined, timeoutMs: 3_600_000 })
  const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0))
  expect(gaps[48]).toBeGreaterThan(10_000)
  expect(gaps[50]).toBeLessThan(1200)
  expect(now).toBe(3_600_000)
})

test('`created` with a newer deployment means superseded by the first one created after it', async () => {
  const { outcome } = await wait([[newer(10), newer(9), newer(8), ours('created'), deployment({ id: 3 })]])
  expect(outcome).toMatchObject({ kind: 'superseded', deployment: { id: 7 }, by: { id: 8 } })
})

const reasonOf = async (...given: Parameters<typeof wait>) => {
  const { outcome } = await wait(...given)
  return 'reason' in outcome ? outcome.reason : outcome.kind
}

test('a deployment that the list never showed is not shown yet', async () => {
  expect(await reasonOf([[]])).toBe("the app's list does not show deployment 7 yet.")
})

test('a deployment that the list showed before is not shown any more', async () => {
  const vanished = "the app's list does not show deployment 7 any more."
  expect(await reasonOf([[ours('in_progress')], []])).toBe(vanished)
  expect(await reasonOf([[]], { origin: { kind: 'attempt', ageMs: 0 } })).toBe(vanished)
})

const gone = new RefusalError({ operation: 'listDeployments', status: 404, message: 'App not found' })
const read = (getApp: SpiceApi['getApp']) => wait([[ours('in_progress')], gone], { getApp })

test.each<[string, SpiceApi['getApp']]>([
  ['there', async () => ({ id: 4711 }) as App],
  ['not readable', () => Promise.reject(refusal)],
])('a 404 on the list of an app that is %s does not say that it is gone', async (_, getApp) => {
  const { outcome, seen } = await read(getApp)
  expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('HTTP 404') })
  expect(seen).not.toContain('gone')
})

test('a bug in the program is not taken for a response', async () => {
  await expect(wait([new RangeError('a mistake')])).rejects.toThrow('a mistake')
  await expect(wait([noAnswer, new RangeError('a late one')])).rejects.toThrow('a late one')
})

const problem: Problem = {
  code: 'dataset-invalid',
  kind: 'dataset',
  name: 'trips',
  certain: true,
  message: 'No bucket.',
}
/** A rollout in which a problem was found. */
const rollout: RolloutWatch = {
  observe: () => {},
  nextFinding: () => new Promise(() => {}),
  currentFindings: () => [problem],
}

test.each<[string, Deployment[], string]>([
  ['has not begun', [ours('queued')], 'timed-out'],
  ['is over', [ours('succeeded')], 'succeeded'],
  ['is not that of the newest deployment', [newer(9), ours('in_progress')], 'timed-out'],
  ['is not listed', [], 'unknown'],
])('a rollout is not stuck if it %s', async (_, list, kind) => {
  const { outcome } = await wait([list], { rollout }, ours('in_progress'))
  expect(outcome.kind).toBe(kind)
})

test('the age of a deployment that the run did not create counts towards the time between polls', async () => {
  const options = { pollIntervalMs: undefined, timeoutMs: 60_000 }
  const lists = [[ours('in_progress')], [ours('in_progress')]]
  const young = await wait(lists, options, ours('in_progress'))
  const old = await wait(
    lists,
    { ...options, origin: { kind: 'attempt', ageMs: 600_000 } },
    ours('in_progress'),
  )
  expect(old.asked.length).toBeLessThan(young.asked.length)
})
