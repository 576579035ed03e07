import { describe, expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { rehearse, sql } from './stage.ts'

const noDatasetCheck = { datasetTimeoutMs: 0, probes: [sql] }

describe('the wait for the runtime', () => {
  test('ends when it says that it is ready', async () => {
    const { heard, operations, tookMs } = await rehearse({ readyAfterLooks: 3 }, noDatasetCheck)
    expect(heard).toEqual(['not ready: HTTP 503: not ready', 'ready', 'sql: 1 row'])
    expect(operations).toEqual([...Array(4).fill('runtimeReady'), 'runtimeSql'])
    expect(tookMs).toBe(1500)
  })

  test('takes errors around the switch as they come', async () => {
    const { heard } = await rehearse({ gateway502For: 2 }, noDatasetCheck, [
      { on: { path: 'runtimeReady' }, fault: { kind: 'reset' } },
      { on: { path: 'runtimeReady', nth: 4 }, fault: { kind: 'html' } },
      { on: { path: 'runtimeReady', nth: 5 }, fault: { kind: 'empty', status: 200 } },
    ])
    expect(heard).toEqual([
      'not ready: read ECONNRESET',
      'not ready: HTTP 502: an HTML page',
      'not ready: HTTP 200 with another text: <!doctype html><title>Sign in</title><p>Sign in to go on.',
      'not ready: HTTP 200 with an empty body',
      'ready',
      'sql: 1 row',
    ])
  })

  test('is over at its limit, and the probes are not asked', async () => {
    const { tests, problems, operations, tookMs } = await rehearse({ readyAfterLooks: 1000 }, noDatasetCheck)
    const text = 'The runtime at https://runtime.example was not ready within 1m: HTTP 503: not ready.'
    expect(problems).toEqual([{ part: 'runtime', text, isTolerable: true }])
    expect(tests).toEqual([{ name: 'sql', ok: false, durationMs: 0, error: `Not asked. ${text}` }])
    expect(new Set(operations)).toEqual(new Set(['runtimeReady']))
    expect(tookMs).toBe(60_000)
  })

  test('takes as long as that for the datasets may, where it is longer', async () => {
    const { problems, tookMs } = await rehearse({ gateway502For: 1000 }, { warmupMs: 60_000 })
    expect(tookMs).toBe(300_000)
    expect(problems).toEqual([
      {
        part: 'runtime',
        text: 'The runtime at https://runtime.example was not ready within 5m: HTTP 502: an HTML page.',
        isTolerable: false,
      },
    ])
  })

  test('is left out when there is none to take', async () => {
    const { operations } = await rehearse({ readyAfterLooks: 1000 }, { ...noDatasetCheck, warmupMs: 0 })
    expect(operations).toEqual(['runtimeSql'])
  })
})

describe('a key', () => {
  test('that is not accepted ends the wait after some seconds', async () => {
    const { problems, tests, tookMs } = await rehearse({}, { ...noDatasetCheck, key: 'wrong' })
    const text =
      'The runtime at https://runtime.example cannot be asked: it refuses the API key (HTTP 401: Unauthorized).'
    expect(problems).toEqual([{ part: 'runtime', text, isTolerable: true }])
    expect(tests).toMatchObject([{ ok: false, error: `Not asked. ${text}` }])
    expect(tookMs).toBe(5000)
  })

  test('that a gateway does not know yet does not', async () => {
    const unknown = { kind: 'status', status: 403, body: 'Forbidden' } as const
    const { heard } = await rehearse({}, noDatasetCheck, [
      { on: { path: 'runtimeReady', times: 8 }, fault: unknown },
    ])
    expect(heard).toContain('ready')
  })

  test('that no header can have is not sent, nor shown', async () => {
    const run = rehearse({}, { ...noDatasetCheck, key: 'top\nsecret' })
    await expect(run).rejects.toThrow('The API key of the runtime has characters that no header can have.')
  })
})

describe('a runtime that is not ready because of its datasets', () => {
  const broken = { name: 'orders', status: 'Error', error_message: 'Access denied' }

  test('fails with them, before the limit', async () => {
    const datasets = [{ name: 'taxi_trips' }, broken]
    const {
      problems,
      tests,
      tookMs,
      datasets: seen,
    } = await rehearse({ readyAfterLooks: 1000, datasets }, { probes: [sql] })
    const text = 'Dataset orders is in error: Access denied.'
    expect(problems).toEqual([{ part: 'datasets', text, isTolerable: false }])
    expect(tests).toMatchObject([{ name: 'sql', ok: false, error: `Not asked. ${text}` }])
    expect(seen).toHaveLength(2)
    expect(tookMs).toBeLessThan(25_000)
  })

  test('shows how they get on, and which were not ready in the end', async () => {
    const { heard, problems } = await rehearse({
      readyAfterLooks: 1000,
      datasets: [{ name: 'taxi_trips' }, { name: 'orders', status: 'Initializing' }],
    })
    expect(heard).toEqual(['not ready: HTTP 503: not ready', 'datasets: 1/2 ready, waiting for orders'])
    expect(problems[0]?.text).toBe(
      'The runtime at https://runtime.example was not ready within 5m: HTTP 503: not ready; datasets: 1/2 ready, waiting for orders.',
    )
  })

  test('says so when it has none: then it never will be', async () => {
    const { problems } = await rehearse({ readyAfterLooks: 1000 })
    expect(problems[0]?.text).toMatch(
      /HTTP 503: not ready; it has no datasets, and one without any component never says that it is ready\.$/,
    )
  })
})

describe('at the limit', () => {
  const short = { warmupMs: 3000, datasetTimeoutMs: 3000 }

  test('the datasets are looked at once more, and one in error is the reason', async () => {
    const datasets = [{ name: 'a' }, { name: 'orders', status: 'Error', error_message: 'Access denied' }]
    const run = await rehearse({ readyAfterLooks: 1000, datasets }, short)
    expect(run.problems).toEqual([
      {
        part: 'datasets',
        text: 'The runtime at https://runtime.example was not ready within 3s: HTTP 503: not ready; datasets: 1/2 ready, waiting for orders (in error). Dataset orders is in error: Access denied.',
        isTolerable: false,
      },
    ])
    expect(run.datasets).toHaveLength(2)
    expect(run.operations.filter((name) => name === 'runtimeDatasets')).toHaveLength(1)
  })

  test('they are known where none is in error', async () => {
    const datasets = [{ name: 'a', status: 'Initializing' }]
    const run = await rehearse({ readyAfterLooks: 1000, datasets }, short)
    expect(run.problems).toMatchObject([{ part: 'runtime' }])
    expect(run.datasets).toMatchObject([{ name: 'a', status: 'Initializing' }])
  })

  test('a runtime that has nothing to be ready for is asked all the same, and no other is', async () => {
    const always = (fault: Fault) => [{ on: { path: 'runtimeReady', times: 1000 }, fault }]
    const idle = { ...short, mayStayIdle: true, probes: [sql] }
    const told = async (faults: FaultRule[], overrides = {}) => {
      const { heard, problems } = await rehearse(
        { readyAfterLooks: 1000, datasets: [] },
        { ...idle, ...overrides },
        faults,
      )
      return [heard.includes('idle'), problems.map(({ part }) => part)]
    }
    expect(await told([])).toEqual([true, []])
    expect(await told([], { datasetTimeoutMs: 0 })).toEqual([true, []])
    expect(await told([], { mayStayIdle: false })).toEqual([false, ['runtime']])
    expect(await told(always({ kind: 'reset' }))).toEqual([false, ['runtime']])
    expect(await told(always({ kind: 'html' }))).toEqual([false, ['runtime']])
    expect(await told(always({ kind: 'status', status: 502, body: 'not ready' }))).toEqual([
      false,
      ['runtime'],
    ])
    expect(await told([], { key: 'wrong' })).toEqual([false, ['runtime']])
    expect((await rehearse({ readyAfterLooks: 2 }, idle)).heard).not.toContain('idle')
  })
})

test('a look has no more time than a request', async () => {
  const hang: typeof fetch = (_, init) =>
    new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
  const { problems } = await rehearse(
    {},
    { warmupMs: 1, datasetTimeoutMs: 1, requestTimeoutMs: 100, fetch: hang },
  )
  expect(problems[0]?.text).toMatch(/no answer within 0\.1 s\.$/)
})
