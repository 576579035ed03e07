import { expect, test } from '@jest/globals'
import {
  ageMs,
  durationMs,
  hasSettings,
  hasSource,
  isInProgress,
  isUnfinished,
  reasonOf,
  recentDurationsMs,
  toRequest,
} from '../../src/deploy/deployment.ts'
import { type InputsOf, table } from '../../src/inputs/inputs.ts'
import { deployment } from './deployment.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 12, 0, seconds)).toISOString()

const end = { created_at: at(0), started_at: at(5), updated_at: at(40), finished_at: at(30) }

test.each<[string, Record<string, unknown>, number | undefined]>([
  ['that succeeded', { status: 'succeeded', ...end }, 30_000],
  ['without `finished_at`, up to its last change,', { created_at: at(0), updated_at: at(18) }, 18_000],
  ['that failed at once', { status: 'failed', created_at: at(9), finished_at: at(9) }, 0],
  ['that is queued', { status: 'queued', ...end }, undefined],
  ['that was superseded', { status: 'created', ...end }, undefined],
  ['of an odd status', { status: 'odd', ...end }, undefined],
  ['without a creation', { updated_at: at(9) }, undefined],
  ['with invalid times', { created_at: 'noon', updated_at: 'later' }, undefined],
  ['that ended before it was created', { created_at: at(9), updated_at: at(0) }, undefined],
])('the duration of a deployment %s is known if it has ended', (_, fields, ms) => {
  expect(durationMs(deployment({ status: 'succeeded', ...fields }))).toBe(ms)
})

const took = (seconds: number, overrides: Record<string, unknown> = {}) =>
  deployment({ status: 'succeeded', created_at: at(0), updated_at: at(seconds), ...overrides })

test('recent durations are those of deployments that succeeded, with valid times', () => {
  const others = ['failed', 'queued', 'in_progress', 'created'].map((status) => took(5, { status }))
  const odd = [took(1, { created_at: null }), took(1, { updated_at: 'soon' }), took(-5)]
  expect(recentDurationsMs([...others, ...odd, took(60), took(70)])).toEqual([60_000, 70_000])
  expect(recentDurationsMs([])).toEqual([])
})

test('recent durations are those of the newest eight', () => {
  const many = Array.from({ length: 20 }, (_, index) => took(60 + index))
  expect(recentDurationsMs(many)).toEqual(many.slice(0, 8).map((_, index) => (60 + index) * 1000))
})

test('a create sends every input for the deployment', () => {
  const keys = Object.entries(table).flatMap(([key, { part }]) => (part === 'deployment' ? [key] : []))
  const inputs: unknown = Object.fromEntries(keys.map((key) => [key, key]))
  const request = toRequest(inputs as InputsOf<'deployment'>, inputs as InputsOf<'deployment'>)
  expect(Object.values(request).sort()).toEqual(keys.toSorted())
})

const requested = { commit_sha: 'c0ffee0', branch: 'main' }

test.each([
  [requested, requested, true],
  [{ commit_sha: 'c0ffee0123' }, requested, true],
  [{ commit_sha: 'c0ffee0', branch: 'side' }, { commit_sha: 'c0ffee0' }, true],
  [{ commit_sha: 'c0ffee0', branch: 'side' }, requested, false],
  [{ branch: 'main' }, requested, false],
  [{ branch: 'main' }, { branch: 'main' }, false],
])('whether a deployment with %j has the source of the request %j: %s', (has, request, same) => {
  expect(hasSource(deployment(has), request)).toBe(same)
})

test.each([
  [{ replicas: 2, image_tag: '1.0' }, { replicas: 2, image_tag: '1.0' }, true],
  [{ replicas: 1, image_tag: '1.0' }, { replicas: 2, image_tag: '1.0' }, false],
  [{ replicas: 2, image_tag: '2.0' }, { replicas: 2, image_tag: '1.0' }, false],
  [{}, { replicas: 2 }, false],
])('whether a deployment with %j has the settings of the request %j: %s', (has, request, same) => {
  expect(hasSettings(deployment(has), request)).toBe(same)
})

test('the reason of a deployment is its message, or else its code', () => {
  expect(reasonOf(deployment({ error_message: 'No nodes', error_code: 'x' }))).toBe('No nodes')
  expect(reasonOf(deployment({ error_message: '', error_code: 'x' }))).toBe('x')
  expect(reasonOf(deployment())).toBe('')
})

test("a deployment is as old as the server's clock says, and never less than new", () => {
  const created_at = at(30)
  const noon = Date.parse(at(0))
  expect(ageMs(deployment({ created_at }), noon + 42_000)).toBe(12_000)
  expect(ageMs(deployment({ created_at }), noon)).toBe(0)
  expect(ageMs(deployment(), noon)).toBe(0)
})

test.each([
  ['queued', true, true],
  ['in_progress', true, true],
  ['hibernating', true, false],
  ['succeeded', false, false],
  ['failed', false, false],
  ['created', false, false],
  // Read as `queued`, but no reason to wait for it.
  [null, true, false],
])(
  'a deployment that is %s has to be watched further: %s, and blocks others: %s',
  (status, isOpen, blocks) => {
    expect([isUnfinished(deployment({ status })), isInProgress(deployment({ status }))]).toEqual([
      isOpen,
      blocks,
    ])
  },
)
