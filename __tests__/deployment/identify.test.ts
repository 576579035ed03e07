import { describe, expect, test } from '@jest/globals'
import { findSuspects, type LostRequest, remember } from '../../src/deployment/identify.ts'
import type { Deployment } from '../../src/spice/schema.ts'
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

/** The request left at noon, and the list comes five seconds later. */
function find(
  found: Deployment[],
  { tookMs = 10, ...overrides }: Partial<LostRequest> & { tookMs?: number } = {},
  seconds: number | null = 5,
) {
  const before = remember(page(0, twin(1, -100)), 20)
  const lost = { request, before, elapsedMs: 5000, mayRecordOtherCommit: false, ...overrides }
  const { ours, possible } = findSuspects({ ...page(seconds, ...found), tookMs }, lost)
  return { ours: ours.map(({ id }) => id), possible: possible.map(({ id }) => id) }
}

describe('a deployment of a lost request', () => {
  test('is the new one of its commit and branch', () => {
    expect(find([twin(2, 1), twin(1, -100)])).toEqual({ ours: [2], possible: [] })
  })

  test.each([
    ['of another commit', twin(2, 1, { commit_sha: 'beef' })],
    ['of another branch', twin(2, 1, { branch: 'side' })],
    ['of another branch that is given as a ref', twin(2, 1, { branch: 'refs/heads/side' })],
    ['that was there before', twin(1, 1)],
  ])('is none %s', (_, other) => {
    expect(find([other])).toEqual({ ours: [], possible: [] })
  })

  test('is of our branch though the server records the whole ref, or was given it', () => {
    expect(find([twin(2, 1, { branch: 'refs/heads/main' })]).ours).toEqual([2])
    const whole = { ...request, branch: 'refs/heads/main' }
    expect(find([twin(2, 1)], { request: whole }).ours).toEqual([2])
  })

  test('is told by what was there before, even where the clocks of a server disagree by hours', () => {
    const before = remember(page(0, twin(1, -7300)), 20)
    expect(find([twin(2, -7199)], { before })).toEqual({ ours: [2], possible: [] })
  })

  test('is found though the server records other settings than were asked for', () => {
    expect(find([twin(2, 1, { replicas: 1, image_tag: '2.3.2-models' })]).ours).toEqual([2])
  })

  test('is that with the settings that were asked for, where several match', () => {
    expect(find([twin(3, 1, { replicas: 1 }), twin(2, 1, { replicas: 2 })]).ours).toEqual([2])
  })

  test('is none older than all of a full list', () => {
    const before = remember(page(0, twin(1, -100)), 1)
    expect(find([twin(2, -200)], { before })).toEqual({ ours: [], possible: [] })
  })

  test('is not ruled out by being a moment older than all of a full list: the clocks of a server differ', () => {
    const before = remember(page(0, twin(1, -1)), 1)
    expect(find([twin(2, -2)], { before })).toEqual({ ours: [], possible: [2] })
  })

  test('that has no time is the new one, unless there may have been others than a full list had', () => {
    const found = [twin(2, undefined, { created_at: null })]
    expect(find(found)).toEqual({ ours: [2], possible: [] })
    const before = remember(page(0, twin(1, -100)), 1)
    expect(find(found, { before })).toEqual({ ours: [], possible: [2] })
  })

  test('is not adopted where the list may have been late to show an older twin', () => {
    expect(find([twin(2, -3)])).toEqual({ ours: [], possible: [2] })
  })

  test('may be one that records no commit', () => {
    expect(find([twin(2, 1, { commit_sha: null })])).toEqual({ ours: [], possible: [2] })
  })

  test('may be one of any commit, where the app follows a branch of its own', () => {
    const found = [twin(3, 1, { commit_sha: 'beef' }), twin(2, 1, { replicas: 9 })]
    expect(find(found, { mayRecordOtherCommit: true })).toEqual({ ours: [2], possible: [3] })
  })

  test('may be any without a commit, where none was sent', () => {
    const found = [twin(3, 1, { commit_sha: null }), twin(2, 1)]
    expect(find(found, { request: { branch: 'main' } })).toEqual({ ours: [], possible: [3] })
  })

  test('has no equal where several match', () => {
    expect(find([twin(3, 2), twin(2, 1)]).ours).toEqual([3, 2])
  })
})

describe('without a list from before', () => {
  const before = undefined

  test("age goes by the server's clock", () => {
    expect(find([twin(3, 1), twin(2, -8)], { before })).toEqual({ ours: [3], possible: [] })
  })

  test('what was created a moment before the request left may still be ours: the clocks of a server differ', () => {
    expect(find([twin(2, -1)], { before })).toEqual({ ours: [], possible: [2] })
  })

  test('a slow list leaves open what was created while it came', () => {
    expect(find([twin(2, 1)], { before, tookMs: 4500 })).toEqual({ ours: [], possible: [2] })
  })

  test.each([
    ['the answer has no date', [twin(2, 1)], null],
    ['the deployment has no time', [twin(2, undefined, { created_at: null })], 5],
  ])('nothing is adopted where %s', (_, found, seconds) => {
    expect(find(found, { before }, seconds)).toEqual({ ours: [], possible: [2] })
  })
})
