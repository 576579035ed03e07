import type { RunState } from '../../src/core/state.ts'
import type { TableChange } from '../../src/features/comparison/changes.ts'
import { hostileText } from './odd.ts'
import { app, deployment, ours, spent, taxi } from './taxi.ts'

const succeeded = deployment(1042, 'succeeded', 68.4, ours)
const phases = spent(['queued', 5.2], ['in_progress', 63.2], ['ready', 4], ['datasets', 6], ['probes', 2])
const preview = { appId: 4720, app: app({ id: 4720, name: 'taxi-pr-7' }) }
const datasets = ['trips', 'zones', 'fares'].map((name) => ({ name, status: 'Ready' }))

const passed = { ok: true, durationMs: 212 }
const tests = [
  { ...passed, name: 'test:trips are loaded' },
  {
    name: 'test:every order has a customer',
    ok: false,
    durationMs: 348,
    error: '3 rows, expected 0',
  },
  {
    name: 'test:revenue',
    ok: false,
    durationMs: 190,
    error: 'revenue is 1,204,330.5, expected 1,204,331 ± 0.01',
  },
  {
    name: 'test:zones by borough',
    ok: false,
    durationMs: 95,
    severity: 'warn',
    error: 'row 2: zones is 60, expected 61',
  },
  { ...passed, name: 'test:no fare is negative' },
] as const

const wrongAnswers = tests
  .filter((result) => !result.ok && !('severity' in result))
  .map(({ name, ...result }) => ({
    ...({ code: 'probe-failed', part: 'tests', isTolerable: true } as const),
    text: `Test \`${name.slice('test:'.length)}\` failed: ${'error' in result ? result.error : ''}.`,
  }))

const changes: TableChange[] = [
  {
    table: 'fares',
    change: 'changed',
    breaking: true,
    columns: [
      { name: 'fare', change: 'removed', before: 'Float64' },
      { name: 'distance', change: 'changed', before: 'Float32', after: 'Float64' },
      { name: 'tip_amount', change: 'added', after: 'Decimal128(10, 2)' },
    ],
    rows: { before: 1_204_331, after: 1_298_002 },
  },
  { table: 'night_trips', change: 'added', breaking: false },
  { table: 'trips', change: 'changed', breaking: false, rows: { before: 48_211, after: 47_002 } },
  { table: 'zones_old', change: 'removed', breaking: true },
]

const hostileType = `Struct(${Array.from({ length: 40 }, (_, index) => `"field_${index}": Int64`).join(', ')})`
const manyChanges = Array.from(
  { length: 60 },
  (_, index): TableChange => ({
    table: index === 0 ? hostileText : `warehouse.public.table_${index}`,
    change: 'changed',
    breaking: index % 20 === 0,
    columns: Array.from({ length: 8 }, (_, at) => ({
      name: index < 3 && at === 1 ? hostileText : `column_${at}`,
      change: at % 2 === 0 ? 'added' : 'changed',
      ...(at % 2 === 1 && { before: 'Utf8' }),
      after: index < 3 && at < 2 ? (at === 0 ? hostileType : hostileText) : 'Int64',
    })),
  }),
)

/** Runs that are about the data, by title. */
export const data: Record<string, RunState> = {
  'Wrong answers to tests of the data': taxi({
    deployment: succeeded,
    verification: { tests, datasets, problems: wrongAnswers },
    phases,
    outcome: {
      kind: 'unverified',
      deployment: succeeded,
      isTolerated: false,
      problems: wrongAnswers.map(({ text }) => text),
    },
  }),

  'Changes of the data': taxi({
    ...preview,
    deployment: succeeded,
    verification: { tests: [], datasets, problems: [] },
    compared: {
      baseline: 'app taxi (4711)',
      changes,
      unchanged: 12,
      notCompared: [{ table: 'weather', why: 'HTTP 400: connection to the source failed' }],
    },
    phases,
    outcome: { kind: 'succeeded', deployment: succeeded },
  }),

  'Sixty changed tables and failed tests': taxi({
    deployment: succeeded,
    verification: {
      tests: Array.from({ length: 60 }, (_, index) => ({
        ok: false,
        durationMs: 95,
        name: `test:every order of table ${index} has a customer`,
        error: '3 rows, expected 0',
      })),
      datasets,
      problems: Array.from({ length: 60 }, (_, index) => ({
        code: 'probe-failed',
        part: 'tests',
        isTolerable: true,
        text: `Test \`every order of table ${index} has a customer\` failed: 3 rows, expected 0.`,
      })),
    },
    compared: {
      baseline: 'what the app served before',
      changes: manyChanges
        .slice(3)
        .map(({ columns = [], ...change }) => ({ ...change, columns: columns.slice(0, 3) })),
      unchanged: 4,
      notCompared: [],
    },
    phases,
    outcome: {
      kind: 'unverified',
      deployment: succeeded,
      isTolerated: false,
      problems: Array.from(
        { length: 60 },
        (_, index) => `Test \`every order of table ${index} has a customer\` failed: 3 rows, expected 0.`,
      ),
    },
  }),

  'Hostile and many changes of the data': taxi({
    deployment: succeeded,
    verification: {
      tests: [{ ok: false, durationMs: 10, name: `test:${hostileText.slice(0, 100)}`, error: hostileText }],
      datasets,
      problems: [],
    },
    compared: {
      baseline: hostileText,
      changes: manyChanges,
      unchanged: 0,
      notCompared: [{ table: hostileText, why: hostileText }],
    },
    phases,
    outcome: { kind: 'succeeded', deployment: succeeded },
  }),
}
