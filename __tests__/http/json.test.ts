import { expect, test } from '@jest/globals'
import { UnusableAnswerError } from '../../src/errors.ts'
import { parseServerJson } from '../../src/http/json.ts'

test.each(['{"a": [1, {"b": "c"}]}', '"[[["', '"a \\" [ b"', 'null', ' [] '])('%s is parsed', (text) => {
  expect(parseServerJson(text)).toEqual(JSON.parse(text))
})

test('brackets in texts are no nesting', () => {
  const value = Array(1000).fill('[{"\\')
  expect(parseServerJson(JSON.stringify(value))).toEqual(value)
})

test.each(['[', '{"a":'])('%s again and again is refused before it is parsed', (open) => {
  expect(() => parseServerJson(open.repeat(1_000_000))).toThrow(UnusableAnswerError)
})

test('a text of quotes that ends before they do is read once, and not again from each of them', () => {
  expect(() => parseServerJson(`"${'\\"'.repeat(500_000)}\\`)).toThrow(SyntaxError)
})

test.each(['', '{', 'oops', '"open'])('%j is no JSON', (text) => {
  expect(() => parseServerJson(text)).toThrow(SyntaxError)
})
