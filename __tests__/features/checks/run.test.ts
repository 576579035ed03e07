// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { withoutOperations } from '../../../sandbox/older-server.ts'
import { creating, namesOfWrites, placesOf } from '../../harness/app.ts'
import { type ActionRun, deploy, faultAt, type RunOptions } from '../../harness/run.ts'
import { oldSpicepod } from '../../harness/spicepods.ts'

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
const app = { id: 4711, name: 'taxi', spicepod: oldSpicepod }

/** Two that cannot work, and one that may. */
const bad = `version: v1beta1
kind: Spicepod
name: taxi
datasets:
  - from: s3://bucket/trips/
    name: trips
    acceleraton:
      enabled: true
  - from: s3://bucket/trips/
    name: trips
`

const version = 'Spice 2.0 removed `version: v1beta1`. Write `version: v1` or `version: v2`.'
const typo = 'Unknown key `acceleraton` of dataset `trips`. Did you mean `acceleration`?'
const twice = /^Another dataset has the name `trips` \(line 6\)\./

function push(text: string, { inputs, sandbox, ...setup }: RunOptions = {}): Promise<ActionRun> {
  return deploy({
    files: { 'pods/taxi.yaml': text },
    inputs: { spicepod: 'pods/taxi.yaml', ...(inputs as object) },
    sandbox: { apps: [app], ...sandbox },
    maxWarnings: 9,
    ...setup,
  })
}

function problemsOf(run: ActionRun): Record<string, unknown>[] {
  return JSON.parse(run.outputs.problems ?? '')
}

test.each([{}, { 'dry-run': 'true' }])(
  'the checks of a spicepod refuse it before anything is written, and annotate each finding at its place: %j',
  async (inputs) => {
    const run = await push(bad, { inputs, errors: 2 })
    expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'refused'])
    expect(placesOf(run)).toEqual([
      ['warning', 'pods/taxi.yaml', 7, 5, typo],
      ['error', 'pods/taxi.yaml', 10, 11, expect.stringMatching(twice)],
      ['error', 'pods/taxi.yaml', 1, 10, expect.stringContaining(version)],
    ])
    expect(run.errors[1]).toMatch(/`spicepod-checks: warn`/)
    expect(run.outputs['error-message']).toMatch(
      /^pods\/taxi\.yaml, line 1, column 10: .*\npods\/taxi\.yaml, line 10, column 11: .*$/,
    )
    expect(problemsOf(run)).toEqual([
      {
        code: 'spicepod-version-removed',
        kind: 'spicepod',
        name: 'pods/taxi.yaml',
        certain: true,
        message: 'Spice 2.0 removed `version: v1beta1`.',
        advice: 'Write `version: v1` or `version: v2`.',
        file: 'pods/taxi.yaml',
        line: 1,
      },
      expect.objectContaining({
        code: 'key-unknown',
        kind: 'dataset',
        name: 'trips',
        certain: false,
        line: 7,
      }),
      expect.objectContaining({
        code: 'name-duplicate',
        kind: 'dataset',
        name: 'trips',
        certain: true,
        line: 10,
      }),
    ])
  },
)

test.each<[string, string, [line: number, column: number, message: RegExp]]>([
  ['another kind', 'version: v1\nkind: Deployment\nname: taxi\n', [2, 7, /`kind` is not `Spicepod`/]],
  ['a version that is a number', 'version: 2\nkind: Spicepod\nname: a\n', [1, 10, /`version` is not/]],
])(
  'the checks of a spicepod refuse %s like any other finding, and beside the secrets that are missing',
  async (_, start, [line, column, message]) => {
    const secret = 'datasets: [{from: s3://b/, name: trips, params: {s3_key: "${secrets:GONE}"}}]\n'
    const run = await push(start + secret, { errors: 2 })
    expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'refused'])
    expect(placesOf(run)).toEqual([
      ['error', 'pods/taxi.yaml', 4, expect.any(Number), expect.stringContaining('Secret `GONE`')],
      ['error', 'pods/taxi.yaml', line, column, expect.stringMatching(message)],
    ])
    expect(problemsOf(run).map(({ kind, certain }) => [kind, certain])).toEqual([
      ['spicepod', true],
      ['secret', true],
    ])
    const warned = await push(start + secret, { inputs: { 'spicepod-checks': 'warn' } })
    expect(warned.outputs.outcome).toBe('succeeded')
    expect(warned.warnings).toHaveLength(2)
  },
)

test('the checks of a spicepod only warn with `spicepod-checks: warn`', async () => {
  const run = await push(bad, { inputs: { 'spicepod-checks': 'warn' } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(placesOf(run).map(([level, , line]) => [level, line])).toEqual([
    ['warning', 1],
    ['warning', 7],
    ['warning', 10],
  ])
  expect(problemsOf(run).map(({ certain }) => certain)).toEqual([false, false, false])
})

test('the checks of a spicepod find nothing with `spicepod-checks: off`, not even that a head is missing', async () => {
  const run = await push('datasets: []\n', { inputs: { 'spicepod-checks': 'off' } })
  expect([run.outputs.outcome, run.annotations, problemsOf(run)]).toEqual(['succeeded', [], []])
})

test.each([
  ['a spicepod', bad],
  ['a file without a head', 'kind: Pod\nviews: [{name: v, sql: SELECT 1}]\n'],
])('the checks of a spicepod find nothing in %s of an app that is connected to GitHub', async (_, text) => {
  const github = { branch: 'main', commitSha: '1f2e3d4c5b6a79880716253443526170f1e2d3c4' }
  const run = await push(text, { sandbox: { apps: [{ ...app, github }] } })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
})

test('the checks of a spicepod do not apply to a run that watches a deployment', async () => {
  const run = await push(bad, {
    inputs: { 'deployment-id': '7' },
    sandbox: { deployments: [{ id: 7, appId: 4711 }] },
  })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
})

test('the checks of a spicepod annotate no more than GitHub shows, and list the rest in the log', async () => {
  const names = Array.from({ length: 14 }, (_, index) => `d${index}`)
  const entry = (name: string) => `  - {from: 's3://b/', name: ${name}, acceleraton: {}}\n`
  const text = `${head}datasets:\n${[...names, ...names].map(entry).join('')}`
  const run = await push(text, { errors: 10 })
  expect(run.warnings).toHaveLength(9)
  const listed = (level: string) => new RegExp(`^${level}: pods/taxi.yaml, line \\d+, column \\d+: \\w`)
  expect(run.lines.filter((line) => listed('Warning').test(line))).toHaveLength(19)
  expect(run.lines.filter((line) => listed('Error').test(line))).toHaveLength(4)
  expect(problemsOf(run)).toHaveLength(42)
})

test('the checks of a spicepod keep their codes, even if a secret has the same value', async () => {
  const code = 'name-duplicate'
  const secret = { inputs: { secrets: `ODD=${code}` }, hides: [code], mayShow: [code] }
  const run = await push(bad, { ...secret, errors: 2 })
  const codes = problemsOf(run).map((problem) => problem.code)
  expect(codes).toEqual(['spicepod-version-removed', 'key-unknown', code])
})

test('the checks of a spicepod are not needed to find that a file cannot be read, at its place', async () => {
  const run = await push('a: b: c', { inputs: { 'spicepod-checks': 'off' }, errors: 1 })
  expect(run.outputs.outcome).toBe('refused')
  const [problem = {}] = problemsOf(run)
  expect(problem).toMatchObject({ code: 'spicepod-unreadable', certain: true, line: 1 })
  const members = ['code', 'kind', 'name', 'certain', 'message', 'file', 'line']
  expect(Object.keys(problem)).toEqual(members)
})

test('the checks of a spicepod hide secrets in what they quote', async () => {
  const secret = 'correct-horse-battery-staple'
  const run = await push(`${head}views: [{name: v, sql: SELECT 1}]\n${'x'.repeat(480)}${secret}: 1\n`, {
    inputs: { secrets: `PASS=${secret}` },
    hides: [secret],
  })
  expect(run.warnings).toEqual([expect.stringContaining('Unknown key')])
})

const references = `${head}datasets:
  - from: postgres:public.trips
    name: trips
    params:
      pg_user: \${secrets:PG_USER}
      pg_pass: \${secrets:PG_PASS}
      pg_host: \${secrets:pg_host}
`
const lists = (run: ActionRun) =>
  run.requests.flatMap(({ operation = '' }) => (/Secrets$/.test(operation) ? [operation] : []))

test('a secret that nobody has refuses the run before anything is written', async () => {
  const orgs = [{ name: 'sandbox-org', secrets: ['PG_PASS', 'OTHER'] }]
  const run = await push(references, { inputs: { secrets: 'PG_USER=ada' }, sandbox: { orgs }, errors: 2 })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'refused'])
  expect(placesOf(run)).toEqual([
    ['error', 'pods/taxi.yaml', 10, 16, expect.stringContaining('Secret `pg_host` does not exist')],
    ['error', 'pods/taxi.yaml', 9, 16, expect.stringContaining('Secret `PG_PASS` does not exist')],
  ])
  expect(problemsOf(run)).toMatchObject([
    { code: 'secret-unresolved', kind: 'secret', name: 'PG_PASS', certain: true, line: 9 },
    {
      code: 'secret-unresolved',
      name: 'pg_host',
      advice: expect.stringContaining('`secrets` input'),
      line: 10,
    },
  ])
  expect(lists(run).sort()).toEqual(['listLinkedOrgSecrets', 'listSecrets'])
})

test('secrets of the run, of the app and of the organization, in upper case, are all that it needs', async () => {
  const run = await push(references, {
    inputs: { secrets: 'PG_USER=ada' },
    sandbox: {
      orgs: [{ name: 'sandbox-org', secrets: ['PG_PASS'] }],
      apps: [{ ...app, secrets: { PG_HOST: 'db.example.com' }, orgSecrets: ['PG_PASS'] }],
    },
  })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
  // Both lists are read beside the app, before the first write.
  const firstWrite = run.requests.findIndex(({ operation }) => operation === 'updateApp')
  expect(run.requests.slice(0, firstWrite).map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(['getApp', 'listSecrets', 'listLinkedOrgSecrets']),
  )
  expect(lists(run)).toHaveLength(2)
})

test('nothing but the names of the own secrets is read if this run stores every secret', async () => {
  const values = { PG_USER: 'wren-4711', PG_PASS: 'lark-4711', PG_HOST: 'ibis-4711' }
  const run = await push(references, {
    inputs: { secrets: JSON.stringify(values) },
    hides: Object.values(values),
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(lists(run)).toEqual(['listSecrets'])
})

test.each<[string, RunOptions]>([
  ['without the scope', { sandbox: { client: { scopes: ['apps:write', 'deployments:write'] } } }],
  ['without the route', { faults: withoutOperations('listLinkedOrgSecrets') }],
  [
    'with an entry that cannot be read',
    {
      faults: [
        faultAt('listSecrets', { kind: 'status', status: 200, body: { secrets: [{ name: 'A' }, {}] } }),
      ],
    },
  ],
  ['without a response', { faults: [{ on: { path: 'listSecrets' }, fault: { kind: 'hang' } }] }],
])('a list that cannot be read in full proves nothing: %s', async (_, setup) => {
  const run = await push(references, setup)
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
  expect(run.lines.filter((line) => line.startsWith('Secret references not checked: '))).toHaveLength(1)
  expect(problemsOf(run)).toEqual([])
})

test('a list that cannot be read is not missed if the other one has every secret', async () => {
  const secrets = { PG_USER: 'wren-4711', PG_PASS: 'lark-4711', PG_HOST: 'ibis-4711' }
  const run = await push(references, {
    sandbox: { apps: [{ ...app, secrets }] },
    faults: withoutOperations('listLinkedOrgSecrets'),
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.log).not.toContain('Secret references not checked')
})

test('missing secrets of a new app are warnings', async () => {
  const run = await push(references, { inputs: { ...creating, secrets: 'PG_USER=ada' } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(placesOf(run).map(([level, , line]) => [level, line])).toEqual([
    ['warning', 9],
    ['warning', 10],
  ])
  expect(problemsOf(run)).toMatchObject([{ certain: false }, { certain: false }])
  expect(lists(run)).toEqual([])
})

test('a secret in a new URL is a warning, also with strict checks, and none once the spicepod is stored', async () => {
  const text = references.replace('${secrets:pg_host}', 'https://evil.example/${secrets:PG_PASS}')
  const options = { inputs: { secrets: 'PG_USER=ada\nPG_PASS=wren-4711', 'spicepod-checks': 'strict' } }
  const run = await push(text, { ...options, hides: ['wren-4711'] })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(problemsOf(run)).toMatchObject([
    { code: 'secret-in-url', name: 'PG_PASS', certain: false, line: 10 },
  ])
  expect(placesOf(run)).toEqual([
    ['warning', 'pods/taxi.yaml', 10, 16, expect.stringContaining('`${secrets:PG_PASS}` in a URL')],
  ])
  const again = await push(text, {
    ...options,
    hides: ['wren-4711'],
    sandbox: { apps: [{ ...app, spicepod: parse(text) }] },
  })
  expect([again.outputs.outcome, problemsOf(again)]).toEqual(['succeeded', []])
})
