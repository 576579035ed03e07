import { tmpdir } from 'node:os'
import { describe, expect, test } from '@jest/globals'
import { runStep } from '../../../sandbox/runner.ts'
import { startSandbox } from '../../../sandbox/server.ts'
import { appId, deploy, headSha } from '../../harness/run.ts'

const carriedOut = {
  on: { path: 'createDeployment' },
  fault: { kind: 'status', status: 502, when: 'after' },
} as const

test('a lost deployment is found even if the server records other replicas and another image', async () => {
  const shown = (created_at: string) => ({
    ...{ id: 1001, status: 'succeeded', created_at, commit_sha: headSha, branch: 'main' },
    ...{ replicas: 1, image_tag: '1.5.0-models' },
  })
  const sandbox = await startSandbox({
    faults: [
      carriedOut,
      {
        on: { path: 'listDeployments', nth: 2, times: 99 },
        fault: {
          kind: 'status',
          status: 200,
          body: { deployments: [shown(new Date(Date.now() + 60_000).toISOString())] },
        },
      },
    ],
  })
  try {
    const { url, credentials } = sandbox
    const { outputs } = await runStep({
      inputs: {
        ...{
          'api-url': url,
          'api-token': credentials.apiToken,
          'app-id': String(appId),
          'dataset-ready-timeout-seconds': '0',
        },
        ...{ replicas: '3', 'image-tag': '1.5.0' },
      },
      env: { GITHUB_SHA: headSha },
    })
    expect(outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001', replicas: '1' })
    expect(sandbox.cloud.state.records).toHaveLength(1)
  } finally {
    await sandbox.close()
  }
})

test('a lost create request is not reported as rejected after a 409 if the list can no longer be read', async () => {
  const run = await deploy({
    sandbox: { listLagMs: 9500, conflicts: 'unfinished' },
    faults: [
      carriedOut,
      { on: { path: 'createDeployment', nth: 2, times: 9 }, fault: { kind: 'status', status: 409 } },
      { on: { path: 'listDeployments', nth: 11, times: 99 }, fault: { kind: 'status', status: 403 } },
    ],
  })
  // Nothing was deployed would be false, though the last word was a no.
  expect(run.outputs.outcome).not.toBe('refused')
})
test('a create request that always conflicts with nothing listed is sent rarely and times out', async () => {
  const run = await deploy({
    creates: 0,
    inputs: { 'timeout-seconds': '5' },
    faults: [{ on: { path: 'createDeployment', times: 99 }, fault: { kind: 'status', status: 409 } }],
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.posts.length).toBeLessThan(5)
  // Said once.
  const waits = run.lines.filter((line) => line.startsWith('Waiting for '))
  expect(waits).toEqual(['Waiting for another deployment that is not listed yet'])
})

test('a run that is interrupted while nothing is listed as blocking has deployed nothing', async () => {
  const run = await deploy({
    creates: 0,
    faults: [{ on: { path: 'createDeployment', times: 99 }, fault: { kind: 'status', status: 409 } }],
    onLine: (line, _, running) => {
      if (line.includes('that is not listed yet')) running.signal('SIGINT')
    },
  })
  expect(run.outputs.outcome).toBe('cancelled')
  expect(run.errors[0]).toContain('Nothing was deployed')
})

describe('a post step never deploys', () => {
  test.each<[string, Record<string, string>]>([
    ['though nothing could be saved for it', { GITHUB_STATE: tmpdir() }],
    ['though the step was killed before it left a word', {}],
  ])('a post step never deploys, %s', async (_, env) => {
    const sandbox = await startSandbox()
    const { apiToken } = sandbox.credentials
    const inputs = {
      'api-url': sandbox.url,
      'api-token': apiToken,
      'app-id': String(appId),
      'dataset-ready-timeout-seconds': '0',
    }
    try {
      const post = await runStep({ inputs, env, state: {} })
      expect(post.exitCode).toBe(0)
      expect(post.annotations).toMatchObject([
        { level: 'warning', message: expect.stringContaining('interrupted before it had a deployment id') },
      ])
      expect(sandbox.requests).toEqual([])
    } finally {
      await sandbox.close()
    }
  })
})

test('a re-run looks for its deployment until the deadline instead of creating another one', async () => {
  const sandbox = await startSandbox({
    deployments: [
      {
        appId,
        commitSha: headSha,
        branch: 'main',
        plan: [
          { afterMs: 0, status: 'in_progress' },
          { afterMs: 14_000, status: 'succeeded' },
        ],
      },
    ],
    faults: [{ on: { path: 'listDeployments' }, fault: { kind: 'hang' } }],
  })
  try {
    const { apiToken } = sandbox.credentials
    const run = await runStep({
      inputs: {
        'api-url': sandbox.url,
        'api-token': apiToken,
        'app-id': String(appId),
        'dataset-ready-timeout-seconds': '0',
        'timeout-seconds': '60',
        'request-timeout-seconds': '11',
      },
      env: { GITHUB_RUN_ATTEMPT: '2', GITHUB_SHA: headSha },
    })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    expect(sandbox.cloud.state.records).toHaveLength(1)
  } finally {
    await sandbox.close()
  }
}, 30_000)

test('an app that cannot be read at once is read again', async () => {
  const run = await deploy({ faults: [{ on: { path: 'getApp' }, fault: { kind: 'status', status: 502 } }] })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-name': 'sandbox-app' })
  expect(run.warnings).toEqual([])
})

describe('a proxy', () => {
  test('a proxy without a scheme is an http proxy', async () => {
    const run = await deploy({ env: { https_proxy: '127.0.0.1:9', no_proxy: '127.0.0.1' } })
    expect(run.outputs.outcome).toBe('succeeded')
  })

  test('a proxy of an unknown kind is a clear error that hides its password', async () => {
    const run = await deploy({ creates: 0, env: { HTTPS_PROXY: 'socks5://me:hush@proxy:1080' } })
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toContain('`HTTPS_PROXY`')
    expect(run.log + run.summary + run.stderr).not.toContain('hush')
  })
})
