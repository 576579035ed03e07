import { describe, expect, test } from '@jest/globals'
import { createOnce } from '../../src/deployment/create.ts'
import { takeSnapshot } from '../../src/deployment/list.ts'
import { NoResponseError, RefusalError } from '../../src/errors.ts'
import { type Clock, deadlineIn } from '../../src/platform/clock.ts'
import type { DeploymentPage, SpiceApi } from '../../src/spice/api.ts'
import type { App, Deployment } from '../../src/spice/schema.ts'
import { deployment } from './deployment.ts'

const epochMs = Date.UTC(2026, 10, 24, 12)
const iso = (ms: number) => new Date(epochMs + ms).toISOString()
const request = { commit_sha: 'c0ffee0', branch: 'main' }
const ours = (more: Record<string, unknown> = {}) =>
  deployment({ id: 9, commit_sha: 'c0ffee0', branch: 'main', created_at: iso(100), ...more })

const lost = new NoResponseError('createDeployment', 'HTTP 504', { mayHaveWorked: true })
const conflict = new RefusalError({
  operation: 'createDeployment',
  status: 409,
  message: 'The region is frozen until Monday',
})

interface Setup {
  /** The results of the creates, one after the other; the last one repeats. */
  answers: (Deployment | Error)[]
  /** What the list has at a time. */
  listAt?: (now: number) => Deployment[]
  timeoutMs?: number
  requestTimeoutMs?: number
  hasBefore?: boolean
  /** What each resume of the paused app does, and whether it is paused still when it is read after that. */
  resumes?: readonly { does: Deployment | Error; isPaused: boolean }[]
}

/** Creates in virtual time, in which a create takes 100 ms and a list nothing. */
async function create({
  answers,
  listAt = () => [],
  timeoutMs = 120_000,
  requestTimeoutMs = 30_000,
  hasBefore = true,
  resumes,
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
  const before = hasBefore ? takeSnapshot(page(), 20) : undefined
  const posts: number[] = []
  let timesResumed = 0
  let polls = 0
  const outcome = await createOnce({
    api: {
      ...nothingElse,
      minIntervalMs: () => 0,
      async listDeployments() {
        polls++
        return page()
      },
      async createDeployment() {
        const answer = answers[Math.min(posts.length, answers.length - 1)]
        posts.push(now)
        now += 100
        if (answer instanceof Error) throw answer
        return answer ?? ours()
      },
      async resumeApp() {
        const { does = new Error('not expected') } = resumes?.[timesResumed++] ?? {}
        now += 100
        if (does instanceof Error) throw does
        return does
      },
      async getApp() {
        const isPaused = resumes?.[timesResumed - 1]?.isPaused
        return { id: 4711, ...(isPaused && { paused_at: iso(0) }) } as App
      },
    },
    appId: 4711,
    request,
    before,
    onConflict: 'wait',
    onPaused: resumes === undefined ? 'fail' : 'resume',
    isPaused: resumes !== undefined,
    mayRecordOtherCommit: () => false,
    deadline: deadlineIn(timeoutMs, clock),
    requestTimeoutMs,
    pollIntervalMs: undefined,
    clock,
    random: () => 0.5,
    emit() {},
  })
  return { outcome, posts, polls, now, timesResumed }
}

const nothingElse = new Proxy({} as SpiceApi, {
  get: () => () => Promise.reject(new Error('not expected')),
})

describe('a lost create', () => {
  test.each([12_000, 29_000])(
    'a lost create that the server handles %d ms late is found and not sent again',
    async (lateMs) => {
      const { outcome, posts, polls } = await create({
        answers: [lost],
        listAt: (now) => (now < lateMs ? [] : [ours({ created_at: iso(lateMs) })]),
      })
      expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
      expect(posts).toHaveLength(1)
      expect(polls).toBeLessThan(25)
    },
  )

  test('a lost create is sent again only after the server can no longer handle it', async () => {
    const { outcome, posts } = await create({ answers: [lost, ours()] })
    expect(outcome.kind).toBe('created')
    expect(posts).toHaveLength(2)
    expect(posts[1]).toBeGreaterThan(30_000 + 100)
  })

  test('a lost create is sent again after half of the remaining time if a server may take longer than that', async () => {
    const { outcome, posts } = await create({ answers: [lost, ours()], timeoutMs: 30_000 })
    expect(outcome.kind).toBe('created')
    expect(posts).toHaveLength(2)
    expect(posts[1]).toBeGreaterThanOrEqual(15_000)
  })

  test('a lost create is not sent again if it is listed within half of the remaining time', async () => {
    const { outcome, posts } = await create({
      answers: [lost, ours()],
      timeoutMs: 30_000,
      listAt: (now) => (now < 14_000 ? [] : [ours()]),
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
    expect(posts).toHaveLength(1)
  })

  test('a lost create is found if the server records its branch as a full ref', async () => {
    const { outcome, posts } = await create({
      answers: [lost],
      listAt: (now) => (now === 0 ? [] : [ours({ branch: 'refs/heads/main' })]),
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
    expect(posts).toHaveLength(1)
  })
})

describe('a paused app', () => {
  const lostResume = new NoResponseError('resumeProject', 'HTTP 504', { mayHaveWorked: true })
  const notPaused = new RefusalError({ operation: 'resumeProject', status: 409, message: 'Not paused' })

  test('is resumed, and the deployment is the one of the answer', async () => {
    const { outcome, posts } = await create({ answers: [], resumes: [{ does: ours(), isPaused: false }] })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 }, isResumed: true })
    expect(posts).toEqual([])
  })

  test('that is not paused anymore is deployed by a create', async () => {
    const { outcome, posts } = await create({
      answers: [ours()],
      resumes: [{ does: notPaused, isPaused: false }],
    })
    expect(outcome).toMatchObject({ kind: 'created', isResumed: false })
    expect(posts).toHaveLength(1)
  })

  test('is deployed by nothing else once a resume was lost, which may have worked', async () => {
    const { outcome, posts, timesResumed } = await create({
      answers: [ours()],
      resumes: [
        { does: lostResume, isPaused: true },
        { does: notPaused, isPaused: false },
      ],
    })
    expect(outcome.kind).toBe('unknown')
    expect([timesResumed, posts]).toEqual([2, []])
  })

  test('that cannot be seen to be paused still is not resumed again', async () => {
    const { outcome, timesResumed } = await create({
      answers: [],
      resumes: [{ does: lostResume, isPaused: false }],
    })
    expect(outcome.kind).toBe('unknown')
    expect(timesResumed).toBe(1)
  })

  test('whose resume was lost is deployed by the one new deployment, of whatever commit', async () => {
    const { outcome, timesResumed } = await create({
      answers: [],
      resumes: [{ does: lostResume, isPaused: false }],
      listAt: (now) => (now === 0 ? [] : [ours({ commit_sha: null, branch: null })]),
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 }, isResumed: true })
    expect(timesResumed).toBe(1)
  })
})

// A list that lags shows an older twin in the same way.
describe('a new deployment that is 3 s older than the list without it', () => {
  const skewed = ours({ created_at: iso(-3000) })

  test.each([true, false])(
    'a deployment 3 s older than the list without it is neither adopted nor created twice (listed before: %s)',
    async (hasBefore) => {
      const { outcome, posts } = await create({
        answers: [lost],
        listAt: (now) => (now === 0 ? [] : [skewed]),
        hasBefore,
      })
      expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('deployment 9') })
      expect(posts).toHaveLength(1)
    },
  )

  test('a lost create is distinguished from an older twin if both are listed', async () => {
    const { outcome } = await create({
      answers: [lost],
      listAt: (now) => (now === 0 ? [] : now < 4000 ? [skewed] : [ours({ id: 10 }), skewed]),
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 10 } })
  })
})

describe('a create without a usable response', () => {
  const accepted = new NoResponseError('createDeployment', 'HTTP 202 with JSON of another shape', {
    mayHaveWorked: true,
    wasAccepted: true,
  })

  test('a create that was accepted is never sent again, even if its deployment is not listed', async () => {
    const { outcome, posts } = await create({ answers: [accepted] })
    expect(posts).toHaveLength(1)
    expect(outcome).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/accepted .*not repeated/),
    })
  })

  test('a create that was accepted in an unreadable response is found in the list', async () => {
    const id = '12345678901234567890'
    const { outcome, posts } = await create({
      answers: [accepted],
      listAt: (now) => (now === 0 ? [] : [ours({ id })]),
    })
    expect(posts).toHaveLength(1)
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id } })
  })

  test('a create that was not accepted is sent again while its deployment is not listed', async () => {
    const { outcome, posts } = await create({ answers: [lost], timeoutMs: 600_000 })
    expect(posts).toHaveLength(5)
    expect(outcome.kind).toBe('unknown')
  })

  test('a create that cannot be sent at all is refused with what to do', async () => {
    const untrusted = new NoResponseError('createDeployment', 'unknown certificate', {
      mayHaveWorked: false,
      todo: 'Trust it.',
    })
    const { outcome, posts } = await create({ answers: [untrusted] })
    expect(posts).toHaveLength(1)
    expect(outcome).toMatchObject({ kind: 'refused', error: { todo: 'Trust it.' } })
  })

  test('a refusal after a lost create does not hide that the lost one may have worked', async () => {
    const refusal = new RefusalError({ operation: 'createDeployment', status: 403, message: 'No more' })
    const { outcome, posts } = await create({ answers: [lost, refusal] })
    expect(posts).toHaveLength(2)
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/HTTP 504.*No more\.$/) })
  })
})

describe('a conflict', () => {
  test.each(['cancelled', null, undefined, 'hibernating'])(
    'after a 409 a deployment with the status %s is not waited for',
    async (status) => {
      const { outcome, now } = await create({
        answers: [conflict, ours()],
        listAt: () => [deployment({ id: 8, status })],
      })
      expect(outcome.kind).toBe('created')
      expect(now).toBeLessThan(5000)
    },
  )

  test("if 409s last although nothing is in progress, the outcome has the server's reason", async () => {
    const { outcome } = await create({ answers: [conflict] })
    expect(outcome).toMatchObject({
      kind: 'timed-out',
      reason: expect.stringContaining('The region is frozen until Monday'),
    })
  })

  test('a run that gives up after a 409 names the deployment that was still running', async () => {
    const { outcome, now } = await create({
      answers: [conflict],
      listAt: () => [deployment({ id: 8, status: 'in_progress' })],
      timeoutMs: 60_000,
    })
    expect(outcome).toEqual({ kind: 'timed-out', reason: 'deployment 8 was still running' })
    expect(now).toBe(60_000)
  })
})
