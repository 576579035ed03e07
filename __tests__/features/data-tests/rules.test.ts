import { describe, expect, it } from '@jest/globals'
import Big from 'big.js'
import { parseExactJson } from '../../../src/platform/json.ts'
import {
  describeCell,
  describeRule,
  follows,
  group,
  type Rule,
  type Scalar,
} from '../../../src/runtime/expectations.ts'

const asIs = (text: string) => text
const cell = parseExactJson
const equals = (value: Scalar | number, tolerance?: number): Rule => ({
  kind: 'equals',
  value: typeof value === 'number' ? new Big(value) : value,
  ...(tolerance !== undefined && { tolerance: new Big(tolerance) }),
})
const range = (min?: number | string, max?: number | string): Rule => {
  const bound = (value: number | string) => (typeof value === 'number' ? new Big(value) : value)
  const from = min !== undefined && { min: bound(min) }
  return { kind: 'range', ...from, ...(max !== undefined && { max: bound(max) }) }
}

const manyDigits = '12345678901234567890.123456789012345678'

describe('A value of the data', () => {
  it.each<[json: string, rule: Rule, isMet: boolean]>([
    ['61', equals(61), true],
    ['"61"', equals(61), true],
    ['"12.340"', equals(12.34), true],
    ['1e3', equals(1000), true],
    ['0.30000000000000004', equals(0.3), false],
    ['0.30000000000000004', equals(0.3, 0.001), true],
    ['"10.6"', equals(10, 0.5), false],
    ['9007199254740993', equals(new Big('9007199254740992')), false],
    [manyDigits, equals(new Big(manyDigits)), true],
    // A number in quotes is text.
    ['5', equals('5'), false],
    ['"seven"', equals(7), false],
    ['true', equals(true), true],
    ['"true"', equals(true), false],
    ['1', equals(true), false],
    ['null', equals(null), true],
    ['""', equals(null), false],
    ['null', equals('null'), false],
    ['null', range(0), false],
    ['"Bronx"', equals('Bronx'), true],
    ['"Bronx Zoo"', equals('Bronx'), false],
    ['"2026-11-01T10:00:00"', equals('2026-11-01'), true],
    ['"2026-11-01"', equals('2026-11-01T00:00:00'), false],
    ['"2026-11-01T10:00:00"', equals('2026-11-01 10:00'), true],
    ['"2026-11-011"', equals('2026-11-01'), false],
    // At the precision in which it is written.
    ['"2026-11-01T10:00:00Z"', equals('2026-11-01T10:00:00.000Z'), true],
    ['"2026-11-01T10:00:00.5"', equals('2026-11-01T10:00:00.500'), true],
    ['"2026-11-01T10:00:00.53"', equals('2026-11-01T10:00:00.5'), false],
    ['"2026-11-01T10:00:59.9"', equals('2026-11-01T10:00'), true],
    ['"2026-11-01T23:59:59.999999999"', equals('2026-11-01'), true],
    ['"1969-12-31T23:59:59.5"', equals('1969-12-31T23:59:59'), true],
    // As instants where both have zones, otherwise as what the clocks show.
    ['"2026-11-01T11:00:00+01:00"', equals('2026-11-01T10:00:00Z'), true],
    ['"2026-11-01T10:00:30Z"', equals('2026-11-01T11:00+01:00'), true],
    ['"2026-11-01T11:00:00+01:00"', equals('2026-11-01T11:00:00Z'), false],
    ['"2026-11-01T11:00:00+01:00"', equals('2026-11-01T11:00:00'), true],
    ['"2026-11-01T23:30:00-05:00"', equals('2026-11-01'), true],
    // Years that have a sign.
    ['"+10000-01-01"', equals('+10000-01-01'), true],
    ['"+10000-01-01"', range('9999-12-31', '+10000-01-01'), true],
    ['"+262142-12-31T23:59:59.999Z"', range('10000-01-01', '+262142-12-31'), true],
    ['"-0044-03-15T12:00:00.5"', equals('-0044-03-15'), true],
    ['"10000-02-30"', range('2026-01-01'), false],
    ['"2026-11-01T25:00:00"', range('2026-01-01'), false],
    ['5', range(1, 5), true],
    ['9007199254740993', range(undefined, 9007199254740992), false],
    ['true', range(0), false],
    ['"2026-10-31T23:59:59.999999999"', range('2026-11-01'), false],
    // A day as a bound covers the whole day.
    ['"2026-11-01T23:59:59.999999999"', range(undefined, '2026-11-01'), true],
    ['"2026-11-02T00:00:00"', range(undefined, '2026-11-01'), false],
    // Instants, where both have zones.
    ['"2026-11-01T12:00:00+02:00"', range('2026-11-01T10:00:00Z', '2026-11-01T10:00:00Z'), true],
    // Otherwise both as UTC.
    ['"2026-11-01T12:00:00+02:00"', range('2026-11-01T12:00:00', '2026-11-01T12:00:00'), true],
    ['"2026-11-01T12:00:00"', range('2026-11-01T12:00:00Z', '2026-11-01T12:00:00-07:00'), true],
    ['"2026-11-01T00:00:00.000000001"', range(undefined, '2026-11-01T00:00:00'), false],
    ['"2026-02-30"', range('2026-01-01'), false],
    ['"2026-11-01"', range(2026), false],
    ['[1]', equals(1), false],
  ])('%s under the rule %o: %s', (json, rule, isMet) => {
    expect(follows(cell(json), rule)).toBe(isMet)
  })

  it('of absurd size is no number, and takes no time', () => {
    expect(follows('1e999999999', range(0))).toBe(false)
    expect(follows('9'.repeat(1_000_000), range(0))).toBe(false)
  })

  it('is shown shortened, with separators, and never whole if it has parts', () => {
    expect(describeCell(cell('1204331'), asIs)).toBe('1,204,331')
    expect(describeCell(cell('9007199254740993'), asIs)).toBe('9,007,199,254,740,993')
    const million: Rule = { kind: 'range', min: new Big(1_000_000) }
    expect(describeCell('0', asIs, million)).toBe('0')
    expect(describeCell('0', asIs, { kind: 'equals', value: '1' })).toBe('"0"')
    expect(describeCell('004711', (text) => text.replace('004711', '***'), million)).toBe('"***"')
    expect(describeCell('x'.repeat(100), asIs)).toBe(JSON.stringify(`${'x'.repeat(59)}…`))
    expect(describeCell('a "b"\n', asIs)).toBe('"a \\"b\\"\\n"')
    expect(describeCell(null, asIs)).toBe('null')
    expect(describeCell(undefined, asIs)).toBe('null')
    expect(describeCell({ email: 'a@example.com' }, asIs)).toBe('a map')
    expect(describeCell(['a@example.com'], asIs)).toBe('a list')
    expect(group(new Big('-1234567.1234'))).toBe('-1,234,567.1234')
    expect([group(new Big('1e-150')), group(new Big('25e399'))]).toEqual(['1e-150', '2.5e+400'])
  })

  it('is expected in words', () => {
    expect(describeRule(range(1_000_000), asIs)).toBe('expected at least 1,000,000')
    expect(describeRule(range(undefined, 5), asIs)).toBe('expected at most 5')
    expect(describeRule(range('2026-11-01', '2026-11-30'), asIs)).toBe('expected 2026-11-01 to 2026-11-30')
    expect(describeRule(equals(61, 0.5), asIs)).toBe('expected 61 ± 0.5')
    expect(describeRule(equals('Bronx'), asIs)).toBe('expected "Bronx"')
    expect(describeRule(equals(null), asIs)).toBe('expected null')
  })
})
