import { describe, expect, test } from '@jest/globals'
import { payload } from '../harness/events.ts'
import { type ActionRun, deploy, deployAsProcess, type SomeInputs } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

/** Checks that there is one annotation with all problems, and no request. */
function expectNoStart(run: ActionRun, says: readonly (string | RegExp)[]) {
  expect(run.exitCode).toBe(1)
  expect(run.requests).toEqual([])
  expect(run.annotations).toHaveLength(1)
  expect(run.outputs.outcome).toBe('refused')
  expect(run.summary).toContain('## ❌ Nothing was deployed')
  for (const text of [run.errors[0], run.outputs['error-message'], readSummary(run.summary)]) {
    for (const words of says) {
      if (typeof words === 'string') expect(text).toContain(words)
      else expect(text).toMatch(words)
    }
  }
}

test('a bad probe or file is reported before any request, to GitHub as well', async () => {
  const pull = { number: 7, head: { ref: 'meter', sha: 'a'.repeat(40), repo: { full_name: 'acme/taxi' } } }
  for (const inputs of [{ 'test-search': 'nope' }, { tags: 'just words' }]) {
    const run = await deploy({
      eventName: 'pull_request',
      event: { pull_request: pull },
      inputs: { 'comment-on-pr': 'true', ...inputs },
    })
    expectNoStart(run, Object.values(inputs))
  }
})

const anAppId = /numeric ID of an app/
const aTime = /number of seconds.* 86400/
const rows: [name: string, given: string, allowed: RegExp][] = [
  ...[
    'abc',
    '0',
    '-1',
    '1.5',
    '1234567890123456789012345',
    '9007199254740993',
    '4711 ; rm',
    '0x10',
    '1e3',
    '٤٧١١',
  ].map((given) => ['app-id', given, anAppId] as [string, string, RegExp]),
  ['channel', 'beta', /`stable`, `preview`, `nightly` or `internal`/],
  ['channel', 'Stable', /`stable`, `preview`, `nightly` or `internal`/],
  ...['0', '11', 'two', '2.5', '-3', '1e1', '100'].map(
    (given) => ['replicas', given, /whole number from 1 to 10/] as [string, string, RegExp],
  ),
  ...['timeout-seconds', 'poll-interval-seconds', 'request-timeout-seconds'].flatMap((name) =>
    ['0', '-1', 'soon', 'NaN', 'Infinity', '86401', '1e400'].map(
      (given) => [name, given, aTime] as [string, string, RegExp],
    ),
  ),
  ['poll-interval-seconds', '0.05', /0\.1/],
  ['wait-for-completion', 'maybe', /`true` or `false`/],
  ['wait-for-completion', 'yes', /`true` or `false`/],
  ['wait-for-completion', 'tRuE', /`true` or `false`/],
  ['debug', '1', /`true` or `false`/],
  ...['api-url', 'oauth-token-url', 'runtime-url'].flatMap((name) => [
    [name, 'not a url', /must be a URL/] as [string, string, RegExp],
    [name, 'https://host.example/?', /without a user name, query or fragment/] as [string, string, RegExp],
    [name, 'https://host.example/#', /without a user name, query or fragment/] as [string, string, RegExp],
    [name, 'ftp://x', /`https:\/\/`/] as [string, string, RegExp],
    [name, 'http://example.com', /`https:\/\/`/] as [string, string, RegExp],
    [name, 'http://127.0.0.1.example.com', /`https:\/\/`/] as [string, string, RegExp],
    [name, 'http://localhost.example.com', /`https:\/\/`/] as [string, string, RegExp],
  ]),
  ['org', 'acme corp', /handle/],
]

describe('bad inputs', () => {
  // A few together: each is a process, and the machine has few cores.
  const names = [...new Set(rows.map(([name]) => name))]
  test.each(names)(
    'an error names the input, its value and the allowed ones, and nothing is sent: %s',
    async (name) => {
      for (const [, given, allowed] of rows.filter(([each]) => each === name)) {
        const run = await deploy({ inputs: { [name]: given } })
        expectNoStart(run, [`\`${name}\``, `\`${given}\``, allowed])
      }
    },
    30_000,
  )
})

describe('credentials', () => {
  const token = { 'api-token': 'a-personal-access-token' }
  const id = { 'client-id': 'an-id' }
  const secret = { 'client-secret': 'a-secret-of-a-client' }

  test.each<[string, SomeInputs, (string | RegExp)[]]>([
    ['none', {}, ['`client-id`', '`client-secret`', '`api-token`']],
    ['empty ones', { 'client-id': '', 'client-secret': '', 'api-token': '' }, ['`client-id`', '`api-token`']],
    ['an id without a secret', id, [/`client-secret` is required when `client-id` is set/]],
    ['a secret without an id', secret, [/`client-id` is required when `client-secret` is set/]],
    ['both kinds', { ...token, ...id, ...secret }, ['`api-token`', '`client-id`', /but not both/]],
    ['a token and half of a client', { ...token, ...id }, ['`api-token`', '`client-id`', /but not both/]],
    [
      'a token with a line break',
      { 'api-token': 'one-half-of\nanother-half' },
      [/`api-token` must be one line/],
    ],
    ['a token with a blank', { 'api-token': 'Bearer abcdefgh' }, [/`api-token` must be one line/]],
  ])('an error names missing and conflicting credentials: %s', async (_, inputs, says) => {
    expectNoStart(await deploy({ credentials: 'none', inputs }), says)
  })

  test('missing credentials on a pull request from a fork are explained', async () => {
    const run = await deploy({
      credentials: 'none',
      eventName: 'pull_request',
      event: payload('pull_request'),
    })
    expectNoStart(run, ['No credentials', /no secrets to workflows of pull requests from forks/])
  })

  test('half of the credentials on a pull request from a fork are explained', async () => {
    const run = await deploy({
      credentials: 'none',
      inputs: id,
      eventName: 'pull_request',
      event: payload('pull_request'),
    })
    expectNoStart(run, ['`client-secret`', /forks/])
  })

  test('missing credentials on a pull request of the same repository are not blamed on forks', async () => {
    const run = await deploy({
      credentials: 'none',
      eventName: 'pull_request',
      event: payload('pull_request'),
      env: { GITHUB_REPOSITORY: 'Codertocat/Hello-World' },
    })
    expectNoStart(run, ['No credentials'])
    expect(run.errors[0]).not.toContain('fork')
  })

  test('missing credentials in a workflow that Dependabot started are explained', async () => {
    const run = await deploy({ credentials: 'none', env: { GITHUB_ACTOR: 'dependabot[bot]' } })
    expectNoStart(run, ['No credentials', /Dependabot secrets/])
  })
})

describe('several bad inputs', () => {
  test('all bad inputs are named at once', async () => {
    const inputs = {
      'app-id': 'abc',
      channel: 'beta',
      replicas: 'two',
      'timeout-seconds': 'soon',
      'poll-interval-seconds': 'NaN',
      'request-timeout-seconds': 'Infinity',
      'wait-for-completion': 'maybe',
      debug: 'perhaps',
      'api-url': 'ftp://x',
      'oauth-token-url': 'http://example.com',
      org: 'acme corp',
    }
    const run = await deploy({ credentials: 'none', inputs })
    expectNoStart(run, [
      'No credentials',
      ...Object.entries(inputs).flatMap(([name, given]) => [`\`${name}\``, `\`${given}\``]),
    ])
  })

  test('all bad inputs are named at once, even if they are long', async () => {
    const names = ['app-id', 'channel', 'replicas', 'timeout-seconds', 'poll-interval-seconds', 'api-url']
    const more = ['request-timeout-seconds', 'wait-for-completion', 'debug', 'oauth-token-url', 'org']
    const long = `no ${'x'.repeat(5000)}`
    const inputs = Object.fromEntries([...names, ...more].map((name) => [name, long]))
    const run = await deploy({ inputs })
    expectNoStart(
      run,
      [...names, ...more].map((name) => `\`${name}\``),
    )
    expect(run.errors[0]?.length).toBeLessThanOrEqual(4096)
  })

  test('a bad input does not hide that no app is specified', async () => {
    const run = await deploy({ inputs: { 'app-id': '', replicas: '99' } })
    expectNoStart(run, ['No app specified', '`replicas`'])
  })

  test('a credential in the wrong input is hidden', async () => {
    const secret = 'the-secret-that-slipped'
    const run = await deploy({
      inputs: { 'client-secret': secret, 'app-id': secret, channel: `x${secret}`, org: `${secret} ?` },
    })
    expectNoStart(run, ['`app-id`', '`channel`', '`org`'])
  })
})

describe('plain http on this machine', () => {
  const at = (host: string, url: string) => url.replace('127.0.0.1', host)

  test.each(['localhost', '127.0.0.1'])('plain http is accepted for %s', async (host) => {
    const run = await deployAsProcess({
      inputs: ({ url, tokenUrl }) => ({ 'api-url': at(host, url), 'oauth-token-url': at(host, tokenUrl) }),
    })
    expect(run.outputs.outcome).toBe('succeeded')
  })

  // Nothing listens there. The retries until the timeout prove that the URL was accepted.
  test.each(['[::1]', '127.1.2.3'])('plain http is accepted for %s', async (host) => {
    const run = await deployAsProcess({
      credentials: 'token',
      inputs: ({ url }) => ({ 'api-url': at(host, url), 'timeout-seconds': '1.2' }),
    })
    expect(run.outputs.outcome).toBe('timed-out')
    expect(run.errors[0]).toContain('ECONNREFUSED')
  })

  test('URLs may end in slashes', async () => {
    const run = await deploy({ inputs: ({ url }) => ({ 'api-url': `${url}//` }) })
    expect(run.outputs.outcome).toBe('succeeded')
  })
})
