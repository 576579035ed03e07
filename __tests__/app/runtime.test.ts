import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { findRuntimeUrl } from '../../src/app/runtime.ts'
import { App } from '../../src/spice/schema.ts'

/** An app as Spice Cloud reports it. */
const appOf = (members: object) => v.parse(App, { id: 7, ...members })
const apiUrl = 'https://api.spice.ai'
const everything = appOf({
  endpoint: 'https://private-x-us-west-2-prod-data.spiceai.io/',
  cname: 'us-east-1-prod-aws-data',
  region: 'eu-west-1',
  config: { region: 'us-west-2' },
})

test('`runtime-url` takes precedence', () => {
  expect(findRuntimeUrl(everything, { runtimeUrl: 'https://mine.example/runtime/' })).toBe(
    'https://mine.example/runtime',
  )
  expect(findRuntimeUrl(everything, { runtimeUrl: 'http://127.0.0.1:8090' })).toBe('http://127.0.0.1:8090')
})

test('the endpoint of the app comes next', () => {
  expect(findRuntimeUrl(everything, { apiUrl })).toBe('https://private-x-us-west-2-prod-data.spiceai.io')
  const local = appOf({ endpoint: 'http://localhost:8090' })
  expect(findRuntimeUrl(local, { apiUrl: 'http://127.0.0.1:8080' })).toBe('http://localhost:8090')
  const own = appOf({ endpoint: 'https://api.gateway.example/runtime' })
  expect(findRuntimeUrl(own, { apiUrl: 'https://api.gateway.example:8443' })).toBe(
    'https://api.gateway.example/runtime',
  )
})

test.each<[string, object, region: string | undefined, url: string]>([
  ['cluster', { ...everything, endpoint: null }, undefined, 'us-east-1'],
  ['region of its configuration', { config: { region: 'us-west-2' }, region: 'a' }, undefined, 'us-west-2'],
  ['region', { config: {}, region: 'eu-west-1' }, 'us-west-2', 'eu-west-1'],
  ['region as a cluster', { config: null, region: 'us-east-1-prod-aws-data' }, undefined, 'us-east-1'],
  ['input', {}, 'eu-west-1', 'eu-west-1'],
])('the URL then follows from the %s of an app', (_, members, region, name) => {
  expect(findRuntimeUrl(appOf(members), { region })).toBe(`https://${name}-prod-aws-data.spiceai.io`)
})

test.each([
  'http://runtime.example',
  'https://runtime.example',
  'https://evil-spiceai.io',
  'http://127.0.0.1:8090',
  'http://x.spiceai.io',
  'ftp://runtime.example',
  'https://user:secret@runtime.example',
  'https://runtime.example/?key=1',
  'https://runtime.example/?',
  'https://runtime.example/#',
  'runtime.example',
])('the endpoint %j is not used', (endpoint) => {
  expect(findRuntimeUrl(appOf({ endpoint, region: 'us-east-1' }), { apiUrl })).toBeUndefined()
})

test.each([
  ...['us-east-2.spice.cloud', 'evil.example/x-prod-aws-data', 'evil.example?-prod-aws-data'],
  ...['-prod-aws-data', 4],
])('the cluster %j is not used', (cname) => {
  expect(findRuntimeUrl(appOf({ cname }), {})).toBeUndefined()
})

test.each(['US-EAST-1', 'evil.example/', 'us_east', '-us', 'us-', '', 'x@evil.example:1'])(
  'the region %j is not used',
  (region) => {
    expect(findRuntimeUrl(appOf({ region }), {})).toBeUndefined()
    expect(findRuntimeUrl(appOf({ config: { region } }), {})).toBeUndefined()
  },
)

test('a `runtime-url` that cannot be used is not replaced by another URL', () => {
  expect(findRuntimeUrl(everything, { runtimeUrl: 'ftp://x' })).toBeUndefined()
})

test('an app without any place has no URL', () => {
  expect(findRuntimeUrl(undefined, {})).toBeUndefined()
})
