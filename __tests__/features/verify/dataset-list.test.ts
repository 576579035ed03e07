import { expect, test } from '@jest/globals'
import { addMissing, describeProgress } from '../../../src/features/verify/datasets.ts'
import { datasetKind, describeError, isHealthy, readList } from '../../../src/runtime/lists.ts'
import type { Dataset } from '../../../src/runtime/verification.ts'
import { expectProportional } from '../../harness/cpu.ts'

const dataset = (name: string, status = 'Ready'): Dataset => ({ name, status })

test('an entry that is not a dataset does not hide the others', () => {
  const error = { category: 'dataset', type: 'connection', code: 'E1' }
  const answer = [
    { name: 'a', from: 's3://a', status: 'Error', error, error_message: 'No file', properties: {} },
    { name: 'b', from: null, status: 'Ready', error: null, error_message: null },
    { name: 'c' },
    { status: 'Ready' },
    'text',
  ]
  expect(readList(datasetKind, answer)).toEqual([
    { name: 'a', from: 's3://a', status: 'Error', error, error_message: 'No file' },
    { name: 'b', status: 'Ready' },
    { name: 'c', status: 'Ready' },
  ])
})

test.each([undefined, null, {}, 'text', { data: [] }])('%j is not a list of datasets', (answer) => {
  expect(readList(datasetKind, answer)).toBeUndefined()
})

const healthy = ['Ready', 'ready', 'REFRESHING', 'disabled']
const unhealthy = ['Initializing', 'Error', 'ShuttingDown', 'Unknown', 'Missing', 'Loading']

test('a dataset is healthy if its status says so, in any case', () => {
  expect([...healthy, ...unhealthy].filter((status) => isHealthy(dataset('a', status)))).toEqual(healthy)
})

test.each([
  [['eth.blocks'], ['btc.blocks', 'eth.blocks'], ['btc.blocks']],
  [['spice.eth.blocks'], ['btc.blocks', 'eth.blocks'], ['btc.blocks']],
  [['spice.eth.blocks', 'spice.btc.blocks'], ['btc.blocks', 'eth.blocks'], []],
  [['orders'], ['Orders', 'orders'], ['Orders']],
  [['a.trips'], ['b.trips'], ['b.trips']],
  [['spice.public.trips'], ['prod.trips', 'trips'], ['prod.trips']],
  [['"a.trips"'], ['trips'], ['trips']],
])('each of %j matches at most one of the expected %j, so %j is missing', (theirs, ours, missing) => {
  const there = theirs.map((name) => dataset(name))
  const names = addMissing(there, ours, 'table').slice(there.length)
  expect(names).toEqual(missing.map((name) => dataset(name, 'Missing')))
})

test.each([
  [{ error_message: 'No bucket', error: 'x' }, 'No bucket'],
  [{ error_message: '', error: 'Timeout' }, 'Timeout'],
  [{ error: {} }, undefined],
  [{}, undefined],
])('the reason for an error with the fields %j is %j', (given, reason) => {
  expect(describeError({ ...dataset('a', 'Error'), ...given })).toBe(reason)
})

const ready = ['a', 'b', 'c', 'd', 'e'].map((name) => dataset(name))

test('the progress names five datasets and counts the others', () => {
  const waiting = ['f', 'g', 'h', 'i', 'j', 'k', 'l'].map((name) => dataset(name, 'Initializing'))
  expect(describeProgress([...ready, ...waiting])).toBe('5/12 ready, waiting for f, g, h, i, j and 2 more')
})

test('the progress of many datasets that have their previous source takes time in proportion to them', () => {
  expectProportional((size) => {
    const names = Array.from({ length: size }, (_, index) => `public.trips-${index}`)
    describeProgress(
      names.map((name) => dataset(name)),
      'dataset',
      names,
    )
  }, 16_000)
})
