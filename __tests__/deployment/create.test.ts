import { describe, expect, test } from '@jest/globals'
import { createOnce } from '../../src/deployment/create.ts'
import { type Before, remember } from '../../src/deployment/identify.ts'
import { NoAnswerError, RefusalError } from '../../src/errors.ts'
import type { DeploymentPage, SpiceApi } from '../../src/spice/api.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { type Clock, deadlineIn } from '../../src/time.ts'
import { deployment } from './deployment.ts'

const epochMs = Date.UTC(2026, 10, 24, 12)
const iso = (ms: number) => new Date(epochMs + ms).toISOString()
const request = { commit_sha: 'c0ffee0', branch: 'main' }
const ours = (more: Record<string, unknown> = {}) =>
  deployment({ id: 9, commit_sha: 'c0ffee0', branch: 'main', created_at: iso(100), ...more })

const lost = new NoAnswerError('createDeployment', 'HTTP 504', { mayHaveWorked: true })
const conflict = new RefusalError({
  operation: 'createDeployment',
  status: 409,
  message: 'The region is frozen until Monday',
})

interface Setup {
  /** What becomes of the creates, one after the other; the last one stays. */
  answers: (Deployment | Error)[]
  /** What the list has at a moment. */
  listAt?: (now: number) => Deployment[]
  timeoutMs?: number
  requestTimeoutMs?: number
  hasBefore?: boolean
}

/** Creates in a time of its own, in which a create takes 100 ms and a list nothing. */
async function create({
  answers,
  listAt = () => [],
  timeoutMs = 120_000,
  requestTimeoutMs = 30_000,
  hasBefore = true,
}: Setup) {
  let now = 0
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms
    },
  }
  const page = (): DeploymentPage => ({
    deployments: listAt(now),
    serverTimeMs: epochMs + Math.floor(now / 1000) * 1000,
    tookMs: 0,
  })
  const before: Before | undefined = hasBefore ? remember(page(), 20) : undefined
  const posts: number[] = []
  let looks = 0
  const outcome = await createOnce({
    api: {
      ...nothingElse,
      gapMs: () => 0,
      async listDeployments() {
        looks++
        return page()
      },
      async createDeployment() {
        const answer = answers[Math.min(posts.length, answers.length - 1)]
        posts.push(now)
        now += 100
        if (answer instanceof Error) throw answer
        return answer ?? ours()
      },
    },
    appId: 4711,
    request,
    before,
    onConflict: 'wait',
    mayRecordOtherCommit: () => false,
    deadline: deadlineIn(timeoutMs, clock),
    requestTimeoutMs,
    pollIntervalMs: undefined,
    clock,
    random: () => 0.5,
    listener: {
      creating() {},
      waitingForTurn() {},
      createLost() {},
      createFound() {},
      createRepeated() {},
    },
  })
  return { outcome, posts, looks, now }
}

const nothingElse = new Proxy({} as SpiceApi, {
  get: () => () => Promise.reject(new Error('not asked for')),
})

describe('a lost create', () => {
  test.each([12_000, 29_000])(
    'that the server carries out %d ms late is found, and not repeated',
    async (lateMs) => {
      const { outcome, posts, looks } = await create({
        answers: [lost],
        listAt: (now) => (now < lateMs ? [] : [ours({ created_at: iso(lateMs) })]),
      })
      expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
      expect(posts).toHaveLength(1)
      expect(looks).toBeLessThan(25)
    },
  )

  test('is repeated only after the server can no longer carry it out', async () => {
    const { outcome, posts } = await create({ answers: [lost, ours()] })
    expect(outcome.kind).toBe('created')
    expect(posts).toHaveLength(2)
    expect(posts[1]).toBeGreaterThan(30_000 + 100)
  })

  test('is repeated after half of the time that is left if a server may take longer than that', async () => {
    const { outcome, posts } = await create({ answers: [lost, ours()], timeoutMs: 30_000 })
    expect(outcome.kind).toBe('created')
    expect(posts).toHaveLength(2)
    expect(posts[1]).toBeGreaterThanOrEqual(15_000)
  })

  test('is not repeated if it shows within half of the time that is left', async () => {
    const { outcome, posts } = await create({
      answers: [lost, ours()],
      timeoutMs: 30_000,
      listAt: (now) => (now < 14_000 ? [] : [ours()]),
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
    expect(posts).toHaveLength(1)
  })

  test('is found if the server records its branch as a whole ref', async () => {
    const { outcome, posts } = await create({
      answers: [lost],
      listAt: (now) => (now === 0 ? [] : [ours({ branch: 'refs/heads/main' })]),
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
    expect(posts).toHaveLength(1)
  })
})

// A list that lags shows an older twin in the same way.
describe('a lost create whose `created_at` is 3 s before the `Date` of the list that did not have it', () => {
  const skewed = ours({ created_at: iso(-3000) })

  test.each([true, false])('is neither adopted nor doubled (list from before: %s)', async (hasBefore) => {
    const { outcome, posts } = await create({
      answers: [lost],
      listAt: (now) => (now === 0 ? [] : [skewed]),
      hasBefore,
    })
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('deployment 9') })
    expect(posts).toHaveLength(1)
  })

  test('is told from an older twin by showing beside it', async () => {
    const { outcome } = await create({
      answers: [lost],
      listAt: (now) => (now === 0 ? [] : now < 4000 ? [skewed] : [ours({ id: 10 }), skewed]),
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 10 } })
  })
})

describe('after a 409', () => {
  test.each(['cancelled', null, undefined, 'hibernating'])(
    'a deployment with the status %s is not waited for',
    async (status) => {
      const { outcome, now } = await create({
        answers: [conflict, ours()],
        listAt: () => [deployment({ id: 8, status })],
      })
      expect(outcome.kind).toBe('created')
      expect(now).toBeLessThan(5000)
    },
  )

  test("that lasts although nothing is in progress, the server's words are told", async () => {
    const { outcome } = await create({ answers: [conflict] })
    expect(outcome).toMatchObject({
      kind: 'timed-out',
      reason: expect.stringContaining('The region is frozen until Monday'),
    })
  })
})
