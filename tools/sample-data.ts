import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { succeeds } from '../sandbox/plan.ts'
import type { SandboxOptions } from '../sandbox/server.ts'
import { DEFAULT_APP } from '../sandbox/state.ts'
import type { Table } from '../sandbox/tables.ts'

/** The endings of `npm start` that are about the data. */
export const dataOutcomes = ['wrong-data', 'breaking-change'] as const

export type DataOutcome = (typeof dataOutcomes)[number]

const taxiTrips: Omit<Table, 'name'> = {
  columns: [
    { name: 'id', type: 'Int64' },
    { name: 'zone', type: 'Utf8' },
    { name: 'fare', type: 'Float64' },
    { name: 'pickup', type: 'Timestamp(us)' },
  ],
  rows: [
    [1, 'Bronx', 12.5, '2026-11-01T08:15:00'],
    [2, 'Queens', 9, '2026-11-01T09:30:00'],
    [3, 'Queens', 25, '2026-11-02T23:59:59'],
    [4, 'Queens', 15, '2026-11-03T07:00:00'],
  ],
}
/** The fare is gone, and identifiers are text. */
const tripsWithoutFares: Omit<Table, 'name'> = {
  columns: [
    { name: 'id', type: 'Utf8' },
    { name: 'zone', type: 'Utf8' },
    { name: 'pickup', type: 'Timestamp(us)' },
    { name: 'tip', type: 'Float64' },
  ],
  rows: Array.from({ length: 5 }, (_, index) => [`t${index}`, 'Queens', '2026-11-03T07:00:00', 1]),
}
const orders: Omit<Table, 'name'> = {
  columns: [
    { name: 'id', type: 'Int64' },
    { name: 'trip_id', type: 'Int64' },
  ],
  rows: [
    [1, 1],
    [2, 4],
  ],
}

/** The data that `examples/data-tests.yaml` is about. */
export const sampleTables: readonly Table[] = [
  { name: 'taxi_trips', ...taxiTrips },
  { name: 'orders', ...orders },
]

/** What another app has of the trips: a column less. */
export function withoutZones(app: string): Table {
  const [trips] = sampleTables as [Table]
  const at = trips.columns.findIndex(({ name }) => name === 'zone')
  const rows = trips.rows.map((row) => (row as readonly unknown[]).toSpliced(at, 1))
  return { ...trips, app, columns: trips.columns.toSpliced(at, 1), rows }
}

/** A sandbox whose app has served since yesterday, and whose next deployment changes or breaks its data. */
export function optionsForData(outcome: DataOutcome, root: string, durationMs: number): SandboxOptions {
  const spicepod = parse(readFileSync(`${root}/sandbox/spicepod.yaml`, 'utf8'))
  const [first, next] = [1001, 1002]
  const changed =
    outcome === 'wrong-data' ? { ...taxiTrips, rows: taxiTrips.rows.slice(0, 3) } : tripsWithoutFares
  return {
    apps: [{ ...DEFAULT_APP, spicepod }],
    deployments: [
      { appId: DEFAULT_APP.id, createdMsAgo: 86_400_000, plan: succeeds(), commitSha: 'c0ffee0' },
    ],
    plan: succeeds(durationMs),
    tables: [
      { name: 'taxi_trips', from_deployment: first, ...taxiTrips },
      { name: 'taxi_trips', from_deployment: next, ...changed },
      { name: 'orders', ...orders },
    ],
  }
}

/** The inputs with which the run notices. */
export const inputsForData: Record<DataOutcome, Record<string, string>> = {
  'wrong-data': { 'test-file': 'examples/data-tests.yaml' },
  'breaking-change': { 'compare-with': 'previous', 'on-breaking-change': 'fail' },
}
