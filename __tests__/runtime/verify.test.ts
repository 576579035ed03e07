import { describe, expect, test } from '@jest/globals'
import { chat, nsql, rehearse, search, sql } from './stage.ts'

const probes = [sql, nsql, search, chat]

test('nothing to check sends nothing', async () => {
  const { operations, ...verification } = await rehearse({}, { datasetTimeoutMs: 0 })
  expect(operations).toEqual([])
  expect(verification).toMatchObject({ tests: [], datasets: [], problems: [] })
})

test('all is well when runtime, datasets and answers are', async () => {
  const { heard, problems, tests, operations } = await rehearse({ datasets: [{ name: 'a' }] }, { probes })
  expect(problems).toEqual([])
  expect(heard).toEqual([
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

describe('what fails', () => {
  const refusing = (operation: string) => ({
    on: { path: operation },
    fault: { kind: 'status', status: 400, body: 'No' } as const,
  })

  test('among the probes does not keep the others from being asked', async () => {
    const { tests, problems } = await rehearse({}, { probes }, [
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

  test('among the datasets does not keep the probes from being asked', async () => {
    const { tests, problems } = await rehearse(
      { datasets: [{ name: 'a', status: 'Initializing' }] },
      { probes: [sql], datasetTimeoutMs: 1000 },
    )
    expect(tests).toMatchObject([{ ok: true }])
    expect(problems).toMatchObject([{ part: 'datasets', isTolerable: false }])
  })
})
