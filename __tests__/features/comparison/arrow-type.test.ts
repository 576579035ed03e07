import { expect, test } from '@jest/globals'
import { isSameType } from '../../../src/features/comparison/arrow-type.ts'

test.each([
  ['Timestamp(Nanosecond, None)', 'Timestamp(ns)'],
  ['Timestamp(Microsecond, Some("UTC"))', 'Timestamp(µs, "UTC")'],
  ['Time32(Second)', 'Time32(s)'],
  ['Duration(Millisecond)', 'Duration(ms)'],
  ['LargeUtf8', 'Utf8'],
  ['Utf8View', 'LargeUtf8'],
  ['BinaryView', 'LargeBinary'],
  ['Dictionary(Int32, Utf8)', 'Utf8View'],
  ['Dictionary(UInt8, Timestamp(ns, "UTC"))', 'Timestamp(ns, "UTC")'],
  ['List(non-null Int32)', 'LargeList(nullable Int32)'],
  ['Struct("x": Int64, metadata: {"a": "}, \\"b"}, "y": Utf8)', 'Struct("x": Int64, "y": Utf8View)'],
  ['List(Int64, field: \'element\', metadata: {"a": "1"})', 'List(Int64)'],
  [
    'Map("entries": non-null Struct("key": non-null Utf8, "value": Int64), sorted)',
    'Map("key_value": non-null Struct("keys": non-null Utf8View, "values": Int64), unsorted)',
  ],
  ['List(Field { name: "item", data_type: Int32 })', 'List(Field { name: "item", data_type: Int32 })'],
])('%s is %s', (left, right) => {
  expect([isSameType(left, right), isSameType(right, left)]).toEqual([true, true])
})

test.each([
  ['Int32', 'Int64'],
  ['Timestamp(ns)', 'Timestamp(ns, "UTC")'],
  ['Timestamp(ns)', 'Timestamp(ms)'],
  ['Timestamp(ns, "UTC")', 'Timestamp(ns, "Europe/Berlin")'],
  ['Decimal128(10, 2)', 'Decimal128(12, 2)'],
  ['Utf8', 'Binary'],
  ['List(Int32)', 'List(Int64)'],
  ['List(Int32)', 'Int32'],
  ['FixedSizeList(384 x Float32)', 'FixedSizeList(385 x Float32)'],
  ['Dictionary(Int32, Utf8)', 'Int32'],
  ['Struct("a": Int64, "b": Utf8)', 'Struct("b": Utf8, "a": Int64)'],
  ['Struct("Utf8": Int64)', 'Struct("Utf8View": Int64)'],
  ['Struct("\\"non-null ": Int64)', 'Struct("\\"": Int64)'],
  ['Map("e": Struct("k": Utf8, "v": Int64), sorted)', 'Map("e": Struct("k": Utf8, "v": Utf8), sorted)'],
  ['Something(new: [1])', 'Something(new: [2])'],
])('%s is not %s', (left, right) => {
  expect([isSameType(left, right), isSameType(right, left)]).toEqual([false, false])
})

test('whether a nested type in the form of an older runtime is another one is not known', () => {
  const old = 'List(Field { name: "item", data_type: Int32, nullable: true, metadata: {} })'
  for (const other of ['List(Int32)', 'Utf8', old.replace('Int32', 'Int64')]) {
    expect([isSameType(old, other), isSameType(other, old)]).toEqual([undefined, undefined])
  }
})
