import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { normalizeType } from '../../src/data/arrow-type.ts'

describe('A type', () => {
  const debugField = (name: string, type: string, nullable = true) =>
    `Field { name: "${name}", data_type: ${type}, nullable: ${nullable}, dict_id: 0, dict_is_ordered: false, metadata: {} }`

  it.each([
    ['Timestamp(Nanosecond, None)', 'Timestamp(ns)'],
    ['Timestamp(Microsecond, Some("UTC"))', 'Timestamp(µs, "UTC")'],
    ['Time64(Nanosecond)', 'Time64(ns)'],
    ['Duration(Second)', 'Duration(s)'],
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
    ['Interval(MonthDayNano)', 'Interval(DayTime)'],
    ['FixedSizeBinary(16)', 'FixedSizeBinary(32)'],
    ['Map("e": Struct("k": Utf8, "v": Int64), sorted)', 'Map("e": Struct("k": Utf8, "v": Utf8), sorted)'],
    ['Something(new: [1])', 'Something(new: [2])'],
  ])('%s is not %s', (left, right) => {
    expect(normalizeType(left)).not.toBe(normalizeType(right))
  })

  it('from a hostile server takes no time', () => {
    for (const part of [
      'Dictionary(Int32,',
      'List(',
      '"',
      'Some("',
      'Field { name: ',
      ', nullable: a',
      '"\\"',
      'Struct("a": ',
      'metadata: {',
    ]) {
      expect(normalizeType(part.repeat(20_000))).toEqual(expect.any(String))
    }
  })

  it('in both spellings is the same type, whatever metadata it has', () => {
    fc.assert(
      fc.property(anyType, metadata, metadata, (type, one, another) => {
        const [debug, display] = [writeDebug(type, one), writeDisplay(type, another)]
        expect(normalizeType(display)).toBe(normalizeType(debug))
        expect(normalizeType(debug)).toBe(normalizeType(writeDebug(type, another)))
      }),
    )
  })

  it('in both spellings is another type if a part of it is another one', () => {
    fc.assert(
      fc.property(anyType, metadata, (type, one) => {
        const other = replaceLeaf(type)
        expect(normalizeType(writeDisplay(other, one))).not.toBe(normalizeType(writeDebug(type, one)))
      }),
    )
  })
})

type Type =
  | { kind: 'plain'; debug: string; display: string }
  | { kind: 'List' | 'LargeList' | 'FixedSizeList' | 'Dictionary' | 'RunEndEncoded'; of: Type; name: string }
  | { kind: 'Struct' | 'Union'; fields: { name: string; type: Type; nullable: boolean }[] }
  | { kind: 'Map'; key: Type; value: Type; sorted: boolean }
type Metadata = Record<string, string>

const plain = (debug: string, display = debug): Type => ({ kind: 'plain', debug, display })
const anyPlain = fc.constantFrom(
  ...['Int8', 'UInt64', 'Float32', 'Boolean', 'Utf8', 'Binary', 'Null', 'Date32'].map((word) => plain(word)),
  ...['Decimal128(10, 2)', 'Decimal256(40, -3)', 'FixedSizeBinary(16)', 'Interval(MonthDayNano)'].map(
    (word) => plain(word),
  ),
  plain('Timestamp(Nanosecond, None)', 'Timestamp(ns)'),
  plain('Timestamp(Microsecond, Some("Europe/Berlin"))', 'Timestamp(µs, "Europe/Berlin")'),
  plain('Time32(Second)', 'Time32(s)'),
  plain('Time64(Nanosecond)', 'Time64(ns)'),
  plain('Duration(Millisecond)', 'Duration(ms)'),
)
/** Rust's debug form of text has the same escapes as JSON, as far as these go. */
const anyName = fc.string({
  unit: fc.constantFrom('a', 'B', ' ', '"', '\\', '{', '}', '(', ')', ',', ':', "'", 'ä'),
})
const metadata = fc.dictionary(anyName, anyName, { maxKeys: 3 })
const { anyType } = fc.letrec<{ anyType: Type }>((tie) => ({
  anyType: fc.oneof(
    { maxDepth: 5, depthSize: 'large' },
    anyPlain,
    fc.record({
      kind: fc.constantFrom('List', 'LargeList', 'FixedSizeList', 'Dictionary', 'RunEndEncoded'),
      of: tie('anyType'),
      name: fc.constantFrom('item', 'element'),
    }),
    fc.record({
      kind: fc.constantFrom('Struct', 'Union'),
      fields: fc.array(fc.record({ name: anyName, type: tie('anyType'), nullable: fc.boolean() }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    fc.record({
      kind: fc.constant('Map' as const),
      key: anyPlain,
      value: tie('anyType'),
      sorted: fc.boolean(),
    }),
  ),
}))

function writeDebug(type: Type, metadata: Metadata): string {
  const map = `{${Object.entries(metadata)
    .map((pair) => pair.map((text) => JSON.stringify(text)).join(': '))
    .join(', ')}}`
  const field = (name: string, type: Type | string, nullable = true) => {
    const text = typeof type === 'string' ? type : writeDebug(type, metadata)
    return `Field { name: ${JSON.stringify(name)}, data_type: ${text}, nullable: ${nullable}, dict_id: 0, dict_is_ordered: false, metadata: ${map} }`
  }
  switch (type.kind) {
    case 'plain':
      return type.debug
    case 'FixedSizeList':
      return `FixedSizeList(${field(type.name, type.of)}, 3)`
    case 'Dictionary':
      return `Dictionary(Int32, ${writeDebug(type.of, metadata)})`
    case 'RunEndEncoded':
      return `RunEndEncoded(${field('run_ends', 'Int32', false)}, ${field('values', type.of)})`
    case 'Struct':
      return `Struct([${type.fields.map((part) => field(part.name, part.type, part.nullable)).join(', ')}])`
    case 'Union':
      return `Union([${type.fields.map((part, id) => `(${id}, ${field(part.name, part.type)})`).join(', ')}], Dense)`
    case 'Map': {
      const entries = `Struct([${field('keys', type.key, false)}, ${field('values', type.value)}])`
      return `Map(${field('entries', entries, false)}, ${type.sorted})`
    }
    default:
      return `${type.kind}(${field(type.name, type.of)})`
  }
}

function writeDisplay(type: Type, metadata: Metadata): string {
  const pairs = Object.entries(metadata).map((pair) => pair.map((text) => JSON.stringify(text)).join(': '))
  const map = pairs.length === 0 ? '' : `, metadata: {${pairs.join(', ')}}`
  const write = (part: Type) => writeDisplay(part, metadata)
  const field = (name: string, text: string, nullable = true) =>
    `${JSON.stringify(name)}: ${nullable ? '' : 'non-null '}${text}${map}`
  const element = (part: Type, name: string) =>
    `${write(part)}${name === 'item' ? '' : `, field: '${name}'`}${map}`
  switch (type.kind) {
    case 'plain':
      return type.display
    case 'FixedSizeList':
      return `FixedSizeList(3 x ${element(type.of, type.name)})`
    case 'Dictionary':
      return `Dictionary(Int32, ${write(type.of)})`
    case 'RunEndEncoded':
      return `RunEndEncoded(${field('run_ends', 'Int32', false)}, ${field('values', write(type.of))})`
    case 'Struct':
      return `Struct(${type.fields.map((part) => field(part.name, write(part.type), part.nullable)).join(', ')})`
    case 'Union':
      return `Union(Dense, ${type.fields.map((part, id) => `${id}: (${field(part.name, write(part.type))})`).join(', ')})`
    case 'Map': {
      const entries = `Struct(${field('keys', write(type.key), false)}, ${field('values', write(type.value))})`
      return `Map(${field('entries', entries, false)}, ${type.sorted ? 'sorted' : 'unsorted'})`
    }
    default:
      return `${type.kind}(${element(type.of, type.name)})`
  }
}

/** The same type with another one in its innermost place. */
function replaceLeaf(type: Type): Type {
  switch (type.kind) {
    case 'plain':
      return plain('Date64')
    case 'Struct':
    case 'Union':
      return { ...type, fields: type.fields.map((part) => ({ ...part, type: replaceLeaf(part.type) })) }
    case 'Map':
      return { ...type, value: replaceLeaf(type.value) }
    default:
      return { ...type, of: replaceLeaf(type.of) }
  }
}
