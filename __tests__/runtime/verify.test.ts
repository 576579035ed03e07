import { describe, expect, test } from '@jest/globals'
import { chat, nsql, search, sql, verifyInMemory } from './fixture.ts'

const probes = [sql, nsql, search, chat]

test('nothing is sent if there is nothing to check', async () => {
  const { operations, ...verification } = await verifyInMemory({}, { datasetTimeoutMs: 0 })
  expect(operations).toEqual([])
  expect(verification).toMatchObject({ tests: [], datasets: [], problems: [] })
})

test('runtime, datasets and probes are checked in this order', async () => {
  const { lines, problems, tests, operations } = await verifyInMemory(
    { datasets: [{ name: 'a' }] },
    { probes },
  )
  expect(problems).toEqual([])
  expect(lines).toEqual([
    'ready',
    'datasets: 1/1 ready',
    'sql: 1 row',
    'nsql: 1 row',
    'search: 2 results',
    'chat: All is well.',
  ])
  expect(tests[0]).toEqual({ name: 'sql', ok: true, durationMs: 0, detail: '1 row' })
  expect(operations).toEqual([
    'runtimeReady',
    'runtimeDatasets',
    'runtimeSql',
    'runtimeNsql',
    'runtimeSearch',
    'runtimeChat',
  ])
})

describe('a failure', () => {
  const refusing = (operation: string) => ({
    on: { path: operation },
    fault: { kind: 'status', status: 400, body: 'No' } as const,
  })

  test('a probe that fails does not stop the other probes', async () => {
    const { tests, problems } = await verifyInMemory({}, { probes }, [
      refusing('runtimeSql'),
      refusing('runtimeSearch'),
    ])
    expect(tests.map(({ name, ok }) => [name, ok])).toEqual([
      ['sql', false],
      ['nsql', true],
      ['search', false],
      ['chat', true],
    ])
    expect(problems).toEqual([
      { part: 'probes', text: 'The sql probe failed: HTTP 400: No.', isTolerable: true },
      { part: 'probes', text: 'The search probe failed: HTTP 400: No.', isTolerable: true },
    ])
  })

  test('a dataset that is not ready does not stop the probes', async () => {
    const { tests, problems } = await verifyInMemory(
      { datasets: [{ name: 'a', status: 'Initializing' }] },
      { probes: [sql], datasetTimeoutMs: 1000 },
    )
    expect(tests).toMatchObject([{ ok: true }])
    expect(problems).toMatchObject([{ part: 'datasets', isTolerable: false }])
  })
})
