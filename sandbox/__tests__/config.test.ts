import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { ConfigError, optionsOf, readConfig } from '../config.ts'
import { readControlDocument } from '../config-form.ts'
import { toIssue } from '../config-github.ts'
import { octocat } from '../github/comments.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
  writeFileSync(join(folder, 'spicepod.yaml'), 'version: v1\nkind: Spicepod\nname: taxi\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

function problemsOf(config: unknown): string[] {
  try {
    optionsOf(config, folder)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
  return []
}

test('a YAML config has everything that a sandbox takes as data', () => {
  const file = write(
    'sandbox.yaml',
    `
orgs: [{ name: acme, role: admin, managed_secrets: [SCP_OPENAI_API_KEY] }]
apps:
  - { name: taxi, spicepod: spicepod.yaml, secrets: { PG_PASSWORD: hunter22 }, org_secrets: [SHARED] }
  - { name: weather, id: 7, region: us-east-1, paused: true }
tables: [{ name: trips, app: taxi, from_deployment: 1002, columns: [{ name: id, type: Int64 }], rows: [[1], { id: 2 }] }]
deployments: [{ app: weather, plan: failed, commit_sha: abc }, { app: 4711, created_ms_ago: 5 }]
plan: [{ after_ms: 500, status: succeeded }, { after_ms: 0, status: queued, error_message: none }]
faults:
  - { on: { path: createDeployment, nth: 2, times: always }, fault: { kind: slow, delay_ms: 5 } }
  - on: { path: /v1/apps/*/deployments, from_ms: 10 }
    fault: { kind: status, status: 429, headers: { Retry-After: "1", x-reset: { unix_seconds_in: 5 } } }
commits: [{ sha: "1f2e3d4c5b6a79880716253443526170f1e2d3c4", files: { after_ms/b.yaml: "name: a", c: { size: 5 } } }]
issues: [{ title: Edited, user: octocat }]
monitors: [{ app: taxi, name: Memory, severity: warn, fires_in_ms: 5, spec: { sustainSecs: 0 } }]
incidents: [{ kind: table, app: taxi, after_success_ms: 5, table: { name: trips, columns: [] } }]
settings: { monitors: { lists_last_resolved_at: true }, github: { forge: gitea, issue_bodies: bytes } }
`,
  )
  const options = readConfig(file)
  const spicepod = { version: 'v1', kind: 'Spicepod', name: 'taxi' }
  const headers = { 'Retry-After': '1', 'x-reset': { unixSecondsIn: 5 } }
  const always = { path: 'createDeployment', nth: 2, times: Number.POSITIVE_INFINITY }
  const columns = [{ name: 'id', type: 'Int64' }]
  expect(options).toEqual({
    orgs: [{ name: 'acme', role: 'admin', managedSecrets: ['SCP_OPENAI_API_KEY'] }],
    apps: [
      { id: 4711, name: 'taxi', spicepod, secrets: { PG_PASSWORD: 'hunter22' }, orgSecrets: ['SHARED'] },
      { id: 7, name: 'weather', region: 'us-east-1', paused: true },
    ],
    tables: [{ name: 'trips', app: 'taxi', from_deployment: 1002, columns, rows: [[1], { id: 2 }] }],
    deployments: [
      expect.objectContaining({ appId: 7, createdMsAgo: 86_460_000, commitSha: 'abc' }),
      expect.objectContaining({ appId: 4711, createdMsAgo: 5 }),
    ],
    monitors: [{ app: 'taxi', name: 'Memory', severity: 'warn', firesInMs: 5, spec: { sustainSecs: 0 } }],
    incidents: [
      { kind: 'table', app: 'taxi', afterSuccessMs: 5, table: { name: 'trips', columns: [], rows: [] } },
    ],
    commits: [
      {
        sha: '1f2e3d4c5b6a79880716253443526170f1e2d3c4',
        files: { 'after_ms/b.yaml': 'name: a', c: { size: 5 } },
      },
    ],
    issues: [{ title: 'Edited', user: octocat }],
    settings: { monitors: { listsLastResolvedAt: true }, github: { forge: 'gitea', issueBodies: 'bytes' } },
    plan: [
      { afterMs: 0, status: 'queued', error_message: 'none' },
      { afterMs: 500, status: 'succeeded' },
    ],
    faults: [
      { on: always, fault: { kind: 'slow', delayMs: 5 } },
      { on: { path: '/v1/apps/*/deployments', fromMs: 10 }, fault: { kind: 'status', status: 429, headers } },
    ],
  })
  expect(options.deployments?.map(({ plan }) => plan?.at(-1)?.status)).toEqual(['failed', 'succeeded'])
})

test('a config may be JSON, and its keys may be in camel case', () => {
  const config = {
    faults: [{ on: { untilMs: 5 }, fault: { kind: 'reset', lateMs: 3 } }],
    plan: [{ afterMs: 0, status: 'queued' }],
    deployments: [{ appId: 4711, createdMsAgo: 1 }],
  }
  expect(readConfig(write('sandbox.json', JSON.stringify(config)))).toMatchObject(config)
})

test('the config of the page about the sandbox is valid, and has every member', () => {
  const page = readFileSync('docs/sandbox.md', 'utf8')
  const [, text = ''] = /```yaml\n(orgs:.*?)```/s.exec(page) ?? []
  const { components } = readControlDocument()
  const { properties } = components.schemas.Config as { properties: object }
  expect(Object.keys(readConfig(write('page.yaml', text)))).toEqual(Object.keys(properties))
})

test('an empty config is the sandbox without one', () => {
  expect(readConfig(write('empty.yaml', '# nothing yet\n'))).toEqual({})
})

test('keys that belong to an app, a fault or a row are left as they are', () => {
  const spicepod = { name: 'taxi', afterMs: 1, metadata: { delayMs: 2 } }
  const secrets = { fromMs: 'value' }
  const body = { untilMs: 3 }
  const options = optionsOf(
    { apps: [{ name: 'taxi', spicepod, secrets }], faults: [{ fault: { kind: 'misshapen', body } }] },
    folder,
  )
  expect(options.apps?.[0]).toMatchObject({ spicepod, secrets })
  expect(options.faults?.[0]?.fault).toEqual({ kind: 'misshapen', body })
})

test('all problems of a config are listed at once, each with the line of the innermost part that is there', () => {
  const config = `
aps: []
orgs: [{ nam: acme }]
apps:
  - { nmae: taxi }
  - name: buses
    org: acme
    region: mars
  - { name: taxi, secrets: { A: 4711 } }
plan: sucess
faults:
  - fault: { kind: hng }
  - on:
      path: createDeploymnt
    fault: { kind: slow, delayMs: x }
  - fault: { kind: status }
  - { on: { path: getAp }, fault: { kind: hang } }
tables: [{ name: trips, columns: [{ name: id, type: Int65 }] }]
deployments: [{ app: 5 }, { plan: stuck-model }]
`
  // A wrong entry hides no problem of the others. Only whether there is an organization `acme` is not known.
  const problems = [
    'aps is unknown. Did you mean apps? (line 2)',
    'orgs[0].name is missing. (line 3)',
    'orgs[0].nam is unknown. Did you mean name? (line 3)',
    'apps[0].name is missing. (line 5)',
    'apps[0].nmae is unknown. Did you mean name? (line 5)',
    'apps[2].secrets.A must be text, but is a number. (line 9)',
    'plan is "sucess". Use succeeded, failed, timeout, conflict, stuck-secret, stuck-dataset, stuck-model, slow-load or goes-bad. (line 10)',
    'faults[0].fault.kind is "hng". Did you mean hang? (line 12)',
    'faults[1].fault.delay_ms must be a number, but is text. (line 15)',
    'faults[2].fault.status is missing. (line 16)',
    'apps[1].region is "mars". Use us-east-1 or us-west-2. (line 8)',
    'faults[3].on.path is "getAp". Did you mean getApp? (line 17)',
    'tables[0]: table "trips": "Int65" is not a type of Arrow that the sandbox knows. (line 18)',
    'deployments[1].plan is "stuck-model". Use succeeded, failed or timeout. (line 19)',
  ]
  const file = write('bad.yaml', config)
  expect(() => readConfig(file)).toThrow(
    new ConfigError(problems.map((problem) => `${file}: ${problem}`).join('\n')),
  )
})

test('everything that the parser cannot read is named with its line', () => {
  const twice = 'plan: failed\nplan: timeout\napps: []\napps: []\n'
  expect(() => readConfig(write('twice.yaml', twice))).toThrow(/unique at line 2.*\n.*unique at line 4/)
  const bomb = [
    'a: &a [x]',
    ...['ab', 'bc', 'cd', 'de'].map(([from, to]) => `${to}: &${to} [${`*${from}, `.repeat(99)}]`),
  ]
  expect(() => readConfig(write('bomb.yaml', bomb.join('\n')))).toThrow(
    /neither YAML nor JSON: With its aliases, it is larger than 8 MiB/,
  )
})

const column = { name: 'id', type: 'Timestamp(ns)' }
test.each<[unknown, string]>([
  [[], 'It must be a map, but is a list.'],
  ['apps', 'It must be a map, but is text.'],
  [{ apps: { name: 'taxi' } }, 'apps must be a list, but is a map.'],
  [{ apps: '' }, 'apps must be a list, but is text.'],
  [{ apps: [{ name: 'taxi' }, { name: 'TAXI' }] }, 'apps[1].name is "TAXI" again.'],
  [{ apps: [{ name: 'taxi', org: 'acme' }] }, 'apps[0].org is "acme". Use sandbox-org.'],
  [{ apps: [{ name: 'taxi', spicepod: 'no.yaml' }] }, 'apps[0].spicepod is "no.yaml", which is not a file'],
  [{ apps: [{ name: 'taxi', replicas: 11 }] }, 'apps[0].replicas must be at most 10.'],
  [{ apps: [{ name: 'taxi', updateChannel: 'stabel' }] }, 'apps[0].update_channel is "stabel". Did you mean'],
  [{ apps: [{ name: 'taxi', id: JSON.rawJSON('9e99') }] }, 'but is a number with too many digits.'],
  [{ settings: { rateLimit: { requests: 1, seconds: 0 } } }, 'rate_limit.seconds must be more than 0.'],
  [{ commits: [{ sha: 'a'.repeat(40), files: { a: {} } }] }, 'files.a must have at least 1 member.'],
  [{ deployments: [{ app: 'taxi' }] }, 'deployments[0].app is "taxi". Use sandbox-app.'],
  [{ deployments: [{ app: 5 }] }, 'deployments[0].app is 5, but no app has this id.'],
  [{ deployments: [{ id: 5 }, { id: 5 }] }, 'deployments[1].id is 5 again.'],
  [{ deployments: [{ id: 5, app: '*' }] }, 'deployments[0].id needs an app of its own.'],
  [{ apps: [{ name: 'taxi', tags: { repo: 'a/b' } }] }, 'apps[0].tags.repo is "a/b", which has characters'],
  [
    { apps: [{ name: 'taxi', secrets: { '1ST': 'x' } }] },
    'apps[0].secrets.1ST has a name that is not allowed.',
  ],
  [{ plan: [] }, 'plan must have at least 1 item.'],
  [{ faults: [{ fault: {} }] }, 'faults[0].fault.kind is missing. Use status, reset, hang'],
  [
    { faults: [{ on: { path: 'listRuntimeDatasets' }, fault: { kind: 'hang' } }] },
    'faults[0].on.path is "listRuntimeDatasets". Did you mean runtimeDatasets?',
  ],
  [{ faults: [{ on: { times: 0 }, fault: { kind: 'hang' } }] }, 'faults[0].on.times must be at least 1.'],
  [
    { faults: [{ fault: { kind: 'status', status: 500, headers: { 'a\nb': 'c' } } }] },
    'faults[0].fault.headers."a\\nb" has a name that is not allowed.',
  ],
  [
    { tables: [{ name: 'x"; DROP TABLE y', columns: [] }] },
    'tables[0].name is "x\\"; DROP TABLE y", which has characters that are not allowed there.',
  ],
  [
    { tables: [{ name: 'trips', columns: [column], rows: [['x']] }] },
    'tables[0]: table "trips", row 1, column "id": "x" is not a value of type Timestamp(ns).',
  ],
  [{ tables: [{ name: 'trips', app: 'bus2', columns: [] }] }, 'tables[0].app is "bus2". Use sandbox-app.'],
  [{ pulls: [{ number: 7, state: 'merged' }] }, 'pulls[0].state is "merged". Use open or closed.'],
  [JSON.parse('{"__proto__": []}'), '__proto__ is unknown.'],
])('a config is refused in one sentence %j', (config, problem) => {
  const problems = problemsOf(config)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(problem)
})

test('the value of a secret is in no message', () => {
  const secrets = { PG_PASSWORD: ['hunter22'], OTHER: { x: 'hunter22' }, 'B C': 4711 }
  expect(problemsOf({ apps: [{ name: 'taxi', secrets }] }).join()).not.toMatch(/hunter22|4711/)
})

test('a problem of every row is listed twenty times, and then counted', () => {
  const rows = Array.from({ length: 500 }, () => 'text')
  const problems = problemsOf({ tables: [{ name: 'trips', columns: [], rows }] })
  expect(problems).toHaveLength(21)
  expect(problems.at(-1)).toBe('There are 480 more problems.')
})

test('two users have two ids, whose logins are as long as each other, and one has the same one in any case', () => {
  const [ada, eve, other] = ['ada', 'eve', 'Ada'].map((user) => toIssue({ title: 'Edited', user }).user?.id)
  expect([ada === eve, ada === other]).toEqual([false, true])
})
