import { expect, test } from '@jest/globals'
import { payload } from '../harness/events.ts'
import { type ActionRun, deploy, deployAsProcess, type SomeInputs } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

/** Checks that there is one annotation with all problems, and no request. */
function expectNoStart(run: ActionRun, says: readonly (string | RegExp)[]) {
  expect([run.exitCode, run.requests]).toEqual([1, []])
  expect(run.annotations).toHaveLength(1)
  expect(run.outputs.outcome).toBe('refused')
  expect(run.summary).toContain('## ❌ Nothing was deployed')
  const page = readSummary(run.summary)
  // The page shows the names of inputs as code.
  const onPage = says.map((words) =>
    typeof words === 'string' ? words.replaceAll('`', '') : new RegExp(words.source.replaceAll('`', '')),
  )
  for (const [text, expected] of [
    [run.errors[0], says],
    [run.outputs['error-message'], says],
    [page, onPage],
  ] as const) {
    for (const words of expected) {
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

// Unit tests have the rules of all inputs: `inputs/inputs`.
test.each(['api-url', 'oauth-token-url', 'runtime-url'])(
  'nothing is sent to a bad `%s`, and the error has its name, its value and the rule',
  async (name) => {
    const values: [given: string, rule: RegExp][] = [
      ['not a url', /must be a URL/],
      ['https://host.example/?', /without a user name, query or fragment/],
      ['https://host.example/#', /without a user name, query or fragment/],
      ['ftp://x', /`https:\/\/`/],
      ['http://example.com', /`https:\/\/`/],
      ['http://127.0.0.1.example.com', /`https:\/\/`/],
      ['http://localhost.example.com', /`https:\/\/`/],
    ]
    for (const [given, rule] of values) {
      const run = await deploy({ inputs: { [name]: given } })
      expectNoStart(run, [`\`${name}\``, `\`${given}\``, rule])
    }
  },
)

const token = { 'api-token': 'a-personal-access-token' }
const id = { 'client-id': 'an-id' }
const secret = { 'client-secret': 'a-secret-of-a-client' }

test.each<[string, SomeInputs, (string | RegExp)[]]>([
  ['none', {}, ['`client-id`', '`client-secret`', '`api-token`']],
  ['an id without a secret', id, [/`client-secret` is required when `client-id` is set/]],
  ['both kinds', { ...token, ...id, ...secret }, ['`api-token`', '`client-id`', /but not both/]],
  ['a token of two lines', { 'api-token': 'one-half-of\nanother-half' }, [/`api-token` must be one line/]],
])('an error names missing and conflicting credentials: %s', async (_, inputs, says) => {
  expectNoStart(await deploy({ credentials: 'none', inputs }), says)
})

test('missing credentials on a pull request from a fork are explained', async () => {
  const run = await deploy({ credentials: 'none', eventName: 'pull_request', event: payload('pull_request') })
  expectNoStart(run, ['No credentials', /no secrets to workflows of pull requests from forks/])
})

test('missing credentials in a workflow that Dependabot started are explained', async () => {
  const run = await deploy({ credentials: 'none', env: { GITHUB_ACTOR: 'dependabot[bot]' } })
  expectNoStart(run, ['No credentials', /Dependabot secrets/])
})

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

test('all bad inputs are named at once, with what is allowed', async () => {
  const run = await deploy({ credentials: 'none', inputs })
  expectNoStart(run, [
    'No credentials',
    ...Object.entries(inputs).flatMap(([name, given]) => [`\`${name}\``, `\`${given}\``]),
    ...[/numeric ID of an app/, /`stable`, `preview`, `nightly` or `internal`/, /whole number from 1 to 10/],
    ...[/number of seconds.* 86400/, /`true` or `false`/, /handle/],
  ])
})

test('a credential in the wrong input is hidden', async () => {
  const secret = 'the-secret-that-slipped'
  const run = await deploy({
    inputs: { 'client-secret': secret, 'app-id': secret, channel: `x${secret}`, org: `${secret} ?` },
  })
  expectNoStart(run, ['`app-id`', '`channel`', '`org`'])
})

test('plain http is accepted for localhost', async () => {
  const at = (url: string) => url.replace('127.0.0.1', 'localhost')
  const run = await deployAsProcess({
    inputs: ({ url, tokenUrl }) => ({ 'api-url': at(url), 'oauth-token-url': at(tokenUrl) }),
  })
  expect(run.outputs.outcome).toBe('succeeded')
})
