import { expect, test } from '@jest/globals'
import { ConnectionError, UnusableResponseError } from '../../src/platform/http.ts'
import { isTransient, statusError } from '../../src/runtime/client.ts'

const error = (status: number, text: string) => statusError({ status, text })

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
])('the body %j is reported as %j', (text, message) => {
  expect(error(400, text).message).toBe(message)
})

test('a message that is shortened shows no part of a secret', () => {
  expect(error(400, `${'x'.repeat(297)}and so on`).message).toBe(`HTTP 400: ${'x'.repeat(297)}an…`)
})

test.each([429, 502, 503, 504])('HTTP %d is transient', (status) => {
  expect(isTransient(error(status, ''))).toBe(true)
})

test('a table that has not been loaded yet is transient, even if its message is cut', () => {
  const text = `${'x'.repeat(400)} Acceleration not ready; loading initial data for trips`
  expect(isTransient(error(400, text))).toBe(true)
})

test.each([400, 401, 403, 404, 408, 500, 501])('HTTP %d is not transient', (status) => {
  expect(isTransient(error(status, ''))).toBe(false)
})

test('a lost connection is transient, an unusable body is not', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  expect(isTransient(new ConnectionError(new TypeError('fetch failed', { cause: reset })))).toBe(true)
  expect(isTransient(new UnusableResponseError('a response of more than 2 MiB'))).toBe(false)
})
