import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { deploy, githubToken, headSha, type RunOptions } from '../harness/run.ts'

// The point is what `deploy` checks for every run: no secret is in the log, the outputs or the summary.

const clientSecret = 'sandbox-client-secret'
const accessToken = 'sandbox-access-token-1'
const everySecret = `secret ${clientSecret}, token ${accessToken}, Bearer ${accessToken}, github ${githubToken}.`
const answering = (path: string, status: number, body: unknown) => ({
  faults: [{ on: { path, times: 99 }, fault: { kind: 'status', status, body } satisfies Fault }],
})

test.each<[string, Parameters<typeof answering>, string]>([
  [
    'a rejection',
    [
      'createDeployment',
      403,
      {
        error: everySecret,
        details: { fieldErrors: { [clientSecret]: [accessToken] }, formErrors: [everySecret] },
      },
    ],
    'secret ***, token ***, Bearer ***',
  ],
  ['a rejection that is not JSON', ['createDeployment', 403, everySecret], 'secret ***'],
  [
    'a rejected token exchange',
    ['token', 401, { error: 'invalid_client', error_description: `no ${clientSecret}` }],
    'no ***',
  ],
])('secrets in %s are hidden', async (_, answer, shown) => {
  const run = await deploy({ sandbox: answering(...answer) })
  for (const text of [run.errors[0], run.outputs['error-message']]) expect(text).toContain(shown)
})

const apiToken = 'sandbox-personal-access-token'

test.each([
  ['the name of the organization', 'listOrgs', { orgs: [{ id: 1, name: apiToken }] }],
  ['the region of the app', 'getApp', { id: 4711, region: apiToken }],
  ['the region of its configuration', 'getApp', { id: 4711, config: { region: apiToken } }],
  ['the cluster of the app', 'getApp', { id: 4711, cname: `${apiToken}-prod-aws-data` }],
])('an API token in %s is hidden', async (_, path, body) => {
  const sandbox = answering(path, 200, body)
  const inputs = { 'app-id': undefined, 'app-name': 'sandbox-app' }
  const run = await deploy({ credentials: 'token', serverLies: true, inputs, sandbox })
  expect(run.outputs.outcome).toBe('succeeded')
})

test('secrets in deployments and apps are hidden', async () => {
  const run = await deploy({
    serverLies: true,
    inputs: { 'timeout-seconds': '1.2' },
    sandbox: {
      faults: [
        ...answering('getApp', 200, { id: 4711, name: everySecret }).faults,
        ...answering('listDeployments', 200, {
          deployments: [
            {
              id: 1001,
              status: everySecret,
              error_message: everySecret,
              image_tag: everySecret,
              extra: [everySecret],
            },
          ],
        }).faults,
      ],
      plan: [{ afterMs: 0, status: 'queued' }],
    },
  })
  expect(run.outputs).toMatchObject({
    outcome: 'timed-out',
    'app-name': expect.stringContaining('***'),
    'deployment-status': expect.stringContaining('***'),
    deployment: expect.stringContaining('***'),
  })
})

test('a secret with special characters is hidden in JSON, in HTML and in commands of the runner', async () => {
  const secret = `p&ss<w>"o'r\\d%0A::x`
  const text = `no ${secret} here`
  const client = { clientSecret: secret }
  const failed = await deploy({
    sandbox: { client, plan: [{ afterMs: 0, status: 'failed', error_message: text }] },
  })
  expect(failed.outputs['error-message']).toBe('no *** here')
  const refused = await deploy({
    sandbox: { client, ...answering('createDeployment', 422, { error: text }) },
  })
  expect(refused.errors[0]).toContain('no *** here')
  const event = { head_commit: { id: headSha, message: text } }
  expect((await deploy({ sandbox: { client }, event })).summary).toContain('no *** here')
})

const long = 'Zq7vKx2mWp9dRt4bYh6nLs8cGf3jAe5uQo1iVy0k'

// Unit tests have the other places that shorten text: `report/half-secrets`.
test.each<[string, RunOptions]>([
  ['a credential', { sandbox: { client: { clientSecret: long } } }],
  ['a secret of the app', { inputs: { secrets: `KEY=${long}` }, hides: [long] }],
])('%s at the cuts of a commit message is hidden whole', async (_, setup) => {
  const message = `${long} `.repeat(100)
  const { outputs, log, summary } = await deploy({
    ...setup,
    event: { head_commit: { id: headSha, message } },
  })
  expect(outputs.outcome).toBe('succeeded')
  const shown = [log.replace(/^::add-mask::.*$/gm, ''), summary, ...Object.values(outputs)].join()
  expect(shown).not.toContain(long.slice(0, 4))
})
