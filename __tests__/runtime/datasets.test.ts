import { describe, expect, test } from '@jest/globals'
import type { RunEvent } from '../../src/events.ts'
import type { Dataset } from '../../src/runtime/dataset.ts'
import { rehearse } from './stage.ts'

/** So many looks in the same state. */
const looks = (amount: number, status: string) => Array<string>(amount).fill(status)

describe('the wait for the datasets', () => {
  test('goes on until each is ready, and says how far it is', async () => {
    const { heard, problems, datasets, operations } = await rehearse({
      datasets: [
        ...['a', 'b', 'c', 'd', 'e'].map((name) => ({ name })),
        { name: 'taxi_trips', status: [...looks(3, 'Initializing'), 'Ready'] },
        { name: 'orders', status: [...looks(2, 'Initializing'), 'refreshing'] },
        { name: 'legacy', status: ['Initializing', 'Disabled'] },
      ],
    })
    expect(heard).toEqual([
      'ready',
      'datasets: 5/8 ready, waiting for taxi_trips, orders, legacy',
      'datasets: 6/8 ready, waiting for taxi_trips, orders',
      'datasets: 7/8 ready, waiting for taxi_trips',
      'datasets: 8/8 ready',
    ])
    expect(problems).toEqual([])
    expect(datasets.slice(5)).toEqual([
      { name: 'taxi_trips', from: 's3://sandbox/taxi_trips/', status: 'Ready' },
      { name: 'orders', from: 's3://sandbox/orders/', status: 'refreshing' },
      { name: 'legacy', from: 's3://sandbox/legacy/', status: 'Disabled' },
    ])
    expect(operations).toEqual(['runtimeReady', ...Array(4).fill('runtimeDatasets')])
  })

  test('asks for their status', async () => {
    const { requests } = await rehearse({})
    expect(requests[1]).toMatchObject({
      method: 'GET',
      path: '/v1/datasets',
      query: { status: 'true' },
      headers: { accept: 'application/json', 'user-agent': 'spice-cloud-deploy-action' },
    })
  })

  test('says so only when something changes', async () => {
    const { heard } = await rehearse({
      datasets: [{ name: 'a', status: [...looks(9, 'Initializing'), 'Ready'] }],
    })
    expect(heard).toEqual(['ready', 'datasets: 0/1 ready, waiting for a', 'datasets: 1/1 ready'])
  })

  test('ends with the last list known', async () => {
    const lists: (readonly Dataset[])[] = []
    const emit = (event: RunEvent) => {
      if (event.type === 'datasets.polled') lists.push(event.datasets)
    }
    const status = [...looks(5, 'Initializing'), 'Loading']
    const { datasets } = await rehearse(
      { datasets: [{ name: 'a', status }] },
      { datasetTimeoutMs: 20_000, emit },
    )
    expect(lists.map(([dataset]) => dataset?.status)).toEqual(['Initializing', 'Loading'])
    expect(lists.at(-1)).toEqual(datasets)
  })

  test('fails at its limit with what is not ready', async () => {
    const { problems, tookMs, datasets } = await rehearse(
      { datasets: [{ name: 'a' }, { name: 'b', status: 'Initializing' }] },
      { datasetTimeoutMs: 20_000 },
    )
    expect(tookMs).toBe(20_000)
    expect(problems).toEqual([
      {
        part: 'datasets',
        text: 'Not every dataset was ready within 20s: 1/2 ready, waiting for b.',
        isTolerable: false,
      },
    ])
    expect(datasets).toHaveLength(2)
  })

  test('goes through trouble', async () => {
    const on = (nth: number) => ({ path: 'runtimeDatasets', nth })
    const { problems, heard } = await rehearse({ datasets: [{ name: 'a' }] }, {}, [
      { on: on(1), fault: { kind: 'status', status: 408, body: 'timeout' } },
      { on: on(2), fault: { kind: 'status', status: 500, body: 'No' } },
      { on: on(3), fault: { kind: 'reset', when: 'midway' } },
      { on: on(4), fault: { kind: 'html' } },
      { on: on(5), fault: { kind: 'misshapen' } },
      { on: on(6), fault: { kind: 'deepJson' } },
    ])
    expect(problems).toEqual([])
    expect(heard).toEqual(['ready', 'datasets: 1/1 ready'])
  })

  test('tells what kept it from looking in the end', async () => {
    const fault = { kind: 'status', status: 500, body: 'Out of memory' } as const
    const { problems } = await rehearse(
      { datasets: [{ name: 'a', status: 'Initializing' }] },
      { datasetTimeoutMs: 20_000 },
      [{ on: { path: 'runtimeDatasets', nth: 3, times: 1000 }, fault }],
    )
    expect(problems[0]?.text).toBe(
      'Not every dataset was ready within 20s: 0/1 ready, waiting for a. The last look failed: HTTP 500: Out of memory.',
    )
  })

  test('tells what kept it from reading any', async () => {
    const fault = { kind: 'status', status: 500, body: 'Out of memory' } as const
    const { problems, datasets } = await rehearse({}, {}, [
      { on: { path: 'runtimeDatasets', times: 1000 }, fault },
    ])
    expect(problems[0]?.text).toBe('The datasets could not be read within 5m: HTTP 500: Out of memory.')
    expect(datasets).toEqual([])
  })

  test('ends where the key is not accepted', async () => {
    const fault = { kind: 'status', status: 403, body: 'Forbidden' } as const
    const { problems, tookMs } = await rehearse({}, {}, [
      { on: { path: 'runtimeDatasets', times: 1000 }, fault },
    ])
    expect(problems[0]?.text).toBe(
      'The runtime cannot be asked for its datasets: it refuses the API key (HTTP 403: Forbidden).',
    )
    expect(tookMs).toBe(5000)
  })
})

describe('a dataset in error', () => {
  const error_message = 'Unable to connect to postgres'

  test('may recover', async () => {
    const { problems, heard } = await rehearse({
      datasets: [{ name: 'orders', status: ['Initializing', ...looks(20, 'Error'), 'Ready'], error_message }],
    })
    expect(problems).toEqual([])
    expect(heard.slice(1)).toEqual([
      'datasets: 0/1 ready, waiting for orders',
      'datasets: 0/1 ready, waiting for orders (in error)',
      'datasets: 1/1 ready',
    ])
  })

  test('fails the run after 15 s, named with its message', async () => {
    const { problems, tookMs, datasets } = await rehearse({
      datasets: [
        { name: 'taxi_trips', status: 'Initializing' },
        { name: 'orders', status: 'error', error_message },
      ],
    })
    expect(problems).toEqual([
      {
        part: 'datasets',
        text: 'Dataset orders is in error: Unable to connect to postgres.',
        isTolerable: false,
      },
    ])
    expect(tookMs).toBeGreaterThanOrEqual(15_000)
    expect(tookMs).toBeLessThan(17_000)
    expect(datasets[1]).toEqual({
      name: 'orders',
      from: 's3://sandbox/orders/',
      status: 'error',
      error_message,
    })
  })

  test('has its 15 s anew when it was well in between', async () => {
    const status = [...looks(20, 'Error'), 'Initializing', ...looks(6, 'Error'), 'Ready']
    const { problems, tookMs } = await rehearse({ datasets: [{ name: 'orders', status, error_message }] })
    expect(problems).toEqual([])
    expect(tookMs).toBeGreaterThan(16_000)
  })

  test('is not well in between where nobody could look', async () => {
    const { problems } = await rehearse(
      { datasets: [{ name: 'orders', status: 'Error', error_message }] },
      {},
      [{ on: { path: 'runtimeDatasets', nth: 5, times: 3 }, fault: { kind: 'status', status: 502 } }],
    )
    expect(problems[0]?.text).toBe('Dataset orders is in error: Unable to connect to postgres.')
  })

  test('is told with what there is of a reason', async () => {
    const error = { category: 'dataset', type: 'connection', code: 'Dataset.Connection' }
    const { problems } = await rehearse({
      datasets: [
        { name: 'a', status: 'Error', error },
        { name: 'b', status: 'Error' },
      ],
    })
    expect(problems[0]?.text).toBe(
      'Dataset a is in error: dataset, connection, Dataset.Connection. Dataset b is in error: the runtime does not say why.',
    )
  })

  test('is one of ten that are named where there are more', async () => {
    const datasets = Array.from({ length: 13 }, (_, index) => ({ name: `d${index}`, status: 'Error' }))
    const { problems } = await rehearse({ datasets })
    expect(problems[0]?.text.match(/Dataset d\d+ is in error/g)).toHaveLength(10)
    expect(problems[0]?.text).toMatch(/So are 3 more\.$/)
  })

  test('is told at the limit, too', async () => {
    const { problems } = await rehearse(
      { datasets: [{ name: 'orders', status: 'Error', error_message: 'Secret hush is wrong' }] },
      { datasetTimeoutMs: 10_000, warmupMs: 0, redact: (text) => text.replaceAll('hush', '***') },
    )
    expect(problems[0]?.text).toBe(
      'Not every dataset was ready within 10s: 0/1 ready, waiting for orders (in error). Dataset orders is in error: Secret *** is wrong.',
    )
  })
})

describe('a dataset that the spicepod names', () => {
  test('is waited for while another version answers', async () => {
    let looksAtIt = 0
    const datasets = () => (looksAtIt++ < 3 ? [{ name: 'old' }] : [{ name: 'spice.public.orders' }])
    const { heard, problems } = await rehearse({ datasets }, { expectedDatasets: ['orders'] })
    expect(problems).toEqual([])
    expect(heard.slice(1)).toEqual([
      'datasets: 1/2 ready, waiting for orders (missing)',
      'datasets: 1/1 ready',
    ])
  })

  test('fails the run when it never comes', async () => {
    const { datasets, problems } = await rehearse(
      { datasets: [{ name: 'taxi_trips' }] },
      { expectedDatasets: ['taxi_trips', 'orders'] },
    )
    expect(problems[0]?.text).toBe(
      'Not every dataset was ready within 5m: 1/2 ready, waiting for orders (missing). Missing are those that the spicepod names and the runtime that answers does not have.',
    )
    expect(datasets[1]).toEqual({ name: 'orders', status: 'Missing' })
  })
})
