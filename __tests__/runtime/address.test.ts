import { describe, expect, test } from '@jest/globals'
import { findRuntimeUrl, type RuntimePlace } from '../../src/runtime/address.ts'

const everything: RuntimePlace = {
  endpoint: 'https://private-x-us-west-2-prod-data.spiceai.io/',
  cname: 'us-east-1-prod-aws-data',
  region: 'eu-west-1',
  config: { region: 'us-west-2' },
}

describe('the runtime is where', () => {
  test('the user says', () => {
    expect(findRuntimeUrl(everything, 'https://mine.example/runtime/')).toBe('https://mine.example/runtime')
    expect(findRuntimeUrl(everything, 'http://127.0.0.1:8090')).toBe('http://127.0.0.1:8090')
  })

  test('else the endpoint of the app is', () => {
    expect(findRuntimeUrl(everything, undefined)).toBe('https://private-x-us-west-2-prod-data.spiceai.io')
    expect(findRuntimeUrl({ endpoint: 'http://localhost:8090' }, undefined)).toBe('http://localhost:8090')
  })

  test('else its cluster', () => {
    expect(findRuntimeUrl({ ...everything, endpoint: null }, undefined)).toBe(
      'https://us-east-1-prod-aws-data.spiceai.io',
    )
  })

  test('else the region of its configuration, else its own', () => {
    const { config, region } = everything
    expect(findRuntimeUrl({ config, region }, undefined)).toBe('https://us-west-2-prod-aws-data.spiceai.io')
    expect(findRuntimeUrl({ config: {}, region }, undefined)).toBe(
      'https://eu-west-1-prod-aws-data.spiceai.io',
    )
    expect(findRuntimeUrl({ config: null, region: 'us-east-1-prod-aws-data' }, undefined)).toBe(
      'https://us-east-1-prod-aws-data.spiceai.io',
    )
  })
})

describe('a key goes nowhere', () => {
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
  ])('by an endpoint %j', (endpoint) => {
    expect(findRuntimeUrl({ endpoint }, undefined)).toBeUndefined()
  })

  test.each([
    'us-east-2.spice.cloud',
    'evil.example/x-prod-aws-data',
    'evil.example?-prod-aws-data',
    '-prod-aws-data',
    4,
  ])('by a cluster %j', (cname) => {
    expect(findRuntimeUrl({ cname }, undefined)).toBeUndefined()
  })

  test.each(['US-EAST-1', 'evil.example/', 'us_east', '-us', 'us-', '', 'x@evil.example:1'])(
    'by a region %j',
    (region) => {
      expect(findRuntimeUrl({ region }, undefined)).toBeUndefined()
      expect(findRuntimeUrl({ config: { region } }, undefined)).toBeUndefined()
    },
  )

  test('by what the user says, not even elsewhere', () => {
    expect(findRuntimeUrl(everything, 'ftp://x')).toBeUndefined()
  })

  test('without anything', () => {
    expect(findRuntimeUrl({}, undefined)).toBeUndefined()
  })
})
