import { describe, expect, test } from '@jest/globals'
import {
  type Decision,
  decide,
  effectOf,
  type Failure,
  mayBeRateLimited,
  type RetryMode,
} from '../../src/spice/retry.ts'

const status = (code: number): Failure => ({ kind: 'status', status: code })
const noResponse: Failure = { kind: 'no-response' }
const notSent: Failure = { kind: 'not-sent' }
const wrongAddress: Failure = { kind: 'wrong-address' }

/** What follows each of these failures of one call. */
function decisions(mode: RetryMode, failures: readonly Failure[], canRenewToken = false): Decision[] {
  return failures.map((failure, index) =>
    decide(failure, { mode, canRenewToken, previous: failures[index - 1] }),
  )
}
const first = (mode: RetryMode, failure: Failure) => decisions(mode, [failure])[0]

const everywhere = [400, 401, 402, 403, 405, 410, 413, 422]

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const redirects = range(300, 309)
const statuses = [...redirects, ...range(400, 600)]
const notOfApi = statuses.filter((code) => !everywhere.includes(code))
const notRefused = [...redirects, 404, 408, 425, 429, ...range(500, 600)]

test.each<[call: string, mode: RetryMode, again: number[], without: Decision[]]>([
  ['a read, unless the status comes from the API', 'safe', notOfApi, ['retry', 'retry']],
  ['an idempotent write, unless it is refused', 'idempotent', notRefused, ['retry', 'retry']],
  ['a create that did nothing, and no other', 'non-idempotent', [425, 429], ['stop', 'retry']],
  ['no call that the run can do without', 'none', [], ['stop', 'stop']],
])('what is sent again: %s', (_, mode, again, without) => {
  const decisions = statuses.map((code) => [code, first(mode, status(code))])
  expect(decisions).toEqual(statuses.map((code) => [code, again.includes(code) ? 'retry' : 'stop']))
  expect([noResponse, notSent].map((failure) => first(mode, failure))).toEqual(without)
})

test('the headers of a rate limit count with the statuses of one', () => {
  expect([425, 429, 503].every(mayBeRateLimited)).toBe(true)
  expect([200, 400, 408, 500, 502, 504].some(mayBeRateLimited)).toBe(false)
})

test('a list that is too large is not asked for again, whatever the call is', () => {
  const tooLarge: Failure = { kind: 'too-large' }
  const modes = ['safe', 'idempotent', 'non-idempotent', 'none'] as const
  expect(modes.map((mode) => first(mode, tooLarge))).toEqual(Array(4).fill('stop'))
  expect(effectOf(tooLarge)).toBe('unclear')
})

test('a call that the run can do without asks for no other token', () => {
  expect(decisions('none', [status(401)], true)).toEqual(['stop'])
})

describe.each(['safe', 'idempotent', 'non-idempotent'] as const)('in mode %s', (mode) => {
  test.each([401, 410])('a token is renewed after a %i, and a second one in a row is final', (expired) => {
    expect(decisions(mode, [status(expired), status(401)], true)).toEqual(['renew-token', 'stop'])
    expect(first(mode, status(expired))).toBe('stop')
  })

  test('a token is renewed after no other failure', () => {
    for (const failure of [status(400), status(403), status(503), noResponse, notSent, wrongAddress]) {
      expect(decisions(mode, [failure], true)).toEqual([first(mode, failure)])
    }
  })

  test('a token that expires later in the call is renewed again', () => {
    expect(decisions(mode, [status(401), status(503), status(401)], true)[2]).toBe('renew-token')
  })

  test('a request to an address without a secure connection, or that redirects elsewhere, is not retried', () => {
    expect(first(mode, wrongAddress)).toBe('stop')
  })
})

test.each(['safe', 'idempotent'] as const)('the second 404 in a row is final in mode %s', (mode) => {
  const failures = [status(404), status(503), status(404), status(404)]
  expect(decisions(mode, failures)).toEqual(['retry', 'retry', 'retry', 'stop'])
})

test.each<[effect: ReturnType<typeof effectOf>, statuses: number[], without: Failure[]]>([
  ['none', [425, 429], [notSent, wrongAddress]],
  ['unclear', [303, 408, 500, 502, 503, 504, 520], [noResponse]],
  ['refused', [302, 400, 401, 404, 409, 422], []],
])('the effect of a failed request is %s after %j', (effect, statuses, without) => {
  for (const failure of [...statuses.map(status), ...without]) expect(effectOf(failure)).toBe(effect)
})

test('a 5xx with a code by which the API refuses a request is not ambiguous', () => {
  const refused: Failure = { kind: 'status', status: 502, code: 'fork_source_repository_unreadable' }
  expect(effectOf(refused)).toBe('refused')
  expect(first('non-idempotent', refused)).toBe('stop')
  expect(effectOf({ ...refused, code: 'bad_gateway' })).toBe('unclear')
})
