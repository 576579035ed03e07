import { expect, test } from '@jest/globals'
import { statusError } from '../../src/runtime/client.ts'

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
