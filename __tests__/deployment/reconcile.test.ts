import { describe, expect, test } from '@jest/globals'
import { takeSnapshot } from '../../src/deployment/list.ts'
import { findCandidates, type LostCreate } from '../../src/deployment/reconcile.ts'
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
    // One that may be older than the request may be the first.
    expect(find([twin(4, 4), twin(3, 1), twin(2, undefined)], { resumes: true, before: undefined })).toEqual({
      certain: [4, 3],
      possible: [2],
    })
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
