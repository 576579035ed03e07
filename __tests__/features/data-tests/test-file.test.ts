import { describe, expect, it } from '@jest/globals'
import Big from 'big.js'
import { readTestFile } from '../../../src/features/data-tests/test-file.ts'
import { expectProportional } from '../../harness/cpu.ts'

const read = (text: string) => readTestFile(text, 'data-tests.yaml')
/** `line:column message` of each problem. */
const problemsOf = (text: string) =>
  read(text).problems.map(({ line, column, message, advice = '' }) =>
    `${line}:${column} ${message} ${advice}`.trim(),
  )
const one = (...lines: string[]) =>
  `tests:\n  - name: a\n    sql: SELECT 1\n${lines.map((line) => `    ${line}\n`).join('')}`
/** A test that expects this of its column `a`. */
const column = (rule: string) => one(`values: { a: ${rule} }`)
/** A test with this name, or query, as YAML. */
const named = (name: string, sql = 'SELECT 1') => `tests: [{ name: ${name}, sql: ${sql}, rows: 1 }]`

const besideEquals = '`max_age` cannot be set beside `equals` or `tolerance`.'
const noScalar = 'Expected text, a finite number, `true`, `false` or `null`.'
const badName = '`name` must be one line of 1 to 100 characters.'

describe('A file with tests of the data', () => {
  it('is read whole', () => {
    const { tests, problems } = read(`# yaml-language-server: $schema=x
tests:
  - name: trips are loaded
    sql: SELECT count(*) AS trips, max(pickup) AS newest FROM taxi_trips
    values:
      trips: { min: 1000000 }
      newest: { min: 2026-11-01, max_age: 1.5h }
      id: 9007199254740993
      fare: { equals: 12.5, tolerance: 0.1 }
  - name: zones
    sql: |
      -- by borough
      /* all * of them */ SELECT borough FROM zones
    rows: { min: 1, max: 5 }
    equals:
      - { borough: Bronx, open: true, null: null, 7.10: "7" }
    max_seconds: 2
    severity: warn
`)
    expect(problems).toEqual([])
    const [trips, zones] = tests
    expect(trips).toEqual({
      name: 'trips are loaded',
      sql: 'SELECT count(*) AS trips, max(pickup) AS newest FROM taxi_trips',
      severity: 'fail',
      location: { file: 'data-tests.yaml', line: 3, column: 5 },
      values: new Map([
        ['trips', { kind: 'range', min: new Big(1_000_000) }],
        ['newest', { kind: 'range', min: '2026-11-01', maxAge: { text: '1.5h', ms: 5_400_000 } }],
        ['id', { kind: 'equals', value: new Big('9007199254740993') }],
        ['fare', { kind: 'equals', value: new Big(12.5), tolerance: new Big(0.1) }],
      ]),
    })
    expect(zones).toMatchObject({
      severity: 'warn',
      maxSeconds: 2,
      rows: { kind: 'range', min: new Big(1), max: new Big(5) },
      equals: [
        new Map([
          ['borough', { kind: 'equals', value: 'Bronx' }],
          ['open', { kind: 'equals', value: true }],
          ['null', { kind: 'equals', value: null }],
          ['7.10', { kind: 'equals', value: '7' }],
        ]),
      ],
    })
  })

  it('may be JSON', () => {
    expect(read('{"tests": [{"name": "a", "sql": "SELECT 1", "rows": 1}]}').tests).toHaveLength(1)
  })

  it.each([
    ['- 1', '1:1 The file is not a map with `tests`.'],
    ['', '1:1 The file is not a map with `tests`.'],
    ['tests: []', '1:8 `tests` is empty.'],
    ['tests: {}', '1:8 `tests` is not a list.'],
    ['checks: []', '1:1 Unknown key `checks`. Known are `tests`.'],
    ['test: []', '1:1 Unknown key `test`. Did you mean `tests`?'],
    ['tests: [{ nmae: a, rows: 1 }]', '1:9 A test needs `sql`.'],
    ['tests: [{ nmae: a, rows: 1 }]', '1:11 Unknown key `nmae`. Did you mean `name`?'],
    ['tests: [a]', '1:9 A test must be a map with `name` and `sql`.'],
    [one('rows: 0', 'severty: warn'), '5:5 Unknown key `severty`. Did you mean `severity`?'],
    // The value of a block is on the next line.
    [one('rows: 0', 'vales:', '  a: 1'), '5:5 Unknown key `vales`. Did you mean `values`?'],
    ['tests:\n  - sql: SELECT 1\n    rows: 1', '2:5 A test needs `name`.'],
    [one(), '2:5 The test expects nothing. Add `rows`, `values`, `equals` or `max_seconds`.'],
    [one('rows: -1'), '4:11 `rows` must be a whole number, or a map with `min` or `max`.'],
    [one('rows: "1"'), '4:11 `rows` must be a whole number, or a map with `min` or `max`.'],
    [one('rows: { min: 5, max: 1 }'), '4:11 `min` is above `max`.'],
    [one('rows: { min: a }'), '4:18 A bound of `rows` must be a whole number.'],
    [one('rows: {}'), '4:11 Neither `min` nor `max` is there.'],
    [column('{ min: 2026-11-02, max: 2026-11-01 }'), '4:18 `min` is above `max`.'],
    [
      column('{ min: 1, max: 2026-11-01 }'),
      '4:18 `min` and `max` must both be numbers, or both dates or timestamps.',
    ],
    [column('{ min: "5" }'), '4:25 `min` must be a number, a date or a timestamp.'],
    [column('{ min: 2026-02-30 }'), '4:25 `min` must be a number, a date or a timestamp.'],
    [column('{ equals: 1, tolerance: -1 }'), '4:42 `tolerance` must be a number of at least 0.'],
    [column('{ equals: x, tolerance: 1 }'), '4:42 `tolerance` is for numbers only.'],
    [column('{ equals: 1, min: 1 }'), '4:31 Unknown key `min`. Known are `equals`, `tolerance`.'],
    ...['2', '2w', '"2 h"', '0h', '-2h', '[2h]', 'null', '1h30m'].map((age) => [
      column(`{ max_age: ${age} }`),
      '4:29 `max_age` must be a number above 0 with `s`, `m`, `h` or `d`, as in `2h`.',
    ]),
    [column('{ equals: 2026-11-01, max_age: 2h }'), `4:49 ${besideEquals}`],
    [column('{ max_age: 2h, tolerance: 1 }'), `4:29 ${besideEquals}`],
    [column('{ max_age: 2h, min: 5 }'), '4:38 `min` must be a date or a timestamp beside `max_age`.'],
    [column('{ max_age: 2h, min: 2026-11-02, max: 2026-11-01 }'), '4:18 `min` is above `max`.'],
    [column('{ maxage: 2h }'), '4:20 Unknown key `maxage`. Did you mean `max_age`?'],
    [one('rows: { max_age: 2h }'), '4:13 Unknown key `max_age`. Known are `min`, `max`.'],
    [one('equals: [{ a: { max_age: 2h } }]'), `4:19 ${noScalar}`],
    [column('{ mim: 1 }'), '4:20 Unknown key `mim`. Did you mean `min`?'],
    // It is two typos away from `min`, and one from `max`.
    [column('{ mx: 1 }'), '4:20 Unknown key `mx`. Did you mean `max`?'],
    [column('[1]'), `4:18 ${noScalar}`],
    [one('values: {}'), '4:13 No column is named.'],
    [one('equals: {}'), '4:13 `equals` must be a list of rows.'],
    [one('equals: [1]'), '4:14 Expected a map of column names and values.'],
    [one('equals: [{ a: { min: 1 } }]'), `4:19 ${noScalar}`],
    [one('max_seconds: 0'), '4:18 `max_seconds` must be a number above 0.'],
    [one('max_seconds: "2"'), '4:18 `max_seconds` must be a number above 0.'],
    [one('rows: 1', 'severity: error'), '5:15 `severity` must be `fail` or `warn`.'],
    [named('"a\\nb"'), `1:17 ${badName}`],
    [named('a'.repeat(101)), `1:17 ${badName}`],
    [named('7'), '1:17 `name` must be text. Put it in quotes.'],
    [
      named('a', '[SELECT 1]'),
      '1:25 `sql` must be text that starts with SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN: a test must not write.',
    ],
  ])('is refused for a mistake: %j', (text, problem) => {
    expect(problemsOf(text)).toContain(problem)
    expect(read(text).problems.every(({ certain, kind }) => certain && kind === 'test')).toBe(true)
  })

  it.each([
    ...['DELETE FROM a', 'INSERT INTO a VALUES (1)', 'update a set b = 1', '-- SELECT\nDROP TABLE a'],
    ...['SELECTED', '/* SELECT', '/* a /* b */ SELECT 1', '*/ SELECT 1', '-- a'],
    '/* a /* b */ c */ DELETE FROM a',
    // Were blanks read in several ways, there would be more of them than could be tried.
    `${' '.repeat(1000)}DELETE FROM a`,
  ])('must not write: %j', (sql) => {
    const refusal = expect.stringContaining('a test must not write')
    expect(problemsOf(named('a', JSON.stringify(sql)))).toEqual([refusal])
  })

  it.each([
    ...['select 1', '(SELECT 1)', '  WITH a AS (SELECT 1) SELECT 1', 'describe a', 'EXPLAIN SELECT 1'],
    ...[
      'VALUES (1)',
      '/* a */ -- b\n SHOW TABLES',
      '/* a /* b */ c */ SELECT 1',
      '/*/**/*/(/* -- */ SELECT 1)',
    ],
    '-- /*\nSELECT 1',
  ])('may ask: %j', (sql) => {
    expect(problemsOf(named('a', JSON.stringify(sql)))).toEqual([])
  })

  it('has all of its problems reported at once, in their order', () => {
    const text = `tests:
  - name: A
    sql: DROP TABLE a
    rows: x
  - name: b
    sql: SELECT 1
    rows: 1
  - name: B
    sql: SELECT 1
    values: { a: { min: 2, max: 1 } }
extra: 1
`
    const places = ['3:10', '4:11', '8:11', '10:18', '11:1']
    expect(problemsOf(text).map((problem) => problem.split(' ')[0])).toEqual(places)
    expect(problemsOf(text)[2]).toBe('8:11 Another test has the name `B` (line 5). Rename one of them.')
    expect(read(text).problems.map(({ name }) => name)).toEqual(['A', 'A', 'B', 'B', ''])
  })

  it('has at most 200 tests', () => {
    const tests = Array.from({ length: 201 }, (_, index) => ({ name: `t${index}`, sql: 'SELECT 1', rows: 1 }))
    const tooMany = '1:10 There are 201 tests, and at most 200 are allowed.'
    expect(problemsOf(JSON.stringify({ tests }))).toEqual([tooMany])
    expect(problemsOf(JSON.stringify({ tests: tests.slice(1) }))).toEqual([])
  })

  it('has all problems reported if each test has several, up to what fits into an output', () => {
    const problemsOfAll = (test: object) => problemsOf(JSON.stringify({ tests: Array(200).fill(test) }))
    expect(problemsOfAll({})).toHaveLength(600)
    expect(problemsOfAll({ a: 1, b: 2, c: 3 })).toHaveLength(1000)
  })

  it.each([
    ['rows: 500', undefined],
    ['rows: { min: 1 }', undefined],
    ['rows: { min: 501 }', '501'],
    ['rows: { max: 500 }', undefined],
    ['rows: { max: 501 }', 'up to 501'],
    ['rows: { min: 1, max: 1000 }', 'up to 1000'],
    [`equals: [${'{ a: 1 },'.repeat(500)}]`, undefined],
    [`equals: [${'{ a: 1 },'.repeat(501)}]`, '501'],
    ['values: { a: { min: 501 } }', undefined],
  ])('draws that warning only where the cut may change what becomes of the test: %.30s', (line, expected) => {
    const { problems, warnings } = read(one(line))
    expect(problems).toEqual([])
    const found = warnings.map(({ text }) => /expects (.*?)\./.exec(text)?.[1])
    expect(found).toEqual(expected === undefined ? [] : [expected])
  })

  it.each([
    ['.123456789012345678901', '0.123456789012345678901'],
    ['-.123456789012345678901', '-0.123456789012345678901'],
    ['+1234567890.12345678901', '1234567890.12345678901'],
    ['0012345678901234567.5', '12345678901234567.5'],
    ['12345678901234567.', '12345678901234567'],
    ['1.e5', '100000'],
    ['1.2345678901234567891E+3', '1234.5678901234567891'],
    ['1e-400', `0.${'0'.repeat(399)}1`],
    ['0xFFFFFFFFFFFFFFFFFF', '4722366482869645213695'],
    ['0o17', '15'],
    ['-0.0', '0'],
    ['!!float 1', '1'],
    ['!!float 12345678901234567890', '12345678901234567890'],
    ['!!float "1.23456789012345678901"', '1.23456789012345678901'],
    ['9'.repeat(400), '9'.repeat(400)],
  ])('has the number %s with all of its digits', (written, exact) => {
    const { tests, problems } = read(column(written))
    expect(problems).toEqual([])
    const rule = tests[0]?.values?.get('a')
    expect(rule?.kind === 'equals' && rule.value instanceof Big && rule.value.toFixed()).toBe(exact)
  })

  it.each([
    ...['.inf', '-.inf', '.nan', '1e400', '-1e5000', '9'.repeat(401)],
    ...['!!float abc', '!!float 0x1F', '!!float .inf'],
  ])('is refused for a number that cannot be had exactly: %s', (written) => {
    expect(problemsOf(column(written))).toEqual([`4:${written.startsWith('!!') ? 26 : 18} ${noScalar}`])
  })

  it.each(['1_000', '1__0', '"7"', '!!str 7', '2026-11-01', '!!timestamp 2026-11-01', '+10000-01-01'])(
    'has text where YAML has it, as it is written: %s',
    (written) => {
      const rule = read(column(written)).tests[0]?.values?.get('a')
      expect(rule).toEqual({ kind: 'equals', value: written.replace(/!!\w+ |"/g, '') })
    },
  )

  it('of YAML 1.1 has the numbers of that version exactly', () => {
    const read11 = (written: string) => problemsOf(`%YAML 1.1\n---\n${column(written)}`)
    expect(read11('1_000.12345678901234567890')).toEqual([])
    expect(read11('190:20:30.15')).toEqual([expect.stringContaining('a finite number')])
  })

  it('is read in one pass, however many zeros what is no number begins with', () => {
    expectProportional((zeros) => read(column(`!!float ${'0'.repeat(zeros)}x`)), 40_000)
  })

  it('with broken syntax is refused where it is broken', () => {
    expect(read('tests: [').problems[0]).toMatchObject({ certain: true, line: 1 })
  })

  it('has its other mistakes reported beside a key that is there twice', () => {
    expect(problemsOf(one('rows: 1', 'rows: -1', 'severity: x'))).toEqual([
      '5:5 The key `rows` appears twice in the same map.',
      '5:11 `rows` must be a whole number, or a map with `min` or `max`.',
      '6:15 `severity` must be `fail` or `warn`.',
    ])
  })
})
