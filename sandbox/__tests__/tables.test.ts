import { expect, test } from '@jest/globals'
import { readType, store, toJson } from '../sql/arrow.ts'
import { readTable, type Table } from '../tables.ts'

test.each([
  ['Int64', 'Int64'],
  ['Decimal128(10, 2)', { Decimal128: [10, 2] }],
  ['Timestamp(ns)', { Timestamp: ['Nanosecond', null] }],
  ['Timestamp(µs, "UTC")', { Timestamp: ['Microsecond', 'UTC'] }],
  ['Timestamp(Nanosecond, None)', { Timestamp: ['Nanosecond', null] }],
  ['Timestamp(Second, Some("+02:00"))', { Timestamp: ['Second', '+02:00'] }],
  ['Dictionary(Int32, Utf8)', { Dictionary: ['Int32', 'Utf8'] }],
  ['FixedSizeList(2 x Int8)', { FixedSizeList: [expect.objectContaining({ data_type: 'Int8' }), 2] }],
  ['Map("e": non-null Struct("k": Utf8), sorted)', { Map: [expect.objectContaining({ name: 'e' }), true] }],
  ['List(Int32)', { List: expect.objectContaining({ name: 'item', data_type: 'Int32', nullable: true }) }],
  [
    'Struct("a": Int64, "b": non-null Utf8)',
    {
      Struct: [
        expect.objectContaining({ name: 'a', data_type: 'Int64', nullable: true }),
        expect.objectContaining({ name: 'b', data_type: 'Utf8', nullable: false }),
      ],
    },
  ],
])('%s is a type of Arrow, written in a schema as Arrow does', (text, serde) => {
  expect(readType(text).serde).toEqual(serde)
})

test.each([
  ...['', 'INT', 'Int12', 'Timestamp(years)', 'Decimal128(2, 10)', 'List(', 'List(Int32', 'Int64 x'],
  ...['Int64;', 'FixedSizeList(x x Int8)', 'FixedSizeList(2)', 'Map("e": Int8, x)'],
])('"%s" is refused as a type', (text) => {
  expect(() => readType(text)).toThrow(/is not a type of Arrow/)
})

test.each([
  ['Int64', '9007199254740993', '9007199254740993'],
  ['UInt8', 255, '255'],
  ['Float64', 3, '3.0'],
  ['Float64', 'NaN', 'null'],
  ['Float64', '-Infinity', 'null'],
  ['Decimal128(10, 3)', 12.34, '12.340'],
  ['Decimal128(38, 2)', '12345678901234567890.10', '12345678901234567890.10'],
  ['Decimal128(5, 2)', '-0.5', '-0.50'],
  ['Boolean', false, 'false'],
  ['Utf8', 'a"b', '"a\\"b"'],
  ['Date32', '2018-11-13', '"2018-11-13"'],
  ['Date64', '2018-11-13T17:11:10.011', '"2018-11-13T17:11:10.011"'],
  ['Timestamp(ns)', '2018-11-13 17:11', '"2018-11-13T17:11:00"'],
  ['Timestamp(ns)', '2018-11-13T17:11:10.0113', '"2018-11-13T17:11:10.011300"'],
  ['Timestamp(ms, "UTC")', '2018-11-13T17:11:10+01:00', '"2018-11-13T16:11:10Z"'],
  ['Timestamp(s, "Europe/Berlin")', '2018-11-13T17:11:10+01:00', '"2018-11-13T17:11:10+01:00"'],
  ['Dictionary(Int32, Utf8)', 'x', '"x"'],
  ['Binary', 'CAFE', '"cafe"'],
  ['List(Int32)', [1, null], '[1,null]'],
  ['Utf8', null, 'null'],
])('a value of type %s is written in JSON as Arrow does: %j', (type, value, written) => {
  const arrow = readType(type)
  expect(toJson(store(value, arrow), arrow)).toBe(written)
})

const table = { name: 'trips', columns: [{ name: 'id', type: 'Int32', nullable: false }], rows: [] }
test.each<[Partial<Table>, string]>([
  [
    { columns: [{ name: 'x', type: 'Integer' }] },
    'table "trips": "Integer" is not a type of Arrow that the sandbox knows',
  ],
  [{ rows: [[1], ['one']] }, 'table "trips", row 2, column "id": "one" is not a value of type Int32'],
  [{ rows: [[2 ** 31]] }, 'table "trips", row 1, column "id": "2147483648" is not a value of type Int32'],
  [{ rows: [[1, 2]] }, 'table "trips", row 1: has 2 values for 1 columns'],
  [{ rows: [{ no: 1 }] }, 'table "trips", row 1: there is no column "no"'],
  [{ rows: [{}] }, 'table "trips", row 1, column "id": must not be null'],
  [
    { columns: [...table.columns, { name: 'ID', type: 'Utf8' }] },
    'table "trips": two columns have the same name',
  ],
])('a table is refused in one sentence %j', (change, message) => {
  expect(() => readTable({ ...table, ...change })).toThrow(new Error(message))
})
