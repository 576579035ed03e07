import { describe, expect, test } from '@jest/globals'
import { ConnectionError, UnusableResponseError } from '../../src/platform/http-errors.ts'
import { isPassing, RuntimeRefusalError } from '../../src/runtime/refusal.ts'

const redact = (text: string) => text.replaceAll('hush', '***')
const refusal = (status: number, text: string) => new RuntimeRefusalError({ status, text }, redact)

describe('a no of the runtime is told in its own words', () => {
  test.each([
    ['Model x not found\n', 'HTTP 400: Model x not found'],
    ['{"error":"No such dataset"}', 'HTTP 400: No such dataset'],
    ['{"message":"Not now"}', 'HTTP 400: Not now'],
    ['{"error":"later","error_message":"first"}', 'HTTP 400: first'],
    ['{"error":{"message":"No such model","type":"invalid_request_error"}}', 'HTTP 400: No such model'],
    ['{"error":{"code":7},"message":"Seven"}', 'HTTP 400: Seven'],
    ['"just text"', 'HTTP 400: just text'],
    ['{"other":1}', 'HTTP 400: {"other":1}'],
    ['<!doctype html><title>Oh</title>', 'HTTP 400: an HTML page'],
    ['two\n  lines', 'HTTP 400: two lines'],
    ['', 'HTTP 400'],
  ])('%j', (text, message) => {
    expect(refusal(400, text).message).toBe(message)
  })

  test('without secrets, which no cut can bring to light', () => {
    expect(refusal(400, `${'x'.repeat(297)}hush and so on`).message).toBe(`HTTP 400: ${'x'.repeat(297)}**…`)
  })
})

test.each([502, 503, 504])('%d passes', (status) => {
  expect(isPassing(refusal(status, ''))).toBe(true)
})

test.each([400, 401, 403, 404, 408, 429, 500, 501])('%d does not', (status) => {
  expect(isPassing(refusal(status, ''))).toBe(false)
})

test('lost connections pass, wrong answers do not', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  expect(isPassing(new ConnectionError(new TypeError('fetch failed', { cause: reset })))).toBe(true)
  expect(isPassing(new UnusableResponseError('an answer of more than 2 MiB'))).toBe(false)
})
