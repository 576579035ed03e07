import { describe, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { NoResponseError, PreconditionError, RefusalError } from '../../src/core/errors.ts'
import { outcomeOfStop } from '../../src/core/outcome.ts'
import {
  type Answer,
  begin,
  type CreateOptions,
  type CreateState,
  createOnce,
  next,
} from '../../src/deploy/create.ts'
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

/** What follows an answer, by what was known before it. */
const before = { deployments: [], isWhole: true, serverTimeMs: 1, tookMs: 0 }
const later = { ...before, serverTimeMs: 2 }
const refuse = (status: number, code?: string) =>
  new RefusalError({ operation: 'createDeployment', status, code, message: 'No more' })

// What is known
const request = { image_tag: '2.3.1' }
const fresh = begin({ before, onPaused: 'resume', pausedAt: undefined, request })
const strict = begin({ before, onPaused: 'fail', pausedAt: undefined, request })
const resume = begin({ before, onPaused: 'resume', pausedAt: iso(-1000), request })
const loss = { firstSentAtMs: 1, times: 1, reason: 'HTTP 504', wasAccepted: false }
const [lostCreate, lostResume] = [fresh, resume].map((state) => ({ ...state, lost: loss }))
const lostBare = { ...lostCreate, hasImage: false } as CreateState
const lostFive = { ...fresh, lost: { ...loss, times: 5 } }
const accepted = { ...fresh, lost: { ...loss, wasAccepted: true } }
const inTurn = { ...lostCreate, conflict: { kind: 'conflict', error: conflict } } as CreateState
const resumeInTurn = {
  ...inTurn,
  how: 'resume',
  conflict: { ...inTurn.conflict, isPaused: false },
} as CreateState

// Answers
const created = { kind: 'created', deployment: ours(), isListed: false, isResumed: false } as const
const refused = { kind: 'refused', error: refuse(403) } as const
const noImage = { kind: 'refused', error: refuse(403, 'image_tag_requires_enterprise') } as const
const pausedApp = { kind: 'refused', error: refuse(422, 'spicepod_paused') } as const
const uncertain = {
  kind: 'refused',
  error: new PreconditionError('Unknown certificate.', 'Trust it.'),
} as const
const unsent = { kind: 'timed-out', reason: 'No more' } as const
const lostNow = { kind: 'lost', sentAtMs: 9, reason: 'HTTP 502', wasAccepted: false } as const
const blocked = { kind: 'conflict', error: conflict } as const
const freed = { kind: 'free', before: later, wasVisible: true } as const
const backedOff = (remainingMs: number) => ({ kind: 'backed off', remainingMs }) as const
const absent = (isPaused?: boolean) => ({ kind: 'absent', isPaused }) as const

// Steps
const send = { do: 'send' }
const list = { do: 'list' }
const instead = { ...list, says: { type: 'note', text: expect.stringMatching(/no longer paused/) } }
const wait = { do: 'wait for others', error: conflict }
const rest = { do: 'back off', timesLost: 1 }
const lookUp = (after: string) => ({ do: 'look up', after })
const end = (outcome: object) => ({ do: 'end', created: outcome })
const unknown = (reason: RegExp, error?: Error) =>
  end({ kind: 'unknown', reason: expect.stringMatching(reason), ...(error && { error }) })
const retryFailed = unknown(/^HTTP 504\. The retry failed as well: .*No more\.$/)

test.each<[when: string, CreateState | undefined, Answer, object, Partial<CreateState>?]>([
  ['a create works', fresh, created, end(created)],
  ['a create is refused', fresh, refused, end(refused)],
  ['a create cannot be sent', fresh, uncertain, end(uncertain)],
  ['a create is not sent in time', fresh, unsent, end(unsent)],
  [
    'a retry is refused',
    lostCreate,
    refused,
    unknown(/The retry failed as well: .*No more\.$/, refused.error),
  ],
  ['the image of a retry is refused', lostCreate, noImage, end(noImage)],
  ['a retry without an image is refused for one', lostBare, noImage, retryFailed],
  ['a retry is not sent in time', lostCreate, unsent, retryFailed],
  // A request is lost.
  [
    'a create is lost',
    fresh,
    lostNow,
    { ...lookUp('loss'), says: { type: 'create.lost', resumes: false } },
    { lost: { ...loss, firstSentAtMs: 9, reason: 'HTTP 502' } },
  ],
  ['a resume is lost', resume, lostNow, { ...lookUp('loss'), says: { type: 'create.lost', resumes: true } }],
  ['lost again', lostCreate, lostNow, lookUp('loss'), { lost: { ...loss, times: 2, reason: 'HTTP 502' } }],
  ['a lost create is found', lostCreate, { kind: 'found', created }, end(created)],
  ['a lost create is not found', lostCreate, absent(), rest],
  ['five lost creates are not found', lostFive, absent(), unknown(/ can be found after 5 of 5 tries\.$/)],
  ['an accepted create is not found', accepted, absent(), unknown(/accepted .*not repeated\.$/)],
  ['there is time for a retry', lostCreate, backedOff(500), { ...send, says: { type: 'create.retrying' } }],
  ['there is no time for a retry', lostCreate, backedOff(499), unknown(/after 1 of 5 tries\.$/)],
  // Another deployment is in progress.
  ['a create conflicts', fresh, blocked, wait],
  ['a retry conflicts', lostCreate, blocked, lookUp('conflict'), { conflict: blocked }],
  ['a retry conflicts with others', inTurn, absent(), wait],
  ['the others have ended', fresh, freed, send, { before: later, invisibleConflicts: 0 }],
  ['the others have ended, after a loss', inTurn, freed, send, { before, conflict: undefined }],
  [
    'there were no others',
    fresh,
    { ...freed, before: null, wasVisible: false },
    send,
    { before, invisibleConflicts: 1 },
  ],
  ['the others go on', fresh, { kind: 'blocked', outcome: unsent }, end(unsent)],
  ['the others go on, after a loss', inTurn, { kind: 'blocked', outcome: unsent }, retryFailed],
  ['a check forbids a retry', lostCreate, { kind: 'stopped', outcome: uncertain }, end(uncertain)],
  ['a check of a retry cannot be made', lostCreate, { kind: 'stopped', outcome: unsent }, retryFailed],
  // The app is paused.
  [
    'a create shows that the app is paused',
    fresh,
    pausedApp,
    { ...send, says: { type: 'note', text: expect.stringMatching(/is paused\. Resuming it/) } },
    { how: 'resume', mayResume: false },
  ],
  ['a paused app may not be resumed', strict, pausedApp, end(pausedApp)],
  ['a retry shows that the app is paused', lostCreate, pausedApp, retryFailed],
  ['a resumed app is paused again', { ...resume, how: 'create' }, pausedApp, end(pausedApp)],
  ['a resume is refused', resume, { ...refused, isPaused: true }, end(refused)],
  ['a resume is refused, for an unknown reason', resume, { ...refused, isPaused: undefined }, end(refused)],
  ['a resume is refused, as unneeded', resume, { ...refused, isPaused: false }, instead, { how: 'create' }],
  ['a resume is refused after a lost one', lostResume, refused, retryFailed],
  ['a resume conflicts', resume, { ...blocked, isPaused: true }, wait],
  ['a resume conflicts, for an unknown reason', resume, { ...blocked, isPaused: undefined }, wait],
  ['a resume conflicts, as unneeded', resume, { ...blocked, isPaused: false }, instead, { how: 'create' }],
  [
    'an unneeded resume conflicts after a loss',
    resumeInTurn,
    absent(),
    unknown(/retry failed as well: .*until Monday/),
  ],
  ['a resume may be sent again', resume, freed, list, { before: later }],
  ['a lost resume is not found, and the app is paused', lostResume, absent(true), rest],
  ['a lost resume is not found, nor the app paused', lostResume, absent(false), unknown(/still paused\.$/)],
  ['a lost resume is not found, nor can the app be read', lostResume, absent(), unknown(/still paused\.$/)],
  ['the deployments are listed', resume, { kind: 'listed', before: later }, send, { before: later }],
  ['the deployments cannot be listed', resume, { kind: 'listed', before: null }, send, { before }],
])('the next step when %s', (_, state, answer, step, change = {}) => {
  const [after, following] = next(state ?? fresh, answer)
  expect(following).toMatchObject(step)
  expect(after).toMatchObject({ ...change })
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
  const listError = new NoResponseError('listDeployments', 'no answer', { mayHaveWorked: false })
  const { outcome, posts } = await create({ answers: [conflict, ours()], listError })
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
  const lostResume = new NoResponseError('resumeProject', 'HTTP 504', { mayHaveWorked: true })
  const notPaused = new RefusalError({ operation: 'resumeProject', status: 409, message: 'Not paused' })
  const options = { onPaused: 'resume', pausedAt: iso(-1000) } as const
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
