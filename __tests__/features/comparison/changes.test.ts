import { describe, expect, it } from '@jest/globals'
import { describeRows, type Side, type TableFacts } from '../../../src/features/comparison/changes.ts'
import { compareSides } from '../../../src/features/comparison/compare.ts'

type DescribedColumn = NonNullable<TableFacts['columns']>[number]
const column = (name: string, type: string, isNullable = true) => ({ name, type, isNullable })
const table = (columns: DescribedColumn[], rows?: number): TableFacts => ({ columns, rows })
const side = (tables: Record<string, TableFacts>): Side => new Map(Object.entries(tables))
const trips = [column('fare', 'Float64'), column('distance', 'Float32')]

describe('Two sides', () => {
  it.each<[what: string, before: TableFacts, after: TableFacts, breaking: boolean]>([
    ['a new column', table([]), table(trips), false],
    ['fewer rows', table([], 5), table([], 1), false],
    ['no rows where there were some', table([], 5), table([], 0), true],
    ['rows where there were none', table([], 0), table([], 5), false],
    ['a column that is gone', table(trips), table(trips.slice(1)), true],
    ['another type', table([column('a', 'Int32')]), table([column('a', 'Int64')]), true],
  ])('with %s: breaking is told from other changes', (_what, before, after, breaking) => {
    expect(compareSides(side({ a: before }), side({ a: after })).changes).toMatchObject([{ breaking }])
  })

  it('do not differ in nullability or in the order of columns alone', () => {
    const before = side({ trips: table([column('a', 'Int64', false), column('b', 'Int64')]) })
    const after = side({ trips: table([column('b', 'Int64'), column('a', 'Int64')]) })
    expect(compareSides(before, after)).toMatchObject({ changes: [], unchanged: 1 })
  })

  it.each<[before: string[], after: string[], changes: object[]]>([
    [['Int64', 'Int64'], ['Int64', 'Int64'], []],
    [['Int64', 'Utf8'], ['Utf8', 'Int64'], []],
    [['Int64', 'Utf8'], ['Int64', 'Date32'], [{ change: 'changed', before: 'Utf8', after: 'Date32' }]],
    [['Int64', 'Utf8'], ['Utf8'], [{ change: 'removed', before: 'Int64' }]],
    [['Int64'], ['Int64', 'Int64'], [{ change: 'added', after: 'Int64' }]],
  ])('may have several columns of one name: %j and %j', (before, after, changes) => {
    const [old, current] = [before, after].map((types) =>
      side({ trips: table(types.map((type) => column('id', type))) }),
    )
    const columns = changes.map((change) => ({ name: 'id', ...change }))
    expect(compareSides(old as Side, current as Side).changes).toEqual(
      changes.length === 0 ? [] : [expect.objectContaining({ columns })],
    )
  })

  it('are told once not to be compared in nested types that an older runtime wrote, and in all else are', () => {
    const old = [column('a', 'List(Field { name: "item" })'), column('b', 'Struct([Field { name: "x" }])')]
    const before = side({ trips: table([...old, column('c', 'Int32'), column('d', 'Utf8')]) })
    const current = [column('a', 'List(Int32)'), column('b', 'Struct("x": Int8)'), column('c', 'Int64')]
    expect(compareSides(before, side({ trips: table(current) }))).toMatchObject({
      changes: [{ breaking: true, columns: [{ name: 'c' }, { name: 'd', change: 'removed' }] }],
      notCompared: [{ table: 'trips', why: expect.stringContaining('before 1.11') }],
    })
    const same = { changes: [], unchanged: 1, notCompared: [] }
    expect(compareSides(before, before)).toMatchObject(same)
  })

  it('have nullability told beside a type that differs', () => {
    const [before, after] = [column('a', 'Int64', false), column('a', 'Utf8')].map((a) =>
      side({ trips: table([a]) }),
    )
    const columns = [{ before: 'Int64', after: 'Utf8', nullability: { before: false, after: true } }]
    expect(compareSides(before as Side, after as Side)).toMatchObject({ changes: [{ columns }] })
  })
})

it.each([
  [1_204_331, 1_298_002, '1,204,331 → 1,298,002, +7.8 %'],
  [3000, 2999, '3,000 → 2,999'],
  [0, 5, '0 → 5'],
])(
  'rows are told with the share that they differ by, if it is not too small: %d → %d',
  (before, after, text) => {
    expect(describeRows({ before, after })).toBe(text)
  },
)

describe('Rows that one side could not count', () => {
  const uncounted: TableFacts = { columns: trips, why: 'HTTP 503' }

  it('are not missed where the other side counts none, or lacks the table', () => {
    const none = { notCompared: [], unchanged: 1 }
    const removed = { notCompared: [], changes: [{ change: 'removed' }] }
    expect(compareSides(side({ a: table(trips) }), side({ a: uncounted }))).toMatchObject(none)
    expect(compareSides(side({ a: uncounted }), side({}))).toMatchObject(removed)
  })
})
