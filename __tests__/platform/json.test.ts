import { expect, test } from '@jest/globals'
import { UnusableResponseError } from '../../src/platform/http-errors.ts'
import { exactNumber, parseServerJson } from '../../src/platform/json.ts'

test.each(['{"a": [1, {"b": "c"}]}', '"[[["', '"a \\" [ b"', 'null', ' [] '])('%s is parsed', (text) => {
  expect(parseServerJson(text)).toEqual(JSON.parse(text))
})

test('brackets in strings do not count as nesting', () => {
  const value = Array(1000).fill('[{"\\')
  expect(parseServerJson(JSON.stringify(value))).toEqual(value)
})

test.each(['[', '{"a":'])('%s repeated many times is rejected before it is parsed', (open) => {
  expect(() => parseServerJson(open.repeat(1_000_000))).toThrow(UnusableResponseError)
})

test('a text of unclosed quotes is read once, and not again from each quote', () => {
  expect(() => parseServerJson(`"${'\\"'.repeat(500_000)}\\`)).toThrow(SyntaxError)
})

test.each(['', '{', 'oops', '"open'])('%j is not JSON', (text) => {
  expect(() => parseServerJson(text)).toThrow(SyntaxError)
})

const keepNumbers = (text: string) =>
  JSON.stringify(
    parseServerJson(text, (_, value, { source }) =>
      typeof value === 'number' ? exactNumber(value, source) : value,
    ),
  )

test.each([
  ...['0', '-1.5', '9007199254740991', '9007199254740993', '-18446744073709551615', '1e400', '1e-400'],
  ...['10000000000000000', '0.30000000000000004', '0.1000000000000000055511151231257827', '5e-324'],
])('the number %s is written as it was read', (text) => {
  expect(keepNumbers(`{"a":[${text}]}`)).toBe(`{"a":[${text}]}`)
})

test.each([
  ['1.0', '1'],
  ['1.50', '1.5'],
  ['1E2', '100'],
  ['1e16', '10000000000000000'],
  ['1000000000000000000000', '1e+21'],
  ['0.0e5', '0'],
])('the number %s may be written as the same number %s', (text, written) => {
  expect(keepNumbers(text)).toBe(written)
})
