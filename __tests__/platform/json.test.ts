import { expect, test } from '@jest/globals'
import { parseExactJson, parseJson } from '../../src/platform/json.ts'

test.each(['{"a": [1, {"b": "c"}]}', '"[[["', '"a \\" [ b"', 'null', ' [] '])('%s is parsed', (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text))
})

test('brackets in strings do not count as nesting', () => {
  const value = Array(1000).fill('[{"\\')
  expect(parseJson(JSON.stringify(value))).toEqual(value)
})

test.each([
  ['[', ']'],
  ['{"a":', '}'],
])('%s…%s around each other many times is valid JSON, but nested too deeply', (open, close) => {
  const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`
  expect(parseJson(nested(100))).toEqual(JSON.parse(nested(100)))
  expect(JSON.parse(nested(101))).toBeDefined()
  expect(parseJson(nested(101))).toBeUndefined()
  expect(parseJson(nested(1_000_000))).toBeUndefined()
  expect(parseJson(open.repeat(1_000_000))).toBeUndefined()
})

test.each(['{}', '[]', '1'])(
  '%s in a list a million times is parsed, since the size of a response is limited',
  (value) => {
    expect(parseJson(`[${Array(1_000_000).fill(value)}]`)).toHaveLength(1_000_000)
  },
)

test('a string of many megabytes is parsed, unless it has no end', () => {
  const text = `"${'a'.repeat(10_000_000)}`
  expect(parseJson(`${text}"`)).toHaveLength(10_000_000)
  expect([text, `"${'\\"'.repeat(500_000)}\\`].map((open) => parseJson(open))).toEqual([undefined, undefined])
})

test.each(['', '{', 'oops', '"open'])('%j is not JSON', (text) => {
  expect(parseJson(text)).toBeUndefined()
})

const keepNumbers = (text: string) => JSON.stringify(parseExactJson(text))

test.each([
  ...['0', '-1.5', '9007199254740991', '9007199254740993', '-18446744073709551615', '1e400', '1e-400'],
  ...['10000000000000000', '0.30000000000000004', '0.1000000000000000055511151231257827', '5e-324'],
])('the number %s is written as it was read', (text) => {
  expect(keepNumbers(`{"a":[${text}]}`)).toBe(`{"a":[${text}]}`)
})

test.each([
  ['1.0', '1'],
  ['1e16', '10000000000000000'],
  ['1000000000000000000000', '1e+21'],
])('the number %s may be written as the same number %s', (text, written) => {
  expect(keepNumbers(text)).toBe(written)
})
