import { expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { succeeds } from '../../sandbox/plan.ts'
import type { Table } from '../../sandbox/tables.ts'
import fc from '../harness/property.ts'
import { deploy, inVirtualTime } from '../harness/run.ts'
import { pod } from '../harness/spicepods.ts'

// Comparisons of data while answers break off, tables vanish and another version answers: what is said to break is
// true, and a run that should pass does.

const names = ['trips', 'zones', 'fares']
const version = fc.record({
  columns: fc.subarray(['id', 'zone', 'fare'], { minLength: 1 }),
  rows: fc.integer({ min: 0, max: 3 }),
})
type Version = typeof version extends fc.Arbitrary<infer Value> ? Value : never

const toTable = (name: string, { columns, rows }: Version, more: Partial<Table>): Table => ({
  name,
  columns: columns.map((column) => ({ name: column, type: 'Int64' })),
  rows: Array.from({ length: rows }, () => columns.map(() => 1)),
  ...more,
})

/** What the old version answers to a query of the columns. */
const described = ({ columns }: Version) =>
  columns.map((name) => ({ column_name: name, data_type: 'Utf8', is_nullable: 'YES' }))

/** Whether the answer describes other columns, or none. */
const isOlderVersion = (fault: Fault) => /column_name|"body":\[\]/.test(JSON.stringify(fault))

const answerFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'status', status: 502 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 400, body: 'table not found' },
    { kind: 'status', status: 400, body: 'Acceleration not ready; loading initial data for trips' },
    { kind: 'status', status: 200, body: '[{"column_name":"i' },
    { kind: 'reset', when: 'midway' },
    { kind: 'hang' },
    { kind: 'html' },
    { kind: 'misshapen' },
    { kind: 'status', status: 200, body: [] },
    { kind: 'status', status: 200, body: [{ rows: 0 }] },
  ),
  fc.nat(9000).map((delayMs): Fault => ({ kind: 'slow', delayMs })),
  version.map((older): Fault => ({ kind: 'status', status: 200, body: described(older) })),
)

const schedule = fc.record({
  before: fc.array(version, { minLength: 3, maxLength: 3 }),
  after: fc.array(fc.option(version), { minLength: 3, maxLength: 3 }),
  isPrevious: fc.boolean(),
  durationMs: fc.integer({ min: 100, max: 6000 }),
  rules: fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), answerFault), { maxLength: 4 }),
})

test('a comparison under faults never says that something breaks which does not', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, ({ before, after, isPrevious, durationMs, rules }) =>
      inVirtualTime(async () => {
        const old = new Map(names.map((name, index) => [name, before[index] as Version]))
        const now = new Map(names.map((name, index) => [name, after[index] ?? old.get(name)] as const))
        const datasets = names.map((name) => ({ from: `s3://b/${name}/`, name, acceleration: {} }))
        const spicepod = pod({ datasets })
        const old24h = { createdMsAgo: 86_400_000, commitSha: 'a', plan: succeeds(0) }
        const run = await deploy({
          inputs: {
            'compare-with': isPrevious ? 'previous' : 'other',
            'on-breaking-change': 'fail',
            'dataset-ready-timeout-seconds': '60',
            'request-timeout-seconds': '30',
          },
          sandbox: {
            apps: [
              { id: 4711, name: 'taxi', spicepod },
              { id: 4712, name: 'other', spicepod },
            ],
            deployments: [4711, 4712].map((appId) => ({ appId, ...old24h })),
            plan: succeeds(durationMs),
            runtime: {},
            tables: names.flatMap((name) => [
              toTable(name, old.get(name) as Version, isPrevious ? { from_deployment: 1001 } : { app: 4712 }),
              toTable(name, now.get(name) as Version, isPrevious ? { from_deployment: 1003 } : { app: 4711 }),
            ]),
          },
          faults: rules
            // Nobody can tell a table that another version describes, if a second answer does not come or is from there, too;
            // nor ask again what was served before.
            .filter(([, fault]) => !isOlderVersion(fault) || (!isPrevious && rules.length === 1))
            .map(([nth, fault]): FaultRule => ({ on: { path: 'runtimeSql', nth }, fault })),
          maxWarnings: 2,
        })
        const changes = run.outputs['data-changes'] ?? '[]'
        const reported: { table: string; breaking: boolean }[] = JSON.parse(changes)
        const breaks = (table: string) => {
          const [left, right] = [old.get(table), now.get(table)] as [Version, Version]
          const isGone = left.columns.some((column) => !right.columns.includes(column))
          return isGone || (left.rows > 0 && right.rows === 0)
        }
        const wrong = reported.filter(({ table, breaking }) => breaking && !breaks(table))
        expect(wrong).toEqual([])
        const isFailed = reported.some(({ breaking }) => breaking)
        expect(run.outputs.outcome).toBe(isFailed ? 'unverified' : 'succeeded')
      }),
    ),
    { numRuns: 30 },
  )
})
