import { expect, test } from '@jest/globals'
import { Secrets } from '../src/secrets.ts'

function keep(...values: string[]) {
  const masks: string[] = []
  const secrets = new Secrets((value) => masks.push(value))
  for (const value of values) secrets.add(value)
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
