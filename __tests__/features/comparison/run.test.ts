import { describe, expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../../sandbox/deployments.ts'
import type { FaultRule } from '../../../sandbox/faults.ts'
import { fails, neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.ts'
import type { Table } from '../../../sandbox/tables.ts'
import { creating } from '../../harness/app.ts'
import { type ActionRun, faultAt, headSha, onFirst, otherSha, type RunOptions } from '../../harness/run.ts'
import { verify } from '../../harness/runtime.ts'
import { readSummary } from '../../harness/summary.ts'

const accelerated = (name: string, more: object = {}) => ({
  from: `s3://sandbox/${name}/`,
  name,
  acceleration: { enabled: true },
  ...more,
})
const pod = (...datasets: object[]) => ({ version: 'v1', kind: 'Spicepod', name: 'taxi', datasets })
const int = (name: string) => ({ name, type: 'Int64' })
const rows = (amount: number, width = 1) =>
  Array.from({ length: amount }, (_, index) => Array.from({ length: width }, () => index))
/** The deployed app, and the one that it is compared with. */
const appsWith = (ours: Record<string, unknown>, theirs = ours) => [
  { ...taxi, spicepod: ours },
  { ...main, spicepod: theirs },
]

/** App 4711 is deployed; app 4712 is what it is compared with. */
const taxi = { id: 4711, name: 'taxi', spicepod: pod(accelerated('trips')) }
const main = { id: 4712, name: 'taxi-main', spicepod: pod(accelerated('trips')) }
const deployed = (appId: number) => ({
  appId,
  createdMsAgo: 86_400_000,
  commitSha: 'earlier',
  plan: succeeds(0),
})
const both: SandboxOptions = { apps: [taxi, main], deployments: [deployed(4711), deployed(4712)] }

type Data = Omit<Table, 'name' | 'app'>

/** The data of `trips` in both apps. */
const tables = (ours: Data, theirs: Data): Table[] => [
  { name: 'trips', app: 4711, ...ours },
  { name: 'trips', app: 4712, ...theirs },
]
const same: Data = { columns: [int('id')], rows: rows(2) }

const compare = ({ inputs, sandbox, ...options }: RunOptions = {}) =>
  verify({ ...options, inputs: { 'compare-with': 'taxi-main', ...inputs }, sandbox: { ...both, ...sandbox } })

const refuses = (path: string, url?: string): FaultRule => ({
  on: { path: url ?? path, ...(url && { method: 'GET' }), times: 99 },
  fault: { kind: 'status', status: 403, body: { message: 'Forbidden' } },
})

const queries = ({ requests }: ActionRun) =>
  requests.flatMap(({ operation, rawBody }) => (operation === 'runtimeSql' ? [rawBody] : []))

const pause = ({ cloud }: Sandbox) =>
  Object.assign(cloud.state.apps[0] ?? {}, { pausedAt: Date.UTC(2026, 10, 24) })

const changes = (run: ActionRun) => JSON.parse(run.outputs['data-changes'] ?? 'null')

describe('`compare-with` another app', () => {
  test('says what the deployment changes in columns and rows', async () => {
    const run = await compare({
      sandbox: {
        tables: tables(
          { columns: [int('id'), { name: 'distance', type: 'Float64' }, int('tip')], rows: rows(3, 3) },
          { columns: [int('id'), { name: 'distance', type: 'Float32' }, int('fare')], rows: rows(2, 3) },
        ),
      },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
    expect(changes(run)).toEqual([
      {
        table: 'trips',
        change: 'changed',
        breaking: true,
        columns: [
          { name: 'distance', change: 'changed', before: 'Float32', after: 'Float64' },
          { name: 'fare', change: 'removed', before: 'Int64' },
          { name: 'tip', change: 'added', after: 'Int64' },
        ],
        rows: { before: 2, after: 3 },
      },
    ])
    const members = ['table', 'change', 'breaking', 'columns', 'rows']
    expect(Object.keys(changes(run)[0])).toEqual(members)
    const line = 'trips: distance Float32 → Float64, − fare, + tip Int64, rows 2 → 3, +50 %'
    expect(run.lines).toContain(line)
    expect(run.warnings).toEqual([
      `Breaking changes of the data, compared with app taxi-main (4712): ${line}.`,
    ])
    expect(readSummary(run.summary)).toContain(
      'Compared with app taxi-main (4712): 1 changed table, 0 unchanged.',
    )
  })

  test.each([
    ['is only deployed', {}],
    ['is watched', { 'deployment-id': '1001' }],
  ])('is looked up beside the app and the deployments if the app %s', async (_, inputs) => {
    const faults = [faultAt('listApps', { kind: 'slow', delayMs: 5000 })]
    const run = await compare({
      inputs: { 'request-timeout-seconds': '9', ...inputs },
      sandbox: { tables: tables(same, same) },
      faults,
      ...('deployment-id' in inputs && { creates: 0 }),
    })
    const arrivedAt = (name: string) => run.requests.find(({ operation }) => operation === name)?.at ?? 0
    const [apps, app, list] = ['listApps', 'getApp', 'listDeployments'].map(arrivedAt) as [
      number,
      number,
      number,
    ]
    expect(Math.max(apps, app, list) - Math.min(apps, app, list)).toBeLessThan(100)
    if (run.posts[0]) expect(run.posts[0].at - apps).toBeGreaterThanOrEqual(5000)
    expect([run.outputs.outcome, changes(run)]).toEqual(['succeeded', []])
  })

  test('finds nothing where both are alike, whatever the runtime calls a type', async () => {
    const run = await compare({
      sandbox: {
        tables: tables(
          { columns: [{ name: 'id', type: 'Utf8' }], rows: [['a']] },
          { columns: [{ name: 'id', type: 'LargeUtf8', nullable: false }], rows: [['b']] },
        ),
      },
    })
    expect([changes(run), run.warnings]).toEqual([[], []])
    expect(run.lines).toContain('Data compared with app taxi-main (4712): no changes, 1 unchanged')
  })

  test('lists at most 50 tables, breaking ones first', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `fresh${index}`)
    const apps = appsWith(pod(...names.map((name) => accelerated(name))), pod(accelerated('old')))
    const run = await compare({
      sandbox: { apps, tables: ['old', ...names].map((name) => ({ name, ...same })) },
    })
    const page = readSummary(run.summary)
    const listed = page.match(/^(⚠️ old breaking|fresh\d+)/gm) ?? []
    expect([listed.length, listed[0]]).toEqual([50, '⚠️ old breaking'])
    expect(page).toMatch(/\b51 more\n[\s\S]*… and 11 more\./)
  })

  test.each<[string, number, object[], unknown]>([
    ['stay away', 0, [], { before: 2, after: 0 }],
    ['are back some seconds later', 2, [{ rows: 0 }], undefined],
  ])('rows that %s', async (_, amount, first, expected) => {
    const run = await compare({
      sandbox: { tables: tables({ ...same, rows: rows(amount) }, same) },
      faults: first.map((row) =>
        faultAt('runtimeSql', { kind: 'status', status: 200, body: [row] }, { nth: 3 }),
      ),
    })
    expect(changes(run)[0]?.rows).toEqual(expected)
    expect(run.warnings).toHaveLength(expected ? 1 : 0)
    expect(queries(run).filter((sql) => sql === 'SELECT count(*) AS "rows" FROM "trips"')).toHaveLength(4)
  })

  test.each([
    ['a dataset that is not accelerated', { acceleration: undefined }],
    ['acceleration that is off', { acceleration: { enabled: false } }],
    ['a cache', { acceleration: { refresh_mode: 'caching' } }],
    ['a source that answers for no rows', { acceleration: { on_zero_results: 'use_source' } }],
    [
      'a source that answers until the data is loaded',
      { acceleration: { ready_state: 'on_load' }, ready_state: 'on_registration' },
    ],
  ])('asks nothing that may cost something at a source: %s', async (_, more) => {
    const apps = appsWith(pod(accelerated('trips', more)))
    const run = await compare({ sandbox: { apps, tables: tables(same, { ...same, rows: [] }) } })
    expect(queries(run)).toEqual(['DESCRIBE "trips"', 'DESCRIBE "trips"'])
    expect(changes(run)).toEqual([])
  })

  test.each(['9007199254740993', '""', 'true', '-1', '[2]', '{}', 'null'])(
    'a count of %s compares no rows, and fails nothing',
    async (count) => {
      const run = await compare({
        sandbox: { tables: tables(same, same) },
        faults: [
          faultAt('runtimeSql', { kind: 'status', status: 200, body: `[{"rows":${count}}]` }, { nth: 3 }),
        ],
      })
      expect([run.outputs.outcome, changes(run)]).toEqual(['succeeded', []])
      expect(run.log).toContain(
        'Not compared: trips (its rows could not be counted: the answer is not a number)',
      )
    },
  )

  test.each([
    [
      'a description',
      1,
      '{"row_count":9,"schema":{},"data":[]}',
      'HTTP 200 with an answer that was cut: it has 0 rows and says 9',
    ],
    [
      'a count',
      3,
      '{"row_count":2,"data":[{"rows":0}]}',
      'its rows could not be counted: HTTP 200 with an answer that was cut',
    ],
    [
      'a count in two rows',
      3,
      '[{"rows":0},{"rows":2}]',
      'its rows could not be counted: the answer is not a number',
    ],
  ])('%s that contradicts itself is never a change', async (_, nth, body, why) => {
    const run = await compare({
      sandbox: { tables: tables(same, same) },
      faults: [{ on: { path: 'runtimeSql', nth, times: 99 }, fault: { kind: 'status', status: 200, body } }],
    })
    expect([run.outputs.outcome, run.outputs['data-changes'] ?? '[]']).toEqual(['succeeded', '[]'])
    expect(run.log).toContain(`Not compared: trips (${why}`)
  })

  test.each([
    [499, '[]', 'no changes, 1 unchanged'],
    [500, undefined, 'no table could be compared'],
    [501, '[]', 'no changes, 1 unchanged'],
  ])('a table with %i columns may be cut only at 500', async (amount, expected, says) => {
    const wide = { columns: Array.from({ length: amount }, (_, index) => int(`c${index}`)), rows: [] }
    const run = await compare({ sandbox: { tables: tables(wide, wide) } })
    expect(run.outputs['data-changes']).toBe(expected)
    expect(readSummary(run.summary)).toContain(`Compared with app taxi-main (4712): ${says}.`)
  })

  test.each([
    ['', 'Check the sources of these tables, or set `on-breaking-change: warn` if the change is intended.'],
    ['SELECT nope', 'If the change of the data is intended, set `on-breaking-change: warn`.'],
  ])('`on-breaking-change: fail` fails the verification, which nothing excuses: %s', async (sql, advice) => {
    const run = await compare({
      inputs: { 'on-breaking-change': 'fail', 'fail-on-test-error': 'false', 'test-sql': sql },
      sandbox: { tables: tables({ columns: [], rows: [] }, same) },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
    const text = 'Breaking changes of the data, compared with app taxi-main (4712): trips: − id'
    expect(run.errors[0]).toContain(text)
    // The page says it once, in its table.
    const page = readSummary(run.summary)
    expect(page).toContain('❌ trips breaking− id')
    expect(page).not.toContain('Breaking changes of the data')
    expect(run.errors[0]).toContain(advice)
  })

  test.each<[what: string, options: RunOptions, says: RegExp]>([
    [
      'an app that is paused',
      { sandbox: { apps: [taxi, { ...main, paused: { msAgo: 9000 } }] } },
      /app taxi-main \(4712\) is paused/,
    ],
    ['an app that may not be read', { faults: [refuses('getApp', '/v1/apps/4712')] }, /could not/],
    ['apps that may not be listed', { faults: [refuses('listApps')] }, /the apps could not be listed/],
    [
      'no API key',
      { faults: [refuses('getApiKeys', '/v1/apps/4712/api-keys')] },
      /API key could not be read/,
    ],
    [
      'a run that does not wait',
      { inputs: { 'wait-for-completion': 'false' } },
      /`wait-for-completion` is `false`/,
    ],
    ['a dry run', { inputs: { 'dry-run': 'true' } }, /`dry-run` is `true`/],
    [
      'a new app and `previous`',
      { inputs: { ...creating, 'compare-with': 'previous' }, sandbox: { apps: [] } },
      /the app is new/,
    ],
    [
      '`previous` of a deployment that is watched',
      { inputs: { 'compare-with': 'previous', 'deployment-id': '1001' } },
      /did not create the deployment/,
    ],
  ])('compares nothing, and says so: %s', async (_, options, says) => {
    const run = await compare({ files: { 'spicepod.yaml': JSON.stringify(taxi.spicepod) }, ...options })
    expect(run.exitCode).toBe(0)
    expect(run.outputs).not.toHaveProperty('data-changes')
    expect(run.lines.find((line) => line.includes('nothing is compared'))).toMatch(says)
  })

  test.each<[what: string, setup: RunOptions, says: string]>([
    [
      'a runtime that is never ready',
      {
        faults: [faultAt('runtimeReady', { kind: 'status', status: 503, body: 'not ready' }, { times: 999 })],
      },
      'the runtime or its datasets are not ready',
    ],
    [
      'an app that was paused meanwhile',
      { prepare: (sandbox) => onFirst(sandbox, 'createDeployment', () => pause(sandbox)) },
      'the app is paused',
    ],
  ])('is not what fails a run that checks nothing else, if it meets %s', async (_, setup, says) => {
    const inputs = { 'dataset-ready-timeout-seconds': '0', 'on-failure': 'rollback' }
    const run = await compare({ ...setup, inputs, sandbox: { tables: tables(same, same) } })
    expect([run.exitCode, run.outputs.outcome, run.errors]).toEqual([0, 'succeeded', []])
    expect(run.log).toContain(`nothing is compared, because ${says}.`)
    const strict = { ...inputs, 'dataset-ready-timeout-seconds': '10', 'on-failure': 'none' }
    expect((await compare({ ...setup, inputs: strict })).outputs.outcome).toBe('unverified')
  })

  test.each<[string, RegExp]>([
    ['taxi-mian', /no app with the name or ID `taxi-mian` to compare with. Did you mean .*`taxi-main`/],
    ['99', /no app with the name or ID `99`/],
    ['TAXI', /`compare-with` specifies the deployed app itself/],
    ['4711', /`compare-with` specifies the deployed app itself/],
  ])('an app that cannot be compared with is refused before anything is written: %s', async (name, error) => {
    const run = await compare({ inputs: { 'compare-with': name, tags: 'a: b' } })
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toMatch(error)
    expect(run.requests.filter(({ method, operation }) => method !== 'GET' && operation !== 'token')).toEqual(
      [],
    )
  })

  test('the first write waits at most 10 s for the other app', async () => {
    const run = await compare({
      inputs: { tags: 'a: b', 'request-timeout-seconds': '30', 'timeout-seconds': '60' },
      sandbox: { tables: tables(same, same) },
      faults: [{ on: { path: 'listApps', times: 99 }, fault: { kind: 'hang' } }],
    })
    const [list, write] = ['listApps', 'updateApp'].map(
      (name) => run.requests.find(({ operation }) => operation === name)?.at ?? 0,
    )
    expect((write ?? 0) - (list ?? 0)).toBe(10_000)
    expect(run.log).toMatch(/nothing is compared, because the apps could not be listed/)
    expect(run.outputs.outcome).toBe('succeeded')
  })

  test('a table that cannot be described is left out alone', async () => {
    const views = [{ name: 'v', sql: 'SELECT 1 FROM nowhere' }]
    const apps = appsWith({ ...pod(accelerated('trips')), views })
    const run = await compare({ sandbox: { apps, tables: tables(same, same) } })
    expect([changes(run), run.outputs.outcome]).toEqual([[], 'succeeded'])
    expect(run.log).toMatch(/Not compared: v \(HTTP 400/)
  })

  test.each([
    ['rows that are gone are not believed', { ...same, rows: [] }, same, 'succeeded', []],
    [
      'a column that is gone is',
      same,
      { columns: [int('id'), int('fare')], rows: rows(2, 2) },
      'unverified',
      [{ table: 'trips', breaking: true, columns: [{ name: 'fare', change: 'removed', before: 'Int64' }] }],
    ],
  ] as const)('if nothing can be asked again, %s', async (_, ours, theirs, outcome, expected) => {
    const fault = { kind: 'status', status: 400, body: 'No' } as const
    const run = await compare({
      inputs: { 'on-breaking-change': 'fail' },
      sandbox: { tables: tables(ours as Data, theirs as Data) },
      faults: [{ on: { path: 'runtimeSql', nth: 5, times: 99 }, fault }],
    })
    expect(run.outputs.outcome).toBe(outcome)
    expect(JSON.parse(run.outputs['data-changes'] ?? '[]')).toMatchObject(expected)
    expect(run.warnings).toEqual([expect.stringMatching(/^Not compared: trips \(.*HTTP 400: No\)\.$/)])
  })

  test('a breaking change is asked for again before many tables that seem unchanged', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `t${index}`)
    const run = await compare({
      inputs: { 'on-breaking-change': 'fail' },
      sandbox: {
        apps: appsWith(pod(...names.map((name) => accelerated(name)))),
        tables: names.flatMap((name) => [
          { name, app: 4711, ...same, ...(name === 't23' && { rows: [] }) },
          { name, app: 4712, ...same },
        ]),
      },
      faults: [{ on: { path: 'runtimeSql', times: 999 }, fault: { kind: 'slow', delayMs: 500 } }],
    })
    expect([run.outputs.outcome, run.warnings]).toEqual([
      'unverified',
      [expect.stringMatching(/^Not compared: .*it was not read in time/)],
    ])
    expect(changes(run)).toMatchObject([{ table: 't23', breaking: true, rows: { before: 2, after: 0 } }])
    expect(run.lines).toContain('Data compared with app taxi-main (4712): 1 changed table, 23 unchanged')
  })

  test('a breaking change is asked for again on both sides, also if one writes the name in full', async () => {
    const named = { ...main, spicepod: pod(accelerated('public.trips')) }
    const data = [
      { name: 'trips', ...same, rows: [] },
      { name: 'public.trips', ...same },
    ]
    const run = await compare({ sandbox: { apps: [taxi, named], tables: data } })
    expect(changes(run)).toMatchObject([{ table: 'trips', breaking: true, rows: { before: 2, after: 0 } }])
    const describes = queries(run).filter((sql) => sql?.startsWith('DESCRIBE'))
    expect(describes.sort()).toEqual([
      ...['DESCRIBE "public"."trips"', 'DESCRIBE "public"."trips"'],
      ...['DESCRIBE "trips"', 'DESCRIBE "trips"'],
    ])
  })

  test('a name without quotes is the one in small letters, and a quoted one is another', async () => {
    const names = ['Trips', '"Rides"', 'Public.ZONES']
    const others = ['trips', '"Rides"', 'zones']
    const podOf = (all: string[]) => pod(...all.map((name) => accelerated(name)))
    const apps = appsWith(podOf(names), podOf(others))
    const data = [
      ...names.map((name) => ({ name, app: 4711, ...same })),
      ...others.map((name) => ({ name, app: 4712, ...same })),
    ]
    const run = await compare({
      inputs: { 'on-breaking-change': 'fail' },
      sandbox: { apps, tables: data },
    })
    expect([run.outputs.outcome, changes(run)]).toEqual(['succeeded', []])
    expect(run.lines).toContain('Data compared with app taxi-main (4712): no changes, 3 unchanged')
    const gone = [...data.slice(3), { name: 'Trips', app: 4711, columns: [], rows: [] }]
    const differing = await compare({
      sandbox: { apps: [{ ...taxi, spicepod: pod(accelerated('Trips')) }, main], tables: gone },
    })
    expect(changes(differing)).toMatchObject([{ table: 'trips', change: 'changed', breaking: true }])
  })

  test('a preview that is forked from the app is compared with it', async () => {
    const pushed = pod(accelerated('trips'), accelerated('zones'))
    const run = await compare({
      inputs: {
        ...creating,
        'app-id': undefined,
        'app-name': 'taxi-pr-12',
        'fork-from': 'taxi-main',
        region: undefined,
      },
      files: { 'spicepod.yaml': JSON.stringify(pushed) },
      sandbox: {
        tables: [
          { name: 'trips', ...same },
          { name: 'zones', ...same },
        ],
      },
    })
    expect([run.outputs.outcome, run.outputs['app-name']]).toEqual(['succeeded', 'taxi-pr-12'])
    expect(changes(run)).toEqual([{ table: 'zones', change: 'added', breaking: false }])
  })

  test('tables that have to be asked for again and again keep no other one waiting', async () => {
    const names = Array.from({ length: 12 }, (_, index) => accelerated(`t${index}`))
    const run = await compare({
      sandbox: {
        apps: appsWith(pod(...names)),
        tables: names.map(({ name }) => ({ name, ...same })),
      },
      prepare: ({ cloud: { faults } }) => {
        const next = faults.nextFault.bind(faults)
        faults.nextFault = (call, elapsedMs) => {
          if (call.operation !== 'runtimeSql') return next(call, elapsedMs)
          const isLoading = /count.*"t[0-3]"$/.test(call.rawBody ?? '')
          if (!isLoading) return { kind: 'slow', delayMs: 200 }
          return { kind: 'status', status: 400, body: 'Acceleration not ready; loading initial data for t' }
        }
      },
    })
    expect(run.outputs['data-changes']).toBe('[]')
    const { length } = run.log.match(/Acceleration not ready/g) ?? []
    expect([length, run.log.includes('12 unchanged'), run.log.includes('in time')]).toEqual([4, true, false])
  })

  test('120 tables are read four at a time for at most 20 s', async () => {
    const names = Array.from({ length: 120 }, (_, index) => accelerated(`t${index}`))
    const run = await compare({
      sandbox: { apps: appsWith(pod(...names)) },
      inputs: { 'on-breaking-change': 'fail', 'request-timeout-seconds': '30' },
      faults: [{ on: { path: 'runtimeSql', times: 999 }, fault: { kind: 'slow', delayMs: 1500 } }],
      maxWarnings: 2,
    })
    const asks = run.requests.filter(({ operation }) => operation === 'runtimeSql')
    const begin = asks[0]?.at ?? 0
    expect(asks.filter(({ at }) => at < begin + 1000)).toHaveLength(8)
    expect(Math.max(...asks.map(({ at }) => at)) - begin).toBeLessThan(20_000)
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.log).toMatch(/Not compared: t\d+ \(it was not read in time\), .* \d+ more\./)
  })
})

describe('`compare-with: previous`', () => {
  const previous = { 'compare-with': 'previous' }
  const files = {
    'spicepod.yaml': JSON.stringify(
      pod(accelerated('trips', { from: 's3://sandbox/more/' }), accelerated('zones')),
    ),
  }

  test('compares with what the app served before this run', async () => {
    const run = await compare({
      inputs: previous,
      files,
      sandbox: {
        plan: succeeds(5000),
        tables: [
          { name: 'trips', from_deployment: 1001, columns: [int('id'), int('fare')], rows: rows(4, 2) },
          { name: 'trips', from_deployment: 1003, columns: [int('id')], rows: rows(3) },
          { name: 'zones', ...same },
        ],
      },
    })
    expect(changes(run)).toEqual([
      {
        table: 'trips',
        change: 'changed',
        breaking: true,
        columns: [{ name: 'fare', change: 'removed', before: 'Int64' }],
        rows: { before: 4, after: 3 },
      },
      { table: 'zones', change: 'added', breaking: false },
    ])
  })

  describe('with `on-breaking-change: fail`', () => {
    const strict = { ...previous, 'on-breaking-change': 'fail' }
    const [id, fare] = ['id', 'fare'].map((name) => ({
      column_name: name,
      data_type: 'Int64',
      is_nullable: 'YES',
    }))
    /** Requests 1 and 2 read what was served before, 3 and 4 are the first look, 5 and 6 the second. */
    const answers = (nth: number, ...body: object[]): FaultRule =>
      faultAt('runtimeSql', { kind: 'status', status: 200, body }, { nth })
    const sandbox: SandboxOptions = {
      plan: succeeds(5000),
      tables: [
        { name: 'trips', from_deployment: 1001, columns: [int('id'), int('fare')], rows: rows(4, 2) },
        { name: 'trips', from_deployment: 1003, ...same },
      ],
    }
    const unchanged: SandboxOptions = { plan: succeeds(5000), tables: tables(same, same) }
    const spicepodFile = { 'spicepod.yaml': JSON.stringify(taxi.spicepod) }

    test('an old instance that answers for some seconds hides no breaking change', async () => {
      const faults = [answers(3, id as object, fare as object), answers(4, { rows: 4 })]
      const run = await compare({ inputs: strict, files: spicepodFile, sandbox, faults })
      expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
      expect(changes(run)).toMatchObject([{ breaking: true, columns: [{ name: 'fare', change: 'removed' }] }])
      const warned = await compare({ inputs: previous, files: spicepodFile, sandbox, faults })
      expect(changes(warned)).toEqual([])
      expect(queries(warned)).toHaveLength(4)
    })

    test.each([
      ['passes if it is gone in the third look', [answers(6, { rows: 0 })], 'succeeded', 8],
      ['fails if it lasts', [answers(6, { rows: 0 }), answers(8, { rows: 0 })], 'unverified', 8],
      ['passes if there is none', [], 'succeeded', 6],
    ])('a breaking change that only the second look sees %s', async (_, faults, outcome, amount) => {
      const run = await compare({ inputs: strict, files: spicepodFile, sandbox: unchanged, faults })
      expect(run.outputs.outcome).toBe(outcome)
      expect(queries(run)).toHaveLength(amount)
    })

    test('the second look asks four at a time for at most five seconds, and tells what it could not read', async () => {
      const names = Array.from({ length: 12 }, (_, index) => accelerated(`t${index}`))
      const run = await compare({
        inputs: { 'on-breaking-change': 'fail', 'request-timeout-seconds': '30' },
        sandbox: { apps: appsWith(pod(...names)), tables: names.map(({ name }) => ({ name, ...same })) },
        faults: [{ on: { path: 'runtimeSql', nth: 49, times: 999 }, fault: { kind: 'slow', delayMs: 1500 } }],
      })
      const asks = run.requests.filter(({ operation }) => operation === 'runtimeSql').slice(48)
      const begin = asks[0]?.at ?? 0
      expect(asks.filter(({ at }) => at < begin + 1000)).toHaveLength(4)
      expect(Math.max(...asks.map(({ at }) => at)) - begin).toBeLessThan(5000)
      expect([run.outputs.outcome, changes(run)]).toEqual(['succeeded', []])
      expect(run.warnings).toEqual([expect.stringMatching(/^Not compared: t\d+ \(.*not read in time/)])
    })
  })

  test('delays no request that the deployment needs, even if the runtime hangs', async () => {
    const sandbox: SandboxOptions = { tables: tables(same, same), plan: succeeds(3000) }
    const faults = [{ on: { path: 'runtimeSql', times: 99 }, fault: { kind: 'hang' } }] as const
    const [plain, compared] = [
      await compare({ inputs: { 'compare-with': undefined }, files, sandbox }),
      await compare({ inputs: previous, files, sandbox, faults }),
    ]
    const times = ({ requests }: ActionRun) =>
      requests.flatMap(({ operation, at }) =>
        /^(update|create|list)/.test(operation ?? '') ? [[operation, at]] : [],
      )
    expect(times(compared).slice(0, times(plain).length)).toEqual(times(plain))
    expect(compared.outputs.outcome).toBe('succeeded')
    expect(compared.log).toMatch(/Not compared: trips \(it was not read in time\)/)
  })

  test('takes nothing that is read after the end for it, even if the deployment ends at once', async () => {
    const run = await compare({
      inputs: { ...previous, 'request-timeout-seconds': '30' },
      sandbox: { plan: succeeds(0), tables: tables(same, same) },
      faults: [{ on: { path: 'runtimeSql' }, fault: { kind: 'slow', delayMs: 3000 } }],
    })
    expect(run.log).toContain('Not compared: trips (it was not read in time)')
    expect(run.outputs).not.toHaveProperty('data-changes')
  })

  test('keeps no request of the deployment waiting if it meets the rate limit', async () => {
    const fault = { kind: 'status', status: 429, headers: { 'retry-after': '10' } } as const
    const run = await compare({
      inputs: previous,
      files,
      sandbox: { plan: succeeds(3000), tables: tables(same, same) },
      faults: [{ on: { path: 'getApiKeys' }, fault }],
    })
    const [write, create] = ['updateApp', 'createDeployment'].map(
      (name) => run.requests.find(({ operation }) => operation === name)?.at ?? 0,
    )
    expect((create ?? 0) - (write ?? 0)).toBe(0)
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.log).toContain('nothing is compared, because the app was not found in time')
    expect(run.durationMs).toBe(3000)
  })

  test('a run that is refused does not wait for the rest of it', async () => {
    const run = await compare({
      inputs: previous,
      files,
      faults: [
        { on: { path: 'createDeployment' }, fault: { kind: 'status', status: 422 } },
        { on: { path: 'runtimeSql', times: 99 }, fault: { kind: 'hang' } },
      ],
    })
    expect(run.outputs.outcome).toBe('refused')
    expect(run.durationMs).toBeLessThan(5000)
  })

  test('an app without a spicepod served nothing, however late it is read', async () => {
    const run = await compare({
      inputs: previous,
      files,
      sandbox: {
        plan: succeeds(5000),
        apps: [{ ...taxi, spicepod: null }, main],
        tables: tables(same, same),
      },
      // It is read again once the spicepod has been pushed.
      faults: [{ on: { path: 'getApp', nth: 2 }, fault: { kind: 'status', status: 503 } }],
    })
    expect(run.log).toContain('nothing is compared, because a spicepod could not be read')
    expect(queries(run)).toEqual([])
  })

  test('a paused app that is resumed served nothing', async () => {
    const apps = [{ ...taxi, paused: { msAgo: 9000 } }, main]
    const run = await compare({ inputs: { ...previous, 'on-paused': 'resume' }, files, sandbox: { apps } })
    expect(run.log).toContain('nothing is compared, because the app is paused')
    expect(queries(run)).toEqual([])
  })
})

describe('a re-run with `compare-with: previous`', () => {
  const asRerun = { GITHUB_RUN_ATTEMPT: '2' }
  const strict = { 'compare-with': 'previous', 'on-breaking-change': 'fail' }
  const ofJob = (plan: Plan, more: Partial<DeploymentSeed> = {}): DeploymentSeed => ({
    appId: 4711,
    commitSha: headSha,
    branch: 'main',
    plan,
    createdMsAgo: 60_000,
    ...more,
  })
  const rerun = ({ inputs, sandbox, ...options }: RunOptions, ...earlier: DeploymentSeed[]) =>
    compare({
      env: asRerun,
      ...options,
      inputs: { ...strict, ...inputs },
      sandbox: {
        ...both,
        deployments: [deployed(4711), deployed(4712), ...earlier],
        tables: tables(same, same),
        ...sandbox,
      },
    })

  test.each<[string, DeploymentSeed, creates?: number]>([
    ['succeeded', ofJob(succeeds(100))],
    ['failed', ofJob(fails(100))],
    ['was superseded', ofJob([{ afterMs: 0, status: 'created' }])],
    ['is in progress, so that the run watches it', ofJob(succeeds(3000), { createdMsAgo: 1000 }), 0],
    ['is in progress for too long', ofJob(neverEnds(), { createdMsAgo: 21_601_000 })],
    [
      'is of the same commit in short',
      ofJob(succeeds(100), { commitSha: headSha.slice(0, 7), branch: null }),
    ],
  ])('is unverified if an earlier deployment of the commit %s', async (_, earlier, creates = 1) => {
    const run = await rerun({ creates, sandbox: { plan: succeeds(100), conflicts: 'none' } }, earlier)
    expect(run.outputs.outcome).toBe('unverified')
    for (const text of [run.errors[0], run.outputs['error-message']]) {
      expect(text).toMatch(
        /an earlier attempt of this job (may have )?created deployment 1003, so what the app served before is not known\. A new run compares with what runs now\./,
      )
    }
    expect(run.errors[0]).toContain('start a new run')
    expect(run.outputs).not.toHaveProperty('data-changes')
    expect(run.log).not.toMatch(/Compared with/)
  })

  test('is unverified if it cannot be determined whether an attempt has deployed', async () => {
    const fault = { kind: 'status', status: 403 } as const
    const run = await rerun({
      sandbox: { plan: succeeds(0) },
      prepare: (sandbox) =>
        onFirst(sandbox, 'createDeployment', () =>
          sandbox.cloud.faults.add({ on: { path: 'listDeployments', times: 99 }, fault }),
        ),
    })
    expect(run.outputs.outcome).toBe('unverified')
    expect(run.errors[0]).toContain('could not be determined whether an earlier attempt')
  })

  test('only has a note with `on-breaking-change: warn`', async () => {
    const run = await rerun({ inputs: { 'on-breaking-change': 'warn' } }, ofJob(succeeds(100)))
    expect([run.exitCode, run.outputs.outcome, run.warnings]).toEqual([0, 'succeeded', []])
    expect(run.log).toContain('`compare-with`: nothing is compared, because an earlier attempt of this job')
  })

  test('is unverified even if nothing can be read of the runtime', async () => {
    const run = await rerun({ faults: [refuses('getApiKeys')] }, ofJob(succeeds(100)))
    expect(run.outputs.outcome).toBe('unverified')
  })

  test('restores nothing, because nothing is known to be wrong', async () => {
    const files = { 'spicepod.yaml': JSON.stringify(pod(accelerated('trips', { params: { a: 'b' } }))) }
    // It also says what its push replaced.
    const run = await rerun(
      { files, inputs: { 'on-failure': 'rollback' }, maxWarnings: 2 },
      ofJob(succeeds(100)),
    )
    expect(run.outputs.outcome).toBe('unverified')
    expect(run.errors[0]).toContain('the deployment could not be verified')
    expect(run.outputs).not.toHaveProperty('rollback-deployment-id')
  })

  test.each<[string, DeploymentSeed[], RunOptions]>([
    ['no attempt has deployed', [], {}],
    ['only other commits were deployed', [ofJob(succeeds(100), { commitSha: otherSha })], {}],
    ['it is the first attempt', [ofJob(succeeds(100))], { env: {} }],
    ['it compares with another app', [ofJob(succeeds(100))], { inputs: { 'compare-with': 'taxi-main' } }],
  ])('compares as usual if %s', async (_, earlier, options) => {
    const run = await rerun(options, ...earlier)
    expect([run.outputs.outcome, changes(run)]).toEqual(['succeeded', []])
  })
})
