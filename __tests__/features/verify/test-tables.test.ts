import { expect, test } from '@jest/globals'
import { type ActionRun, faultAt } from '../../harness/run.ts'
import { testResults, verify } from '../../harness/runtime.ts'
import { pod } from '../../harness/spicepods.ts'

const spicepod = pod({
  datasets: [
    { from: 's3://sandbox/trips/', name: 'public.Trips' },
    { from: 's3://sandbox/odd/', name: 'public."odd.name ""x"""' },
    { ref: 'datasets/more' },
  ],
  views: [{ name: 'fares', sql: 'SELECT 1' }],
})
const apps = [{ id: 4711, name: 'taxi', spicepod }]
const files = { 'spicepod.yaml': JSON.stringify({ ...spicepod, datasets: spicepod.datasets.slice(0, 2) }) }
const runtime = {
  datasets: [{ name: 'public.Trips' }, { name: 'public."odd.name ""x"""' }, { name: 'fares' }],
}

const oneRowEach = runtime.datasets.map(({ name }) => ({
  name,
  columns: [{ name: 'id', type: 'Int64' }],
  rows: [[1]],
}))

const queries = (run: ActionRun) =>
  run.requests.flatMap(({ operation, rawBody }) => (operation === 'runtimeSql' ? [rawBody] : []))

test('`all` asks each dataset and view of the spicepod for one row, each part of its name quoted', async () => {
  const run = await verify({
    inputs: { 'test-tables': 'all', 'test-sql': 'SELECT 1' },
    sandbox: { apps, runtime, tables: oneRowEach },
  })
  expect(queries(run)).toEqual([
    ...['SELECT * FROM "public"."trips" LIMIT 1', 'SELECT * FROM "public"."odd.name ""x""" LIMIT 1'],
    ...['SELECT * FROM "fares" LIMIT 1', 'SELECT 1'],
  ])
  expect(testResults(run).map(({ name, ok }) => [name, ok])).toEqual([
    ['table:public.Trips', true],
    ['table:public."odd.name ""x"""', true],
    ['table:fares', true],
    ['sql', true],
  ])
  expect(run.outputs.outcome).toBe('succeeded')
})

test('no rows are a warning', async () => {
  const run = await verify({ inputs: { 'test-tables': 'public.Trips' }, sandbox: { apps, runtime }, files })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.warnings).toEqual(['Table public.Trips has no rows.'])
})

test('a hostile name shows as text', async () => {
  const name = '</td><h1>::error::x'
  const run = await verify({
    inputs: { 'test-tables': 'all', 'dataset-ready-timeout-seconds': '0' },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: { ...spicepod, datasets: [{ from: 's3://b/', name }] } }],
      runtime: { datasets: [{ name: 'x' }] },
    },
  })
  expect(run.outputs.outcome).toBe('unverified')
  expect(run.summary).not.toContain('<h1>')
})

test('an answer of more than 2 MiB is read, whatever was asked', async () => {
  const text = 'x'.repeat(3 * 1024 * 1024)
  const columns = [{ name: 'document', type: 'Utf8' }]
  const tables = [{ name: 'public.Trips', columns, rows: [[text]] }]
  const answers = (path: string, body: unknown, nth = 1) =>
    faultAt(path, { kind: 'status', status: 200, body }, { nth })
  const result = { content: [{ type: 'text', text }] }
  const run = await verify({
    inputs: {
      'test-tables': 'public.Trips',
      'test-nsql': 'Which?',
      'test-search': '{"text":"x"}',
      'test-mcp-tool': 'sql',
    },
    sandbox: { apps, runtime, tables },
    faults: [
      answers('runtimeNsql', [{ document: text }]),
      answers('runtimeSearch', { results: [{ data: { document: text } }] }),
      answers('runtimeMcp', { jsonrpc: '2.0', id: 1, result }, 3),
    ],
  })
  expect(testResults(run)).toMatchObject([
    { name: 'table:public.Trips', detail: '1 row' },
    { name: 'nsql', detail: '1 row' },
    { name: 'search', detail: '1 result' },
    { name: 'mcp', detail: '1 content block, 3145728 characters' },
  ])
})
