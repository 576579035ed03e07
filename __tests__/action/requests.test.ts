import { expect, test } from '@jest/globals'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import { deploy, faultAt } from '../harness/run.ts'

const api = (url: string) => new URL(url).host

test('one token exchange serves the whole run', async () => {
  const run = await deploy({ looks: ['queued', 'queued', 'in_progress', 'succeeded'] })
  expect(run.requests.map(({ operation }) => operation).sort()).toEqual(
    ['token', 'listOrgs', 'getApp', 'createDeployment', ...Array(4).fill('listDeployments')].sort(),
  )
  const [exchange] = run.exchanges
  expect(exchange?.method).toBe('POST')
  expect(exchange?.headers['content-type']).toBe('application/json')
  expect(exchange?.headers).not.toHaveProperty('authorization')
  expect(exchange?.body).toStrictEqual({
    client_id: 'sandbox-client-id',
    client_secret: 'sandbox-client-secret',
    grant_type: 'client_credentials',
  })
  for (const { operation, headers } of run.requests) {
    if (operation !== 'token') expect(headers.authorization).toBe('Bearer sandbox-access-token-1')
    expect(headers).not.toHaveProperty('x-org-name')
    expect(headers.host).toBe(api(run.sandbox.url))
  }
})

test('requests with client credentials do not send an organization', async () => {
  const run = await deploy({ inputs: { org: 'elsewhere' } })
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'app-url': 'https://spice.ai/elsewhere/sandbox-app',
  })
  for (const { headers } of run.requests) expect(headers).not.toHaveProperty('x-org-name')
})

test('an API token is used without an exchange', async () => {
  const run = await deploy({ credentials: 'token' })
  expect(run.exchanges).toEqual([])
  expect(run.requests.length).toBeGreaterThan(1)
  for (const { headers } of run.requests) {
    expect(headers.authorization).toBe('Bearer sandbox-personal-access-token')
    expect(headers).not.toHaveProperty('x-org-name')
  }
})

test('every request with an API token sends the organization', async () => {
  const run = await deploy({
    credentials: 'token',
    inputs: { org: 'second' },
    sandbox: {
      orgs: [{ name: 'first' }, { name: 'second' }],
      apps: [{ id: 4711, name: 'taxi', org: 'second' }],
    },
    looks: ['queued', 'succeeded'],
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-url': 'https://spice.ai/second/taxi' })
  expect(run.requests).toHaveLength(4)
  for (const { headers } of run.requests) expect(headers['x-org-name']).toBe('second')
})

test('the deployment is requested once, in JSON, with the given settings only', async () => {
  const run = await deploy({ inputs: { 'image-tag': '2.0.0', replicas: '1' } })
  const [post] = run.posts
  expect(run.posts).toHaveLength(1)
  expect([post?.method, post?.path, post?.query]).toEqual(['POST', '/v1/apps/4711/deployments', {}])
  const { accept, ...headers } = post?.headers ?? {}
  expect([accept, headers['content-type']]).toEqual(['application/json', 'application/json'])
  expect(headers['user-agent']).toBe('spice-cloud-deploy-action')
  expect(JSON.parse(post?.rawBody ?? '')).toStrictEqual({
    image_tag: '2.0.0',
    replicas: 1,
    branch: 'main',
    commit_sha: '1f2e3d4c5b6a79880716253443526170f1e2d3c4',
    commit_message: 'Fix the meter',
  })
})

test('polls read the list of deployments, within the limits of the API', async () => {
  const run = await deploy({ looks: ['queued', 'in_progress', 'succeeded'] })
  expect(run.lists).toHaveLength(2)
  for (const { path, query } of run.lists) {
    expect(path).toBe('/v1/apps/4711/deployments')
    expect(query).not.toHaveProperty('status')
    expect(Number(query.limit)).toBeLessThanOrEqual(100)
  }
})

test('polls keep to the given interval', async () => {
  const run = await deploy({
    inputs: { 'poll-interval-seconds': '0.3', 'timeout-seconds': '2' },
    sandbox: { plan: [{ afterMs: 0, status: 'in_progress' }] },
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.lists.length).toBeGreaterThanOrEqual(4)
  expect(run.lists.length).toBeLessThanOrEqual(8)
  const times = run.lists.map(({ at }) => at)
  // The last two are affected by the deadline.
  const gaps = times.slice(1, -2).map((at, index) => at - (times[index] ?? 0))
  for (const gap of gaps) expect(gap).toBeGreaterThan(250)
})

test.each(['RUNNER_DEBUG', 'ACTIONS_STEP_DEBUG'])('each request is in the log with %s only', async (name) => {
  const [wanted, unwanted] = await Promise.all([
    deploy({
      ...onPullRequest(),
      inputs: { 'comment-on-pr': 'true' },
      env: { [name]: '1' },
      mayUse: ['debug'],
    }),
    deploy({ env: { [name]: '0' } }),
  ])
  const told = wanted.commands.filter(({ command }) => command === 'debug').map(({ message }) => message)
  expect(told).toHaveLength(wanted.requests.length)
  expect(told).toContainEqual(
    expect.stringMatching(/^POST cloud\.sandbox\.example\/v1\/apps\/4711\/deployments → HTTP 202 in \d+m?s$/),
  )
  expect(told).toContainEqual(expect.stringMatching(/^POST \S+\/issues\/7\/comments → HTTP 201 /))
  expect(unwanted.log).not.toContain('HTTP 202')
})

test('`app-url` has the given organization, else the only one, else the owner of the repository', async () => {
  const orgs = [{ name: 'sandbox-org' }, { name: 'another' }]
  const sandbox = { orgs, apps: [{ ...DEFAULT_APP, org: 'sandbox-org' }] }
  const [given, only, owner, none] = await Promise.all([
    deploy({ inputs: { org: 'spicy' } }),
    deploy(),
    deploy({
      credentials: 'token',
      env: { GITHUB_REPOSITORY: 'Codertocat/Hello-World', GITHUB_SERVER_URL: undefined },
      sandbox,
    }),
    deploy({ credentials: 'token', env: { GITHUB_REPOSITORY: undefined }, sandbox }),
  ])
  expect(given.outputs['app-url']).toBe('https://spice.ai/spicy/sandbox-app')
  expect(only.outputs['app-url']).toBe('https://spice.ai/sandbox-org/sandbox-app')
  expect(owner.outputs['app-url']).toBe('https://spice.ai/Codertocat/sandbox-app')
  expect(none.outputs).not.toHaveProperty('app-url')
  for (const run of [given, only, owner, none]) {
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-name': 'sandbox-app', 'app-id': '4711' })
  }
})

test.each([
  ['may not be read', { kind: 'status', status: 403, body: { error: 'Insufficient scope' } }],
  ['is no app', { kind: 'misshapen' }],
  ['does not come', { kind: 'hang' }],
] as const)('`app-url` is missing if the app %s, and the deployment succeeds', async (_, fault) => {
  const run = await deploy({ faults: [{ on: { path: 'getApp', times: 99 }, fault }] })
  expect([run.exitCode, run.annotations]).toEqual([0, []])
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4711', 'deployment-id': '1001' })
  expect(run.outputs).not.toHaveProperty('app-url')
  expect(run.outputs).not.toHaveProperty('app-name')
  // Far from the timeout, until which the app would otherwise be requested.
  expect(run.durationMs).toBeLessThan(9000)
})

test('a read that the run can do without does not keep it waiting for a token', async () => {
  const faults = [
    faultAt('listOrgs', { kind: 'status', status: 401, body: { error: 'No' } }, { times: 99 }),
    faultAt('token', { kind: 'hang' }, { nth: 2, times: 99 }),
  ] as const
  const run = await deploy({
    inputs: { 'timeout-seconds': '60', 'wait-for-completion': 'false', spicepod: '' },
    faults: [...faults],
  })
  expect(run.outputs.outcome).toBe('started')
  expect(run.requests.filter(({ operation }) => operation === 'token')).toHaveLength(1)
  expect(run.annotations).toEqual([])
  expect(run.durationMs).toBeLessThan(6000)
})
