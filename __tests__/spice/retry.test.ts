import { describe, expect, test } from '@jest/globals'
import { ForceRetryError, HTTPError, NetworkError, TimeoutError } from 'ky'
import { UnusableResponseError } from '../../src/platform/http-errors.ts'
import { attemptJudge, backoff, isTrouble, isTurnedAway, leastDelayMs } from '../../src/spice/retry.ts'

const request = new Request('https://api.example/')
const http = (status: number) => new HTTPError(new Response(null, { status }), request, {} as never)
const network = (code: string) =>
  new NetworkError(request, {
    cause: new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }),
  })

describe('a patient call', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('asks again after %d', (status) => {
    expect(attemptJudge('patient', false)(http(status))).toBe('again')
  })

  test.each([400, 401, 403])('takes %d for an answer', (status) => {
    expect(attemptJudge('patient', false)(http(status))).toBe('give-up')
  })

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'UND_ERR_SOCKET'])('asks again after %s', (code) => {
    expect(attemptJudge('patient', false)(network(code))).toBe('again')
  })

  test('asks again after a timeout and an answer of no use', () => {
    const judge = attemptJudge('patient', false)
    expect(judge(new TimeoutError(request))).toBe('again')
    expect(judge(new UnusableResponseError('empty'))).toBe('again')
    expect(judge(new ForceRetryError())).toBe('again')
  })

  test('takes the second 404 in a row for an answer', () => {
    const judge = attemptJudge('patient', false)
    expect([http(404), http(503), http(404), http(404)].map(judge)).toEqual([
      'again',
      'again',
      'again',
      'give-up',
    ])
  })

  test('does not repeat a mistake of the program', () => {
    expect(attemptJudge('patient', true)(new RangeError('a mistake'))).toBe('give-up')
  })
})

describe('a careful call', () => {
  test.each([425, 429])('asks again after %d, which did nothing', (status) => {
    expect(attemptJudge('careful', false)(http(status))).toBe('again')
  })

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'asks again after %s, where nothing was sent',
    (code) => {
      expect(attemptJudge('careful', false)(network(code))).toBe('again')
    },
  )

  test.each([
    ...[400, 403, 404, 408, 409, 422, 500, 502, 503, 504].map(http),
    ...['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'].map(network),
    new TimeoutError(request),
    new UnusableResponseError('empty'),
  ])('does not repeat what may have worked (%#)', (error) => {
    expect(attemptJudge('careful', true)(error)).toBe('give-up')
    expect(isTurnedAway(error)).toBe(false)
  })
})

describe('a call asked once', () => {
  test('does not repeat', () => {
    for (const error of [http(429), http(503), network('ECONNREFUSED'), new TimeoutError(request)]) {
      expect(attemptJudge('once', false)(error)).toBe('give-up')
    }
  })
})

test.each(['patient', 'careful', 'once'] as const)('a %s call renews its token once', (patience) => {
  const judge = attemptJudge(patience, true)
  expect(judge(http(401))).toBe('renew-token')
  expect(judge(http(401))).toBe('give-up')
  expect(attemptJudge(patience, false)(http(401))).toBe('give-up')
})

test('trouble is told from mistakes', () => {
  expect([network('ECONNRESET'), new TimeoutError(request)].every(isTrouble)).toBe(true)
  expect([new RangeError('x'), new TypeError('x is not a function'), 'text', undefined].some(isTrouble)).toBe(
    false,
  )
})

test('waits grow and stay within bounds', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 50, 5000].map((attempt) => backoff.delay(attempt))
  expect(delays.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 8000, 15_000])
  expect(Math.max(...delays)).toBe(15_000)
  const least = [1, 2, 3, 4, 5, 50, 5000].map(leastDelayMs)
  expect(least).toEqual([250, 500, 1000, 2000, 2000, 2000, 2000])
})
