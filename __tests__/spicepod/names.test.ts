import { expect, test } from '@jest/globals'
import { finderByName, isListedIn, nameMatchers, parseName } from '../../src/spicepod/names.ts'
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
  ['"a', ['"a']],
  ['a"b.c"', ['ab.c']],
])('the parts of the name %s are %j', (name, parts) => {
  expect(parseName(name)).toMatchObject({ parts, plain: parts.join('.') })
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
