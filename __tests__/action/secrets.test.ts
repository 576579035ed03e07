import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { deploy, githubToken } from '../harness/run.ts'

// The point is what `deploy` checks for every run: no secret is in the log, the outputs or the summary. Where others repeat
// one, `chaos/leaks` looks for each of its characters.

const clientSecret = 'sandbox-client-secret'
const accessToken = 'sandbox-access-token-1'
const everySecret = `secret ${clientSecret}, token ${accessToken}, Bearer ${accessToken}, github ${githubToken}.`
const answering = (path: string, status: number, body: unknown) => ({
  faults: [{ on: { path, times: 99 }, fault: { kind: 'status', status, body } satisfies Fault }],
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
