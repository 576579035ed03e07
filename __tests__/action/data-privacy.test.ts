import { expect, test } from '@jest/globals'
import type { FaultRule } from '../../sandbox/faults.ts'
import { fails, neverEnds, succeeds } from '../../sandbox/plan.ts'
import fc from '../harness/property.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import { faultAt, inVirtualTime, type RunOptions } from '../harness/run.ts'
import { verify } from '../harness/runtime.ts'
import { pod } from '../harness/spicepods.ts'

const spicepod = pod({ datasets: [{ from: 's3://sandbox/people/', name: 'people', acceleration: {} }] })

/** Words that stand in no text but a cell. */
const cell = fc.stringMatching(/^[a-z]{4} [a-z]{4}@[a-z]{5}\.example$/).map((text) => `x${text}`)
const number = fc.integer({ min: 10_000_000, max: 99_999_999 })

/** What a test expects: it names only the column `total`. */
const expectation = fc.constantFrom(
  'rows: 7',
  'values: { total: 1 }',
  'values: { total: { min: 5 } }',
  'values: { totals: 1 }',
  'equals: [{ total: 1 }, { total: 2 }]',
  'max_seconds: 0.001',
)
const query = fc.constantFrom(
  'SELECT * FROM people',
  'SELECT name, secret, 3 AS total FROM people',
  'SELECT name AS a, secret AS b, 4 AS total FROM people LIMIT 1',
  'SELECT CAST(name AS BIGINT) AS total FROM people',
  'SELECT nothing FROM people',
)

/** What goes wrong, with cells in the engine's words or in half an answer. */
const fault = (cells: readonly string[]): fc.Arbitrary<FaultRule | undefined> => {
  const [text = ''] = cells
  const bodies: [status: number, body: unknown][] = [
    [400, `Cast error: Cannot cast string '${text}' to value of Int64 type`],
    [400, `Arrow error: Parser error: "${text}" is not a number\n| ${cells.join(' | ')} |`],
    [500, `cannot render ${cells.map((value) => `'${value}'`).join(', ')} at row 3`],
    [400, { message: `Execution error: \`${text}\` is out of range` }],
    [200, `[{"name":"${text}","secr`],
    [200, { data: [{ name: text }] }],
  ]
  const rules = bodies.map(([status, body]) => ({
    on: { path: 'runtimeSql', times: 99 },
    fault: { kind: 'status', status, body } as const,
  }))
  return fc.option(fc.constantFrom(...rules), { nil: undefined })
}

const people = fc.array(fc.tuple(cell, number), { minLength: 1, maxLength: 4 })
const schedule = people.chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    tests: fc.array(fc.tuple(query, expectation, fc.constantFrom('fail', 'warn')), {
      minLength: 1,
      maxLength: 3,
    }),
    rule: fault(rows.map(([name]) => name)),
    compares: fc.boolean(),
  }),
)

test('no cell of a column that a test does not name is shown anywhere, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, ({ rows, tests, rule, compares }) =>
      inVirtualTime(async () => {
        const file = tests.map(
          ([sql, expected, severity], index) =>
            `  - { name: t${index}, sql: "${sql}", ${expected}, severity: ${severity} }\n`,
        )
        const run = await verify({
          inputs: {
            'test-file': 'tests.yaml',
            'comment-on-pr': 'true',
            ...(compares && { 'compare-with': 'previous', 'on-breaking-change': 'fail' }),
          },
          files: { 'tests.yaml': `tests:\n${file.join('')}` },
          sandbox: {
            apps: [{ id: 4711, name: 'taxi', spicepod }],
            deployments: [{ appId: 4711, createdMsAgo: 86_400_000, commitSha: 'a', plan: succeeds(0) }],
            tables: [
              {
                name: 'people',
                columns: [
                  { name: 'name', type: 'Utf8' },
                  { name: 'secret', type: 'Int64' },
                ],
                rows,
              },
            ],
            runtime: { datasets: [{ name: 'people' }] },
          },
          ...onPullRequest(),
          faults: rule ? [rule] : [],
          maxWarnings: 99,
        })
        const comments = run.sandbox.github.comments.of(7).map(({ body }) => body)
        const shown = [run.log, run.summary, ...Object.values(run.outputs), ...comments].join('\n')
        for (const value of rows.flat()) {
          const isShown =
            shown.includes(String(value)) || shown.includes(Number(value).toLocaleString('en-US'))
          expect([value, isShown]).toEqual([value, false])
        }
      }),
    ),
    { numRuns: 25 },
  )
})

test('nothing of what a search, a model, a tool or the source of a dataset says of the data is shown', async () => {
  const names = ['Jane Roe', 'Max Muster']
  const [jane = '', max = ''] = names
  const run = await verify({
    inputs: {
      'test-search': '{"text":"x"}',
      'test-chat': 'Who?',
      'test-chat-model': 'sandbox-model',
      'test-mcp-tool': 'sql',
      'test-mcp-arguments': '{"query":"SELECT 1"}',
      'fail-on-test-error': 'false',
    },
    sandbox: {
      apps: [
        {
          id: 4711,
          name: 'taxi',
          spicepod: pod({ models: [{ from: 'openai:gpt-4o', name: 'sandbox-model' }] }),
        },
      ],
      runtime: {
        chatAnswer: `It is ${jane}.`,
      },
    },
    faults: [
      { on: { path: 'runtimeSearch' }, fault: { kind: 'status', status: 400, body: `no row "${max}"` } },
      {
        on: { path: 'runtimeMcp', nth: 3 },
        fault: {
          kind: 'status',
          status: 200,
          body: { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: jane }] } },
        },
      },
    ],
    maxWarnings: 99,
  })
  const results = JSON.parse(run.outputs['test-results'] ?? '')
  expect(results).toMatchObject([
    { name: 'search', error: 'HTTP 400: no row …' },
    { name: 'chat', detail: '15 characters' },
    { name: 'mcp', detail: '1 content block, 8 characters' },
  ])
  const shown = [run.log, run.summary, ...Object.values(run.outputs)].join('\n')
  for (const name of names) expect(shown).not.toContain(name)
})

const value = `At db.example:5432: invalid input syntax for type integer: "Jane Roe"`
const datasets = (status: number, body: unknown): RunOptions => ({
  faults: [faultAt('runtimeDatasets', { kind: 'status', status, body }, { times: 99 })],
})
const line = { afterMs: 0, level: 'WARN', module: 'runtime', text: value } as const
const instance = { states: [{ afterMs: 0, status: 'loading' }], log: [line] } as const

test.each<[string, RunOptions]>([
  ['the error of a dataset', datasets(200, [{ name: 'taxi_trips', status: 'Error', error_message: value }])],
  [
    'the error of a dataset with parts',
    datasets(200, [{ name: 'taxi_trips', status: 'Error', error: { message: value } }]),
  ],
  ['the error of the list of datasets', datasets(500, { message: value })],
  ['the log of a deployment', { sandbox: { plan: fails(300), logs: [{ message: value }] } }],
  [
    'the log of an instance',
    {
      inputs: { 'timeout-seconds': '30' },
      sandbox: {
        plan: neverEnds(),
        instances: { rolloutFor: () => ({ plan: neverEnds(), instances: [instance] }) },
      },
    },
  ],
])('of %s, the value of a failed conversion is hidden, and host and port are shown', async (_, options) => {
  const run = await verify(options)
  const shown = [run.log, run.summary, ...Object.values(run.outputs)].join('\n')
  expect(shown).toContain('db.example:5432')
  expect(shown).not.toContain('Jane')
})
