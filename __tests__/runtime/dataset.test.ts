import { describe, expect, test } from '@jest/globals'
import {
  addMissing,
  type Dataset,
  describeError,
  describeProgress,
  isHealthy,
  readDatasets,
} from '../../src/runtime/dataset.ts'

const dataset = (name: string, status = 'Ready'): Dataset => ({ name, status })
const redact = (text: string) => text.replaceAll('hush', '***')

describe('the list of the runtime', () => {
  test('is read as far as it can be', () => {
    const error = { category: 'dataset', type: 'connection', code: 'E1' }
    const answer = [
      { name: 'a', from: 's3://a', status: 'Error', error, error_message: 'No hush', properties: {} },
      { name: 'b', from: null, status: 'Ready', error: null, error_message: null },
      { name: 'hush' },
      { status: 'Ready' },
      'text',
    ]
    expect(readDatasets(answer, redact)).toEqual([
      { name: 'a', from: 's3://a', status: 'Error', error, error_message: 'No ***' },
      { name: 'b', status: 'Ready' },
      { name: 'hush', status: 'Unknown' },
    ])
  })

  test.each([undefined, null, {}, 'text', { data: [] }])('is not %j', (answer) => {
    expect(readDatasets(answer, redact)).toBeUndefined()
  })
})

test.each(['Ready', 'ready', 'REFRESHING', 'disabled'])('%s is fine', (status) => {
  expect(isHealthy(dataset('a', status))).toBe(true)
})

test.each(['Initializing', 'Error', 'ShuttingDown', 'Unknown', 'Missing', 'Loading'])(
  '%s is not',
  (status) => {
    expect(isHealthy(dataset('a', status))).toBe(false)
  },
)

describe('an expected dataset', () => {
  test.each([
    ['taxi_trips', 'taxi_trips'],
    ['spice.public.taxi_trips', 'taxi_trips'],
    ['taxi_trips', 'public.taxi_trips'],
    ['spice.public.taxi_trips', 'Taxi_Trips'],
    ['Orders', '"Orders"'],
    ['spice.public."Orders"', '`Orders`'],
    ['taxi.trips', '"taxi.trips"'],
    ['spice.public.taxi.trips', '"taxi.trips"'],
    ['spice.public."taxi.trips"', '"taxi.trips"'],
  ])('is there as %s when it is called %s', (theirs, ours) => {
    expect(addMissing([dataset(theirs)], [ours])).toEqual([dataset(theirs)])
  })

  test('is missing when nothing has its name', () => {
    const there = dataset('spice.public.trips')
    expect(addMissing([there], ['taxi_trips', 'trips'])).toEqual([there, dataset('taxi_trips', 'Missing')])
  })
})

describe('one dataset', () => {
  test.each([
    [['eth.blocks'], ['btc.blocks', 'eth.blocks'], ['btc.blocks']],
    [['spice.eth.blocks'], ['btc.blocks', 'eth.blocks'], ['btc.blocks']],
    [['spice.eth.blocks', 'spice.btc.blocks'], ['btc.blocks', 'eth.blocks'], []],
    [['orders'], ['Orders', 'orders'], ['Orders']],
    [['a.trips'], ['b.trips'], []],
    [['"a.trips"'], ['trips'], ['trips']],
  ])('of %j is one of %j, and %j is missing', (theirs, ours, missing) => {
    const there = theirs.map((name) => dataset(name))
    const names = addMissing(there, ours).slice(there.length)
    expect(names).toEqual(missing.map((name) => dataset(name, 'Missing')))
  })
})

test.each([
  [{ error_message: 'No bucket', error: 'x' }, 'No bucket'],
  [{ error_message: '', error: 'Timeout' }, 'Timeout'],
  [{ error: { category: 'dataset', type: 'connection', code: 'E1' } }, 'dataset, connection, E1'],
  [{ error: {} }, undefined],
  [{}, undefined],
])('the reason in %j', (given, reason) => {
  expect(describeError({ ...dataset('a', 'Error'), ...given })).toBe(reason)
})

describe('the progress', () => {
  const ready = ['a', 'b', 'c', 'd', 'e'].map((name) => dataset(name))

  test('names those waited for', () => {
    const waiting = [
      dataset('taxi_trips', 'Initializing'),
      dataset('orders', 'error'),
      dataset('x', 'Missing'),
    ]
    expect(describeProgress([...ready, ...waiting], (text) => text)).toBe(
      '5/8 ready, waiting for taxi_trips, orders (in error), x (missing)',
    )
  })

  test('names five of them', () => {
    const waiting = ['f', 'g', 'h', 'i', 'j', 'k', 'l'].map((name) => dataset(name, 'Initializing'))
    expect(describeProgress([...ready, ...waiting], (text) => text)).toBe(
      '5/12 ready, waiting for f, g, h, i, j and 2 more',
    )
  })

  test('has an end', () => {
    expect(describeProgress(ready, (text) => text)).toBe('5/5 ready')
    expect(describeProgress([], (text) => text)).toBe('no datasets')
  })
})
