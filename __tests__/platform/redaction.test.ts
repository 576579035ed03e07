import { expect, test } from '@jest/globals'
import { Redaction } from '../../src/platform/redaction.ts'

function keep(...values: string[]) {
  const masks: string[] = []
  const secrets = new Redaction((value) => masks.push(value))
  for (const value of values) secrets.addCredential(value)
  return { secrets, masks }
}

test('a secret is masked once, when it is added', () => {
  expect(keep('one-secret', 'another', 'one-secret').masks).toEqual(['one-secret', 'another'])
})

test('nothing is masked if there is no secret', () => {
  const { secrets, masks } = keep('')
  expect(masks).toEqual([])
  expect(secrets.redact('text')).toBe('text')
})

test('a secret is redacted everywhere', () => {
  expect(keep('s3cr3t').secrets.redact('s3cr3t, s3cr3t and xs3cr3tx')).toBe('***, *** and x***x')
})

test('a secret that contains another one is redacted whole, in any order', () => {
  expect(keep('token', 'token-and-more').secrets.redact('a token-and-more b token')).toBe('a *** b ***')
  expect(keep('token-and-more', 'token').secrets.redact('a token-and-more b token')).toBe('a *** b ***')
})

test('characters with a special meaning in patterns are ordinary characters in a secret', () => {
  expect(keep('$&.*').secrets.redact('a $&.* b')).toBe('a *** b')
})

function keepValues(value: string, except?: string) {
  const masks: string[] = []
  const secrets = new Redaction((masked) => masks.push(masked))
  secrets.addValue(value, except)
  return { secrets, masks }
}

test('a multi-line value is masked line by line, except for short lines, which would hide too much', () => {
  const { secrets, masks } = keepValues('-----BEGIN\nabc\n  MIIB \n\n-----END')
  expect(masks).toEqual(['-----BEGIN', 'MIIB', '-----END'])
  expect(secrets.redact('x MIIB -----END abc')).toBe('x *** *** abc')
})

test('a value with long lines is also masked as a whole', () => {
  expect(keepValues('line one\nline two\n').masks).toEqual(['line one', 'line two', 'line one\nline two\n'])
})

test.each([
  ['abc', undefined, []],
  ['', undefined, []],
  ['4711', '4711', []],
  ['4711', '4712', ['4711']],
])('the value %j next to the app id %j is masked as %j', (value, except, masks) => {
  expect(keepValues(value, except).masks).toEqual(masks)
})

test('a secret of the app is not hidden in values that the program uses', () => {
  const { secrets } = keepValues('main')
  secrets.addCredential('token')
  expect(secrets.redactCredentials('main token')).toBe('main ***')
  expect(secrets.redact('main token')).toBe('*** ***')
})
