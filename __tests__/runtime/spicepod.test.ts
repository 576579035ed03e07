import { expect, test } from '@jest/globals'
import { holdsComponents, namesOfDatasets } from '../../src/runtime/spicepod.ts'

test('the datasets that a spicepod names itself', () => {
  const spicepod = {
    version: 'v1',
    datasets: [
      { from: 's3://trips/', name: 'taxi_trips' },
      { ref: 'datasets/orders', name: 'orders' },
      { from: 'postgres:x', name: 'public.customers' },
      { from: 's3://trips/', name: 'taxi_trips' },
      { from: 's3://none/', name: '' },
      { from: 's3://none/' },
      'text',
      null,
    ],
    views: [{ name: 'a_view' }],
  }
  expect(namesOfDatasets(spicepod)).toEqual(['taxi_trips', 'public.customers'])
})

test.each([undefined, null, 'datasets: []', [], {}, { datasets: 'all' }])('none in %j', (spicepod) => {
  expect(namesOfDatasets(spicepod)).toEqual([])
})

test.each(['datasets', 'views', 'models', 'workers', 'catalogs'])('%s are something to load', (name) => {
  expect(holdsComponents({ [name]: [{ name: 'a' }] })).toBe(true)
  expect(holdsComponents({ [name]: [] })).toBe(false)
})
