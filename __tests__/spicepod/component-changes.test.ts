import { expect, test } from '@jest/globals'
import { compareComponents, findRemovals } from '../../src/spicepod/component-changes.ts'

const spicepod = (datasets: readonly object[]) => ({ name: 'taxi', datasets })

test.each<[string, object, object, number]>([
  ['a reference that stays', spicepod([{ ref: 'a/b' }]), spicepod([{ ref: 'a/b' }]), 0],
  ['another reference', spicepod([{ ref: 'a/b' }]), spicepod([{ ref: 'a/c' }]), 2],
  ['another dependency', { dependencies: ['a', 'b'] }, { dependencies: ['a', 'c'] }, 2],
  ['a second entry of one name', spicepod([{ name: 'a' }]), spicepod([{ name: 'a' }, { name: 'a' }]), 1],
])('%s counts as the number of components that differ', (_, before, after, count) => {
  expect(compareComponents(before, after)).toHaveLength(count)
})

test.each<[what: string, before: unknown, after: unknown, keys: string[]]>([
  ['a list differs as a whole', ['a'], ['b'], ['columns']],
  [
    'a map differs by its members',
    { a: 1, b: { c: 1, d: [1] } },
    { a: 1, b: { c: 2, d: [1] } },
    ['columns.b.c'],
  ],
  ['a map that becomes another value differs as a whole', { a: 1 }, 'a', ['columns']],
  ['a map in place of another value differs as a whole', null, { a: 1 }, ['columns']],
  ['a map in another order does not differ', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['a number with all of its digits differs', JSON.rawJSON(`${2n ** 70n}`), 2 ** 70, ['columns']],
])('in a component, %s', (_, before, after, keys) => {
  const [old, next] = [before, after].map((columns) => spicepod([{ name: 'a', columns }]))
  const change = { kind: 'dataset', name: 'a', change: 'changed', keys }
  expect(compareComponents(old, next)).toEqual(keys.length === 0 ? [] : [change])
})

test('components are told apart by their list and their exact name, in any order', () => {
  const [one, another] = ['x', 'y'].map((from) => ({ name: 'a', from }))
  const before = { datasets: [one, { name: 'A' }, { name: '__proto__' }], models: [{ name: 'a' }] }
  const after = { models: [{ name: 'A' }], datasets: [{ name: 'constructor' }, { name: 'A' }, another] }
  const changes = compareComponents(before, after)
  expect(changes.map(({ change, kind, name }) => `${change} ${kind} ${name}`).sort()).toEqual([
    ...['added dataset constructor', 'added model A', 'changed dataset a'],
    ...['removed dataset __proto__', 'removed model a'],
  ])
})

test('a component that nothing else uses can be removed', () => {
  const kinds = ['catalogs', 'datasets', 'views', 'models', 'embeddings', 'tools', 'functions', 'secrets']
  const before = Object.fromEntries(kinds.map((list) => [list, [{ name: list }]]))
  const removals = findRemovals(compareComponents(before, {})).map(({ name }) => name)
  expect(removals).toEqual(['catalogs', 'datasets', 'views', 'models', 'tools'])
})
