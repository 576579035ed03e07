import { describe, expect, test } from '@jest/globals'
import { DEFAULT_APP } from '../../../sandbox/state.ts'
import { creating, manifest } from '../../harness/app.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { faultAt } from '../../harness/run.ts'
import { asked, datasets, spicepod, testResults, verify } from '../../harness/runtime.ts'
import { pod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'

const all = {
  'test-sql': 'SELECT 1',
  'test-nsql': 'How many trips?',
  'test-search': '{"text":"refund policy","limit":3}',
  'test-chat': 'Is all well?',
  'test-chat-model': 'sandbox-model',
  'test-mcp-tool': 'sql',
  'test-mcp-arguments': '{"query":"SELECT 1"}',
}

describe('a verified deployment', () => {
  test('the runtime, its datasets and every probe are checked in this order', async () => {
    const run = await verify({
      inputs: all,
      sandbox: {
        apps: [{ ...DEFAULT_APP, spicepod: { ...spicepod, models: [{ name: 'sandbox-model' }] } }],
        runtime: {
          readyAfterLooks: 1,
          datasets: [
            { name: 'taxi_trips', status: ['Initializing', 'Ready'] },
            { name: 'spice.public.orders', status: 'refreshing' },
          ],
        },
      },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
    expect([...new Set(asked(run))]).toEqual([
      ...['runtimeReady', 'runtimeDatasets', 'runtimeModels', 'runtimeSql', 'runtimeNsql', 'runtimeSearch'],
      ...['runtimeChat', 'runtimeMcp'],
    ])
    expect(testResults(run).map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      ...['sql true', 'nsql true', 'search true', 'chat true', 'mcp true'],
    ])
    expect(datasets(run)).toMatchObject([
      { name: 'taxi_trips', status: 'Ready' },
      { name: 'spice.public.orders', status: 'refreshing' },
    ])
    expect(run.log).toContain('Datasets: 1/2 ready, waiting for taxi_trips')
    const page = readSummary(run.summary)
    for (const words of ['sql', '2 results', 'taxi_trips', 'Ready']) expect(page).toContain(words)
  })

  test('datasets without a status are fine', async () => {
    const body = [{ name: 'taxi_trips', status: null }, { name: 'orders' }]
    const run = await verify({
      faults: [faultAt('runtimeDatasets', { kind: 'misshapen', body }, { times: 9 })],
    })
    expect([run.outputs.outcome, run.outputs.verified]).toEqual(['succeeded', 'true'])
    expect(datasets(run)).toEqual(['taxi_trips', 'orders'].map((name) => ({ name, status: 'Ready' })))
  })

  test('the runtime gets only its API key, which nothing else gets and nothing shows', async () => {
    const run = await verify({ inputs: all })
    const key = run.sandbox.runtime?.key ?? ''
    expect(key).toMatch(/\|/)
    expect(run.masks).toContain(key)
    for (const { operation, headers } of run.requests) {
      const isRuntime = operation?.startsWith('runtime') ?? false
      expect([operation, headers['x-api-key']]).toEqual([operation, isRuntime ? key : undefined])
      if (isRuntime) expect(headers).not.toHaveProperty('authorization')
    }
    for (const text of [run.summary, JSON.stringify(run.outputs), run.lines.join('\n')]) {
      expect(text).not.toContain(key)
    }
    const sql = run.requests.find(({ operation }) => operation === 'runtimeSql')
    expect(sql?.rawBody).toBe('SELECT 1')
    expect(sql?.headers['content-type']).toMatch(/^text\/plain/)
    const chat = run.requests.find(({ operation }) => operation === 'runtimeChat')
    expect(chat?.headers['accept-encoding']).toBe('identity')
    expect(chat?.body).toMatchObject({ model: 'sandbox-model' })
    const search = run.requests.find(({ operation }) => operation === 'runtimeSearch')
    expect(search?.body).toEqual({ text: 'refund policy', limit: 3 })
    const nsql = run.requests.find(({ operation }) => operation === 'runtimeNsql')
    expect(nsql?.body).toEqual({
      query: 'How many trips?',
      model: 'sandbox-model',
      sample_data_enabled: false,
    })
    const [initialize, initialized, call, ...rest] = run.requests.filter(
      ({ operation }) => operation === 'runtimeMcp',
    )
    expect([initialize, initialized, call].map((each) => each?.body)).toMatchObject([
      { method: 'initialize' },
      { method: 'notifications/initialized' },
      { method: 'tools/call', params: { name: 'sql', arguments: { query: 'SELECT 1' } } },
    ])
    expect(call?.headers).toHaveProperty('mcp-session-id')
    expect(rest.map(({ method }) => method)).toEqual(['DELETE'])
  })

  test('nothing is verified with `wait-for-completion: false`', async () => {
    const run = await verify({
      inputs: { ...all, 'wait-for-completion': 'false' },
      sandbox: { plan: [{ afterMs: 0, status: 'queued' }] },
    })
    expect(run.outputs).toMatchObject({ outcome: 'started', 'test-results': '[]' })
    expect(asked(run)).toEqual([])
    expect(run.annotations).toEqual([])
  })
})

describe('an app that Spice Cloud does not run', () => {
  const unmanaged = { ...DEFAULT_APP, kind: 'standalone', spicepod }
  const apps = [unmanaged]
  const meaning = 'means that the deployment was sent to its runtime, not that it runs there'
  const comment = { 'comment-on-pr': 'true' }

  test('it is deployed, log, summary and comment say what its success means, and no runtime is awaited', async () => {
    const run = await verify({ inputs: comment, sandbox: { apps }, ...onPullRequest() })
    expect([run.exitCode, run.outputs.outcome, asked(run)]).toEqual([0, 'succeeded', []])
    expect(run.lines.filter((line) => line.includes(meaning))).toHaveLength(2)
    expect(readSummary(run.summary)).toContain(meaning)
    expect(run.sandbox.github.comments.of(7)[0]?.body).toContain(meaning)
    expect(run.log).toContain('Verification skipped: Spice Cloud does not run this app, so the address')
    expect(run.outputs).not.toHaveProperty('runtime-url')
  })

  test('it is verified at `runtime-url`', async () => {
    const run = await verify({
      inputs: ({ runtimeUrl }) => ({ 'runtime-url': runtimeUrl, 'test-sql': 'SELECT 1' }),
      // The runtime itself, and not the gateway of Spice Cloud.
      sandbox: { apps, runtime: { isSelfHosted: false } },
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(asked(run)).toContain('runtimeSql')
    expect(readSummary(run.summary)).not.toContain(meaning)
  })

  test('probes without `runtime-url` fail with that advice', async () => {
    const run = await verify({ inputs: { 'test-sql': 'SELECT 1' }, sandbox: { apps } })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
    expect(run.errors[0]).toContain('The probes could not run: Spice Cloud does not run this app')
    expect(run.errors[0]).toContain(
      '\nSet `runtime-url` to the URL of the runtime, then verify this deployment',
    )
    expect(asked(run)).toEqual([])
  })

  test('its instances are not examined, however long its deployment takes', async () => {
    const run = await verify({
      inputs: { 'timeout-seconds': '90', 'poll-interval-seconds': '5' },
      sandbox: {
        apps,
        plan: [
          { afterMs: 0, status: 'in_progress' },
          { afterMs: 60_000, status: 'succeeded' },
        ],
      },
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.requests.map(({ operation }) => operation)).not.toContain('listInstances')
  })

  test('a new app that turns out to be one is deployed in the same way', async () => {
    const run = await verify({
      inputs: creating,
      files: { 'spicepod.yaml': manifest },
      sandbox: { apps: [] },
      prepare: ({ cloud: { state } }) => {
        const create = state.registry.create.bind(state.registry)
        state.registry.create = (...args) => Object.assign(create(...args), { kind: 'standalone' })
      },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
    expect(run.lines.filter((line) => line.includes(meaning))).toHaveLength(2)
    expect(asked(run)).toEqual([])
  })
})

describe('an unverified deployment', () => {
  test.each(['runtimeReady', 'runtimeDatasets', 'runtimeSql'])(
    'a key that the runtime rejects says nothing about what was deployed, so nothing is undone: %s',
    async (path) => {
      const run = await verify({
        inputs: { 'on-failure': 'rollback', 'test-sql': 'SELECT 1' },
        sandbox: { deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: 86_400_000 }] },
        faults: [faultAt(path, { kind: 'status', status: 401 }, { times: 999 })],
      })
      expect([run.exitCode, run.outputs.outcome, run.posts.length]).toEqual([1, 'unverified', 1])
      expect(run.errors[0]).toContain(
        'Deployment 1002 (commit `1f2e3d4`) is live, but it could not be verified:',
      )
      expect(run.errors[0]).toContain('the API key may have been regenerated during the run')
      expect(run.errors[0]).toContain('`runtime-url`')
    },
  )

  test('all probes run, and each one that fails is reported', async () => {
    const run = await verify({
      inputs: { ...all, 'test-sql': 'SELECT * FROM nowhere', 'test-chat-model': 'other' },
      sandbox: { runtime: { mcp: { isError: true } } },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
    expect(run.outputs['deployment-status']).toBe('succeeded')
    expect(testResults(run).map(({ ok }) => ok)).toEqual([false, false, true, false, false])
    expect(run.errors[0]).toMatch(/The sql probe failed: .*nowhere/)
    expect(run.errors[0]).toMatch(/The mcp probe failed/)
    expect(run.outputs['error-message']).toMatch(/The chat probe failed/)
    expect(run.summary).toMatch(/^## ❌ [\w-]+: Live, but its checks failed\n/)
    const tolerant = await verify({
      inputs: { 'test-sql': 'SELECT * FROM nowhere', 'fail-on-test-error': 'false' },
    })
    expect([tolerant.exitCode, tolerant.outputs.outcome]).toEqual([0, 'unverified'])
    expect(tolerant.warnings).toEqual([expect.stringContaining('The sql probe failed')])
  })

  test('a dataset in error fails the job even with `fail-on-test-error: false`', async () => {
    const broken = { name: 'orders', status: 'Error', error_message: 'No such bucket: s3://sandbox' }
    const run = await verify({
      inputs: { 'fail-on-test-error': 'false', 'dataset-ready-timeout-seconds': '1.5' },
      sandbox: { runtime: { datasets: [{ name: 'taxi_trips' }, broken] } },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
    expect(run.errors[0]).toMatch(/orders.*No such bucket/s)
    expect(datasets(run)[1]).toMatchObject({ name: 'orders', status: 'Error' })
  })

  const testFile = { 'test-file': 'tests.yaml' }

  test.each<[string, Record<string, string>]>([
    ['The probes', { 'test-sql': 'SELECT 1' }],
    ['The tests', testFile],
    ['The probes and tests', { ...testFile, 'test-tables': 'orders' }],
  ])('%s that cannot run fail the job, or are a warning, with what to add', async (what, inputs) => {
    const app = { ...DEFAULT_APP, spicepod, apiKeys: { api_key: null, api_key_2: null } }
    const files = { 'tests.yaml': 'tests: [{ name: a, sql: SELECT 1 AS one, rows: 1 }]' }
    const setup = { files, sandbox: { apps: [app] } }
    const comment = { ...inputs, 'comment-on-pr': 'true' }
    const run = await verify({ ...setup, ...onPullRequest(), inputs: comment })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unverified'])
    expect(run.errors[0]).toContain(`${what} could not run: the app has no API key.`)
    const todo = 'Create an API key for the app on spice.ai, then verify this deployment with '
    expect(run.errors[0]).toContain(`${todo}\`deployment-id: 1001\``)
    expect(run.errors[0]?.match(/Create an API key/g)).toHaveLength(1)
    expect(readSummary(run.summary)).toContain(`What to do: ${todo}`)
    expect(testResults(run).every(({ ok }) => !ok)).toBe(true)
    const shown = readSummary(run.sandbox.github.comments.of(7)[0]?.body ?? '')
    expect(shown.match(/❌ Not run/g)).toHaveLength(testResults(run).length)
    // The reason stands above the rows.
    expect(shown.match(/the app has no API key/g)).toHaveLength(1)
    const tolerant = await verify({ ...setup, inputs: { ...inputs, 'fail-on-test-error': 'false' } })
    expect([tolerant.exitCode, tolerant.warnings]).toEqual([0, [expect.stringContaining(todo)]])
    expect(readSummary(tolerant.summary)).toContain(`What to do: ${todo}`)
  })
})

test('a list of a large app has its first hundred entries and 300 characters a text, and a warning says what it lacks', async () => {
  const names = Array.from({ length: 235 }, (_, index) => `table_${index}`)
  const run = await verify({
    sandbox: {
      apps: [
        { ...DEFAULT_APP, spicepod: pod({ datasets: names.map((name) => ({ from: 's3://x/', name })) }) },
      ],
      runtime: {
        datasets: names.map((name) => ({
          name,
          status: 'Error',
          error_message: 'x'.repeat(2000),
        })),
      },
    },
  })
  const datasets = JSON.parse(run.outputs.datasets ?? '')
  expect(datasets.map(({ name }: { name: string }) => name)).toEqual(names.slice(0, 100))
  expect(datasets[0].error_message).toMatch(/^x{299}…$/)
  expect(run.warnings).toContain(
    'Lists in outputs have their first 100 entries. Left out: 135 in `datasets`.',
  )
})
