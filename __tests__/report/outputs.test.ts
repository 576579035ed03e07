import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { parse } from 'yaml'
import type { Problem } from '../../src/core/problem.ts'
import { reduce } from '../../src/core/reduce.ts'
import type { RunState } from '../../src/core/state.ts'
import { renderOutputs as render } from '../../src/report/outputs.ts'
import { conclude } from '../../src/report/verdict.ts'
import { App } from '../../src/spice/schema.ts'
import { deployment } from '../deploy/deployment.ts'
import { runState } from './run-state.ts'

const renderOutputs = (state: RunState) =>
  render(state, undefined, (text) => text.replaceAll('hush', '***')).outputs
const app = (name: unknown) => v.parse(App, { id: 4711, name })

const settings = { replicas: 3, imageTag: '1.0' }

test('settings of the run are used if the deployment does not report them', () => {
  const outputs = renderOutputs(runState({ deployment: deployment({ id: 1 }), settings }))
  expect(outputs).toMatchObject({ 'image-tag': '1.0', replicas: '3' })
})

test.each([
  ['action.yml', 'deploy'],
  ['remove/action.yml', 'remove'],
  ['rollback/action.yml', 'rollback'],
  ['fleet/action.yml', 'fleet'],
] as const)('the outputs in %s are those that a run may have', (file, action) => {
  const { outputs } = parse(readFileSync(file, 'utf8')) as { outputs: object }
  // After a deployment was replaced, an output that is not known is empty instead of missing.
  const written = Object.fromEntries(
    'apps matrix waves has-changes counts'.split(' ').map((name) => [name, '[]']),
  )
  const view = { headline: '', isCurrent: true, lines: [], summary: '', warnings: [], outputs: written }
  const state = runState({ action, replacedId: 1000, ...(action === 'fleet' && { fleet: view }) })
  expect(Object.keys(renderOutputs(state)).sort()).toEqual(Object.keys(outputs).sort())
})

test('the duration of a deployment that is still in progress ends with the last poll', () => {
  const running = deployment({ id: 1, status: 'in_progress' })
  const outcome = { kind: 'timed-out', deployment: running } as const
  const outputs = renderOutputs(runState({ deployment: running, elapsedMs: 1234, outcome }))
  expect(outputs).toHaveProperty('duration-seconds', '1.2')
})

test('the duration of a deployment that had ended before the run is not known without the time of its end', () => {
  const ended = deployment({ id: 1, status: 'succeeded', updated_at: null })
  const polled = { type: 'deployment.polled', atMs: 7_200_000, deployment: ended, listed: [] } as const
  const outcome = { kind: 'succeeded', deployment: ended } as const
  const state = reduce(runState({ isAttached: true, createdAtMs: 0, elapsedMs: undefined, outcome }), polled)
  expect(renderOutputs(reduce(state, polled))).not.toHaveProperty('duration-seconds')
  expect(renderOutputs(reduce(runState({ outcome }), polled))).toHaveProperty('duration-seconds', '0')
})

test.each([
  ['a name', app('taxi'), undefined, undefined],
  ['an organization', app(null), 'acme', undefined],
  ['both', app('taxi'), 'acme', 'https://spice.ai/acme/taxi'],
  ['odd names', app('a/b?c#d e'), 'ac/me', 'https://spice.ai/ac%2Fme/a%2Fb%3Fc%23d%20e'],
])('`app-url` needs both names: %s', (_, app, org, url) => {
  expect(renderOutputs(runState({ app, org }))['app-url']).toBe(url)
})

test('a secret is hidden in names of members, but not in those that later steps read', () => {
  const raw = { id: 1, status: 'failed', 'of hush': { hush: 'hush' } }
  const redact = (text: string) => text.replaceAll(/hush|status/g, '***')
  const { outputs } = render(runState({ deployment: { ...deployment({ id: 1 }), raw } }), undefined, redact)
  const shown = { id: 1, status: 'failed', 'of ***': { '***': '***' } }
  expect(JSON.parse(outputs.deployment ?? '')).toEqual(shown)
})

test('endless text of servers makes no endless outputs', () => {
  const endless = 'x'.repeat(1_000_000)
  const endlessly = { name: endless, message: endless }
  const problem: Problem = { code: 'dataset-invalid', kind: 'dataset', certain: true, ...endlessly }
  const failed = deployment({ id: 1, image_tag: endless })
  const state = runState({
    app: app(endless),
    deployment: failed,
    problems: [problem],
    verification: {
      tests: [{ name: `table:${endless}`, ok: false, durationMs: 1, error: endless }],
      datasets: [{ name: endless, status: 'Error', error_message: endless }],
      models: [{ name: endless, status: endless }],
      problems: [],
    },
  })
  const verdict = { ...conclude({ kind: 'failed', deployment: failed }, state), errorMessage: endless }
  const { deployment: whole, ...outputs } = render(state, verdict, (text) => text).outputs
  expect(JSON.parse(whole ?? '')).toEqual(failed.raw)
  const lengths = Object.fromEntries(Object.entries(outputs).map(([name, text]) => [name, text.length]))
  expect(lengths).toMatchObject({ 'app-name': 2000, 'image-tag': 2000, 'error-message': 20_000 })
  expect(Math.max(...Object.values(lengths))).toBe(20_000)
  expect(JSON.parse(outputs.problems ?? '')[0].name).toHaveLength(200)
  expect(JSON.parse(outputs.datasets ?? '')[0].error_message).toBe(`${'x'.repeat(299)}…`)
})

test('a list has its first hundred entries, also one in a plan, and a note says how many are left out', () => {
  const problem: Problem = {
    code: 'dataset-invalid',
    kind: 'dataset',
    certain: true,
    name: 'a',
    message: 'm',
    advice: '',
  }
  const components = Array(103).fill({ kind: 'dataset', name: 'a', change: 'added' })
  const changes = [{ kind: 'spicepod', path: 'spicepod.yaml', components }] as const
  const many = runState({
    problems: Array(101).fill(problem),
    plan: { digest: '', app: { id: 1, name: 'a' }, request: {}, changes },
  })
  const { outputs, note } = render(many, undefined, (text) => text)
  expect(JSON.parse(outputs.problems ?? '')).toHaveLength(100)
  expect(JSON.parse(outputs.plan ?? '').changes[0].components).toHaveLength(100)
  expect(note).toBe('Lists in outputs have their first 100 entries. Left out: 4 in `plan`, 1 in `problems`.')
  const few = runState({ problems: Array(100).fill(problem) })
  expect(render(few, undefined, (text) => text).note).toBeUndefined()
})

test('a deployment nested too deep for JSON costs no other output', () => {
  let deep: unknown = 'bottom'
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  const outputs = renderOutputs(runState({ deployment: { ...deployment({ id: 1 }), raw: { deep } } }))
  expect(outputs).toMatchObject({ 'deployment-id': '1' })
  expect(outputs).not.toHaveProperty('deployment')
})
