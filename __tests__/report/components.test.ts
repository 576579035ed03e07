import { expect, test } from '@jest/globals'
import { describeComponents } from '../../src/report/components.ts'

test('components are listed as a diff is, with the keys that differ', () => {
  const lines = describeComponents([
    { kind: 'dataset', name: 'fares', change: 'removed' },
    { kind: 'dataset', name: 'trips', change: 'changed', keys: ['from', 'acceleration.engine'] },
    { kind: 'search_engine', name: 's', change: 'changed', keys: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    { kind: 'secret', name: '', change: 'added' },
  ])
  expect(lines).toEqual([
    '− dataset fares (removed)',
    '~ dataset trips: from, acceleration.engine',
    '~ search engine s: a, b, c, d, e, 2 more',
    '+ secret store without a name',
  ])
})

test('a list of components is limited in lines, and each of its lines in length', () => {
  const name = '\n::error::x'.repeat(1000)
  const components = Array.from(
    { length: 60 },
    (_, index) => ({ kind: 'view', name, change: 'changed', keys: [`${name}${index}`] }) as const,
  )
  const lines = describeComponents(components)
  expect(lines).toHaveLength(51)
  expect(lines.at(-1)).toBe('… and 10 more components')
  expect(lines[0]).toMatch(/^~ view ::error::x .{80,90}…: ::error::x .{80,90}…$/)
})

test('ten or more that differ alike are one line, and the others keep their order', () => {
  const changed = (kind: 'dataset' | 'dependency', count: number, ...keys: string[]) =>
    Array.from(
      { length: count },
      (_, index) => ({ kind, name: `${keys}${index}`, change: 'changed', keys }) as const,
    )
  const [first, ...others] = changed('dataset', 333, 'acceleration.mode')
  const view = { kind: 'view', name: 'daily', change: 'added' } as const
  const removed = Array.from(
    { length: 10 },
    (_, index) => ({ kind: 'dependency', name: `${index}`, change: 'removed' }) as const,
  )
  const lines = describeComponents([
    ...removed,
    ...(first ? [first] : []),
    view,
    ...others,
    ...changed('dataset', 9, 'from'),
  ])
  expect(lines.slice(0, 4)).toEqual([
    '− 10 dependencies (removed)',
    '~ 333 datasets: acceleration.mode',
    '+ view daily',
    '~ dataset from0: from',
  ])
  expect(lines).toHaveLength(12)
})

test('what is left out is counted in components, and not in lines', () => {
  const named = (kind: 'view' | 'model', count: number, toKey: (index: number) => string) =>
    Array.from(
      { length: count },
      (_, index) => ({ kind, name: `${index}`, change: 'changed', keys: [toKey(index)] }) as const,
    )
  const lines = describeComponents([...named('view', 50, String), ...named('model', 20, () => 'from')])
  expect(lines).toHaveLength(51)
  expect(lines.at(-1)).toBe('… and 20 more components')
})
