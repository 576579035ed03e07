import { expect, test } from '@jest/globals'
import { findUnknownTables, hasTables, readTables, toTableProbes } from '../../src/inputs/probes.ts'

const spicepod = {
  datasets: [{ name: 'trips' }, { name: 'Trips' }, { name: 'a."b,c"' }, { ref: 'x', name: 'other' }, null],
  views: [{ name: 'fares' }, { name: 7 }],
}
const probed = (text: string) => toTableProbes(readTables(text), spicepod).map(({ table }) => table)

test.each<[string, string[]]>([
  ['none', []],
  ['', []],
  ['ALL', ['trips', 'Trips', 'a."b,c"', 'fares']],
  ['TRIPS,, fares,TRIPS', ['trips', 'fares']],
  ['a."b,c"\r\nfares\n', ['a."b,c"', 'fares']],
])('`test-tables` %j is %j', (text, tables) => {
  expect(probed(text)).toEqual(tables)
  expect(hasTables(readTables(text))).toBe(tables.length > 0)
})

test.each([
  ['TRIPS', ['Trips']],
  ['"Trips"', ['"Trips"']],
  // It is the only one that can be meant.
  ['FARES', ['"Fares"']],
  ['`c,d`', ['`c,d`']],
  ['spice.Public.ZONES', ['zones']],
  ['public."Zones"', ['"Zones"']],
  ['Rides', ['public.rides']],
  ['sales.zones', ['sales.zones']],
])('`test-tables` %j means %j, as SQL would', (text, tables) => {
  const names = ['"Trips"', 'Trips', '"Zones"', 'zones', '"Fares"', '`c,d`', 'public.rides', 'sales.zones']
  const datasets = names.map((name) => ({ name }))
  expect(toTableProbes(readTables(text), { datasets }).map(({ table }) => table)).toEqual(tables)
  expect(findUnknownTables(readTables(text), { datasets })).toEqual([])
})

test('a name that the spicepod does not have is a problem', () => {
  expect(findUnknownTables(readTables('fares, other'), spicepod)).toEqual([
    expect.stringContaining(
      'names `other`, which is not a dataset or view of the spicepod: it has `trips`, ',
    ),
  ])
  expect(findUnknownTables(readTables('all'), spicepod)).toEqual([])
  expect(findUnknownTables(readTables('trips'), {})).toEqual([expect.stringContaining('it has none')])
})

test.each(['overall', 'all_trips', 'nonesuch', 'anyone_none'])(
  '%s is the name of a table, although it has a word with a meaning in it',
  (text) => {
    expect(readTables(text)).toEqual([text])
  },
)

test('a problem names at most ten tables that the spicepod has', () => {
  const problemWith = (count: number) => {
    const datasets = Array.from({ length: count }, (_, index) => ({ name: `d${index}` }))
    return findUnknownTables(readTables('other'), { datasets })
  }
  expect(problemWith(10)).toEqual([expect.stringMatching(/, `d9`\.$/)])
  expect(problemWith(11)).toEqual([expect.stringMatching(/, `d9`, …\.$/)])
})

test.each(['sales.trips', 'spice.trips', 'other.public.trips'])(
  'a table of another schema or catalog is another one: %s',
  (name) => {
    expect(findUnknownTables(readTables(name), spicepod)).toHaveLength(1)
  },
)
