import { expect, test } from '@jest/globals'
import { verifyInMemory } from '../../runtime/fixture.ts'

/** So many polls with the same status. */
const polls = (amount: number, status: string) => Array<string>(amount).fill(status)

test('the wait ends when all datasets are ready, and reports the progress', async () => {
  const { lines, problems, datasets, operations } = await verifyInMemory({
    datasets: [
      ...['a', 'b', 'c', 'd', 'e'].map((name) => ({ name })),
      { name: 'taxi_trips', status: [...polls(3, 'Initializing'), 'Ready'] },
      { name: 'orders', status: [...polls(2, 'Initializing'), 'refreshing'] },
      { name: 'legacy', status: ['Initializing', 'Disabled'] },
    ],
  })
  expect(lines).toEqual([
    ...['ready', 'datasets: 5/8 ready, waiting for taxi_trips, orders, legacy'],
    'datasets: 6/8 ready, waiting for taxi_trips, orders',
    ...['datasets: 7/8 ready, waiting for taxi_trips', 'datasets: 8/8 ready'],
  ])
  expect(problems).toEqual([])
  expect(datasets.slice(5)).toEqual([
    { name: 'taxi_trips', from: 's3://sandbox/taxi_trips/', status: 'Ready' },
    { name: 'orders', from: 's3://sandbox/orders/', status: 'refreshing' },
    { name: 'legacy', from: 's3://sandbox/legacy/', status: 'Disabled' },
  ])
  expect(operations).toEqual(['runtimeReady', ...Array(4).fill('runtimeDatasets')])
})

test('a wait whose last polls failed says why', async () => {
  const fault = { kind: 'status', status: 500, body: 'Out of memory' } as const
  const faults = [{ on: { path: 'runtimeDatasets', nth: 3, times: 1000 }, fault }]
  const loading = { datasets: [{ name: 'a', status: 'Initializing' }] }
  const { problems } = await verifyInMemory(loading, { datasetTimeoutMs: 20_000 }, faults)
  expect(problems[0]?.text).toBe(
    'Not all datasets were ready within 20s: 0/1 ready, waiting for a. The last poll failed: HTTP 500: Out of memory.',
  )
})

const error_message = 'Unable to connect to postgres'

test('a dataset in error for 15 s fails the verification with its message', async () => {
  const { problems, tookMs, datasets } = await verifyInMemory({
    datasets: [
      { name: 'taxi_trips', status: 'Initializing' },
      { name: 'orders', status: 'error', error_message },
    ],
  })
  const text = 'Dataset orders is in error: Unable to connect to postgres.'
  expect(problems).toEqual([{ code: 'not-ready', part: 'datasets', text, isTolerable: false }])
  expect(tookMs).toBeGreaterThanOrEqual(15_000)
  expect(tookMs).toBeLessThan(17_000)
  const orders = { name: 'orders', from: 's3://sandbox/orders/', status: 'error', error_message }
  expect(datasets[1]).toEqual(orders)
})

test('a dataset that recovers has 15 s again at the next error', async () => {
  const status = [...polls(20, 'Error'), 'Initializing', ...polls(6, 'Error'), 'Ready']
  const { problems, tookMs } = await verifyInMemory({ datasets: [{ name: 'orders', status, error_message }] })
  expect(problems).toEqual([])
  expect(tookMs).toBeGreaterThan(16_000)
})

test('a poll without a list does not restart the 15 s', async () => {
  const faults = [
    { on: { path: 'runtimeDatasets', nth: 5, times: 3 }, fault: { kind: 'status', status: 502 } as const },
  ]
  const inError = { datasets: [{ name: 'orders', status: 'Error', error_message }] }
  const { problems } = await verifyInMemory(inError, {}, faults)
  expect(problems[0]?.text).toBe('Dataset orders is in error: Unable to connect to postgres.')
})

test('a dataset in error without a message is reported with what the runtime says about it', async () => {
  const error = { category: 'dataset', type: 'connection', code: 'Dataset.Connection' }
  const inError = { name: 'a', status: 'Error', error }
  const { problems } = await verifyInMemory({ datasets: [inError, { name: 'b', status: 'Error' }] })
  expect(problems[0]?.text).toBe(
    'Dataset a is in error: dataset, connection, Dataset.Connection. Dataset b is in error: the runtime gave no reason.',
  )
})

test('ten datasets in error are named and the others counted', async () => {
  const datasets = Array.from({ length: 13 }, (_, index) => ({ name: `d${index}`, status: 'Error' }))
  const { problems } = await verifyInMemory({ datasets })
  expect(problems[0]?.text.match(/Dataset d\d+ is in error/g)).toHaveLength(10)
  expect(problems[0]?.text).toMatch(/3 more datasets in error\.$/)
})
