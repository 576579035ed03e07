import { expect, test } from '@jest/globals'
import { finderByName, isListedIn, parseName } from '../../src/inputs/component-names.ts'
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
