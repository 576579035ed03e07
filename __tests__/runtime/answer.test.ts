import { describe, expect, it, test } from '@jest/globals'
import { cutAtLiteral, readQueryResult } from '../../src/runtime/answer.ts'
import fc from '../harness/property.ts'

const fields = [
  { name: 'id', data_type: 'Int64', nullable: false, dict_id: 0, dict_is_ordered: false, metadata: {} },
  { name: 'at', data_type: { Timestamp: ['Nanosecond', null] }, nullable: true },
]
const row = { id: 1, at: '2026-11-24T00:00:00' }
const nullRow = { id: '1', at: null }

describe('the response to a query', () => {
  const older = [
    { name: 'id', type: { name: 'BIGINT' } },
    { name: 'at', type: { name: 'VARCHAR' } },
  ]
  const both = ['id', 'at']
  test.each<[form: string, body: unknown, columns: string[], rows: unknown[]]>([
    ['a list of rows', [row], both, [row]],
    ['an empty list', [], [], []],
    ['rows that lack a column that is null', [{ id: 1 }, row], both, [{ id: 1 }, row]],
    ['rows and their schema', { row_count: 1, schema: { fields, metadata: {} }, data: [row] }, both, [row]],
    ['no rows, and an empty schema', { row_count: 0, schema: {}, data: [] }, [], []],
    ['no rows, and their schema', { row_count: 0, schema: { fields }, data: [] }, both, []],
    ['a row with more than the schema has', { schema: { fields: [fields[0]] }, data: [row] }, both, [row]],
    ['lists with the older schema', { rowCount: 1, schema: older, rows: [['1', null]] }, both, [nullRow]],
    ['rows as lists with an Arrow schema', { schema: { fields }, data: [[1, row.at]] }, both, [row]],
    ['rows as lists without a schema', [[1, 'x']], ['0', '1'], [{ 0: 1, 1: 'x' }]],
    ['the older rows beside an empty place of the newer ones', { data: null, rows: [row] }, both, [row]],
  ])('%s is read', (_, body, columns, rows) => {
    expect(readQueryResult(JSON.stringify(body))).toEqual({ columns, rows })
  })

  /** That an error of this kind has these words. */
  const withWords = (name: string, message: unknown) => expect.objectContaining({ name, message })

  test.each([
    ['{"row_count":10000,"data":[{"a":1},{"a":2}]}', 'was cut: it has 2 rows and says 10000'],
    ['{"rowCount":"3","schema":[{"name":"a"}],"rows":[["1"]]}', 'was cut: it has 1 row and says 3'],
    ['{"row_count":3,"schema":{},"data":[]}', 'was cut: it has 0 rows and says 3'],
    ['{"row_count":1,"data":[{"a":1},{"a":2}]}', 'contradicts itself: it has 2 rows and says 1'],
    ['{"row_count":99999999999999999999,"data":[]}', 'was cut: it has 0 rows and says 99999999999999999999'],
  ])('%s is to be asked for again', (text, words) => {
    const error = withWords('InterruptedResponseError', `HTTP 200 with an answer that ${words}`)
    expect(() => readQueryResult(text)).toThrow(error)
  })

  test.each(['null', '"many"', '-1', '{}', '2.5'])('a number of rows that is none is ignored: %s', (told) => {
    expect(readQueryResult(`{"row_count":${told},"data":[{"a":1}]}`).rows).toEqual([{ a: 1 }])
  })

  test('a name of a column may look like a large number', () => {
    const { columns } = readQueryResult('{"schema":[{"name":12345678901234567890}],"rows":[[1]]}')
    expect(columns).toEqual(['12345678901234567890'])
  })

  test('a column may have any name', () => {
    const text = '{"schema":[{"name":"__proto__"},{"name":"constructor"}],"rows":[[1,2]]}'
    const { columns, rows } = readQueryResult(text)
    expect(columns).toEqual(['__proto__', 'constructor'])
    expect(JSON.stringify(rows)).toBe('[{"__proto__":1,"constructor":2}]')
  })

  test.each(['{"error":"x"}', '{}', '7', 'null', '[1]', '[null]', '{"data":{}}', 'COMMIT'])(
    'the complete body %s is an error that lasts',
    (text) => {
      const error = withWords('UnusableResponseError', 'HTTP 200, but the body has no rows')
      expect(() => readQueryResult(text)).toThrow(error)
    },
  )

  test.each(['', '[{"id":1},', '{"row_count":1,"data":[{"id"', '<!doctype html><title>Oh</title>'])(
    'the body %j may be complete when it is asked for again',
    (text) => {
      const error = withWords('InterruptedResponseError', expect.stringMatching(/^HTTP 200 with a/))
      expect(() => readQueryResult(text)).toThrow(error)
    },
  )
})

describe("An engine's error", () => {
  it.each([
    ["Cannot cast string 'a@example.com' to a value", 'Cannot cast string …'],
    ['value 4111111111111111 is out of range', 'value …'],
    ['cannot read 1234.5678, -1.5e+21 and 1,234.5', 'cannot read …'],
    ["ends in a quote 'abc", 'ends in a quote …'],
    ['on 2026-11-01T10:00:00', 'on …'],
    ['table "customers" of spice.public', 'table …'],
    ['first\nsecond', 'first'],
    ["Can't cast string 'ann@example.com' to Int64", "Can't cast string …"],
    ["Can't cast 'I can't say, Jane Roe' to Int64", "Can't cast …"],
    ['key 550e8400-e29b-41d4-a716-446655440000 is there twice', 'key …'],
    ["a comma ', '", 'a comma …'],
  ])('ends where a value may begin: %s', (message, shown) => {
    expect(cutAtLiteral(message, '')).toBe(shown)
  })

  it.each<[message: string, shown: string]>([
    ['No field "fare" for \'Bronx\', 7', 'No field "fare" for \'Bronx\', 7'],
    ['No field "fare" in "public"."trips"', 'No field "fare" in "public"."trips"'],
    ['No field `spice.public.trips` or "Jane"', 'No field `spice.public.trips` or …'],
    ["table 'spice.public.trips' not found", "table 'spice.public.trips' not found"],
    ['at 7, not 8: 7.', 'at 7, not …'],
    ["Cannot compare 'Bronx' with 7 or 'Queens'", 'Cannot compare …'],
    // A value may begin with what the query has.
    ["Cannot cast 'Bronx' toys of Jane'", 'Cannot cast …'],
    ["Cannot cast 'Bronx' and Queens' toys'", 'Cannot cast …'],
  ])('shows names and texts of the query: %s', (message, shown) => {
    expect(cutAtLiteral(message, "SELECT fare FROM trips WHERE zone = 'Bronx' LIMIT 7")).toBe(shown)
  })

  it('never shows a part of a text in quotes, whatever is in it', () => {
    const word = fc.constantFrom('Jane', 'Roe', "'", '"', '`', ' ', "n't", '4711', '\\', 'ä', ',')
    const words = fc.array(word, { minLength: 1, maxLength: 12 })
    const text = words.map((parts) => `Jane${parts.join('')}Roe`)
    fc.assert(
      fc.property(text, fc.constantFrom("'", '"', '`'), fc.option(text), (value, quote, another) => {
        const more = another === null ? '' : ` and ${quote}${another}${quote}`
        const message = `Cast error: Can't cast string ${quote}${value}${quote} to Int64${more}`
        const shown = cutAtLiteral(message, "SELECT x FROM y WHERE a = 'Bronx'")
        expect(shown).not.toMatch(/Jane|Roe|4711/)
        expect(shown).toMatch(/^Cast error: Can't cast string /)
      }),
    )
  })
})
