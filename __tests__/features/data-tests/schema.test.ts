import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readTestFile } from '../../../src/features/data-tests/test-file.ts'
import fc from '../../harness/property.ts'

const ajv = new Ajv2020({ strict: false })
const schema = JSON.parse(readFileSync('schema/data-tests.schema.json', 'utf8'))
const validate = ajv.compile(schema)
const isValid = (value: unknown) => validate(value)
const isRead = (value: unknown) => readTestFile(JSON.stringify(value), 'a.yaml').problems.length === 0

const day = fc.date({ min: new Date('-200000-01-01'), max: new Date('+262000-01-01'), noInvalidDate: true })
const moment = fc.oneof(
  day.map((date) => date.toISOString()),
  day.map((date) => date.toISOString().replace(/T.*/, '')),
)
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
)
const scalar = fc.oneof(number, fc.string(), fc.boolean(), fc.constant(null))
const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__' && text !== '<<')
const range = (bound: fc.Arbitrary<number | string>) =>
  fc.oneof(
    bound.map((min) => ({ min })),
    bound.map((max) => ({ max })),
    bound.map((both) => ({ min: both, max: both })),
  )
const age = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.constantFrom(...'smhd'))
    .map((parts) => parts.join('')),
  fc.constantFrom('1.5h', '0.25d', '007m'),
)
const rule = fc.oneof(
  scalar,
  fc.record({ max_age: age }),
  fc.tuple(range(moment), age).map(([bounds, max_age]) => ({ ...bounds, max_age })),
  range(number),
  range(moment),
  fc.record({ equals: number, tolerance: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
)
const expectations = fc.record(
  {
    rows: fc.oneof(fc.nat(400), range(fc.nat(400))),
    values: fc.dictionary(key, rule, { minKeys: 1, maxKeys: 4 }),
    equals: fc.array(fc.dictionary(key, scalar, { minKeys: 1, maxKeys: 3 }), { maxLength: 4 }),
    max_seconds: fc.double({ min: 0.001, max: 1000, noNaN: true }),
    severity: fc.constantFrom('fail', 'warn'),
  },
  { requiredKeys: [] },
)
const file = fc.array(expectations, { minLength: 1, maxLength: 5 }).map((list) => ({
  tests: list.map((test, index) => ({ name: `test ${index}`, sql: 'SELECT 1', ...test })),
}))

/** Values that are wrong at most places. */
const odd = fc.constantFrom<unknown[]>([], {}, -1, '', true, null, 'x', { min: 'x' }, { mim: 1 }, [1], {
  equals: 1,
  tolerance: -1,
})

describe('The schema of the file with the tests', () => {
  it('has the keys of a test that the reader knows', () => {
    const text = JSON.stringify({ tests: [{ name: 'a', sql: 'SELECT 1', rows: 1, unheardOf: 1 }] })
    const [{ advice = '' } = {}] = readTestFile(text, 'a.yaml').problems
    const keys = advice.match(/(?<=`)\w+(?=`)/g) ?? []
    expect(keys.toSorted()).toEqual(Object.keys(schema.$defs.test.properties).toSorted())
  })

  it('accepts what the reader accepts', () => {
    fc.assert(
      fc.property(file, (value) => {
        expect(isValid(value)).toBe(isRead(value))
      }),
    )
  })

  it.each([
    ...['0h', '0.0d', '2', '-2h', '2 h', '2H', '1h30m', '9999999999s', '', 2, null, ['2h']].map(
      (max_age) => ({ max_age }),
    ),
    { max_age: '2h', equals: 1 },
    { max_age: '2h', tolerance: 1 },
    { max_age: '2h', min: 1 },
    { max_age: '2h', max: 1 },
    { max_age: '2h', max: '2026-11-29T10:00+24:00' },
    { maxage: '2h' },
  ])('refuses the age that the reader refuses: %j', (wrong) => {
    const asColumn = { tests: [{ name: 'a', sql: 'SELECT 1', values: { a: wrong } }] }
    expect([isValid(asColumn), isRead(asColumn)]).toEqual([false, false])
    const asRows = { tests: [{ name: 'a', sql: 'SELECT 1', rows: { max_age: '2h' } }] }
    expect([isValid(asRows), isRead(asRows)]).toEqual([false, false])
  })

  it('refuses what the reader refuses, wherever the mistake is', () => {
    const names = ['name', 'sql', 'rows', 'values', 'equals', 'max_seconds', 'severity', 'extra']
    fc.assert(
      fc.property(file, fc.constantFrom(...names), odd, (value, name, wrong) => {
        const [first, ...others] = value.tests
        const changed = { tests: [{ ...first, [name]: wrong }, ...others] }
        // JSON schema does not know which queries write.
        fc.pre(name !== 'sql' || typeof wrong !== 'string' || wrong === '')
        expect(isValid(changed)).toBe(isRead(changed))
      }),
      { numRuns: 500 },
    )
  })
})

it.each(readdirSync('schema').filter((name) => name.endsWith('.schema.json')))(
  '%s is a JSON schema',
  (name) => {
    expect(ajv.validateSchema(JSON.parse(readFileSync(`schema/${name}`, 'utf8')))).toBe(true)
  },
)
