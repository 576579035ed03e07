import { expect, test } from '@jest/globals'
import { expectRefusedAtOnce } from '../harness/app.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import { deploy, deployAsProcess } from '../harness/run.ts'

test('a bad probe or file is reported before any request, to GitHub as well', async () => {
  for (const inputs of [{ 'test-search': 'nope' }, { tags: 'just words' }]) {
    await expectRefusedAtOnce(
      { ...onPullRequest(), inputs: { 'comment-on-pr': 'true', ...inputs } },
      Object.values(inputs),
    )
  }
})

test('missing credentials on a pull request from a fork are explained', async () => {
  await expectRefusedAtOnce({ credentials: 'none', ...onPullRequest({ repository: 'eve/taxi' }) }, [
    '`client-id`, `client-secret` and `api-token` are empty',
    /no secrets to workflows of pull requests from forks/,
  ])
})

test('missing credentials on pull_request_target are no fault of the fork: it gets the secrets', async () => {
  const setup = { ...onPullRequest({ repository: 'eve/taxi' }), eventName: 'pull_request_target' } as const
  const { errors } = await expectRefusedAtOnce({ credentials: 'none', ...setup }, ['`client-id`'])
  expect(errors[0]).not.toContain('no secrets to workflows')
})

test('missing credentials in a workflow that Dependabot started are explained', async () => {
  const setup = { credentials: 'none', env: { GITHUB_ACTOR: 'dependabot[bot]' } } as const
  await expectRefusedAtOnce(setup, [
    '`client-id`, `client-secret` and `api-token` are empty',
    /Dependabot secrets/,
  ])
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
  const run = await expectRefusedAtOnce({ credentials: 'none', inputs }, [
    '`client-id`, `client-secret` and `api-token` are empty',
    ...Object.entries(inputs).flatMap(([name, given]) => [`\`${name}\``, `\`${given}\``]),
    ...[/numeric ID of an app/, /`stable`, `preview`, `nightly` or `internal`/, /whole number from 1 to 10/],
    ...[/number of seconds.* 86400/, /`true` or `false`/, /handle/],
  ])
  expect(run.summary).toContain('Nothing was deployed')
})

test('a credential in the wrong input is hidden', async () => {
  const secret = 'the-secret-that-slipped'
  const inputs = { 'client-secret': secret, 'app-id': secret, channel: `x${secret}`, org: `${secret} ?` }
  await expectRefusedAtOnce({ inputs }, ['`app-id`', '`channel`', '`org`'])
})

test('a Node that is too old sends nothing', async () => {
  const NODE_OPTIONS = '--import=data:text/javascript,delete%20JSON.rawJSON'
  const { outputs, errors, requests } = await deployAsProcess({ creates: 0, env: { NODE_OPTIONS } })
  expect([outputs.outcome, requests]).toEqual(['refused', []])
  expect(errors[0]).toContain(`Node ${process.versions.node}, which is too old.\nUpdate the runner`)
})

test('plain http is accepted for localhost', async () => {
  const at = (url: string) => url.replace('127.0.0.1', 'localhost')
  const run = await deployAsProcess({
    inputs: ({ url, tokenUrl }) => ({ 'api-url': at(url), 'oauth-token-url': at(tokenUrl) }),
  })
  expect(run.outputs.outcome).toBe('succeeded')
})

test('without checks of certificates, no credential is sent to another machine', async () => {
  const run = await deploy({ creates: 0, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
  expect([run.requests, run.outputs.outcome]).toEqual([[], 'refused'])
  expect(run.errors[0]).toContain('`NODE_TLS_REJECT_UNAUTHORIZED` is 0, with which anybody on the network')
  expect(run.errors[0]).toContain('set `NODE_EXTRA_CA_CERTS`')
})
