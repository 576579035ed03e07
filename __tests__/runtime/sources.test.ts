import { expect, test } from '@jest/globals'
import { findPreviousSources, findWithSource } from '../../src/runtime/datasets.ts'

const pod = (from: string, name = 'trips') => ({
  datasets: [{ name, from }, { name: 7 }, null, { ref: 'x' }],
})
const listed = (from: string | undefined, name = 'spice.public.trips') => [
  { name, status: 'Ready', ...(from !== undefined && { from }) },
]

test('only sources that a deployment replaces tell the old version', () => {
  expect(findPreviousSources(pod('s3://a/'), pod('s3://b/'))).toEqual([{ name: 'trips', from: 's3://a/' }])
  expect(findPreviousSources(pod('s3://a/'), pod('s3://a '))).toEqual([])
  expect(findPreviousSources(pod('s3://a/', 'gone'), pod('s3://b/'))).toEqual([])
  for (const nothing of [null, undefined, {}, { datasets: 'x' }]) {
    expect(findPreviousSources(nothing, pod('s3://b/'))).toEqual([])
  }
})

test('a dataset is compared by its name, and its source without the slash at its end', () => {
  const previous = [{ name: 'trips', from: 's3://a/' }]
  expect(findWithSource(previous, listed('s3://a'))).toEqual(['spice.public.trips'])
  expect(findWithSource(previous, listed('S3 a'))).toEqual([])
  expect(findWithSource(previous, listed(undefined))).toEqual([])
  expect(findWithSource(previous, listed('s3://a', 'orders'))).toEqual([])
})
