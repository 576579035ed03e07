import { describe, expect, test } from '@jest/globals'
import { takeSnapshot } from '../../src/deployment/list.ts'
import {
  findCandidates,
  type LostCreate,
  reconcileLostCreate,
  settleMsAfter,
} from '../../src/deployment/reconcile.ts'
import { NoResponseError } from '../../src/errors.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'
import { deployment } from './deployment.ts'

const noon = Date.UTC(2026, 10, 24, 12)
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString()
const page = (seconds: number | null, ...deployments: Deployment[]) => ({
  deployments,
  tookMs: 10,
  serverTimeMs: seconds === null ? undefined : noon + seconds * 1000,
})
const request = { commit_sha: 'c0ffee', branch: 'main', replicas: 2 }
const twin = (id: number, seconds: number | undefined, more = {}) =>
  deployment({
    id,
    commit_sha: 'c0ffee',
    branch: 'main',
    ...(seconds !== undefined && { created_at: at(seconds) }),
    ...more,
  })

/** The request was sent at noon, and the list comes five seconds later. */
function find(
  found: Deployment[],
  { tookMs = 10, ...overrides }: Partial<LostCreate> & { tookMs?: number } = {},
  seconds: number | null = 5,
) {
  const before = takeSnapshot(page(0, twin(1, -100)), 20)
  const lost = {
    request,
    before,
    mayRecordOtherCommit: () => false,
    sentAtMs: 0,
    reason: 'HTTP 504',
    resumes: false,
    ...overrides,
  }
  const { certain, possible } = findCandidates({ ...page(seconds, ...found), tookMs }, lost, 5000)
  return { certain: certain.map(({ id }) => id), possible: possible.map(({ id }) => id) }
}

describe('with a snapshot', () => {
  test('the new deployment with the commit and branch of a lost create comes from it', () => {
    expect(find([twin(2, 1), twin(1, -100)])).toEqual({ certain: [2], possible: [] })
  })

  test.each([
    ['of another commit', twin(2, 1, { commit_sha: 'beef' })],
    ['of another branch', twin(2, 1, { branch: 'side' })],
    ['of another branch that is given as a ref', twin(2, 1, { branch: 'refs/heads/side' })],
    ['that existed before', twin(1, 1)],
  ])('a deployment %s does not come from a lost create', (_, other) => {
    expect(find([other])).toEqual({ certain: [], possible: [] })
  })

  test('the first new deployment of whatever commit comes from a lost resume', () => {
    const other = { commit_sha: 'beef' }
    expect(find([twin(2, 1, other), twin(1, -100)], { resumes: true }).certain).toEqual([2])
    expect(find([twin(3, 4), twin(2, 1, other), twin(1, -100)], { resumes: true }).certain).toEqual([2])
    const others = [twin(4, 4, other), twin(3, 3, other), twin(2, 1)]
    expect(find(others, { resumes: true }).certain).toEqual([2])
    // One that may be older than the request may be the first.
    expect(find([twin(4, 4), twin(3, 1), twin(2, undefined)], { resumes: true, before: undefined })).toEqual({
      certain: [4, 3],
      possible: [2],
    })
  })

  test('a deployment from before the app was paused does not come from resuming it', () => {
    const pausedAt = (seconds: number) => ({ resumes: true, pausedAtMs: Date.parse(at(seconds)) })
    expect(find([twin(3, 9), twin(2, 7.9)], pausedAt(8))).toEqual({ certain: [3], possible: [] })
    expect(find([twin(2, 7.9)], { ...pausedAt(8), before: undefined })).toEqual({ certain: [], possible: [] })
    expect(find([twin(2, 8)], pausedAt(8)).certain).toEqual([2])
    expect(find([twin(2, undefined)], pausedAt(8)).certain).toEqual([2])
  })

  test('the branch matches if one side has the full ref', () => {
    expect(find([twin(2, 1, { branch: 'refs/heads/main' })]).certain).toEqual([2])
    const whole = { ...request, branch: 'refs/heads/main' }
    expect(find([twin(2, 1)], { request: whole }).certain).toEqual([2])
  })

  test('a snapshot decides even if the clocks of a server disagree by hours', () => {
    const before = takeSnapshot(page(0, twin(1, -7300)), 20)
    expect(find([twin(2, -7199)], { before })).toEqual({ certain: [2], possible: [] })
  })

  test('a deployment is found even if the server records other settings than requested', () => {
    expect(find([twin(2, 1, { replicas: 1, image_tag: '2.3.2-models' })]).certain).toEqual([2])
  })

  test('if several deployments match, the one with the requested settings comes from the lost create', () => {
    expect(find([twin(3, 1, { replicas: 1 }), twin(2, 1, { replicas: 2 })]).certain).toEqual([2])
  })

  test('a deployment older than all of a full list does not come from a lost create', () => {
    const before = takeSnapshot(page(0, twin(1, -100)), 1)
    expect(find([twin(2, -200)], { before })).toEqual({ certain: [], possible: [] })
  })

  test('a deployment slightly older than all of a full list may come from a lost create: the clocks of a server differ', () => {
    const before = takeSnapshot(page(0, twin(1, -1)), 1)
    expect(find([twin(2, -2)], { before })).toEqual({ certain: [], possible: [2] })
  })

  test('a deployment without a time is new, unless a full list may have left it out', () => {
    const found = [twin(2, undefined, { created_at: null })]
    expect(find(found)).toEqual({ certain: [2], possible: [] })
    const before = takeSnapshot(page(0, twin(1, -100)), 1)
    expect(find(found, { before })).toEqual({ certain: [], possible: [2] })
  })

  test('a deployment is not adopted if the list may have been late to show an older twin', () => {
    expect(find([twin(2, -3)])).toEqual({ certain: [], possible: [2] })
  })

  test('a deployment without a commit may come from a lost create', () => {
    expect(find([twin(2, 1, { commit_sha: null })])).toEqual({ certain: [], possible: [2] })
  })

  test('a deployment of any commit may come from a lost create if the app follows a branch of its own', () => {
    const found = [twin(3, 1, { commit_sha: 'beef' }), twin(2, 1, { replicas: 9 })]
    expect(find(found, { mayRecordOtherCommit: () => true })).toEqual({ certain: [2], possible: [3] })
  })

  test('a deployment without a commit may come from a lost create that sent none', () => {
    const found = [twin(3, 1, { commit_sha: null }), twin(2, 1)]
    expect(find(found, { request: { branch: 'main' } })).toEqual({ certain: [], possible: [3] })
  })

  test('a deployment that is newer than a full list is new', () => {
    const before = takeSnapshot(page(0, twin(1, -100)), 1)
    expect(find([twin(2, 1)], { before })).toEqual({ certain: [2], possible: [] })
    expect(find([twin(2, -100)], { before })).toEqual({ certain: [2], possible: [] })
  })

  test('a deployment may be five seconds older than a full list, and no more', () => {
    const before = takeSnapshot(page(0, twin(1, -100)), 1)
    expect(find([twin(2, -105)], { before })).toEqual({ certain: [], possible: [2] })
    expect(find([twin(2, -105.001)], { before })).toEqual({ certain: [], possible: [] })
  })

  test('a deployment that was created up to a minute before the list without it may be an older twin', () => {
    expect(find([twin(2, 0)])).toEqual({ certain: [2], possible: [] })
    expect(find([twin(2, -0.001)])).toEqual({ certain: [], possible: [2] })
    expect(find([twin(2, -60)])).toEqual({ certain: [], possible: [2] })
    expect(find([twin(2, -60.001)])).toEqual({ certain: [2], possible: [] })
  })

  test('all deployments that match are candidates', () => {
    expect(find([twin(3, 2), twin(2, 1)]).certain).toEqual([3, 2])
  })
})

describe('without a snapshot', () => {
  const before = undefined

  test("without a snapshot the server's clock tells which deployments are new", () => {
    expect(find([twin(3, 1), twin(2, -8)], { before })).toEqual({ certain: [3], possible: [] })
  })

  test('without a snapshot, a deployment created just before the request may still come from it: the clocks of a server differ', () => {
    expect(find([twin(2, -1)], { before })).toEqual({ certain: [], possible: [2] })
  })

  test('without a snapshot, a deployment is new from the moment at which the request was sent', () => {
    expect(find([twin(2, 0)], { before })).toEqual({ certain: [2], possible: [] })
    expect(find([twin(2, -0.001)], { before })).toEqual({ certain: [], possible: [2] })
    expect(find([twin(2, -5)], { before })).toEqual({ certain: [], possible: [2] })
    expect(find([twin(2, -5.001)], { before })).toEqual({ certain: [], possible: [] })
  })

  test('without a snapshot, a slow list leaves open where a deployment created in the meantime comes from', () => {
    expect(find([twin(2, 1)], { before, tookMs: 4500 })).toEqual({ certain: [], possible: [2] })
  })

  test.each([
    ['the response has no date', [twin(2, 1)], null],
    ['the deployment has no time', [twin(2, undefined, { created_at: null })], 5],
  ])('without a snapshot nothing is adopted if %s', (_, found, seconds) => {
    expect(find(found, { before }, seconds)).toEqual({ certain: [], possible: [2] })
  })
})

test.each([
  ['a request and the lag of the list take', 30_000, 600_000, 36_000],
  ['a server and the lag of the list take at least', 1000, 600_000, 8000],
  ['half of the remaining time', 30_000, 40_000, 20_000],
  ['a server and the lag of the list take, if little time remains', 30_000, 5000, 8000],
])('a lost create is looked up for as long as %s', (_, requestTimeoutMs, remainingMs, settleMs) => {
  expect(settleMsAfter(requestTimeoutMs, remainingMs)).toBe(settleMs)
})

describe('a lost create', () => {
  /** Looks up a create that was lost five seconds ago, for twenty seconds, in lists that come one after the other. */
  async function lookUp(
    lists: (Deployment[] | Error)[],
    {
      minIntervalMs = 0,
      timeoutMs = 60_000,
      ...more
    }: Partial<LostCreate> & { minIntervalMs?: number; timeoutMs?: number } = {},
  ) {
    const clock = new SteppedClock()
    clock.pass(100_000)
    const startedAt = clock.now()
    const askedAt: number[] = []
    const events: string[] = []
    const api: Partial<SpiceApi> = {
      minIntervalMs: () => minIntervalMs,
      async listDeployments(_, limit) {
        const list = lists[Math.min(askedAt.length, lists.length - 1)] ?? []
        askedAt.push((clock.now() - startedAt) / 1000)
        if (list instanceof Error) throw list
        return page(5 + (askedAt.at(-1) ?? 0), ...list.slice(0, limit))
      },
    }
    const lost: LostCreate = {
      ...{ request, before: takeSnapshot(page(0), 100), mayRecordOtherCommit: () => false },
      ...{ sentAtMs: startedAt - 5000, reason: 'HTTP 504', resumes: false, ...more },
    }
    const result = await reconcileLostCreate(lost, 20_000, 4711, {
      api: api as SpiceApi,
      deadline: deadlineIn(timeoutMs, clock),
      clock,
      emit: ({ type }) => events.push(type),
    })
    return { result, askedAt, events }
  }

  test('a lost create is found as soon as it is listed', async () => {
    const { result, askedAt, events } = await lookUp([[], [], [twin(2, 1)]])
    expect(result).toMatchObject({ kind: 'created', deployment: { id: 2 }, isListed: true })
    expect(askedAt).toEqual([0, 1, 2])
    expect(events).toEqual(['create.found'])
  })

  test('a lost create that was sent late is found by its time if there is no snapshot', async () => {
    const { result } = await lookUp([[twin(3, 1), twin(2, -8)]], { before: undefined })
    expect(result).toMatchObject({ kind: 'created', deployment: { id: 3 } })
  })

  test('a lost create is absent if it is not listed in time, in polls that become rarer up to the last moment', async () => {
    const { result, askedAt, events } = await lookUp([[]])
    expect(result).toBe('absent')
    expect(askedAt.slice(0, 11)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.125])
    expect(askedAt.at(-1)).toBe(20)
    expect(askedAt).toHaveLength(17)
    expect(events).toEqual([])
  })

  test('a lost create is looked up no more often than a rate limit allows', async () => {
    expect((await lookUp([[]], { minIntervalMs: 8000 })).askedAt).toEqual([0, 8, 16, 20])
  })

  test('a lost create is absent if it is not listed before the deadline', async () => {
    const { result, askedAt } = await lookUp([[]], { timeoutMs: 2500 })
    expect(result).toBe('absent')
    expect(askedAt).toEqual([0, 1, 2, 2.5])
  })

  test('a lost create is unknown at once if several deployments may be the one', async () => {
    const { result, askedAt } = await lookUp([[twin(3, 2), twin(2, 1)]])
    expect(result).toEqual({
      kind: 'unknown',
      reason:
        'HTTP 504, and several deployments may be the one that this run requested: deployment 3, deployment 2.',
    })
    expect(askedAt).toEqual([0])
  })

  test('a lost create is unknown in the end if a deployment may come from it', async () => {
    const { result, askedAt } = await lookUp([[twin(2, 1, { commit_sha: null })]])
    expect(result).toEqual({
      kind: 'unknown',
      reason: 'HTTP 504, and deployment 2 may come from it or from somebody else.',
    })
    expect(askedAt.at(-1)).toBe(20)
  })

  test('a lost create is unknown if the last lists cannot be read, and a bug is not taken for that', async () => {
    const noAnswer = new NoResponseError('listDeployments', 'no answer', { mayHaveWorked: false })
    expect((await lookUp([noAnswer], { timeoutMs: 2000 })).result).toEqual({
      kind: 'unknown',
      reason: 'HTTP 504, and looking it up failed as well (no answer).',
    })
    expect((await lookUp([noAnswer, [twin(2, 1)]])).result).toMatchObject({ kind: 'created' })
    await expect(lookUp([new RangeError('a mistake')])).rejects.toThrow('a mistake')
  })
})
