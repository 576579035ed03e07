import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type ComponentChange,
  compareComponents,
  findRemovals,
} from '../../src/spicepod/component-changes.ts'

const spicepod = (datasets: readonly object[]) => ({ name: 'taxi', datasets })

test.each<[string, object, object, number]>([
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

test('a component that nothing else uses can be removed', () => {
  const kinds = ['catalogs', 'datasets', 'views', 'models', 'embeddings', 'tools', 'functions', 'secrets']
  const before = Object.fromEntries(kinds.map((list) => [list, [{ name: list }]]))
  const removals = findRemovals(compareComponents(before, {})).map(({ name }) => name)
  expect(removals).toEqual(['catalogs', 'datasets', 'views', 'models', 'tools'])
})

type Entry = Readonly<Record<string, unknown>>
const kinds = { datasets: 'dataset', models: 'model', search_engines: 'search_engine' } as const
type Lists = Readonly<Partial<Record<keyof typeof kinds, readonly Entry[]>>>

const name = fc.constantFrom('a', 'A', 'a b', '1', 'constructor', '__proto__')
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(JSON.rawJSON(`${2n ** 70n}`), [], {}))
const entry = fc.record(
  { name, from: fc.constantFrom('x', 'y'), params: value },
  { requiredKeys: ['name'], noNullPrototype: true },
)
const entries = fc.uniqueArray(entry, { selector: (each) => each.name, maxLength: 4 })
const lists: fc.Arbitrary<Lists> = fc.record(
  { datasets: entries, models: entries, search_engines: entries },
  { requiredKeys: [] },
)

/** The changes as `removed dataset a`, sorted. */
function listExpected(before: Lists, after: Lists): string[] {
  const namesOf = (change: ComponentChange['change']) =>
    Object.entries(kinds).flatMap(([list, kind]) => {
      const [old = [], next = []] = [before, after].map((pod) => pod[list as keyof Lists])
      const [all, others] = change === 'removed' ? [old, next] : [next, old]
      const counts = all.filter((each) => {
        const other = others.find((one) => one.name === each.name)
        return (change === 'changed') === (other !== undefined) && !isDeepStrictEqual(other, each)
      })
      return counts.map((each) => `${change} ${kind} ${each.name}`)
    })
  return [...namesOf('removed'), ...namesOf('changed'), ...namesOf('added')].sort()
}

test('exactly the components whose entries differ by value are named, in any order of theirs', () => {
  fc.assert(
    fc.property(lists, lists, (before, after) => {
      const names = compareComponents(before, after).map(
        ({ change, kind, name }) => `${change} ${kind} ${name}`,
      )
      expect(names.sort()).toEqual(listExpected(before, after))
    }),
    { numRuns: 1000 },
  )
})
