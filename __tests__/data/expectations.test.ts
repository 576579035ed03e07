import { describe, expect, it } from '@jest/globals'
import Big from 'big.js'
import type { Rule, Scalar } from '../../src/data/expectations.ts'
import { type Expectations, findDifferences } from '../../src/data/expectations.ts'

const is = (value: Scalar | number): Rule => ({
  kind: 'equals',
  value: typeof value === 'number' ? new Big(value) : value,
})
const row = (rules: Record<string, Rule>) => new Map(Object.entries(rules))
const differences = (
  expectations: Expectations,
  rows: Record<string, unknown>[],
  { columns = [...new Set(rows.flatMap((cells) => Object.keys(cells)))], seconds = 0.1, atMs = 0 } = {},
) => {
  return findDifferences(expectations, { columns, rows }, { seconds, atMs }, (text) => text)
}

describe('An answer', () => {
  const zones = [
    { borough: 'Bronx', zones: 43, secret: 'x' },
    { borough: 'Brooklyn', zones: 60, secret: 'y' },
  ]

  it('has the values and the rows that are expected, if both are', () => {
    const both = { values: row({ n: is(1) }), equals: [row({ n: is(2) })] }
    expect(differences(both, [{ n: 1 }])).toEqual(['row 1: n is 1, expected 2'])
    expect(differences(both, [{ n: 2 }])).toEqual(['n is 2, expected 1'])
    expect(differences({ ...both, equals: [] }, [{ n: 1 }])).toEqual(['1 row, expected 0'])
  })

  it('may name a column in another case, if only one fits', () => {
    expect(differences({ values: row({ TRIPS: is(1) }) }, [{ trips: 1 }])).toEqual([])
    expect(differences({ values: row({ Trips: is(1) }) }, [{ Trips: 1, trips: 2 }])).toEqual([])
    const [problem] = differences({ values: row({ TRIPS: is(1) }) }, [{ Trips: 1, trips: 1 }])
    expect(problem).toBe('there is no column TRIPS (columns: Trips, trips)')
  })

  it('has a column that only its schema or another row names, as null', () => {
    const equals = [row({ tip: is(null) }), row({ tip: is(5) })]
    expect(differences({ equals }, [{}, { tip: 5 }])).toEqual([])
    expect(
      differences({ values: row({ tip: is(null) }) }, [{ fare: 1 }], { columns: ['fare', 'tip'] }),
    ).toEqual([])
    expect(differences({ values: row({ tip: is(null) }) }, [{ fare: 1 }])).toEqual([
      'there is no column tip (columns: fare)',
    ])
  })

  it('has no columns that every object seems to have', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(differences({ values: row({ [name]: is(null) }) }, [{ fare: 1 }])).toEqual([
        `there is no column ${name} (columns: fare)`,
      ])
    }
  })

  it('comes in time', () => {
    expect(differences({ maxSeconds: 2 }, zones, { seconds: 2 })).toEqual([])
    expect(differences({ maxSeconds: 2 }, zones, { seconds: 2.34 })).toEqual([
      'took 2.34s, expected at most 2s',
    ])
    const [barely, least] = [2.001, 2.0004].map((seconds) =>
      differences({ maxSeconds: 2 }, zones, { seconds }),
    )
    expect(barely).toEqual(['took 2.001s, expected at most 2s'])
    expect(least).toEqual(['took 2.0004s, expected at most 2s'])
  })

  it('is fresh enough, which is told beside what else is wrong with a cell', () => {
    const atMs = Date.UTC(2026, 10, 29, 10)
    const maxAge = { text: '2h', ms: 7_200_000 }
    const fresh = { values: row({ newest: { kind: 'range', maxAge } }) }
    const says = (newest: unknown, expected: Expectations = fresh) =>
      differences(expected, [{ newest }], { atMs })
    expect(says('2026-11-29T08:00:00')).toEqual([])
    expect(says('2026-11-29T04:48:00')).toEqual([
      'newest is 2026-11-29T04:48:00 (5h 12m old), expected at most 2h',
    ])
    expect(says(null)).toEqual(['newest is null (no date or timestamp), expected at most 2h'])
    expect(says(1764410400)).toEqual(['newest is 1,764,410,400 (no date or timestamp), expected at most 2h'])
    expect(says('`soon`\n::error::')).toEqual([
      'newest is "`soon`\\n::error::" (no date or timestamp), expected at most 2h',
    ])
    expect(says('x'.repeat(1000))[0]).toHaveLength(116)
    const both = { values: row({ newest: { kind: 'range', min: '2026-11-29', max: '2026-12-01', maxAge } }) }
    expect(says('2026-11-29T09:00:00', both)).toEqual([])
    expect(says('2026-12-02T09:00:00', both)).toEqual([
      'newest is 2026-12-02T09:00:00, expected 2026-11-29 to 2026-12-01',
    ])
    expect(says('2026-11-28T09:00:00', both)).toEqual([
      'newest is 2026-11-28T09:00:00, expected 2026-11-29 to 2026-12-01',
      'newest is 2026-11-28T09:00:00 (1d 1h old), expected at most 2h',
    ])
  })

  it('with many problems is described by the first of them', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ id: index }))
    const found = differences({ equals: many.map(() => row({ id: is(99) })) }, many)
    expect(found).toHaveLength(6)
    expect(found.at(-1)).toBe('15 more')
  })
})
