import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { InputError } from '../../src/core/errors.ts'
import { type Inputs, readInputs, table } from '../../src/inputs/inputs.ts'
import { maskCredentials } from '../../src/inputs/table-reader.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { type Given, readGiven, runnerOf } from './given.ts'

const action = parse(readFileSync('action.yml', 'utf8')) as { inputs: Record<string, { default?: string }> }
const client = { 'client-id': 'an-id', 'client-secret': 'a-secret' }
const token = { 'api-token': 'a-token' }
const newApp = { 'create-app-if-missing': 'true', 'app-name': 'taxi-2', region: 'us-east-1' }

/** The problems of inputs, besides which an app is given; none if they are valid. */
function problemsOf(given: Given, why?: string): readonly string[] {
  try {
    readInputs(runnerOf({ 'app-id': '4711', ...given }), why)
    return []
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
}

test('an input that is not given has the default of action.yml', () => {
  const defaults = Object.entries(action.inputs).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  )
  expect(defaults.length).toBeGreaterThan(20)
  const { githubToken, ...documented } = readGiven(Object.fromEntries(defaults))
  // A part of the environment, which an expression of the runner fills in.
  expect(githubToken).toMatch(/github\.token/)
  expect(readGiven()).toEqual({ githubToken: undefined, ...documented })
})

test('the program reads the inputs of action.yml, and no others', () => {
  // They are read without the table. The last one is ignored: it is there for workflows of the official action.
  const others = ['spicepod', 'secrets', 'flight-url']
  const names = [...Object.values(table).map(({ name }) => name), ...others]
  expect(names.toSorted()).toEqual(Object.keys(action.inputs).toSorted())
})

test('a default of the program is in action.yml, where people read it', () => {
  const hidden = Object.values(table).filter(({ name, fallback }) => {
    const isSet = fallback !== undefined && fallback !== ''
    return isSet && action.inputs[name]?.default === undefined
  })
  expect(hidden.map(({ name }) => name)).toEqual([])
})

test('an input that is empty is not given, except that an empty `spicepod` pushes none', () => {
  const names = Object.keys(action.inputs).filter((name) => name !== 'app-id' && name !== 'api-token')
  const { spicepod, ...others } = readGiven(Object.fromEntries(names.map((name) => [name, ' '])))
  expect({ ...others, spicepod: 'spicepod.yaml' }).toEqual(readGiven())
  expect(spicepod).toBe('')
})

test.each<[string, string, keyof Inputs, unknown]>([
  ['app-id', '9007199254740991', 'appId', Number.MAX_SAFE_INTEGER],
  ['deployment-id', 'running', 'deploymentId', 'running'],
  ['deployment-id', '9007199254740991', 'deploymentId', Number.MAX_SAFE_INTEGER],
  ['spicepod', 'pods/taxi.yaml', 'spicepod', 'pods/taxi.yaml'],
  ['debug', 'TRUE', 'debug', true],
  ['replicas', '1', 'replicas', 1],
  ['replicas', '10', 'replicas', 10],
  ['org', 'acme-corp_2.0', 'org', 'acme-corp_2.0'],
  ['region', 'us-west-2-prod-aws-data', 'region', 'us-west-2'],
  ['region', 'local1', 'region', 'local1'],
  ['region', 'us-prod-aws-data-2', 'region', 'us-prod-aws-data-2'],
  ['on-conflict', 'fail', 'onConflict', 'fail'],
  ['timeout-seconds', '0.25', 'timeoutMs', 250],
  ['timeout-seconds', '86400', 'timeoutMs', 86_400_000],
  ['poll-interval-seconds', '0.1', 'pollIntervalMs', 100],
  ['test-warmup-seconds', '0', 'warmupMs', 0],
  ['dataset-ready-timeout-seconds', '86400', 'datasetTimeoutMs', 86_400_000],
  ['api-url', 'https://api.example/base//', 'apiUrl', 'https://api.example/base'],
  ...['http://127.0.0.1:8090', 'http://127.1.2.3', 'http://[::1]:8090'].map(
    (url): [string, string, keyof Inputs, unknown] => ['runtime-url', url, 'runtimeUrl', url],
  ),
])('`%s` may be %j', (name, given, key, value) => {
  expect(readGiven({ [name]: given })[key]).toEqual(value)
})

test.each([
  ['app-id', ['0', '-1', '1.5', 'x1', '1x', '9007199254740992', '9'.repeat(40)], /the numeric ID of an app/],
  [
    'deployment-id',
    ['0', 'x1', '1x', '9007199254740992', 'Running', 'running!'],
    /the numeric ID of a deployment/,
  ],
  ['debug', ['yes', 'trUe', 'true ish', 'untrue'], /`true` or `false`/],
  ['replicas', ['0', '11', '110', '1.5', 'x1', '1x'], /a whole number from 1 to 10/],
  ['org', ['acme corp', 'a/b', 'a!'], /the handle of an organization/],
  ['region', ['useast', 'US-EAST-1', 'us_east-1', '-us-1', 'us-east-', 'us--1'], /the ID of a region/],
  ['visibility', ['secret', 'Public'], /`public` or `private`/],
  ['channel', ['beta'], /`stable`, `preview`, `nightly` or `internal`/],
  ['on-failure', ['retry'], /`none`, `restore` or `rollback`/],
  ['timeout-seconds', ['0', '86400.1', '1e3', '.5', '5.', '1.5x', 'x'], /a number .*above 0, at most 86400/],
  ['test-warmup-seconds', ['-1', '86401'], /a number of seconds from 0 to 86400/],
  ['bake-seconds', ['-1', '86401', 'soon'], /a number of seconds from 0 to 86400/],
  ['poll-interval-seconds', ['0.09', '0', '86401'], /a number of seconds from 0\.1 to 86400/],
  ['api-url', ['nowhere', 'api.spice.ai'], /a URL such as/],
  ['api-url', ['http://api.example', 'ftp://api.example'], /must start with `https:\/\/`/],
  ['api-url', ['https://api.example/?', 'https://api.example/#'], /without a user name, query or fragment/],
  ['oauth-token-url', ['http://127.0.0.1.example.com', 'ftp://x'], /must start with `https:\/\/`/],
  ['runtime-url', ['http://localhost.example.com', 'ftp://x'], /must start with `https:\/\/`/],
  [
    'expect-plan',
    ['missing', 'a'.repeat(12), 'a'.repeat(63), 'a'.repeat(65), `${'a'.repeat(63)}g`],
    /all 64 hexadecimal digits of a `plan-digest`, .*prove nothing/,
  ],
])('`%s` may not be any of %j', (name, values, rule) => {
  for (const given of values) {
    const [problem, ...others] = problemsOf({ ...token, [name]: given })
    expect(problem).toMatch(new RegExp(`^\`${name}\` must .*`))
    expect(problem).toMatch(rule)
    expect(problem).toContain(`, but it is \`${given.slice(0, 59)}`)
    expect(others).toEqual([])
  }
})

test.each([
  ['channel', 'beta', ', but it is `beta`.'],
  ['channel', 'x'.repeat(61), `, but it is \`${'x'.repeat(59)}…\`.`],
  ['api-url', 'https://api.example/@x?', ', but it is `https://api.example/@x?`.'],
  // Both may be a token.
  ['api-url', 'https://api.example/?token=pass', ', but it is `https://api.example/?…`.'],
  ['api-url', 'https://api.example/v1#pass', ', but it is `https://api.example/v1#…`.'],
  ['org', 'robin@acme.example', ', but it is `robin@acme.example`.'],
  ['api-url', 'https://robin:pass@api.example/', 'query or fragment.'],
])(
  'a value of `%s` that is not valid is quoted up to 60 characters, unless it has a password: %s',
  (name, given, end) => {
    expect(problemsOf({ ...token, [name]: given })[0]?.endsWith(end)).toBe(true)
  },
)

const problemsWithoutId = (given: Given) => problemsOf({ ...token, 'app-id': '', ...given })

test('an app is given by its ID or its name', () => {
  expect(problemsWithoutId({})).toEqual([expect.stringMatching(/^`app-id` and `app-name` are empty/)])
  expect(problemsWithoutId({ 'app-name': 'taxi' })).toEqual([])
  expect(problemsOf(token)).toEqual([])
  // The problem with the ID is the only one.
  expect(problemsOf({ ...token, 'app-id': 'x' })).toHaveLength(1)
})

test.each(['tax', 'x'.repeat(39), 'taxi_2', 'taxi 2', 'taxi!', '!taxi'])(
  'an app that may have to be created may not have the name %j',
  (name) => {
    expect(problemsOf({ ...token, ...newApp, 'app-name': name })).toEqual([
      expect.stringMatching(/^`app-name` must be 4 to 38 letters, digits and hyphens/),
    ])
    expect(problemsOf({ ...token, 'app-name': name })).toEqual([])
  },
)

test.each(['taxi', 'x'.repeat(38)])('an app that may have to be created may have the name %j', (name) => {
  expect(readGiven({ ...newApp, 'app-name': name }).newApp?.name).toBe(name)
})

test('an app that may have to be created needs a name and a region', () => {
  expect(problemsOf({ ...token, ...newApp, 'app-name': '' })).toEqual([
    expect.stringMatching(/^`app-name` is empty, and required/),
  ])
  expect(problemsOf({ ...token, ...newApp, region: '' })).toEqual([
    expect.stringMatching(/^`region` is required .*`create-app-if-missing: true`/),
  ])
  // A run that only watches a deployment creates none.
  expect(problemsOf({ ...token, ...newApp, region: '', 'deployment-id': '7' })).toEqual([])
})

const { region: _, ...newFork } = { ...newApp, 'fork-from': 'Taxi' }

test('`fork-from` requires an app that may have to be created', () => {
  const problem = '`fork-from` requires `create-app-if-missing: true`.'
  expect(problemsOf({ ...token, 'fork-from': 'taxi' })).toEqual([problem])
  expect(problemsOf({ ...token, 'app-id': '', 'fork-from': 'taxi' })).toEqual([
    expect.stringMatching(/^`app-id` and `app-name` are empty/),
    problem,
  ])
})

test('`fork-from` may not name the new app itself, in upper or lower case', () => {
  for (const name of ['taxi-2', 'TAXI-2', 'Taxi-2']) {
    const problems = problemsOf({ ...token, ...newFork, 'app-name': name, 'fork-from': 'tAXI-2' })
    expect(problems).toEqual(['`fork-from` must be another app than `app-name`.'])
  }
})

const credentialsOf = (given: Given) => readInputs(runnerOf({ 'app-id': '4711', ...given })).credentials

test('credentials are a token, or the ID and the secret of a client with its scopes', () => {
  expect(credentialsOf(token)).toEqual({ kind: 'token', token: 'a-token' })
  expect(credentialsOf(client)).toEqual({
    kind: 'client',
    clientId: 'an-id',
    clientSecret: 'a-secret',
    scope: undefined,
    tokenUrl: 'https://spice.ai/api/oauth/token',
  })
  const more = { scope: 'apps:read', 'oauth-token-url': 'https://login.example/token/' }
  expect(credentialsOf({ ...client, ...more })).toMatchObject({
    scope: 'apps:read',
    tokenUrl: 'https://login.example/token',
  })
})

test('credentials are not among the inputs that go through the program', () => {
  expect(JSON.stringify(readGiven(token))).not.toContain('a-token')
  const { inputs } = readInputs(runnerOf({ 'app-id': '4711', ...client }))
  expect(JSON.stringify(inputs)).not.toMatch(/an-id|a-secret/)
})

test.each<[string, Given, RegExp]>([
  ['a client without its ID', { 'client-secret': 'x' }, /^`client-id` is empty/],
  ['a token and the ID of a client', { ...token, 'client-id': 'x' }, /but not both/],
  ['a token with a space', { 'api-token': 'Bearer x' }, /^`api-token` must be one line without spaces/],
  ['a token of two lines', { 'api-token': 'one-half\nother-half' }, /^`api-token` must be one line/],
])('credentials may not be %s', (_, given, problem) => {
  expect(problemsOf(given)).toEqual([expect.stringMatching(problem)])
})

test('credentials that GitHub does not pass on are missing for a reason', () => {
  expect(problemsOf({}, 'It is a fork.')).toEqual([expect.stringMatching(/ It is a fork\.$/)])
  expect(problemsOf({ 'client-id': 'x' }, 'It is a fork.')).toEqual([
    '`client-secret` is empty. It is a fork.',
  ])
  expect(problemsOf({ 'client-id': 'x' })).toEqual([
    expect.stringMatching(/^`client-secret` is empty\. Check/),
  ])
})

test('credentials of any kind are hidden', () => {
  const masks: string[] = []
  const given = { 'api-token': 'token-1', 'client-secret': 'token-2', 'github-token': 'token-3' }
  maskCredentials(runnerOf({ ...given, 'client-id': 'public' }), new Redaction((value) => masks.push(value)))
  expect(masks.toSorted()).toEqual(['token-1', 'token-2', 'token-3'])
})
