import { expect, test } from '@jest/globals'
import { Redaction } from '../../src/platform/redaction.ts'

function keep(...values: string[]) {
  const masks: string[] = []
  const secrets = new Redaction((value) => masks.push(value))
  for (const value of values) secrets.addCredential(value)
  return { secrets, masks }
}

test('a secret is masked when it is added, once', () => {
  expect(keep('one-secret', 'another', 'one-secret').masks).toEqual(['one-secret', 'another'])
})

test('nothing is masked when there is no secret', () => {
  const { secrets, masks } = keep('')
  expect(masks).toEqual([])
  expect(secrets.redact('text')).toBe('text')
})

test('a secret is redacted wherever it stands', () => {
  expect(keep('s3cr3t').secrets.redact('s3cr3t, s3cr3t and xs3cr3tx')).toBe('***, *** and x***x')
})

test('a secret that holds another is redacted whole, in whatever order they came', () => {
  expect(keep('token', 'token-and-more').secrets.redact('a token-and-more b token')).toBe('a *** b ***')
  expect(keep('token-and-more', 'token').secrets.redact('a token-and-more b token')).toBe('a *** b ***')
})

test('characters with a meaning in patterns mean nothing', () => {
  expect(keep('$&.*').secrets.redact('a $&.* b')).toBe('a *** b')
})

function keepValues(value: string, except?: string) {
  const masks: string[] = []
  const secrets = new Redaction((masked) => masks.push(masked))
  secrets.addValue(value, except)
  return { secrets, masks }
}

test('a value of several lines is masked line by line, but for the short ones, which would hide too much', () => {
  const { secrets, masks } = keepValues('-----BEGIN\nabc\n  MIIB \n\n-----END')
  expect(masks).toEqual(['-----BEGIN', 'MIIB', '-----END'])
  expect(secrets.redact('x MIIB -----END abc')).toBe('x *** *** abc')
})

test('a value whose lines are long is masked as a whole, too', () => {
  expect(keepValues('line one\nline two\n').masks).toEqual(['line one', 'line two', 'line one\nline two\n'])
})

test.each([
  ['abc', undefined, []],
  ['', undefined, []],
  ['4711', '4711', []],
  ['4711', '4712', ['4711']],
])('the value %j beside the app id %j is masked as %j', (value, except, masks) => {
  expect(keepValues(value, except).masks).toEqual(masks)
})

test('a value of an app stays in what the program goes by', () => {
  const { secrets } = keepValues('main')
  secrets.addCredential('token')
  expect(secrets.redactCredentials('main token')).toBe('main ***')
  expect(secrets.redact('main token')).toBe('*** ***')
})
