import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import type { Facts } from '../../src/report/facts.ts'
import { renderOutputs as render } from '../../src/report/outputs.ts'
import { App } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'
import { facts } from './facts.ts'

const renderOutputs = (facts: Facts) => {
  const hide = (text: string) => text.replaceAll('hush', '***')
  return render(facts, hide)
}
const app = (name: unknown) => v.parse(App, { id: 4711, name })

test('everything that is known is an output', () => {
  const all = facts()
  const outcome = { kind: 'succeeded', deployment: deployment() } as const
  const { deployment: json, ...outputs } = renderOutputs({ ...all, outcome })
  expect(outputs).toEqual({
    'app-id': '4711',
    'app-name': 'taxi',
    'app-url': 'https://spice.ai/acme/taxi',
    'deployment-id': '1001',
    'deployment-status': 'succeeded',
    'deployment-created-at': '2026-11-24T12:00:00.000Z',
    'image-tag': '2.4.0-rc.1',
    replicas: '2',
    'duration-seconds': '18.4',
    outcome: 'succeeded',
    datasets: '[]',
    'test-results': '[]',
  })
  expect(JSON.parse(json ?? '')).toEqual(all.deployment?.raw)
})

test('nothing is an output while nothing is known', () => {
  expect(renderOutputs({})).toEqual({})
})

test('what was asked for stands in for what a deployment does not tell', () => {
  const outputs = renderOutputs(facts({ deployment: deployment({ id: 1 }), replicas: 3, imageTag: '1.0' }))
  expect(outputs).toMatchObject({ 'image-tag': '1.0', replicas: '3' })
})

test('image and replicas are those of a deployment, so without one there are none', () => {
  const { deployment: _, ...without } = facts({ replicas: 3, imageTag: '1.0' })
  expect(Object.keys(renderOutputs(without)).sort()).toEqual(['app-id', 'app-name', 'app-url'])
})

test('the time of a deployment that goes on is that until the last look', () => {
  const running = deployment({ id: 1, status: 'in_progress' })
  const outcome = { kind: 'timed-out', deployment: running } as const
  expect(renderOutputs(facts({ deployment: running, elapsedMs: 1234, outcome }))).toMatchObject({
    'duration-seconds': '1.2',
  })
})

test.each([
  ['a name', app('taxi'), undefined, undefined],
  ['an organization', app(null), 'acme', undefined],
  ['both', app('taxi'), 'acme', 'https://spice.ai/acme/taxi'],
  ['odd names', app('a/b?c#d e'), 'ac/me', 'https://spice.ai/ac%2Fme/a%2Fb%3Fc%23d%20e'],
])('the page of the app with %s', (_, app, org, url) => {
  expect(renderOutputs(facts({ app, org }))['app-url']).toBe(url)
})

test('a secret is hidden in the names of members, too, but for those that later steps read by', () => {
  const raw = { id: 1, status: 'failed', 'of hush': { hush: 'hush' } }
  const redact = (text: string) => text.replaceAll(/hush|status/g, '***')
  const outputs = render(facts({ deployment: { ...deployment({ id: 1 }), raw } }), redact)
  expect(JSON.parse(outputs.deployment ?? '')).toEqual({
    id: 1,
    status: 'failed',
    'of ***': { '***': '***' },
  })
})

test('half an emoji in the name of an app costs no other output', () => {
  expect(renderOutputs(facts({ app: app('taxi \ud83d') }))).toMatchObject({ 'deployment-id': '1001' })
})

test('a deployment nested too deep for JSON costs no other output', () => {
  let deep: unknown = 'bottom'
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  const outputs = renderOutputs(facts({ deployment: { ...deployment({ id: 1 }), raw: { deep } } }))
  expect(outputs).toMatchObject({ 'deployment-id': '1' })
  expect(outputs).not.toHaveProperty('deployment')
})
