import { expect, test } from '@jest/globals'
import { finderByName, foldName, isListedIn, nameMatchers, parseName } from '../../src/spicepod/names.ts'
import { cpuMs } from '../harness/cpu.ts'

test.each([
  ['trips', 'trips'],
  ['spice.public.trips', 'trips'],
  ['spice.public.TRIPS', 'trips'],
  ['spice.sales.trips', 'Sales.Trips'],
  ['spice.public.taxi.fares', 'public."taxi.fares"'],
  ['trip', undefined],
  ['sales', undefined],
])('the runtime means by %s the component %s', (theirs, ours) => {
  const find = finderByName(
    ['trips', 'Sales.Trips', 'public."taxi.fares"', 'TRIPS'].map((name) => ({ name })),
  )
  expect(find(theirs)?.name).toBe(ours)
})

test('a component is listed under its name alone or with catalog and schema', () => {
  const isListed = isListedIn(['spice.public.trips', 'fares'])
  expect(['Trips', 'public.trips', '"spice"."public".trips', 'fares'].filter(isListed)).toHaveLength(4)
  expect(['public', 'public.fares', 'rips', ''].filter(isListed)).toEqual([])
})

test('a name of very many parts is read in no time', () => {
  const name = 'a.'.repeat(100_000)
  expect(cpuMs(() => expect(parseName(name).endings).toEqual([name]))).toBeLessThan(2000)
})

test.each([
  ['public."taxi.trips"', ['public', 'taxi.trips']],
  ['"a""b".c', ['a"b', 'c']],
  ['`a``b`.`c.d`', ['a`b', 'c.d']],
  ['Public.Trips', ['public', 'trips']],
  ['Public."Trips"', ['public', 'Trips']],
  ['`Trips`', ['Trips']],
  ['a."B.C".D', ['a', 'B.C', 'd']],
  ['"A""B"', ['A"B']],
  ['ÄPFEL_Äß.TRÎPS', ['Äpfel_Äß', 'trÎps']],
  ['_T1$', ['_t1$']],
  // What is no sequence of identifiers is the name of a table as it is.
  ['"a', ['"a']],
  ['A"b.c"', ['A"b.c"']],
  ['My-Trips.A', ['My-Trips.A']],
  ['2026_Trips', ['2026_Trips']],
  ['A B', ['A B']],
  ['A..B', ['A..B']],
  ['', ['']],
])('the parts of the name %s are %j in SQL', (name, parts) => {
  expect(parseName(name).parts).toEqual(parts)
  expect(parseName(foldName(name)).parts).toEqual(parts)
})

test.each([
  ['Public."Trips"', 'Public.Trips', 'public."Trips"'],
  ['a"b.c"', 'ab.c', 'a"b.c"'],
  ['"A""B".`C``D`', 'A"B.C`D', '"A""B".`C``D`'],
  ['My-Trips', 'My-Trips', 'My-Trips'],
])('the name %s is %s without quotes, and %s in SQL', (name, plain, folded) => {
  expect([parseName(name).plain, foldName(name)]).toEqual([plain, folded])
})

test('a name of ten parts has ten endings, and a longer one only itself', () => {
  const name = (parts: number) => Array.from({ length: parts }, (_, index) => `p${index}`).join('.')
  expect(parseName(name(10)).endings).toHaveLength(10)
  expect(parseName(name(11)).endings).toEqual([name(11)])
})

test.each([
  ['trips', 'trips', 0],
  ['Trips', 'trips', 1],
  ['spice.public.trips', 'trips', 2],
  ['trips', 'public.Trips', 2],
  ['sales.trips', 'public.trips', 3],
  ['spice.sales.trips', 'public.trips', 3],
  ['public.trips', 'spice.sales.trips', 3],
  ['public.trips', 'public.fares', -1],
])('%s and %s are alike by the matcher %d', (one, other, surest) => {
  expect(nameMatchers.findIndex((isSame) => isSame(parseName(one), parseName(other)))).toBe(surest)
})
