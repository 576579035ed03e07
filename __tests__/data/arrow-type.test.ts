import { describe, expect, it } from '@jest/globals'
import { normalizeType } from '../../src/data/arrow-type.ts'

describe('A type', () => {
  const debugField = (name: string, type: string, nullable = true) =>
    `Field { name: "${name}", data_type: ${type}, nullable: ${nullable}, dict_id: 0, dict_is_ordered: false, metadata: {} }`

  it.each([
    ['Timestamp(Nanosecond, None)', 'Timestamp(ns)'],
    ['Timestamp(Microsecond, Some("UTC"))', 'Timestamp(µs, "UTC")'],
    ['Time64(Nanosecond)', 'Time64(ns)'],
    ['Duration(Second)', 'Duration(s)'],
    ['Duration(Millisecond)', 'Duration(ms)'],
    ['Time32(Second)', 'Time32(s)'],
    ['Timestamp(Microsecond, Some("Europe/Berlin"))', 'Timestamp(µs, "Europe/Berlin")'],
    // A name of quotes, brackets and commas.
    [`Struct([${debugField('a\\"(,{\'', 'Int8')}])`, 'Struct("a\\"(,{\'": Int8)'],
    ['LargeUtf8', 'Utf8'],
    ['Utf8View', 'LargeUtf8'],
    ['BinaryView', 'Binary'],
    ['Dictionary(Int32, Utf8)', 'Utf8View'],
    [`List(${debugField('item', 'Int32')})`, 'List(Int32)'],
    ['List(non-null Int32)', 'LargeList(Int32)'],
    [`FixedSizeList(${debugField('item', 'Float32')}, 384)`, 'FixedSizeList(384 x Float32)'],
    [
      `FixedSizeList(${debugField('item', `List(${debugField('item', `List(${debugField('item', 'Int8')})`)})`)}, 2)`,
      'FixedSizeList(2 x List(List(Int8)))',
    ],
    ['Struct("x": Int64, metadata: {"PARQUET:field_id": "2"})', 'Struct("x": Int64)'],
    ['Struct("x": Int64, metadata: {"a": "}, \\"b"}, "y": Utf8)', 'Struct("x": Int64, "y": Utf8)'],
    ['List(Int64, field: \'element\', metadata: {"a": "1"})', 'List(Int64)'],
    [
      'Struct([Field { name: "x", data_type: Int64, nullable: true, metadata: {"k": "v", "}": "{"} }])',
      'Struct("x": Int64)',
    ],
    [
      `RunEndEncoded(${debugField('run_ends', 'Int32', false)}, ${debugField('values', 'Utf8')})`,
      'RunEndEncoded("run_ends": non-null Int32, "values": Utf8)',
    ],
    ['RunEndEncoded("run_ends": non-null Int32, "values": Utf8)', 'Utf8'],
    [
      `Union([(0, ${debugField('a', 'Int64')}), (1, ${debugField('b', 'Utf8')})], Sparse)`,
      'Union(Sparse, 0: ("a": Int64), 1: ("b": Utf8))',
    ],
    ['Union([], Dense)', 'Union(Dense)'],
    ['Struct([])', 'Struct()'],
    [
      'Map("entries": non-null Struct("key": non-null Utf8, "value": Int64), sorted)',
      'Map("key_value": non-null Struct("keys": non-null Utf8, "values": Int64), unsorted)',
    ],
    ['Dictionary(Int32, Struct("a": LargeUtf8))', 'Struct("a": Utf8)'],
    [
      `Struct([${debugField('a', 'Int64')}, ${debugField('b', 'Utf8', false)}])`,
      'Struct("a": Int64, "b": non-null Utf8)',
    ],
    [
      `Map(${debugField('entries', `Struct([${debugField('keys', 'Utf8', false)}, ${debugField('values', 'Timestamp(Microsecond, Some("UTC"))')}])`, false)}, false)`,
      'Map("entries": non-null Struct("keys": non-null Utf8, "values": Timestamp(µs, "UTC")), unsorted)',
    ],
  ])('%s is %s', (left, right) => {
    expect(normalizeType(left)).toBe(normalizeType(right))
  })

  it.each([
    ['Int32', 'Int64'],
    ['Timestamp(ns)', 'Timestamp(ns, "UTC")'],
    ['Timestamp(ns)', 'Timestamp(ms)'],
    ['Timestamp(ns, "UTC")', 'Timestamp(ns, "Europe/Berlin")'],
    ['Decimal128(10, 2)', 'Decimal128(12, 2)'],
    ['Utf8', 'Binary'],
    ['List(Int32)', 'List(Int64)'],
    ['List(Int32)', 'Int32'],
    ['Struct("a": Int64)', 'Struct("b": Int64)'],
    ['FixedSizeList(384 x Float32)', 'FixedSizeList(385 x Float32)'],
    ['Dictionary(Int32, Utf8)', 'Int32'],
    ['Struct("a": Int64, "b": Utf8)', 'Struct("b": Utf8, "a": Int64)'],
    ['FixedSizeList(2 x List(Int8))', 'FixedSizeList(2 x List(Int16))'],
    ['Union(Sparse, 0: ("a": Int64))', 'Union(Dense, 0: ("a": Int64))'],
    ['Union(Sparse, 0: ("a": Int64))', 'Union(Sparse, 1: ("a": Int64))'],
    ['Union(Sparse, 0: ("a": Int64))', 'Union(Sparse, 0: ("b": Int64))'],
    ['Interval(MonthDayNano)', 'Interval(DayTime)'],
    ['FixedSizeBinary(16)', 'FixedSizeBinary(32)'],
    ['Map("e": Struct("k": Utf8, "v": Int64), sorted)', 'Map("e": Struct("k": Utf8, "v": Utf8), sorted)'],
    ['Something(new: [1])', 'Something(new: [2])'],
  ])('%s is not %s', (left, right) => {
    expect(normalizeType(left)).not.toBe(normalizeType(right))
  })

  it('from a hostile server takes no time', () => {
    const openings = ['Dictionary(Int32,', 'List(', 'Struct("a": ', 'Some("', 'Field { name: ', 'metadata: {']
    for (const part of [...openings, ', nullable: a', '"', '"\\"']) {
      expect(normalizeType(part.repeat(20_000))).toEqual(expect.any(String))
    }
  })
})
