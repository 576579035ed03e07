import { expect, test } from '@jest/globals'
import { SpicepodDocument } from '../../src/spicepod/document.ts'
import { describeComponent, namesOf, readComponents, toComparable } from '../../src/spicepod/spicepod.ts'

const read = (text: string) => {
  const document = new SpicepodDocument(text)
  return readComponents(document.value).map(({ path, isReference, entry, ...rest }) => ({
    ...rest,
    ...document.positionOf(...path, 'name'),
  }))
}

test('the components of a spicepod tell what is accelerated, and where they are', () => {
  const text =
    'datasets:\n  - {name: a, from: s3://x, acceleration: {enabled: true}}\n  - {name: b, acceleration: {enabled: false}}\n  - {name: c, acceleration: }\n'
  expect(read(text)).toEqual([
    { kind: 'dataset', name: 'a', from: 's3://x', accelerated: true, line: 2, column: 12 },
    { kind: 'dataset', name: 'b', accelerated: false, line: 3, column: 12 },
    { kind: 'dataset', name: 'c', accelerated: false, line: 4, column: 12 },
  ])
})

test('a component by an alias or with merged keys is where its entry is', () => {
  const text =
    'x: &x {name: a, acceleration: {engine: duckdb}}\nviews:\n  - *x\n  - {<<: *x, from: x}\n  - {<<: *x, name: b}\n'
  expect(read(text)).toEqual([
    { kind: 'view', name: 'a', accelerated: true, line: 3, column: 5 },
    { kind: 'view', name: 'a', from: 'x', accelerated: true, line: 4, column: 5 },
    { kind: 'view', name: 'b', accelerated: true, line: 5, column: 20 },
  ])
})

test.each([
  [{ datasets: [{ ref: 'a' }] }],
  [{ models: [{ name: 'a', ref: 'b' }] }],
  [{ dependencies: ['org/pod'] }],
])('the spicepod %j refers to other files', (spicepod) => {
  expect(readComponents(spicepod)).toEqual([expect.objectContaining({ isReference: true })])
})

test('only what the spicepod itself names is expected', () => {
  const spicepod = {
    version: 'v1',
    datasets: [
      { from: 's3://trips/', name: 'taxi_trips' },
      { ref: 'datasets/orders', name: 'orders' },
      { from: 'postgres:x', name: 'public.customers' },
      { from: 's3://trips/', name: 'taxi_trips' },
      { from: 's3://none/', name: '' },
      { from: 's3://none/' },
      'text',
      null,
    ],
    views: [{ name: 'a_view' }],
  }
  const components = readComponents(spicepod)
  expect(namesOf('dataset', components)).toEqual(['taxi_trips', 'public.customers'])
  expect(namesOf('view', components)).toEqual(['a_view'])
  expect(namesOf('model', components)).toEqual([])
})

test.each([undefined, null, 'datasets: []', [], {}, { datasets: 'all' }])(
  'the spicepod %j has no components',
  (spicepod) => {
    expect(readComponents(spicepod)).toEqual([])
  },
)

test('a component has no name or source that is not text, and is accelerated unless that is disabled', () => {
  const entry = { name: 7, from: 8, acceleration: {} }
  expect(readComponents({ datasets: [entry] })).toEqual([
    {
      kind: 'dataset',
      name: '',
      isReference: false,
      accelerated: true,
      path: ['datasets', 0],
      entry,
    },
  ])
})

test.each([
  [undefined, false],
  [{ enabled: false }, false],
  [{ '<<': { enabled: false }, engine: 'duckdb' }, false],
  // That is the default.
  [{}, true],
  [{ enabled: true }, true],
  [{ enabled: null }, true],
])('a dataset with the acceleration %j is accelerated: %j', (acceleration, accelerated) => {
  expect(readComponents({ datasets: [{ name: 'fares', acceleration }] })).toMatchObject([{ accelerated }])
})

test.each([[{ '<<': 1, a: 1 }], [{ '<<': null }], [{ '<<': [{ a: 1 }, 2] }]])(
  'only maps are merged, so that %j stays as it is',
  (value) => {
    expect(toComparable(value)).toEqual(value)
  },
)

test.each([
  ['datasets', { name: 'fares' }, 'dataset `fares`'],
  ['search_engines', { name: '' }, 'search engine 1'],
  ['secrets', { name: 'env' }, 'secret store `env`'],
])('a component in %s, %j, is called %s', (list, entry, described) => {
  expect(readComponents({ [list]: [entry] }).map(describeComponent)).toEqual([described])
})
