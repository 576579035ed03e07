import { expect, test } from '@jest/globals'
import { findCandidates, type LostCreate, settleMsAfter } from '../../src/deploy/reconcile.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { deployment } from './deployment.ts'

const noon = Date.UTC(2026, 10, 24, 12)
const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString()
const page = (seconds: number | null, ...deployments: Deployment[]) => ({
  deployments,
  isWhole: true,
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
  const before = page(0, twin(1, -100))
  const lost = {
    request,
    before,
    mayRecordOtherCommit: false,
    sentAtMs: 0,
    reason: 'HTTP 504',
    resumes: false,
    ...overrides,
  }
  const { certain, possible } = findCandidates({ ...page(seconds, ...found), tookMs }, lost, 5000)
  return { certain: certain.map(({ id }) => id), possible: possible.map(({ id }) => id) }
}

const since = (seconds: number) => ({ before: page(0, twin(1, seconds)) })
const fullOf = (...before: Deployment[]) => ({ before: { ...page(0, ...before), isWhole: false } })
const full = fullOf(twin(1, -100), twin(0, -200))
const blind = { before: null }
const undated = twin(2, undefined, { created_at: null })
const fullOfUndated = fullOf(
  twin(1, undefined, { created_at: null }),
  twin(0, undefined, { created_at: 'soon' }),
)
const beef = { commit_sha: 'beef' }
const elsewhere = { mayRecordOtherCommit: true }
const ref = 'refs/heads/main'

type Options = Parameters<typeof find>[1]
test.each<[which: string, Deployment[], Options, certain: number[], possible: number[]]>([
  ['the new one with its commit and branch', [twin(2, 1), twin(1, -100)], {}, [2], []],
  ['none of another commit', [twin(2, 1, beef)], {}, [], []],
  ['none of another branch', [twin(2, 1, { branch: 'side' })], {}, [], []],
  ['none of another branch that is given as a ref', [twin(2, 1, { branch: 'refs/heads/side' })], {}, [], []],
  ['none that existed before', [twin(1, 1)], {}, [], []],
  ['one whose branch is a full ref', [twin(2, 1, { branch: ref })], {}, [2], []],
  ['one, if a full ref was requested', [twin(2, 1)], { request: { ...request, branch: ref } }, [2], []],
  ['the new one, even if clocks of a server disagree by hours', [twin(2, -7199)], since(-7300), [2], []],
  ['one with other settings', [twin(2, 1, { replicas: 1, image_tag: '2.3.2-models' })], {}, [2], []],
  ['that with the settings', [twin(3, 1, { replicas: 1 }), twin(2, 1, { replicas: 2 })], {}, [2], []],
  ['none older than all of a full list', [twin(2, -200)], full, [], []],
  ['one newer than a full list', [twin(2, 1)], full, [2], []],
  ['one as old as the end of a full list', [twin(2, -100)], full, [2], []],
  ['perhaps one five seconds older than a full list', [twin(2, -105)], full, [], [2]],
  ['none that is older still', [twin(2, -105.001)], full, [], []],
  ['one without a time', [undated], {}, [2], []],
  ['perhaps one without a time that a full list may have left out', [undated], full, [], [2]],
  ['one without a time, after a full list without times', [undated], fullOfUndated, [2], []],
  ['one of the moment of the list without it', [twin(2, 0)], {}, [2], []],
  ['perhaps one of just before, which may be an older twin', [twin(2, -0.001)], {}, [], [2]],
  ['perhaps one of a minute before', [twin(2, -60)], {}, [], [2]],
  ['one of more than a minute before', [twin(2, -60.001)], {}, [2], []],
  ['perhaps one without a commit', [twin(2, 1, { commit_sha: null })], {}, [], [2]],
  ['perhaps any, on its own branch', [twin(3, 1, beef), twin(2, 1, { replicas: 9 })], elsewhere, [2], [3]],
  ['all that match', [twin(3, 2), twin(2, 1)], {}, [3, 2], []],
  ['those by the clock of the server, without a snapshot', [twin(3, 1), twin(2, -8)], blind, [3], []],
  ['one of the moment of the request, without a snapshot', [twin(2, 0)], blind, [2], []],
  ['perhaps one of just before, without a snapshot', [twin(2, -0.001)], blind, [], [2]],
  ['perhaps one of five seconds before, without a snapshot', [twin(2, -5)], blind, [], [2]],
  ['none of longer before, without a snapshot', [twin(2, -5.001)], blind, [], []],
  ['perhaps one during a slow list', [twin(2, 1)], { ...blind, tookMs: 4500 }, [], [2]],
  ['perhaps one without a time, without a snapshot', [undated], blind, [], [2]],
])('from a lost create comes %s', (_, found, options, certain, possible) => {
  expect(find(found, options)).toEqual({ certain, possible })
})

test('nothing is adopted without a snapshot if the response has no date', () => {
  expect(find([twin(2, 1)], blind, null)).toEqual({ certain: [], possible: [2] })
})

test('a deployment without a commit may come from a lost create that sent none', () => {
  const found = [twin(3, 1, { commit_sha: null }), twin(2, 1)]
  expect(find(found, { request: { branch: 'main' } })).toEqual({ certain: [], possible: [3] })
})

test('the first new deployment of whatever commit comes from a lost resume', () => {
  expect(find([twin(2, 1, beef), twin(1, -100)], { resumes: true }).certain).toEqual([2])
  expect(find([twin(3, 4), twin(2, 1, beef), twin(1, -100)], { resumes: true }).certain).toEqual([2])
  const others = [twin(4, 4, beef), twin(3, 3, beef), twin(2, 1)]
  expect(find(others, { resumes: true }).certain).toEqual([2])
  // One that may be older than the request may be the first.
  const found = find([twin(4, 4), twin(3, 1), twin(2, undefined)], { resumes: true, ...blind })
  expect(found).toEqual({ certain: [4, 3], possible: [2] })
})

test('a deployment from before the app was paused does not come from resuming it', () => {
  const pausedAt = (seconds: number) => ({ resumes: true, pausedAtMs: Date.parse(at(seconds)) })
  expect(find([twin(3, 9), twin(2, 7.9)], pausedAt(8))).toEqual({ certain: [3], possible: [] })
  expect(find([twin(2, 7.9)], { ...pausedAt(8), ...blind })).toEqual({ certain: [], possible: [] })
  expect(find([twin(2, 8)], pausedAt(8)).certain).toEqual([2])
  expect(find([twin(2, undefined)], pausedAt(8)).certain).toEqual([2])
})

test.each([
  ['a request and the lag of the list take', 30_000, 600_000, 36_000],
  ['a server and the lag of the list take at least', 1000, 600_000, 8000],
  ['half of the remaining time', 30_000, 40_000, 20_000],
  ['a server and the lag of the list take, if little time remains', 30_000, 5000, 8000],
])('a lost create is looked up for as long as %s', (_, requestTimeoutMs, remainingMs, settleMs) => {
  expect(settleMsAfter(requestTimeoutMs, remainingMs)).toBe(settleMs)
})
