import { describe, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { NoResponseError, RefusalError } from '../../src/core/errors.ts'
import { type OutcomeWithoutEffect, outcomeOfStop, Stop } from '../../src/core/outcome.ts'
import { type CreateOptions, createOnce } from '../../src/deploy/create.ts'
import type { DeploymentRun } from '../../src/deploy/deployment.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import type { DeploymentList, SpiceApi } from '../../src/spice/api.ts'
import { App, type Deployment } from '../../src/spice/schema.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'
import { deployment } from './deployment.ts'

const epochMs = Date.UTC(2026, 10, 24, 12)
const iso = (ms: number) => new Date(epochMs + ms).toISOString()
const ours = (more: Record<string, unknown> = {}) =>
  deployment({ id: 9, commit_sha: 'c0ffee0', branch: 'main', created_at: iso(100), ...more })

const lost = new NoResponseError('createDeployment', 'HTTP 504', { mayHaveWorked: true })
const conflict = new RefusalError({
  operation: 'createDeployment',
  status: 409,
  message: 'The region is frozen until Monday',
})

interface Setup {
  /** The results of the creates and resumes, one after the other; the last one repeats. */
  answers: (Deployment | Error)[]
  /** What the list has at a time. */
  listAt?: (now: number) => Deployment[]
  timeoutMs?: number
  requestTimeoutMs?: number
  hasBefore?: boolean
  /** What the app is whenever it is read, one after the other; the last one repeats. */
  apps?: (object | Error)[]
  /** What lists get instead of a page. */
  listError?: Error
  /** How long the first list takes that follows a loss. */
  lateListMs?: number
  /** The interval that a rate limit requires. */
  minIntervalMs?: number
  options?: Partial<CreateOptions>
}

/** Creates in virtual time, in which a create takes 100 ms and a list nothing. */
async function create({
  answers,
  listAt = () => [],
  timeoutMs = 120_000,
  requestTimeoutMs = 30_000,
  hasBefore = true,
  apps = [{}],
  listError,
  lateListMs = 0,
  minIntervalMs = 0,
  options,
}: Setup) {
  const clock = new SteppedClock()
  const page = (): DeploymentList => ({
    deployments: listAt(clock.now()),
    serverTimeMs: epochMs + Math.floor(clock.now() / 1000) * 1000,
    tookMs: 0,
    isWhole: true,
  })
  const before = hasBefore ? page() : null
  const posts: number[] = []
  const sent: ('create' | 'resume')[] = []
  const events: string[] = []
  const listed: { at: number; remainingMs: number }[] = []
  const appReads: unknown[] = []
  const answer = (kind: 'create' | 'resume') => {
    sent.push(kind)
    const next = answers[Math.min(posts.length, answers.length - 1)]
    if (posts.push(clock.now()) > 1000) throw new Error('creates without end')
    clock.pass(100)
    if (next instanceof Error) throw next
    return next ?? ours()
  }
  const request = { commit_sha: 'c0ffee0', branch: 'main' }
  const run: DeploymentRun = {
    api: {
      ...nothingElse,
      minIntervalMs: () => minIntervalMs,
      async listDeployments(_, __, deadline) {
        const remainingMs = deadline.remainingMs()
        if (listed.push({ at: clock.now(), remainingMs }) > 10_000) throw new Error('polls without end')
        if (listError !== undefined) throw listError
        if (listed.length === 1) clock.pass(lateListMs)
        return page()
      },
      createDeployment: async (_, __, ___, beforeSend) => {
        await beforeSend?.()
        return answer('create')
      },
      resumeApp: async (_, __, beforeSend) => {
        await beforeSend?.()
        return answer('resume')
      },
      async getApp(_, __, more) {
        const app = apps[Math.min(appReads.length, apps.length - 1)]
        appReads.push(more)
        if (app instanceof Error) throw app
        return v.parse(App, { id: 4711, ...app })
      },
    },
    inputs: { requestTimeoutMs, pollIntervalMs: undefined },
    deadline: deadlineIn(timeoutMs, clock),
    clock,
    random: () => 0.5,
    emit: ({ type }) => events.push(type),
  }
  const defaults = {
    appId: 4711,
    onConflict: 'wait',
    onPaused: 'fail',
    mayRecordOtherCommit: false,
  } as const
  const outcome = await createOnce({ ...defaults, request, before, ...options }, run).catch(outcomeOfStop)
  return { outcome, posts, sent, now: clock.now(), events, listed, appReads }
}

const nothingElse = new Proxy({} as SpiceApi, { get: () => () => Promise.reject(new Error('not expected')) })

const refuse = (status: number, code?: string) =>
  new RefusalError({ operation: 'createDeployment', status, code, message: 'No more' })

const image = refuse(403, 'image_tag_requires_enterprise')
const paused = refuse(422, 'spicepod_paused')
const accepted = new NoResponseError('createDeployment', 'HTML', { mayHaveWorked: true, wasAccepted: true })
const withImage = { request: { commit_sha: 'c0ffee0', branch: 'main', image_tag: '2.3.1' } }
const resuming = { onPaused: 'resume', pausedAt: iso(-1000) } as const
const lostResume = new NoResponseError('resumeProject', 'HTTP 504', { mayHaveWorked: true })
const notPaused = new RefusalError({ operation: 'resumeProject', status: 409, message: 'Not paused' })
const isPaused = { paused_at: iso(-1000) }
const theirs = deployment({ id: 8, status: 'in_progress' })
const unknown = (reason: RegExp) => ({ kind: 'unknown', reason: expect.stringMatching(reason) })
const noAnswer = new NoResponseError('listDeployments', 'no answer', { mayHaveWorked: false })
const retryFailed = unknown(/^HTTP 504\. The retry failed as well: .*\.$/)
/** A check that forbids the second request. */
const forbidding = (outcome: OutcomeWithoutEffect): Partial<CreateOptions> => ({
  beforeSend: async ({ mayHaveCreated }) => {
    if (mayHaveCreated) throw new Stop(outcome)
  },
})

test.each<[when: string, Setup, ended: object, requests: number]>([
  ['a retry is refused', { answers: [lost, refuse(403)] }, retryFailed, 2],
  [
    'a retry shows that the app is paused',
    { answers: [lost, paused], options: { onPaused: 'resume' } },
    retryFailed,
    2,
  ],
  [
    'a retry is refused for its image',
    { answers: [lost, image], options: withImage },
    { kind: 'refused' },
    2,
  ],
  ['a retry without an image is refused for one', { answers: [lost, image] }, retryFailed, 2],
  ['an accepted create is not found', { answers: [accepted] }, unknown(/accepted .*not repeated\.$/), 1],
  ['five creates are lost', { answers: [lost], timeoutMs: 600_000 }, unknown(/ after 5 of 5 tries\.$/), 5],
  ['there is no time for a retry', { answers: [lost], timeoutMs: 9500 }, unknown(/after 1 of 5 tries\.$/), 1],
  [
    'a lost create cannot be looked up',
    { answers: [lost], listError: noAnswer },
    { ...unknown(/^HTTP 504, and looking it up failed as well \(no answer\)\.$/), error: noAnswer },
    1,
  ],
  ['others go on after a loss', { answers: [lost, conflict], listAt: () => [theirs] }, retryFailed, 2],
  [
    'a check forbids a retry',
    { answers: [lost], options: forbidding({ kind: 'refused', error: refuse(403) }) },
    { kind: 'refused' },
    1,
  ],
  [
    'a check of a retry cannot be made',
    { answers: [lost], options: forbidding({ kind: 'timed-out', reason: 'no answer' }) },
    retryFailed,
    1,
  ],
  ['a paused app may not be resumed', { answers: [paused] }, { kind: 'refused', error: paused }, 1],
  [
    'a resumed app is paused again',
    { answers: [paused, refuse(409), paused], options: { onPaused: 'resume' } },
    { kind: 'refused', error: paused },
    3,
  ],
  [
    'a resume is refused after a lost one',
    { answers: [lostResume, refuse(403)], apps: [isPaused], options: resuming },
    retryFailed,
    2,
  ],
  [
    'an unneeded resume conflicts after a loss',
    { answers: [lostResume, notPaused], apps: [isPaused, {}], options: resuming },
    retryFailed,
    2,
  ],
])('a create ends if %s', async (_, setup, ended, requests) => {
  const { outcome, posts } = await create(setup)
  expect(outcome).toMatchObject(ended)
  expect(posts).toHaveLength(requests)
})

test.each<[string, Partial<Setup>, seconds: number[]]>([
  ['in polls that become rarer', {}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.125]],
  ['no more often than a rate limit allows', { minIntervalMs: 8000 }, [0, 8, 16, 24, 32, 36]],
  ['once if its first list comes after minutes of refusals', { lateListMs: 400_000 }, [0]],
])('a lost create is looked up %s', async (_, setup, seconds) => {
  const { listed, posts } = await create({ answers: [lost, ours()], timeoutMs: 600_000, ...setup })
  const polls = listed.filter(({ at }) => at < (posts[1] ?? 0)).map(({ at }) => (at - 100) / 1000)
  expect(polls.slice(0, seconds.length)).toEqual(seconds)
  expect(polls.length === seconds.length || seconds.length === 11).toBe(true)
})

test('after a loss, the deployment that blocks a retry may be the own one, which the list shows late', async () => {
  const { outcome, posts } = await create({
    answers: [lost, conflict],
    listAt: (now) => (now < 40_000 ? [] : [ours({ status: 'in_progress' })]),
  })
  expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
  expect(posts).toHaveLength(2)
})

test('after a loss, a deployment that appears during the wait for others may still be the own one', async () => {
  const { outcome } = await create({
    answers: [lost, conflict, lost],
    listAt: (now) => (now < 60_000 ? [theirs] : [ours(), deployment({ id: 8, status: 'succeeded' })]),
    timeoutMs: 300_000,
  })
  expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 } })
})

test('a deployment that somebody else creates before a resume is sent again is not taken for its own', async () => {
  let lists = 0
  const done = deployment({ id: 8, status: 'succeeded' })
  const { outcome, sent } = await create({
    answers: [notPaused, lostResume, ours({ id: 13 })],
    apps: [isPaused],
    listAt: (now) => {
      if (now < 3000) return [theirs]
      return lists++ === 0 ? [done] : [deployment({ id: 12, created_at: iso(now) }), done]
    },
    options: resuming,
  })
  expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 13 } })
  expect(sent).toEqual(['resume', 'resume', 'resume'])
})

test('a rate limit leaves a waiting run another poll before its deadline', async () => {
  const { outcome, posts } = await create({
    answers: [conflict, ours()],
    listAt: (now) => [deployment({ id: 8, status: now < 20_000 ? 'in_progress' : 'succeeded' })],
    timeoutMs: 60_000,
    minIntervalMs: 100_000,
  })
  expect(outcome.kind).toBe('created')
  expect(posts[1]).toBeLessThan(40_000)
})

test('a late 409 is followed by frequent polls, as an early one is', async () => {
  const { posts } = await create({
    answers: [lost, conflict, ours()],
    listAt: (now) => (now < 44_000 ? [deployment({ id: 8, status: 'in_progress' })] : []),
  })
  expect(posts[1]).toBeLessThan(38_000)
  expect(posts[2]).toBeLessThan(45_500)
})

test('a create needs half a second after a 409', async () => {
  expect((await create({ answers: [conflict, ours()], timeoutMs: 850 + 500 })).posts).toEqual([0, 850])
  expect((await create({ answers: [conflict, ours()], timeoutMs: 850 + 499 })).posts).toEqual([0])
})

test.each<[string, createdMs: number, blocks: boolean]>([
  ['while the run waited', 1000, true],
  ['while the image was refused', 50, false],
])(
  'a create without a refused image is not taken for what somebody else created %s',
  async (_, createdMs, blocks) => {
    const blocker = (status: string) => deployment({ id: 7, status, commit_sha: 'b10c4e5', branch: 'x' })
    const theirs = (now: number) =>
      now < createdMs ? [] : [ours({ id: 8, status: 'succeeded', created_at: iso(createdMs) })]
    const listAt = (now: number) => [
      ...theirs(now),
      ...(blocks ? [blocker(now < 3000 ? 'in_progress' : 'succeeded')] : []),
    ]
    const told: string[] = []
    const waits: unknown[] = []
    const options = {
      request: { commit_sha: 'c0ffee0', branch: 'main', image_tag: '2.3.1' },
      onImageRefused: async (error: RefusalError) => {
        told.push(error.message)
      },
      beforeSend: async ({ hasWaited }: { hasWaited: boolean }) => {
        waits.push(hasWaited)
      },
    }
    const refused = [refuse(403, 'image_tag_requires_enterprise'), lost, ours({ id: 10 })]
    const run = await create({ answers: blocks ? [conflict, ...refused] : refused, listAt, options })
    expect(run.outcome).toMatchObject({ kind: 'created', deployment: { id: 10 } })
    expect(told).toHaveLength(1)
    expect(waits).toEqual(blocks ? [false, true, true, true] : [false, false, false])
  },
)

test('a run that may not list deployments has nothing to wait for after a 409, and says why', async () => {
  const listError = new RefusalError({ operation: 'listDeployments', status: 403, message: 'No' })
  const { outcome, posts } = await create({ answers: [conflict], listError })
  expect(outcome).toMatchObject({ kind: 'refused', error: listError })
  expect(posts).toHaveLength(1)
})

test('a run goes on after a 409 if the deployments are not listed for a moment', async () => {
  const { outcome, posts } = await create({ answers: [conflict, ours()], listError: noAnswer })
  expect(outcome.kind).toBe('created')
  expect(posts).toEqual([0, 100 + 750])
})

test('a create is sent again while another deployment starts that did not cause the 409', async () => {
  const { outcome, posts } = await create({
    answers: [conflict, ours()],
    listAt: (now) =>
      now < 5000
        ? [deployment({ id: 8, status: 'queued' })]
        : [deployment({ id: 9, status: 'queued' }), deployment({ id: 8, status: 'failed' })],
  })
  expect(outcome.kind).toBe('created')
  expect(posts[1]).toBeLessThan(10_000)
})

test('neither a 409 of another call nor another refusal of the create is a reason to wait', async () => {
  const ofOtherCall = new RefusalError({ operation: 'exchangeToken', status: 409, message: 'No' })
  for (const error of [ofOtherCall, refuse(403)]) {
    expect((await create({ answers: [error] })).outcome).toEqual({ kind: 'refused', error })
  }
})

test('a bug in the program is not taken for the loss of a create', async () => {
  await expect(create({ answers: [new RangeError('a mistake')] })).rejects.toThrow('a mistake')
  const listError = new RangeError('a mistake')
  await expect(create({ answers: [conflict], listError })).rejects.toThrow('a mistake')
  await expect(create({ answers: [lost], listError })).rejects.toThrow('a mistake')
})

test('the pauses after lost creates double, so that an outage can end', async () => {
  const { posts } = await create({ answers: [lost], timeoutMs: 600_000 })
  const gaps = posts.slice(1).map((at, index) => at - (posts[index] ?? 0))
  expect(gaps.slice(1).map((gap, index) => gap - (gaps[index] ?? 0))).toEqual([1000, 2000, 4000])
})

describe('a paused app', () => {
  const options = resuming
  const denied = new RefusalError({ operation: 'getApp', status: 403, message: 'No' })
  const unreadable = new NoResponseError('getApp', 'no answer', { mayHaveWorked: false })
  const rejected = new RefusalError({ operation: 'resumeProject', status: 400, message: 'Not paused' })

  test('whose resume was lost does not adopt a deployment from before the pause that the list shows late', async () => {
    const late = ours({ id: 8, created_at: iso(1) })
    const { outcome, sent } = await create({
      answers: [lostResume],
      listAt: (now) => (now < 2000 ? [] : now < 3000 ? [late] : [ours({ created_at: iso(3000) }), late]),
      options: { ...options, pausedAt: iso(2) },
    })
    expect(outcome).toMatchObject({ kind: 'created', deployment: { id: 9 }, isResumed: true })
    expect(sent).toEqual(['resume'])
  })

  test.each<[string, object | Error]>([
    ['the app is not paused any more', {}],
    ['the app may not be read', denied],
    ['the app cannot be read', unreadable],
  ])('is not resumed again after a lost resume if %s', async (_, app) => {
    const { outcome, sent } = await create({ answers: [lostResume], apps: [app], options })
    expect(sent).toEqual(['resume'])
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/still paused\.$/) })
  })

  test('a bug in the program is not taken for an app that cannot be read', async () => {
    const apps = [new RangeError('a mistake')]
    await expect(create({ answers: [lostResume], apps, options })).rejects.toThrow('a mistake')
  })

  test.each([
    ['a conflict', notPaused],
    ['a rejection', rejected],
  ])('that somebody else has resumed keeps their deployment apart after %s', async (_, refusal) => {
    const { outcome, sent, listed } = await create({
      answers: [refusal, lost, ours({ id: 10 })],
      listAt: (now) => (now === 0 ? [] : [ours()]),
      options,
    })
    expect(outcome).toMatchObject({ deployment: { id: 10 }, isListed: false, isResumed: false })
    expect(sent).toEqual(['resume', 'create', 'create'])
    expect(listed[0]).toEqual({ at: 100, remainingMs: 30_000 })
  })
})
