import { describe, expect, test } from '@jest/globals'
import { type WaitOptions, waitForEnd } from '../../src/deployment/wait.ts'
import { NoAnswerError, RefusalError } from '../../src/errors.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { type Clock, deadlineIn } from '../../src/time.ts'
import { deployment } from './deployment.ts'

type Look = Deployment[] | Error

/** Waits in a time of its own for what the looks show, one after the other; the last one stays. */
async function wait(
  looks: Look[],
  overrides: Partial<WaitOptions> & { timeoutMs?: number; lookMs?: number; gapMs?: number } = {},
) {
  const { timeoutMs = 10_000, lookMs = 0, gapMs = 0, ...options } = overrides
  let now = 0
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms
    },
  }
  const asked: { at: number; limit: number; remainingMs: number }[] = []
  const seen: string[] = []
  const outcome = await waitForEnd(deployment(), {
    api: {
      ...nothingElse,
      gapMs: () => gapMs,
      getDeployment: () => Promise.reject(missing),
      async listDeployments(_appId, limit, deadline) {
        const look = looks[Math.min(asked.length, looks.length - 1)] ?? []
        asked.push({ at: now, limit, remainingMs: deadline.remainingMs() })
        now += lookMs
        if (look instanceof Error) {
          // As a patient call does: it ends with its deadline.
          if (look instanceof NoAnswerError) now += deadline.remainingMs()
          throw look
        }
        return { deployments: look.slice(0, limit), serverTimeMs: undefined, tookMs: lookMs }
      },
    },
    appId: 4711,
    deadline: deadlineIn(timeoutMs, clock, 30_000),
    pollIntervalMs: 1000,
    clock,
    random: () => 0.5,
    onSeen: ({ status }) => seen.push(status),
    ...options,
  })
  return { outcome, asked, seen, now }
}

const notAskedFor = () => Promise.reject(new Error('not asked for'))
const nothingElse = new Proxy({} as SpiceApi, { get: () => notAskedFor })
const ours = (status: string, more = {}) => deployment({ status, ...more })
const newer = (id: number) => deployment({ id, status: 'in_progress' })
const noAnswer = new NoAnswerError('listDeployments', 'no answer', { mayHaveWorked: false })
const missing = new RefusalError({ operation: 'getDeployment', status: 404, message: 'Not found' })
const refusal = new RefusalError({ operation: 'listDeployments', status: 403, message: 'No' })

describe('waiting', () => {
  test('ends with the end of the deployment', async () => {
    const { outcome, seen, now } = await wait([[ours('queued')], [ours('in_progress')], [ours('succeeded')]])
    expect(outcome).toMatchObject({ kind: 'succeeded', deployment: { id: 7, status: 'succeeded' } })
    expect(seen).toEqual(['queued', 'in_progress', 'succeeded'])
    expect(now).toBe(3000)
  })

  test('ends with its failure as a value', async () => {
    const { outcome } = await wait([[ours('failed', { error_message: 'No' })]])
    expect(outcome).toMatchObject({ kind: 'failed', deployment: { error_message: 'No' } })
  })

  test('goes on while the list does not have it', async () => {
    const { outcome, seen } = await wait([[], [newer(3)], [ours('succeeded')]])
    expect(outcome.kind).toBe('succeeded')
    expect(seen).toEqual(['succeeded'])
  })

  test('never takes another for its own', async () => {
    const others = [deployment({ id: 9, status: 'failed' }), deployment({ id: 8, status: 'succeeded' })]
    const { outcome } = await wait([[...others, ours('in_progress')]], { timeoutMs: 3000 })
    expect(outcome).toMatchObject({ kind: 'timed-out', deployment: { id: 7 } })
  })

  test('asks for more where a full list does not have it', async () => {
    const crowd = Array.from({ length: 60 }, (_, index) => newer(200 - index))
    const { outcome, asked } = await wait([[...crowd, ours('succeeded')]])
    expect(outcome.kind).toBe('succeeded')
    expect(asked.map(({ limit }) => limit)).toEqual([5, 100])
  })

  test('looks on its own schedule when no interval is given', async () => {
    const { asked } = await wait([[ours('in_progress')]], { pollIntervalMs: undefined, timeoutMs: 600_000 })
    const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0))
    expect(gaps[0]).toBeLessThan(1200)
    expect(Math.max(...gaps)).toBeCloseTo(15_000)
    expect(asked.length).toBeLessThan(130)
  })
})

describe('looks without an interval', () => {
  const until = (endMs: number) =>
    Array.from({ length: 1000 }, (_, index) => [ours(index * 500 < endMs ? 'in_progress' : 'succeeded')])

  test('are quick around the time at which earlier deployments ended', async () => {
    const options = { pollIntervalMs: undefined, timeoutMs: 600_000 }
    const { asked } = await wait(until(300_000), { ...options, usualMs: [60_000, 61_000] })
    const gapAt = (ms: number) => {
      const index = asked.findIndex(({ at }) => at > ms)
      return (asked[index]?.at ?? 0) - (asked[index - 1]?.at ?? 0)
    }
    expect(gapAt(50_000)).toBeGreaterThan(2000)
    expect(gapAt(60_500)).toBeLessThan(600)
    expect(gapAt(80_000)).toBeGreaterThan(3500)
  })

  test('keep the distance that a rate limit asks for, and the last look is taken all the same', async () => {
    const options = { pollIntervalMs: undefined, timeoutMs: 100_000, gapMs: 40_000 }
    const { asked, outcome } = await wait([[ours('in_progress')]], options)
    expect(asked.map(({ at }) => at)).toEqual([40_000, 80_000, 100_000])
    expect(outcome.kind).toBe('timed-out')
  })

  test('are rarer while it is queued, and quick once it has started', async () => {
    const looks = [...Array<Look>(50).fill([ours('queued')]), [ours('in_progress')]]
    const { asked, now } = await wait(looks, { pollIntervalMs: undefined, timeoutMs: 3_600_000 })
    const gaps = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0))
    expect(gaps[48]).toBeGreaterThan(10_000)
    expect(gaps[50]).toBeLessThan(1200)
    expect(now).toBe(3_600_000)
  })
})

describe('`created`', () => {
  test('with a newer deployment is superseded by the first that came after', async () => {
    const { outcome } = await wait([[newer(9), newer(8), ours('created'), deployment({ id: 3 })]])
    expect(outcome).toMatchObject({ kind: 'superseded', deployment: { id: 7 }, by: { id: 8 } })
  })

  test('as the newest goes on', async () => {
    const { outcome } = await wait([[ours('created'), deployment({ id: 3 })], [ours('succeeded')]])
    expect(outcome.kind).toBe('succeeded')
  })

  test('as the newest at the deadline is timed out', async () => {
    const { outcome } = await wait([[ours('created')]], { timeoutMs: 2000 })
    expect(outcome.kind).toBe('timed-out')
  })
})

describe('the deadline', () => {
  test('is kept to, and a last look taken after it', async () => {
    const { outcome, asked } = await wait([[ours('in_progress')]], { timeoutMs: 2500 })
    expect(outcome).toMatchObject({ kind: 'timed-out', deployment: { status: 'in_progress' } })
    expect(asked.map(({ at }) => at)).toEqual([1000, 2000, 2500])
    expect(asked.at(-1)?.remainingMs).toBe(30_000)
  })

  test('gives way to the end that the last look shows', async () => {
    const { outcome } = await wait([[ours('in_progress')], [ours('failed')]], { timeoutMs: 1500 })
    expect(outcome.kind).toBe('failed')
  })

  test('is not passed by slow looks by more than one of them and the last', async () => {
    const { now } = await wait([[ours('in_progress')]], { timeoutMs: 10_000, lookMs: 700 })
    expect(now).toBeLessThanOrEqual(10_000 + 2 * 700)
  })
})

describe('a deployment that the list does not show at the deadline', () => {
  const reasonOf = async (...given: Parameters<typeof wait>) => {
    const { outcome } = await wait(...given)
    return 'reason' in outcome ? outcome.reason : outcome.kind
  }

  test('and never did is not shown yet', async () => {
    expect(await reasonOf([[]])).toBe("the app's list does not show deployment 7 yet.")
  })

  test('but did before is not shown any more', async () => {
    const vanished = "the app's list does not show deployment 7 any more."
    expect(await reasonOf([[ours('in_progress')], []])).toBe(vanished)
    expect(await reasonOf([[]], { isListed: true })).toBe(vanished)
  })
})

test('our own deployment is watched on while its status is one that the API does not describe', async () => {
  const { outcome } = await wait([[ours('hibernating')], [deployment({ status: null })], [ours('succeeded')]])
  expect(outcome.kind).toBe('succeeded')
})

describe('trouble', () => {
  test('that lasts until the deadline is followed by a last look', async () => {
    const { outcome, asked } = await wait([noAnswer, [ours('succeeded')]])
    expect(outcome.kind).toBe('succeeded')
    expect(asked).toHaveLength(2)
  })

  test('in the last look as well leaves the outcome unknown, with what was seen last', async () => {
    const { outcome } = await wait([[ours('in_progress')], noAnswer, noAnswer])
    expect(outcome).toMatchObject({
      kind: 'unknown',
      deployment: { id: 7, status: 'in_progress' },
      reason: 'no answer',
    })
  })

  test('that is a refusal ends it at once', async () => {
    const { outcome, asked } = await wait([refusal])
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('403') })
    expect(asked).toHaveLength(1)
  })

  test('that is a mistake of the program is not taken for an answer', async () => {
    await expect(wait([new RangeError('a mistake')])).rejects.toThrow('a mistake')
    await expect(wait([noAnswer, new RangeError('a late one')])).rejects.toThrow('a late one')
  })
})
