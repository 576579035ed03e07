import { expect, test } from '@jest/globals'
import { describeTooOld, type MaxAge, readMaxAge } from '../../src/runtime/moment.ts'
import fc from '../harness/property.ts'

const now = Date.UTC(2026, 10, 29, 10)
const limit = (text: string): MaxAge => {
  const maxAge = readMaxAge(text)
  if (maxAge === undefined) throw new Error(`${text} is no age.`)
  return maxAge
}

test.each<[cell: unknown, maxAge: string, says: string]>([
  ['2026-11-29T04:48:00', '2h', '5h 12m old'],
  ['2026-11-29T08:00:00', '2h', ''],
  ['2026-11-29T07:59:59', '2h', '2h 1s old'],
  ['2026-11-29T07:59:59', '120m', '2h 1s old'],
  // As exact as the cell is.
  ['2026-11-29T07:59:59.999999999', '2h', '2h 1ms old'],
  ['2026-11-29T08:00:00.000000001', '2h', ''],
  ['2026-11-29T09:58:29.5', '90s', '1m 30s 500ms old'],
  // With a zone, and without one in UTC.
  ['2026-11-29T04:48:00Z', '2h', '5h 12m old'],
  ['2026-11-29 04:48:00', '2h', '5h 12m old'],
  ['2026-11-29T05:48:00+01:00', '2h', '5h 12m old'],
  ['2026-11-28 23:48:00-0500', '2h', '5h 12m old'],
  ['2026-11-29T10:18:00.000+05:30', '2h', '5h 12m old'],
  ['2026-11-29T14:00:00+05:00', '2h', ''],
  ['2026-11-29T08:30', '2h', ''],
  // A date is as old as the end of its day.
  ['2026-11-29', '1s', ''],
  ['2026-11-28', '9h', '10h old'],
  ['2026-11-27', '1d', '1d 10h old'],
  ['2026-11-28T00:00:00', '10h', '1d 10h old'],
  // The future is fresh.
  ['2026-11-30', '1s', ''],
  ['2026-11-29T10:00:00.000000001', '0.001s', ''],
  ['+262142-12-31T23:59:59.999Z', '1s', ''],
  // Long ago.
  ['0001-01-01T00:00:00', '999999999d', ''],
  ['-262142-01-01T00:00:00', '1d', '96485713d 10h old'],
  ['2026-11-29T09:00:00', '0.5h', '1h old'],
])('%s may be at most %s old: %j', (cell, maxAge, says) => {
  expect(describeTooOld(cell, limit(maxAge), now)).toBe(says)
})

test.each([
  ...[null, undefined, true, 0, 1_764_410_400_000, JSON.rawJSON('1764410400000000000')],
  ...['', '1764410400', 'yesterday', '10:00:00', '2'.repeat(1_000_000)],
  ...['2026-11-31', '2026-11-29T24:00:00', '2026-11-29T10:00:60', '2026-11-29T10:00:00 Europe/Berlin'],
  ...['2026-11-29T10:00:00+24:00', '2026-11-29T10:00:00+01:60'],
  ...[' 2026-11-29', '2026-11-29\n', '::error::2026-11-29', ['2026-11-29'], { a: '2026-11-29' }],
])('has no age: %j', (cell) => {
  expect(describeTooOld(cell, limit('999999999d'), now)).toBe('no date or timestamp')
})

test.each([
  ['1s', 1000],
  ['90m', 5_400_000],
  ['2h', 7_200_000],
  ['1.5d', 129_600_000],
  ['007h', 25_200_000],
  ['0.5s', 500],
])('%s is an age', (text, ms) => {
  expect(readMaxAge(text)).toEqual({ text, ms })
})

const noAges = [
  ...['', 'h', '0h', '0.0d', '-2h', '+2h', '2', '2H', '2 h', '2h ', '2h\n'],
  ...['2w', '2ms', '.5h', '2.h', '1e3s'],
  ...['1h30m', '٢h', '9'.repeat(1_000_000), `${'9'.repeat(400)}d`, 2, null, true, ['2h'], { h: 2 }],
]
test.each(noAges.map((value) => [value]))('%j is no age', (text) => {
  expect(readMaxAge(text)).toBeUndefined()
})

test('no text is hard to read', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('2026-', '11-', '29', 'T', '10:', '.', '9', '+', 'Z', '\u2028'),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const text = parts.join('')
      expect(describeTooOld(text, limit('2h'), now)).toMatch(/^$|^no date or timestamp$| old$/)
      const maxAge = readMaxAge(text)
      if (maxAge !== undefined) expect(maxAge.ms).toBeGreaterThan(0)
    }),
  )
})
