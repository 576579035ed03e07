import { describe, expect, test } from '@jest/globals'
import type { FaultRule } from '../../../sandbox/faults.ts'
import { expectRefusedAtOnce, placesOf, pod } from '../../harness/app.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { deploy } from '../../harness/run.ts'
import { testResults, verify } from '../../harness/runtime.ts'
import { readSummary } from '../../harness/summary.ts'

const spicepod = pod({ datasets: [{ from: 's3://sandbox/trips/', name: 'trips', acceleration: {} }] })
const columns = [
  { name: 'id', type: 'Int64' },
  { name: 'fare', type: 'Decimal128(20, 2)' },
  { name: 'pickup', type: 'Timestamp(us)' },
  { name: 'rider', type: 'Utf8' },
]
const rows = [
  ['9007199254740993', '12.50', '2026-11-01T10:00:00', 'ann@example.com'],
  ['9007199254740995', '100000000000000000.01', '2026-11-02T23:59:59.5', null],
]
const sandbox = {
  apps: [{ id: 4711, name: 'taxi', spicepod }],
  tables: [{ name: 'trips', columns, rows }],
  runtime: { datasets: [{ name: 'trips' }] },
}

/** Deploys with a file of tests, a line each. */
const check = (tests: readonly string[], { inputs, ...options }: Parameters<typeof verify>[0] = {}) =>
  verify({
    sandbox,
    ...options,
    inputs: { 'test-file': 'data-tests.yaml', ...inputs },
    files: { 'data-tests.yaml': toFile(tests) },
  })

const toFile = (tests: readonly string[]) => `tests:\n${tests.map((entry) => `  - { ${entry} }\n`).join('')}`

/** An answer of the runtime in place of the engine's. */
const answers = (body: string, rule: Partial<FaultRule['on']> = {}): FaultRule => ({
  on: { path: 'runtimeSql', ...rule },
  fault: { kind: 'status', status: 200, body },
})

describe('`test-file`', () => {
  test.each([
    ['Tests', {}],
    ['Probes and tests', { 'test-sql': 'SELECT 1' }],
  ])('is in the timeline under %j', async (label, inputs) => {
    const run = await check(['name: a, sql: SELECT 1 AS one, rows: 0'], { inputs })
    expect(run.summary).toMatch(new RegExp(String.raw`^  ${label} \(.*\), failed :crit`, 'm'))
  })

  test('passes if each query answers what is expected', async () => {
    const all = 'sql: SELECT * FROM trips ORDER BY id'
    const first = 'sql: SELECT * FROM trips ORDER BY id LIMIT 1'
    const run = await check([
      'name: count, sql: SELECT count(*) AS trips FROM trips, values: { trips: { min: 2, max: 2 } }',
      `name: rows, ${all}, rows: { min: 1 }, max_seconds: 5`,
      'name: none, sql: SELECT id FROM trips WHERE id = 0, rows: 0',
      `name: exact, ${all}, equals: [{ id: 9007199254740993, rider: ann@example.com }, { ID: 9007199254740995, rider: null }]`,
      `name: decimals, ${all}, equals: [{ fare: 12.5 }, { fare: 100000000000000000.01 }]`,
      `name: day, ${first}, values: { pickup: 2026-11-01 }`,
      'name: newest, sql: SELECT max(pickup) AS newest FROM trips, values: { newest: { min: 2026-11-02, max: 2026-11-02 } }',
      `name: near, ${first}, values: { fare: { equals: 12.4, tolerance: 0.1 } }`,
    ])
    expect(testResults(run).filter(({ ok }) => !ok)).toEqual([])
    expect(testResults(run)).toHaveLength(8)
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.log).toContain('✓ test:count (0ms)')
    expect(readSummary(run.summary)).toContain('test:count✅ passed')
    const queries = run.requests.filter(({ operation }) => operation === 'runtimeSql')
    for (const { headers } of queries) {
      expect(headers).toMatchObject({
        accept: 'application/vnd.spiceai.sql.v1+json, application/json',
        'cache-control': 'no-cache',
        'content-type': expect.stringMatching(/^text\/plain/),
      })
    }
  })

  test.each([
    ['rows: 3, sql: SELECT id FROM trips', '2 rows, expected 3'],
    [
      'values: { id: 9007199254740992 }, sql: SELECT min(id) AS id FROM trips',
      'id is 9,007,199,254,740,993, expected 9,007,199,254,740,992',
    ],
    [
      'values: { p: { min: 2026-11-03 } }, sql: SELECT max(pickup) AS p FROM trips',
      'p is 2026-11-02T23:59:59.500, expected at least 2026-11-03',
    ],
  ])('says what was expected and what came: %s', async (entry, error) => {
    const run = await check([`name: a, ${entry}`])
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
    expect(testResults(run)).toEqual([{ name: 'test:a', ok: false, durationMs: expect.any(Number), error }])
    expect(run.errors[0]).toContain(`Test \`a\` failed: ${error}.`)
    expect(placesOf(run)[0]?.slice(0, 3)).toEqual(['error', 'data-tests.yaml', 2])
    expect(readSummary(run.summary)).toContain(error)
    // A wrong answer is final.
    expect(run.requests.filter(({ operation }) => operation === 'runtimeSql')).toHaveLength(1)
  })

  test('data is as old as it is when its answer comes', async () => {
    const tests = [
      "name: a, sql: SELECT '2026-11-24T12:00:00' AS newest, values: { newest: { max_age: 1s } }",
    ]
    expect(testResults(await check(tests))).toMatchObject([{ ok: true }])
    const run = await check(tests, {
      faults: [{ on: { path: 'runtimeSql', times: 3 }, fault: { kind: 'status', status: 503 } }],
    })
    const error = /^newest is 2026-11-24T12:00:00 \(\ds \d+ms old\), expected at most 1s$/
    expect(testResults(run)).toMatchObject([{ ok: false, error: expect.stringMatching(error) }])
  })

  test('`severity: warn` warns at the line of the test, whatever fails', async () => {
    const run = await check(
      [
        'name: good, sql: SELECT 1 AS a, rows: 1',
        'name: wrong, sql: SELECT 1 AS a, rows: 2, severity: warn',
        'name: broken, sql: SELECT nothing, rows: 2, severity: warn',
      ],
      { maxWarnings: 2 },
    )
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
    expect(testResults(run)).toMatchObject([
      { name: 'test:good', ok: true },
      { name: 'test:wrong', ok: false, severity: 'warn', error: '1 row, expected 2' },
      { name: 'test:broken', ok: false, severity: 'warn', error: expect.stringContaining('HTTP 400') },
    ])
    expect(placesOf(run).map((place) => place.slice(0, 3))).toEqual([
      ['warning', 'data-tests.yaml', 3],
      ['warning', 'data-tests.yaml', 4],
    ])
    expect(readSummary(run.summary)).toContain('test:wrong⚠️ failed')
  })

  test('`fail-on-test-error: false` makes a failed test a warning at its line', async () => {
    const run = await check(['name: a, sql: SELECT 1, rows: 2'], {
      inputs: { 'fail-on-test-error': 'false' },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'unverified'])
    expect(placesOf(run)[0]?.slice(0, 3)).toEqual(['warning', 'data-tests.yaml', 2])
  })

  test('an answer that breaks off is asked for again, and an older form is read', async () => {
    const older =
      '{"rowCount":1,"schema":[{"name":"id","type":{"name":"BIGINT"}}],"rows":[["9007199254740993"]]}'
    const tests = ['name: a, sql: SELECT id FROM trips LIMIT 1, values: { id: 9007199254740993 }']
    const run = await check(tests, { faults: [answers('[{"id":9007199254'), answers(older, { nth: 2 })] })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.requests.filter(({ operation }) => operation === 'runtimeSql')).toHaveLength(2)
  })

  test('an answer that contradicts itself is asked for again, and then fails in words', async () => {
    const tests = ['name: a, sql: SELECT id FROM trips LIMIT 1, rows: 1']
    const cut = '{"row_count":10000,"schema":{},"data":[{"id":1}]}'
    const passing = await check(tests, { faults: [answers(cut)] })
    expect([passing.outputs.outcome, testResults(passing)[0]?.ok]).toEqual(['succeeded', true])
    const run = await check(tests, { faults: [answers(cut, { times: 99 })] })
    expect(run.outputs.outcome).toBe('unverified')
    const words = 'HTTP 200 with an answer that was cut: it has 1 row and says 10000; still failing after 5s'
    expect(testResults(run)[0]?.error).toBe(words)
  })

  test.each<[kind: string, inputs: Record<string, string>]>([
    ['test', {}],
    ['sql', { 'test-file': '', 'test-sql': 'SELECT fare FROM trips' }],
    ['nsql', { 'test-file': '', 'test-nsql': 'Which fare do trips have?' }],
    ['table', { 'test-file': '', 'test-tables': 'trips' }],
  ])('no error of an engine shows a text in quotes or a number: probe %s', async (_, inputs) => {
    const body = `Cast error at 4711: 'the dogs' toys of Jane Roe' of "trips"\nat 'Jane Roe'`
    const rule = (path: string): FaultRule => ({ on: { path }, fault: { kind: 'status', status: 400, body } })
    const run = await check(['name: a, sql: SELECT fare FROM trips, rows: 1'], {
      inputs,
      faults: [rule('runtimeSql'), rule('runtimeNsql')],
    })
    expect(testResults(run)[0]?.error).toBe('HTTP 400: Cast error at …')
    expect(`${run.log}${run.summary}${JSON.stringify(run.outputs)}`).not.toMatch(/Jane|dogs|4711:/)
  })

  test('ten tests that fail at length leave room for what to do in the annotation', async () => {
    const values = Array.from({ length: 9 }, (_, index) => `${'c'.repeat(50)}${index}: 1`).join(', ')
    const names = Array.from({ length: 10 }, (_, index) => `t${index}`)
    const run = await check(names.map((name) => `name: ${name}, sql: SELECT 1 AS one, values: { ${values} }`))
    for (const name of names)
      expect(run.errors[0]).toContain(`\nTest \`${name}\` failed: there is no column c`)
    expect(run.errors[0]).toMatch(
      /^Deployment 1001 .* is live, but its checks failed:\n(Test .*\n)+Fix the cause .*\nhttps:/,
    )
  })

  test('at most four queries run at a time', async () => {
    const tests = Array.from(
      { length: 12 },
      (_, index) => `name: t${index}, sql: SELECT ${index} AS n, values: { n: ${index} }`,
    )
    const run = await check(tests, {
      faults: [{ on: { path: 'runtimeSql', times: 99 }, fault: { kind: 'slow', delayMs: 1000 } }],
    })
    expect(run.outputs.outcome).toBe('succeeded')
    const starts = run.requests.filter(({ operation }) => operation === 'runtimeSql').map(({ at }) => at)
    expect(starts.filter((at) => at < (starts[0] ?? 0) + 900)).toHaveLength(4)
  })

  test('tests that only warn fail nothing if they cannot run', async () => {
    const apps = [{ id: 4711, name: 'taxi', spicepod, kind: 'standalone' }]
    const run = await check(['name: a, sql: SELECT 1, rows: 1, severity: warn'], {
      sandbox: { ...sandbox, apps },
      ...onPullRequest(),
      inputs: { 'comment-on-pr': 'true' },
    })
    const [comment] = run.sandbox.github.comments.of(7)
    const page = readSummary((comment?.body ?? '').replace(/<details[\s\S]*?<\/details>/g, ''))
    expect(page).toContain('\ntest:a⚠️ Not run\n')
    expect(page.match(/Spice Cloud does not run this app/g)).toHaveLength(1)
    expect([run.exitCode, run.outputs.outcome, run.outputs.verified]).toEqual([0, 'succeeded', 'false'])
    expect(testResults(run)).toMatchObject([{ name: 'test:a', ok: false, severity: 'warn' }])
    expect(run.warnings.join()).toContain('nothing was checked')
  })

  test('a file with mistakes is refused before any request, each at its place', async () => {
    const run = await deploy({
      inputs: { 'test-file': 'data-tests.yaml' },
      files: {
        'data-tests.yaml': toFile([
          'name: a, sql: DELETE FROM trips, rows: 0',
          'name: A, sql: SELECT 1, values: { n: { min: 2, max: 1 } }, severty: warn',
        ]),
      },
      errors: 4,
    })
    expect([run.outputs.outcome, run.requests.length]).toEqual(['refused', 0])
    expect(placesOf(run).map(([, file, line, column]) => [file, line, column])).toEqual([
      ['data-tests.yaml', 3, 13],
      ['data-tests.yaml', 3, 44],
      ['data-tests.yaml', 3, 66],
      ['data-tests.yaml', 2, 21],
    ])
    expect(JSON.parse(run.outputs.problems ?? '')).toMatchObject([
      { code: 'test-file-invalid', kind: 'test', name: 'a', certain: true, file: 'data-tests.yaml', line: 2 },
      { kind: 'test', name: 'A', certain: true, line: 3 },
      { kind: 'test', name: 'A', certain: true, line: 3 },
      { kind: 'test', name: 'A', certain: true, line: 3, advice: 'Did you mean `severity`?' },
    ])
  })

  test.each([
    [{ 'test-file': 'none.yaml' }, /`test-file`: the file `none.yaml` does not exist/],
    [{ 'test-file': '.' }, /`test-file`: `.` is a directory/],
    [{ 'test-file': 'big.yaml' }, /`test-file`: `big.yaml` is too large: at most 1 MiB/],
    [{ 'test-file': 'tests.yaml', 'working-directory': 'apps' }, /`tests` is empty/],
  ])('a file that cannot be read is refused: %j', async (inputs, error) => {
    const files = { 'big.yaml': ' '.repeat(1024 * 1024 + 1), 'apps/tests.yaml': 'tests: []' }
    await expectRefusedAtOnce({ inputs, files }, [error])
  })

  test.each<[string, string | Uint8Array, string]>([
    ['too large', ' '.repeat(1024 * 1024 + 1), '`test-file`: `tests/a.yaml` is too large: at most 1 MiB'],
    ['not UTF-8', Uint8Array.of(0xff, 0xfe, 0x80), '`test-file`: `tests/a.yaml` cannot be read'],
  ])('a file that is %s is a problem at its start', async (_, content, message) => {
    const run = await deploy({ inputs: { 'test-file': 'tests/a.yaml' }, files: { 'tests/a.yaml': content } })
    expect([run.outputs.outcome, run.requests.length]).toEqual(['refused', 0])
    expect(placesOf(run).map((place) => place.slice(0, 4))).toEqual([['error', 'tests/a.yaml', 1, 1]])
    expect(JSON.parse(run.outputs.problems ?? '')).toEqual([
      {
        code: 'test-file-invalid',
        kind: 'test',
        name: '',
        certain: true,
        message: expect.stringContaining(message),
        file: 'tests/a.yaml',
        line: 1,
      },
    ])
  })

  test('a test that expects more rows than Spice Cloud returns draws a warning at its line', async () => {
    const run = await check(
      [
        'name: a, sql: SELECT 1, rows: { min: 0, max: 400 }',
        'name: b, sql: SELECT 1, rows: { min: 501 }, severity: warn',
      ],
      { maxWarnings: 2 },
    )
    expect(placesOf(run)[0]?.slice(0, 3)).toEqual(['warning', 'data-tests.yaml', 3])
    expect(run.warnings[0]).toContain('may cut an answer at 500 rows')
  })

  test('a dry run checks the file, too', async () => {
    const inputs = { 'test-file': 'a.json', 'dry-run': 'true' }
    const files = { 'a.json': '{"tests":[{"name":"a","sql":"SELECT 1","rows":-1}]}' }
    const run = await deploy({ inputs, files })
    expect(run.outputs.outcome).toBe('refused')
    expect(placesOf(run)[0]?.slice(0, 4)).toEqual(['error', 'a.json', 1, 47])
  })
})
