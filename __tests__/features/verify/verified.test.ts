import { describe, expect, test } from '@jest/globals'
import { DEFAULT_APP } from '../../../sandbox/state.ts'
import { failing, manifest, oldSpicepod, spicepod as ownSpicepod, repositoryWith } from '../../harness/app.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { deploy, faultAt, headSha, type RunOptions, type SomeInputs } from '../../harness/run.ts'
import { asked, spicepod, verify } from '../../harness/runtime.ts'
import { readSummary } from '../../harness/summary.ts'

const tests = (severity: string) => ({
  files: {
    'tests.yaml': `tests:\n  - { name: a, sql: SELECT 1 AS one, rows: 0, severity: ${severity} }\n`,
  },
  inputs: { 'test-file': 'tests.yaml', 'dataset-ready-timeout-seconds': '0' },
})
const broken = { name: 'orders', status: 'Error', error_message: 'No such bucket' }
const keyless = [{ ...DEFAULT_APP, spicepod, apiKeys: { api_key: null, api_key_2: null } }]
const off = { 'dataset-ready-timeout-seconds': '0' }
const warned = { ...off, 'test-file': 'tests.yaml', 'test-sql': 'SELECT 1' }
const nowhere = { 'test-sql': 'SELECT * FROM nowhere' }

test.each<[string, string | undefined, RunOptions]>([
  ['the datasets are ready', 'true', {}],
  [
    'a probe passed, and the datasets were not checked',
    'true',
    { inputs: { ...off, 'test-sql': 'SELECT 1' } },
  ],
  ['a probe passed beside a test that warns', 'true', { ...tests('warn'), inputs: warned }],
  ['a probe failed', 'false', { inputs: nowhere }],
  ['a probe failed that only warns', 'false', { inputs: { ...nowhere, 'fail-on-test-error': 'false' } }],
  ['a dataset is in error', 'false', { sandbox: { runtime: { datasets: [broken] } } }],
  ['no check could run', 'false', { sandbox: { apps: keyless } }],
  ['the checks are off', 'false', { inputs: off }],
  ['the deployment failed', undefined, { sandbox: { planFor: failing('c0ffee') } }],
  ['it was not waited for', undefined, { inputs: { 'wait-for-completion': 'false' }, maxWarnings: 1 }],
  ['it is a dry run', undefined, { inputs: { 'dry-run': 'true' } }],
])('`verified` if %s: %s', async (_, verified, setup) => {
  const run = await verify(setup)
  expect(run.outputs.verified).toBe(verified)
})

const comparing = { ...off, 'compare-with': 'previous' }

test.each<[string, RunOptions]>([
  ['a test that warns', tests('warn')],
  [
    'a comparison for which the runtime is not ready',
    { inputs: comparing, sandbox: { runtime: { readyAfterLooks: 999 } } },
  ],
  [
    'a comparison of nothing',
    { inputs: comparing, sandbox: { apps: [{ ...DEFAULT_APP, spicepod: { ...spicepod, datasets: [] } }] } },
  ],
])('a success after nothing but %s is said not to be verified', async (_, setup) => {
  const inputs = { ...(setup.inputs as SomeInputs), 'comment-on-pr': 'true' }
  const run = await verify({ ...onPullRequest({ sha: headSha }), ...setup, inputs })
  expect([run.outputs.outcome, run.outputs.verified]).toEqual(['succeeded', 'false'])
  const [comment] = run.sandbox.github.comments.of(7)
  const pages = [readSummary(run.summary), readSummary(comment?.body ?? '')]
  for (const text of [run.notices[0], ...pages]) {
    expect(text).toContain('Not verified: no check has run whose failure would count.')
  }
  for (const page of pages) expect(page).toContain('⚠️ sandbox-app: Deployed, not checked\n')
})

describe('a deployment of which nothing could be checked', () => {
  const forbidden = { client: { scopes: ['deployments:write', 'deployments:read'] } }
  const expired = faultAt('getApiKeys', { kind: 'status', status: 401 }, { times: 99 })
  const noToken = faultAt('token', { kind: 'status', status: 403 }, { nth: 2, times: 99 })
  const missingUrl = { ...DEFAULT_APP, endpoint: null, region: null }

  const addScope = 'Add the scope `apps:read` to the credentials, and to `scope` if that input is set.'
  const storeToken =
    'Store a new token in the secret that `api-token` reads, or check the OAuth client of `client-id`.'

  test.each<[string, RunOptions['sandbox'], todo: string, hasUrl?: true]>([
    ['for want of a scope', forbidden, addScope],
    ['for want of a scope, which a URL does not replace', forbidden, addScope, true],
    ['because the token has expired', { faults: [expired] }, storeToken],
    ['because there is no other token', { faults: [expired, noToken] }, storeToken],
    ['for want of a key', { apps: keyless }, 'Create an API key for the app on spice.ai.'],
    [
      'because Spice Cloud does not run the app',
      { apps: [{ ...DEFAULT_APP, kind: 'standalone' }] },
      'Set `runtime-url` to the URL of the runtime.',
    ],
    ['for want of a URL', { apps: [missingUrl] }, 'Set `runtime-url` to the URL of the runtime.'],
    [
      'because Spice Cloud reports the address of another host',
      { apps: [{ ...DEFAULT_APP, endpoint: 'https://vault.bank.example:8200' }] },
      'Set `runtime-url` to the URL of the runtime.',
    ],
    [
      'for want of a URL and a key',
      { apps: [{ ...missingUrl, apiKeys: { api_key: null, api_key_2: null } }] },
      'Set `runtime-url` to the URL of the runtime. Create an API key for the app on spice.ai.',
    ],
  ])('says so, why, and what to add: %s', async (...[, sandbox, todo, hasUrl]) => {
    const run = await deploy({
      ...onPullRequest({ sha: headSha }),
      inputs: ({ url }) => ({
        'dataset-ready-timeout-seconds': '10',
        'comment-on-pr': 'true',
        ...(hasUrl && { 'runtime-url': url }),
      }),
      sandbox: { ...sandbox },
    })
    expect([run.exitCode, run.outputs.outcome, asked(run)]).toEqual([0, 'succeeded', []])
    expect(run.log).toMatch(/^Verification skipped: \w.*\.$/m)
    expect(run.summary).toMatch(/^## ⚠️ (app 4711|sandbox-app): Deployed, not checked\n/)
    const [comment] = run.sandbox.github.comments.of(7)
    expect(comment?.body).toMatch(/⚠️ .*<code>(app 4711|sandbox-app)<\/code>.*: Deployed, not checked/)
    expect(run.commands.find(({ command }) => command === 'warning')?.properties.title).toMatch(
      /^(app 4711|sandbox-app): Deployed, not checked$/,
    )
    const why = 'is live. It succeeded, but nothing was checked: '
    for (const page of [readSummary(run.summary), readSummary(comment?.body ?? '')]) {
      expect(page).toContain(why)
      expect(page).toContain(`What to do: ${todo.replaceAll('`', '')}`)
    }
    expect(run.warnings).toEqual([expect.stringContaining(why)])
    expect(run.warnings[0]?.split('\n').at(-1)).toBe(todo)
    expect(run.notices).toEqual([])
  })
})

describe('a rollback', () => {
  const good = 'c0ffee0000000000000000000000000000000000'
  const rollBack = (runtime: object, more: RunOptions = {}, app: object = {}) =>
    verify({
      files: { 'spicepod.yaml': manifest },
      ...more,
      inputs: { 'on-failure': 'rollback', ...(more.inputs as Record<string, string>) },
      sandbox: {
        apps: [{ ...DEFAULT_APP, spicepod: { ...oldSpicepod, datasets: ownSpicepod.datasets }, ...app }],
        deployments: [{ id: 901, appId: 4711, commitSha: good, branch: 'main', createdMsAgo: 9_000_000 }],
        ...repositoryWith(good, { ...oldSpicepod, datasets: ownSpicepod.datasets }),
        runtime,
        ...more.sandbox,
      },
    })
  const fails = { sandbox: { planFor: failing(good) } }
  const brief = { 'dataset-ready-timeout-seconds': '5', 'test-warmup-seconds': '5' }
  const says = 'Rolled back: deployment 1002 (commit `c0ffee0`, same as 901) is live'

  test('is said to be ready once its runtime and datasets are, which no probe checks', async () => {
    const run = await rollBack(
      { datasets: [{ name: 'trips' }] },
      { ...fails, inputs: { 'test-sql': 'SELECT 1' } },
    )
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'failed'])
    expect(run.summary).toMatch(/^## ❌ [\w-]+: Deployment failed, rolled back\n/)
    expect(run.errors[0]).toContain(`${says} and ready.`)
    expect(asked(run)).toEqual(expect.arrayContaining(['runtimeReady', 'runtimeDatasets']))
    expect(asked(run)).not.toContain('runtimeSql')
    expect(run.outputs).not.toHaveProperty('verified')
  })

  test.each<[string, object, RunOptions, string]>([
    [
      'a dataset is in error',
      { datasets: [{ name: 'trips', status: 'Error', error_message: 'No such bucket' }] },
      fails,
      `${says}, but dataset \`trips\` is in Error (No such bucket).`,
    ],
    ['a dataset is missing', { datasets: [] }, fails, `${says}, but dataset \`trips\` is missing.`],
    [
      'the runtime is not ready',
      { readyAfterLooks: 10_000 },
      { ...fails, inputs: brief },
      `${says}, but the runtime at `,
    ],
    [
      'the datasets cannot be read',
      {},
      {
        ...fails,
        inputs: brief,
        faults: [faultAt('runtimeDatasets', { kind: 'status', status: 500 }, { times: 999 })],
      },
      `${says}, but the datasets could not be read within `,
    ],
    ['the checks are off', {}, { ...fails, inputs: off }, `${says}.`],
  ])('says how it is if %s, and is not rolled back', async (_, runtime, setup, words) => {
    const run = await rollBack(runtime, setup)
    expect(run.errors[0]).toContain(words)
    expect(run.posts).toHaveLength(2)
    expect(run.outputs.outcome).toBe('failed')
  })

  test('lacks nothing that a spicepod lacks which somebody stores meanwhile', async () => {
    const run = await rollBack(
      { datasets: [] },
      {
        ...fails,
        onLine: (line, { cloud }) => {
          if (line.startsWith('Rollback: deployment 1002')) {
            Object.assign(cloud.state.apps[0] ?? {}, { spicepod: oldSpicepod })
          }
        },
      },
    )
    expect(run.errors[0]).toContain(`${says} and ready.`)
    expect(run.warnings).toContain(
      'The stored spicepod was changed while this run was in progress. Unless it was stored before deployment 1002 was created, it is not deployed.',
    )
  })

  test('is not said to have an error if its runtime rejects the key', async () => {
    const rejected = faultAt('runtimeReady', { kind: 'status', status: 401 }, { times: 999 })
    const run = await rollBack({}, { ...fails, faults: [rejected] })
    expect(run.errors[0]).toContain(`${says}, but it could not be checked: the runtime at `)
    expect(run.summary).toMatch(/^## ❌ [\w-]+: Deployment failed, rolled back\n/)
  })

  test('after a verification that failed names the state of the app', async () => {
    const run = await rollBack({ datasets: [{ name: 'trips' }] }, { inputs: nowhere })
    expect([run.outputs.outcome, run.outputs.verified]).toEqual(['unverified', 'false'])
    expect(run.summary).toMatch(/^## ❌ [\w-]+: Verification failed, rolled back\n/)
    expect(run.errors[0]).toContain(`${says} and ready.`)
  })
})

test('an app that has nothing to serve, and never gets ready, is not verified', async () => {
  const run = await verify({
    inputs: { 'dataset-ready-timeout-seconds': '5', 'test-warmup-seconds': '5' },
    sandbox: {
      apps: [{ ...DEFAULT_APP, spicepod: { version: 'v1', kind: 'Spicepod', name: 'bare' } }],
      runtime: { readyAfterLooks: 1000 },
    },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', verified: 'false' })
  expect(run.summary).toMatch(/^## ⚠️ sandbox-app: Deployed, not checked\n/)
  expect(run.log).toContain('Not verified: the app has nothing to serve, so that no check was made.')
})
