import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareComponents, findRemovals } from '../../src/spicepod/component-changes.ts'

const spicepod = (datasets: readonly object[], more = {}) => ({ name: 'taxi', datasets, ...more })

test('removed components come before changed and added ones', () => {
  const before = spicepod([
    { name: 'a' },
    { name: 'b', from: 's3://old', acceleration: { engine: 'duckdb' } },
  ])
  const after = spicepod([{ name: 'c' }, { name: 'b', from: 's3://new', acceleration: { engine: 'arrow' } }])
  expect(compareComponents(before, after)).toEqual([
    { kind: 'dataset', name: 'a', change: 'removed' },
    { kind: 'dataset', name: 'b', change: 'changed', keys: ['from', 'acceleration.engine'] },
    { kind: 'dataset', name: 'c', change: 'added' },
  ])
})

test.each<[string, object, object, number]>([
  ['another order', spicepod([{ name: 'a' }, { name: 'b' }]), spicepod([{ name: 'b' }, { name: 'a' }]), 0],
  ['a key of the runtime', spicepod([]), spicepod([], { runtime: { task_history: {} } }), 0],
  ['a reference that stays', spicepod([{ ref: 'a/b' }]), spicepod([{ ref: 'a/b' }]), 0],
  ['another reference', spicepod([{ ref: 'a/b' }]), spicepod([{ ref: 'a/c' }]), 2],
  ['another dependency', { dependencies: ['a', 'b'] }, { dependencies: ['a', 'c'] }, 2],
  ['a second entry of one name', spicepod([{ name: 'a' }]), spicepod([{ name: 'a' }, { name: 'a' }]), 1],
])('%s counts as the number of components that differ', (_, before, after, count) => {
  expect(compareComponents(before, after)).toHaveLength(count)
})

test('a list differs as a whole', () => {
  const [before, after] = [['a'], ['b']].map((columns) => spicepod([{ name: 'a', columns }]))
  expect(compareComponents(before, after)).toEqual([
    { kind: 'dataset', name: 'a', change: 'changed', keys: ['columns'] },
  ])
})

test('a name in another case is shown as another component, and removes nothing', () => {
  const changes = compareComponents(spicepod([{ name: 'Trips' }]), spicepod([{ name: 'trips' }]))
  expect(changes.map(({ change }) => change)).toEqual(['removed', 'added'])
  expect(findRemovals(changes)).toEqual([])
})

test('a component that nothing else uses can be removed', () => {
  const before = { datasets: [{ name: 'a' }], embeddings: [{ name: 'e' }], tools: [{ name: 't' }] }
  expect(findRemovals(compareComponents(before, {})).map(({ name }) => name)).toEqual(['a', 't'])
})

const entry = fc.record({ name: fc.constantFrom('a', 'b', 'c'), from: fc.constantFrom('x', 'y') })
const lists = fc.record({
  datasets: fc.uniqueArray(entry, { selector: ({ name }) => name }),
  models: fc.uniqueArray(entry, { selector: ({ name }) => name }),
})

test('exactly the components whose entries differ by value are named', () => {
  fc.assert(
    fc.property(lists, lists, (before, after) => {
      const expected = (['datasets', 'models'] as const).flatMap((list) =>
        ['a', 'b', 'c'].filter((name) => {
          const [old, next] = [before, after].map((pod) => pod[list].find((found) => found.name === name))
          return !isDeepStrictEqual({ ...old }, { ...next })
        }),
      )
      expect(compareComponents(before, after).map(({ name }) => name)).toHaveLength(expected.length)
      expect(
        compareComponents(before, after)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(expected.sort())
    }),
    { numRuns: 1000 },
  )
})
