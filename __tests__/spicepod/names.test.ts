import { expect, test } from '@jest/globals'
import { finderByName, findUnlisted, foldName, isListedIn, parseName } from '../../src/spicepod/names.ts'

test.each([
  ['trips', 'trips'],
  ['spice.public.trips', 'trips'],
  ['spice.public.TRIPS', 'trips'],
  ['spice.sales.trips', 'Sales.Trips'],
  ['spice.public.taxi.fares', 'public."taxi.fares"'],
  ['trip', undefined],
  ['sales', undefined],
  ['sales.trips', 'Sales.Trips'],
  ['prod.trips', undefined],
  ['spice.staging.trips', undefined],
])('the runtime means by %s the component %s', (theirs, ours) => {
  const find = finderByName(
    ['trips', 'Sales.Trips', 'public."taxi.fares"', 'TRIPS'].map((name) => ({ name })),
    'table',
  )
  expect(find(theirs)?.name).toBe(ours)
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

test.each([
  ['trips', 'trips', 'table', true],
  ['Trips', 'trips', 'table', true],
  ['spice.public.trips', 'trips', 'table', true],
  ['trips', 'public.Trips', 'table', true],
  ['spice.public.taxi.trips', '"taxi.trips"', 'table', true],
  ['taxi.trips', '"taxi.trips"', 'table', true],
  ['sales.trips', 'public.trips', 'table', false],
  ['prod.trips', 'trips', 'table', false],
  ['public.trips', 'spice.sales.trips', 'table', false],
  ['public.trips', 'public.fares', 'table', false],
  ['GPT-4.1', 'gpt-4.1', 'whole', true],
  ['gpt-4.1', 'gpt-5.1', 'whole', false],
  ['bge-1.1', 'gpt-1.1', 'whole', false],
  ['spice.public.gpt', 'gpt', 'whole', false],
] as const)('that %s is listed says that %s, the name of a %s, is: %s', (listed, expected, kind, isSame) => {
  expect(findUnlisted([expected], [listed], kind)).toEqual(isSame ? [] : [expected])
  expect(isListedIn([listed], kind)(expected)).toBe(isSame)
})

test('each listed name stands for one expected name, the most similar one', () => {
  expect(findUnlisted(['"Trips"', 'trips', 'TRIPS'], ['trips', 'Trips'], 'table')).toEqual(['TRIPS'])
})
