import { describe, expect, it } from '@jest/globals'
import Big from 'big.js'
import { type Expectations, findDifferences, type Rule, type Scalar } from '../../src/runtime/expectations.ts'

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
    const noTip = { values: row({ tip: is(null) }) }
    expect(differences(noTip, [{ fare: 1 }], { columns: ['fare', 'tip'] })).toEqual([])
    expect(differences(noTip, [{ fare: 1 }])).toEqual(['there is no column tip (columns: fare)'])
  })

  it('has no columns that every object seems to have', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      const found = differences({ values: row({ [name]: is(null) }) }, [{ fare: 1 }])
      expect(found).toEqual([`there is no column ${name} (columns: fare)`])
    }
  })

  it('comes in time', () => {
    expect(differences({ maxSeconds: 2 }, zones, { seconds: 2 })).toEqual([])
    for (const seconds of [2.34, 2.001, 2.0004]) {
      const found = differences({ maxSeconds: 2 }, zones, { seconds })
      expect(found).toEqual([`took ${seconds}s, expected at most 2s`])
    }
  })

  it('is fresh enough, which is told beside what else is wrong with a cell', () => {
    const atMs = Date.UTC(2026, 10, 29, 10)
    const maxAge = { text: '2h', ms: 7_200_000 }
    const fresh = { values: row({ newest: { kind: 'range', maxAge } }) }
    const says = (newest: unknown, expected: Expectations = fresh) =>
      differences(expected, [{ newest }], { atMs })
    expect(says('2026-11-29T08:00:00')).toEqual([])
    const tooOld = (what: string) => [`newest is ${what}, expected at most 2h`]
    expect(says('2026-11-29T04:48:00')).toEqual(tooOld('2026-11-29T04:48:00 (5h 12m old)'))
    expect(says(null)).toEqual(tooOld('null (no date or timestamp)'))
    expect(says(1764410400)).toEqual(tooOld('1,764,410,400 (no date or timestamp)'))
    expect(says('`soon`\n::error::')).toEqual(tooOld('"`soon`\\n::error::" (no date or timestamp)'))
    expect(says('x'.repeat(1000))[0]).toHaveLength(116)
    const both = { values: row({ newest: { kind: 'range', min: '2026-11-29', max: '2026-12-01', maxAge } }) }
    expect(says('2026-11-29T09:00:00', both)).toEqual([])
    const outside = (cell: string) => `newest is ${cell}, expected 2026-11-29 to 2026-12-01`
    const [late, early] = ['2026-12-02T09:00:00', '2026-11-28T09:00:00'] as const
    expect(says(late, both)).toEqual([outside(late)])
    expect(says(early, both)).toEqual([outside(early), ...tooOld(`${early} (1d 1h old)`)])
  })

  it('with many problems is described by the first of them', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ id: index }))
    const found = differences({ equals: many.map(() => row({ id: is(99) })) }, many)
    expect(found).toHaveLength(6)
    expect(found.at(-1)).toBe('15 more')
  })
})
