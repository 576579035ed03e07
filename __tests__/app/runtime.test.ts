import { expect, test } from '@jest/globals'
import { findRuntimeUrl, type RuntimePlace } from '../../src/app/runtime.ts'

const everything: RuntimePlace = {
  endpoint: 'https://private-x-us-west-2-prod-data.spiceai.io/',
  cname: 'us-east-1-prod-aws-data',
  region: 'eu-west-1',
  config: { region: 'us-west-2' },
}

test('`runtime-url` takes precedence', () => {
  expect(findRuntimeUrl(everything, { runtimeUrl: 'https://mine.example/runtime/' })).toBe(
    'https://mine.example/runtime',
  )
  expect(findRuntimeUrl(everything, { runtimeUrl: 'http://127.0.0.1:8090' })).toBe('http://127.0.0.1:8090')
})

test('the endpoint of the app comes next', () => {
  expect(findRuntimeUrl(everything, {})).toBe('https://private-x-us-west-2-prod-data.spiceai.io')
  expect(findRuntimeUrl({ endpoint: 'http://localhost:8090' }, {})).toBe('http://localhost:8090')
})

test('the cluster of the app comes after its endpoint', () => {
  expect(findRuntimeUrl({ ...everything, endpoint: null }, {})).toBe(
    'https://us-east-1-prod-aws-data.spiceai.io',
  )
})

test('the region in the configuration comes next, then the region of the app', () => {
  const { config, region } = everything
  expect(findRuntimeUrl({ config, region }, {})).toBe('https://us-west-2-prod-aws-data.spiceai.io')
  expect(findRuntimeUrl({ config: {}, region }, {})).toBe('https://eu-west-1-prod-aws-data.spiceai.io')
  expect(findRuntimeUrl({ config: null, region: 'us-east-1-prod-aws-data' }, {})).toBe(
    'https://us-east-1-prod-aws-data.spiceai.io',
  )
})

test('the input `region` comes last', () => {
  const inputs = { region: 'eu-west-1' }
  expect(findRuntimeUrl(undefined, inputs)).toBe('https://eu-west-1-prod-aws-data.spiceai.io')
  expect(findRuntimeUrl({ region: 'us-west-2' }, inputs)).toBe('https://us-west-2-prod-aws-data.spiceai.io')
})

test.each([
  'http://runtime.example',
  'ftp://runtime.example',
  'https://user:secret@runtime.example',
  'https://runtime.example/?key=1',
  'https://runtime.example/?',
  'https://runtime.example/#',
  'runtime.example',
  '',
  17,
  null,
])('the endpoint %j is not used', (endpoint) => {
  expect(findRuntimeUrl({ endpoint }, {})).toBeUndefined()
})

test.each([
  ...['us-east-2.spice.cloud', 'evil.example/x-prod-aws-data', 'evil.example?-prod-aws-data'],
  ...['-prod-aws-data', 4],
])('the cluster %j is not used', (cname) => {
  expect(findRuntimeUrl({ cname }, {})).toBeUndefined()
})

test.each(['US-EAST-1', 'evil.example/', 'us_east', '-us', 'us-', '', 'x@evil.example:1'])(
  'the region %j is not used',
  (region) => {
    expect(findRuntimeUrl({ region }, {})).toBeUndefined()
    expect(findRuntimeUrl({ config: { region } }, {})).toBeUndefined()
  },
)

test('a `runtime-url` that cannot be used is not replaced by another URL', () => {
  expect(findRuntimeUrl(everything, { runtimeUrl: 'ftp://x' })).toBeUndefined()
})

test('an app without any place has no URL', () => {
  expect(findRuntimeUrl({}, {})).toBeUndefined()
})
