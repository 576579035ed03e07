import { describe, expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import { hasComponents } from '../../../src/spicepod/spicepod.ts'
import { hang } from '../../harness/hang.ts'
import { badGateway, sql, verifyInMemory } from '../../runtime/fixture.ts'

const neverReady = { readyAfterLooks: 1000 }
const noDatasetCheck = { datasetTimeoutMs: 0, probes: [sql] }

test('the wait goes on after errors while one version replaces another', async () => {
  const { lines } = await verifyInMemory({}, noDatasetCheck, [
    { on: { path: 'runtimeReady' }, fault: { kind: 'reset' } },
    { on: { path: 'runtimeReady', nth: 2, times: 2 }, fault: badGateway },
    { on: { path: 'runtimeReady', nth: 4 }, fault: { kind: 'html' } },
    { on: { path: 'runtimeReady', nth: 5 }, fault: { kind: 'empty', status: 200 } },
  ])
  expect(lines).toEqual([
    ...['not ready: read ECONNRESET', 'not ready: HTTP 502: an HTML page'],
    'not ready: HTTP 200, but the body is not `ready`: <!doctype html><title>Sign in</title><p>Sign in to go on.',
    ...['not ready: HTTP 200, but the body is empty', 'ready', 'sql: 1 row'],
  ])
})

test('the wait ends at its limit, and the probes do not run', async () => {
  const { tests, problems, operations, tookMs } = await verifyInMemory(neverReady, noDatasetCheck)
  const text = 'The runtime at https://runtime.example was not ready within 1m: HTTP 503: not ready.'
  expect(problems).toEqual([{ code: 'not-ready', part: 'runtime', text, isTolerable: true }])
  expect(tests).toEqual([{ name: 'sql', ok: false, durationMs: 0, error: `Not run. ${text}` }])
  expect(new Set(operations)).toEqual(new Set(['runtimeReady']))
  expect(tookMs).toBe(60_000)
})

test('the wait lasts as long as the one for datasets if that is longer', async () => {
  const { problems, tookMs } = await verifyInMemory({}, { warmupMs: 60_000 }, [
    { on: { times: 1000 }, fault: badGateway },
  ])
  expect(tookMs).toBe(300_000)
  const text = 'The runtime at https://runtime.example was not ready within 5m: HTTP 502: an HTML page.'
  expect(problems).toEqual([{ code: 'not-ready', part: 'runtime', text, isTolerable: false }])
})

test('the wait is skipped if its limit is zero', async () => {
  const { operations } = await verifyInMemory({ readyAfterLooks: 1000 }, { ...noDatasetCheck, warmupMs: 0 })
  expect(operations).toEqual(['runtimeSql'])
})

test.each([
  [60_000, 5000],
  [3000, 3000],
])('a rejected API key ends a wait of %d ms after five seconds at most', async (warmupMs, endsMs) => {
  const { problems, tests, tookMs } = await verifyInMemory({}, { ...noDatasetCheck, warmupMs, key: 'wrong' })
  const text = 'The runtime at https://runtime.example rejected the API key (HTTP 401: Unauthorized).'
  expect(problems).toEqual([{ code: 'api-key-rejected', part: 'runtime', text, isTolerable: true }])
  expect(tests).toMatchObject([{ ok: false, error: `Not run. ${text}` }])
  expect(tookMs).toBe(endsMs)
})

test('an API key that a gateway does not know yet does not end the wait', async () => {
  const fault = { kind: 'status', status: 403, body: 'Forbidden' } as const
  const faults = [{ on: { path: 'runtimeReady', times: 8 }, fault }]
  const { lines } = await verifyInMemory({}, noDatasetCheck, faults)
  expect(lines).toContain('ready')
})

test('an API key that is not allowed in a header is neither sent nor shown', async () => {
  const run = verifyInMemory({}, { ...noDatasetCheck, key: 'top\nsecret' })
  const text = 'The API key of the runtime contains characters that are not allowed in a header.'
  await expect(run).rejects.toThrow(text)
})

test('a runtime that never gets ready is reported with the datasets that are not ready', async () => {
  const { lines, problems } = await verifyInMemory({
    readyAfterLooks: 1000,
    datasets: [{ name: 'taxi_trips' }, { name: 'orders', status: 'Initializing' }],
  })
  expect(lines).toEqual(['not ready: HTTP 503: not ready', 'datasets: 1/2 ready, waiting for orders'])
  expect(problems[0]?.text).toBe(
    'The runtime at https://runtime.example was not ready within 5m: HTTP 503: not ready; datasets: 1/2 ready, waiting for orders.',
  )
})

test('a runtime without datasets is reported as such', async () => {
  const { problems } = await verifyInMemory({ readyAfterLooks: 1000 })
  expect(problems[0]?.text).toMatch(/HTTP 503: not ready; it has no datasets\.$/)
})

describe('at the limit', () => {
  const short = { warmupMs: 3000, datasetTimeoutMs: 3000 }

  test('the datasets are polled once more at the limit, and one in error is the reason', async () => {
    const datasets = [{ name: 'a' }, { name: 'orders', status: 'Error', error_message: 'Access denied' }]
    const run = await verifyInMemory({ readyAfterLooks: 1000, datasets }, short)
    const text =
      'The runtime at https://runtime.example was not ready within 3s: HTTP 503: not ready; datasets: 1/2 ready, waiting for orders (in error). Dataset orders is in error: Access denied.'
    expect(run.problems).toEqual([{ code: 'not-ready', part: 'datasets', text, isTolerable: false }])
    expect(run.datasets).toHaveLength(2)
    expect(run.operations.filter((name) => name === 'runtimeDatasets')).toHaveLength(1)
  })

  test('only a runtime without components that itself says "not ready" may stay so', async () => {
    const always = (fault: Fault) => [{ on: { path: 'runtimeReady', times: 1000 }, fault }]
    const idle = { ...short, spicepod: { name: 'bare' } }
    const empty = { ...neverReady, datasets: [] }
    const verifyIdle = async (faults: FaultRule[], overrides = {}) => {
      const { lines, problems } = await verifyInMemory(empty, { ...idle, ...overrides }, faults)
      return [lines.includes('idle'), problems.map(({ part }) => part)]
    }
    expect(await verifyIdle([])).toEqual([true, []])
    const failing = [false, ['runtime']]
    expect(await verifyIdle([], { probes: [sql] })).toEqual(failing)
    expect(await verifyIdle([], { probes: [sql], datasetTimeoutMs: 0 })).toEqual(failing)
    expect(await verifyIdle([], { spicepod: { models: [{}] } })).toEqual(failing)
    expect(await verifyIdle([], { spicepod: undefined })).toEqual(failing)
    expect(await verifyIdle(always({ kind: 'reset' }))).toEqual(failing)
    expect(await verifyIdle(always({ kind: 'html' }))).toEqual(failing)
    expect(await verifyIdle(always({ kind: 'status', status: 502, body: 'not ready' }))).toEqual(failing)
    expect(await verifyIdle([], { key: 'wrong' })).toEqual(failing)
    expect((await verifyInMemory({ readyAfterLooks: 2 }, idle)).lines).not.toContain('idle')
  })
})

test('a poll takes no longer than `request-timeout-seconds`', async () => {
  const limits = { warmupMs: 1, datasetTimeoutMs: 1, requestTimeoutMs: 100 }
  const { problems } = await verifyInMemory({}, { ...limits, fetch: hang })
  expect(problems[0]?.text).toMatch(/no response within 100ms\.$/)
})

test.each(['datasets', 'views', 'models', 'workers', 'catalogs'])('%s count as components', (name) => {
  expect(hasComponents({ [name]: [{ name: 'a' }] })).toBe(true)
  expect(hasComponents({ [name]: [] })).toBe(false)
})
