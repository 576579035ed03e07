import { expect, test } from '@jest/globals'
import { checkManifest as check } from '../../src/features/checks/spicepod.ts'
import { SpicepodDocument } from '../../src/spicepod/document.ts'
import { componentLists } from '../../src/spicepod/spicepod.ts'
import { expectProportional } from '../harness/cpu.ts'
import fc from '../harness/property.ts'

const parse = (text: string) => new SpicepodDocument(text)
const checkManifest = (text: string) => check(parse(text))

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
const value = { version: 'v1', kind: 'Spicepod', name: 'taxi' }

const digits = [
  '-1234567890.12345678901',
  '0.12345678901234567e-10',
  '12345678901234567e2',
  '1.2345678901234567E+10',
]

test.each<[string, string, object]>([
  ['only its head', head, {}],
  [
    'anchors and aliases',
    `${head}datasets: &d\n  - &x {name: a}\n  - *x\nviews: *d\n`,
    { datasets: [{ name: 'a' }, { name: 'a' }], views: [{ name: 'a' }, { name: 'a' }] },
  ],
  ['a head by alias', `x: &name taxi\nversion: v1\nkind: Spicepod\nname: *name\n`, { x: 'taxi' }],
  ['unknown parts', `${head}runtime: {a: 1}\nnext: 5\n`, { runtime: { a: 1 }, next: 5 }],
  ['a custom tag', `${head}x: !mine [1]\n`, { x: [1] }],
  ['values that JSON lacks', `${head}x: .inf\ny: 2026-11-24\n`, { x: null, y: '2026-11-24' }],
  ['a date of YAML 1.1', `%YAML 1.1\n---\n${head}x: 2026-11-24\n`, { x: '2026-11-24T00:00:00.000Z' }],
  ['numbers of many digits', `${head}x: [${digits}]\n`, { x: digits.map((text) => JSON.rawJSON(text)) }],
  ['other numbers', `${head}x: [1234567890123456., -0.0]\n`, { x: [1234567890123456, 0] }],
  ['a byte order mark', `\ufeff${head}`, {}],
  ['null for a key, as in JSON', `${head}x: {~: 1}\n`, { x: { '': 1 } }],
  [
    'an alias of the last anchor of its name before it',
    `${head}x: [&a 1, *a, &a [&a 2, *a], *a, &b {c: &b 3}, *b]\n*a : 4\n`,
    { x: [1, 1, [2, 2], 2, { c: 3 }, 3], 2: 4 },
  ],
])('a manifest may have %s', (_, text, more) => {
  expect(checkManifest(text)).toEqual({ kind: 'good', value: { ...value, ...more } })
})

test.each<[string, string, [line: number, column: number, text: RegExp][]]>([
  ['its first syntax error', 'a: {b: 1, b: 2}\nc: d: e\n', [[2, 4, /^Nested mappings [^:]*\.$/]]],
  ['a string that is not closed', 'a: "x', [[1, 6, /closing/]]],
  [
    'each list that is none',
    `${head}datasets: x\nmodels: {}\ntools: 5\n`,
    [
      [4, 11, /`datasets` must be a list/],
      [5, 9, /`models`/],
      [6, 8, /`tools`/],
    ],
  ],
  ...[...Object.keys(componentLists), 'dependencies'].map<
    [string, string, [line: number, column: number, text: RegExp][]]
  >((list) => [
    `${list} that are no list`,
    `${head}${list}: {a: 1}\n`,
    [[4, list.length + 3, /must be a list/]],
  ]),
  ...Object.keys(componentLists).map<[string, string, [line: number, column: number, text: RegExp][]]>(
    (list) => [`${list} that are no maps`, `${head}${list}: [a]\n`, [[4, list.length + 4, /must be a map/]]],
  ),
  [
    'a thing that is no map in a list',
    `${head}views:\n  - {name: a}\n  -\n`,
    [[6, 4, /Each item of `views` must be a map/]],
  ],
  [
    'the first thing that is no map in each list',
    `${head}views: [a, {name: b}, c]\nmodels: [a]\n`,
    [
      [4, 9, /Each item of `views` must be a map/],
      [5, 10, /Each item of `models`/],
    ],
  ],
  ['an alias in its own anchor', `${head}x: &a\n  - [*a]\n`, [[5, 6, /inside its own anchor/]]],
  ['a map that merges itself', `${head}x: &a {b: 1, <<: *a}\n`, [[4, 18, /inside its own anchor/]]],
  ['a key that appears twice', `${head}x: {a: 1, "a": 2}\n`, [[4, 11, /`a` appears twice/]]],
  ['a key that is a list', `${head}[a]: 1\n`, [[4, 1, /must be a string/]]],
  ['an alias of nothing', `${head}datasets: []\nx:\n  - *trips\n`, [[6, 5, /alias/i]]],
  ['a root that is no map', '# x\n\n- a\n', [[3, 1, /must be a map/]]],
  ['nothing', '', [[1, 1, /must be a map/]]],
  ['several documents', `${head}---\n${head}`, [[4, 1, /one YAML document/]]],
])('a manifest is rejected for %s, with the place', (_, text, problems) => {
  expect(checkManifest(text)).toEqual({
    kind: 'bad',
    faults: problems.map(([line, column, says]) => ({ line, column, text: expect.stringMatching(says) })),
  })
})

test('at most five problems of a manifest are reported', () => {
  const lists = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs']
  const text = `a: 1\n${lists.map((name) => `${name}: 1\n`).join('')}`
  const read = checkManifest(text)
  expect(read.kind === 'bad' && read.faults).toHaveLength(5)
})

test.each(['[', '{a: ', '- ', '? ', '[a: '])('a manifest nested too deep by %j is refused there', (open) => {
  const nest = (levels: number) => checkManifest(`${head}x:\n  ${open.repeat(levels)}`)
  const refusal = { text: 'The manifest is nested more than 64 levels deep.', line: 5 }
  for (const levels of [64, 100_000]) {
    const read = nest(levels)
    expect(read).toMatchObject({ kind: 'bad', faults: [refusal] })
    // Close to the level that is one too many, not to the end.
    expect(read.kind === 'bad' && read.faults[0]?.column).toBeLessThan(5 + 66 * open.length)
  }
  expect(nest(63)).not.toMatchObject({ faults: [refusal] })
})

test('a manifest nested by indentation or aliases is rejected at the place where it gets too deep', () => {
  const text = 'The manifest is nested more than 64 levels deep.'
  const indented = Array.from({ length: 70 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')
  expect(checkManifest(head + indented)).toMatchObject({ kind: 'bad', faults: [{ text, line: 68 }] })
  const chain = Array.from({ length: 64 }, (_, index) => `b${index}: &b${index} [*b${index - 1}]`)
  expect(checkManifest(`${head}a: &b-1 []\n${chain.slice(0, 62).join('\n')}`).kind).toBe('good')
  expect(checkManifest(`${head}a: &b-1 []\n${chain.join('\n')}`)).toMatchObject({
    faults: [{ text, line: 67, column: 12 }, { text }],
  })
})

test('a manifest may be nested 64 levels deep, with a value in it', () => {
  const seqs = (levels: number) => `${'['.repeat(levels)}a${']'.repeat(levels)}`
  expect(checkManifest(`${head}x: ${seqs(63)}\n`).kind).toBe('good')
  expect(checkManifest(`${head}x: &a ${seqs(62)}\ny: [*a]\n`).kind).toBe('good')
  expect(checkManifest(`${head}x:\n  ${'- '.repeat(63)}a\n`).kind).toBe('good')
  // The place is the bracket that opens the level.
  expect(checkManifest(`${head}x: ${seqs(64)}\n`)).toMatchObject({ faults: [{ line: 4, column: 3 + 64 }] })
  expect(checkManifest(`${head}x: [a,\n  ${'['.repeat(63)}`)).toMatchObject({
    faults: [{ line: 5, column: 2 + 63 }],
  })
})

test('an alias counts with the levels inside it, and those before it count no more', () => {
  const seqs = (levels: number, inner: string) => '['.repeat(levels) + inner + ']'.repeat(levels)
  const manifest = (levels: number, more: string) =>
    checkManifest(`${head}x: &a ${seqs(levels, '1')}\ny: ${more}\n`)
  expect(manifest(62, '[*a]').kind).toBe('good')
  expect(manifest(63, '[*a]').kind).toBe('bad')
  expect(manifest(40, `[${seqs(40, '1')}, &b [*a], *b]`).kind).toBe('good')
  expect(manifest(40, seqs(23, '*a')).kind).toBe('good')
  expect(manifest(40, `[&b [1, *a, 2], ${seqs(22, '*b')}]`).kind).toBe('bad')
  expect(manifest(40, `[&b [*a, 1, [2]], ${seqs(21, '*b')}]`).kind).toBe('good')
})

test.each([
  [JSON.stringify('x'.repeat(9998))],
  [`["${'x'.repeat(9994)}"]`],
  [`{"x":"${'x'.repeat(4000)}","y":"${'y'.repeat(5000)}"}`],
])('a manifest may have 4 MiB with its aliases expanded, and no character more: %#', (item) => {
  const uses = 400
  // A comma is counted after each member, also after the last one.
  const size = item.length + (item.startsWith('"') ? 0 : 1)
  const read = (length: number) =>
    checkManifest(`a: &a ${item}\nb: ${'x'.repeat(length)}\nc: [${'*a,'.repeat(uses)}]\n`)
  // Up to the last alias: the value, quotes, the three names with theirs, the brackets, and the commas.
  const most = 4 * 1024 * 1024 - uses * (size + 1) - size - 2 - 3 * 3 - 2
  expect(read(most).kind).toBe('good')
  expect(read(most + 1)).toMatchObject({ faults: [{ line: 3, column: 5 + 3 * (uses - 1) }] })
})

test.each<[path: (string | number)[], line: number, column: number]>([
  [[], 2, 1],
  [['a'], 2, 4],
  [['a', 1], 2, 8],
  [['a', 1, 'b'], 2, 12],
  [['a', 1, 'b', 'c'], 2, 12],
  [['a', 'b'], 2, 4],
  [['c', 'd'], 4, 6],
  [['c', 'x'], 4, 3],
  [['x', 'a'], 2, 1],
])('the place of %j is where its value starts, or the last part that exists', (path, line, column) => {
  expect(parse('# x\na: [1, {b: 2}]\nc:\n  d: 3\n').positionOf(...path)).toEqual({ line, column })
})

test('a byte order mark has no column', () => {
  expect(parse('\ufeffa: 1\n').positionOf('a')).toEqual({ line: 1, column: 4 })
})

test('a key that appears twice is named if it is short and plain', () => {
  const faultsOf = (key: string) => parse(`"${key}": 1\n"${key}": 2\n`).faults
  expect(faultsOf('a b')).toMatchObject([{ text: 'The key `a b` appears twice in the same map.' }])
  for (const key of ['a\\nb', 'a`b', 'x'.repeat(41)]) {
    expect(faultsOf(key)).toMatchObject([{ text: 'A key appears twice in the same map.' }])
  }
})

test('a manifest keeps members of any name, and integers of any size', () => {
  const read = checkManifest(
    `${head}__proto__: {constructor: 1}\n9007199254740993: [9007199254740993, -9007199254740993, 0x20000000000001, 1.0]\n`,
  )
  const json = JSON.stringify(read.kind === 'good' && read.value)
  expect(json).toContain('"__proto__":{"constructor":1}')
  expect(json).toContain('"9007199254740993":[9007199254740993,-9007199254740993,9007199254740993,1]')
})

test('a manifest merges the maps of `<<` keys, and its own keys take precedence', () => {
  const text = `${head}x: &x {a: 1, b: 1}\ny: &y {<<: *x, b: 2, c: 2}\nz: {<<: [*y, {c: 3, d: 3}], d: 4}\n`
  expect(checkManifest(text)).toMatchObject({
    value: { y: { a: 1, b: 2, c: 2 }, z: { a: 1, b: 2, c: 2, d: 4 } },
  })
  const inHead = `x: &x {version: v1, kind: Spicepod, name: taxi}\n<<: *x\n`
  expect(checkManifest(inHead)).toMatchObject({ kind: 'good', value: { name: 'taxi' } })
  expect(checkManifest(`${head}x: {<<: 1}\n`)).toMatchObject({ value: { x: { '<<': 1 } } })
  expect(checkManifest(`%YAML 1.1\n---\n${text}`)).toMatchObject({ value: { z: { a: 1, b: 2, c: 2, d: 4 } } })
})

test('a manifest that would expand without end is rejected', () => {
  const grow = 'abcdefghij'
  const lines = [...grow].map(
    (name, index) =>
      `${name}: &${name} [${Array(10)
        .fill(index === 0 ? '1' : `*${grow[index - 1]}`)
        .join(', ')}]`,
  )
  expect(checkManifest(`${head}${lines.join('\n')}\n`)).toEqual({
    kind: 'bad',
    faults: [{ text: 'With its aliases expanded, the manifest is larger than 4 MiB.', line: 9, column: 40 }],
  })
})

test.each([
  [
    'a wide map',
    (count: number) => [`a: &a {${Array.from({ length: count }, (_, at) => `m${at}: 1`)}}`],
    '{<<: *a}',
    'is larger than 4 MiB',
  ],
  [
    'each map into the next one',
    (count: number) => [
      'k0: &k0 {m: 1}',
      ...Array.from({ length: count }, (_, at) => `k${at + 1}: &k${at + 1} {m${at}: 1, <<: *k${at}}`),
    ],
    '1',
    'is nested more than 64 levels deep',
  ],
])(
  'a manifest that would merge %s a hundred thousand times is rejected before it does',
  (_, linesOf, more, problem) => {
    const read = (count: number) =>
      checkManifest(
        head + [...linesOf(count), ...Array.from({ length: count }, (_, at) => `x${at}: ${more}`)].join('\n'),
      )
    expect(JSON.stringify(read(800))).toContain(problem)
    expectProportional(read, 800)
  },
)

test('a manifest in JSON has the value that JSON.parse returns', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (more) => {
      const all = JSON.parse(JSON.stringify({ extra: more, ...value }))
      expect(checkManifest(JSON.stringify(all))).toEqual({ kind: 'good', value: all })
    }),
  )
})

test('a manifest may use an anchor any number of times, and takes time in proportion', () => {
  const dataset = { from: 's3://bucket/trips/', name: 'trips' }
  const read = (uses: number) =>
    checkManifest(
      `${head}x: &trips {from: "s3://bucket/trips/", name: trips}\ndatasets:\n${'  - *trips\n'.repeat(uses)}`,
    )
  expect(read(500)).toMatchObject({ kind: 'good', value: { datasets: Array(500).fill(dataset) } })
  expectProportional(read, 2000)
})

test('a manifest may have any number of keys, and takes time in proportion', () => {
  const read = (keys: number) =>
    checkManifest(head + Array.from({ length: keys }, (_, index) => `k${index}: 1`).join('\n'))
  expectProportional((keys) => expect(read(keys).kind).toBe('good'), 2000)
})

// As few characters as possible each: a file may have 1 MiB. Mistakes are tokens as well.
test.each(['[[]]', '#\n', ']'])(
  'a manifest of no more than %j is refused before anything is made of it',
  (part) => {
    const read = checkManifest(part.repeat(600_000 / part.length))
    expect(read).toEqual({
      kind: 'bad',
      faults: [
        expect.objectContaining({ text: expect.stringMatching(/^The manifest has more than 500000 /) }),
      ],
    })
  },
)

test('a manifest of 1 MiB with lines like those of real ones is read', () => {
  const dataset =
    '  - from: s3://bucket/x\n    name: abc\n    params:\n      file_format: parquet\n      k: "v"\n'
  const text = `${head}datasets:\n${dataset.repeat(Math.floor((1024 * 1024) / dataset.length) - 1)}`
  expect(checkManifest(text).kind).toBe('good')
})
