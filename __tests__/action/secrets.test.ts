import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { type ActionRun, deploy, githubToken, headSha } from '../harness/run.ts'

// The point is what `deploy` checks for every run: no secret is in the log, the outputs or the summary.

const clientSecret = 'sandbox-client-secret'
const accessToken = 'sandbox-access-token-1'
const everySecret = `secret ${clientSecret}, token ${accessToken}, Bearer ${accessToken}, github ${githubToken}.`
const answering = (path: string, status: number, body: unknown) => ({
  faults: [{ on: { path, times: 99 }, fault: { kind: 'status', status, body } satisfies Fault }],
})

describe('a server that repeats secrets', () => {
  test('secrets in a rejection are hidden', async () => {
    const run = await deploy({
      sandbox: answering('createDeployment', 403, {
        error: everySecret,
        details: { fieldErrors: { [clientSecret]: [accessToken] }, formErrors: [everySecret] },
      }),
    })
    expect(run.errors[0]).toContain('secret ***, token ***, Bearer ***')
    expect(run.outputs['error-message']).toContain('secret ***, token ***')
  })

  test('secrets in a rejection that is not JSON are hidden', async () => {
    const run = await deploy({ sandbox: answering('createDeployment', 403, everySecret) })
    expect(run.errors[0]).toContain('secret ***')
  })

  test('secrets in a rejected token exchange are hidden', async () => {
    const run = await deploy({
      sandbox: answering('token', 401, { error: 'invalid_client', error_description: `no ${clientSecret}` }),
    })
    expect(run.errors[0]).toContain('no ***')
  })

  test('a rejected API token is hidden', async () => {
    const run = await deploy({
      credentials: 'token',
      sandbox: answering('createDeployment', 401, { error: 'Bad token sandbox-personal-access-token' }),
    })
    expect(run.errors[0]).toContain('Bad token ***')
  })

  test('secrets in a server error are hidden', async () => {
    const run = await deploy({
      sandbox: {
        faults: [
          {
            on: { path: 'listDeployments' },
            fault: { kind: 'status', status: 503, body: { error: everySecret } },
          },
        ],
      },
      looks: ['queued', 'queued', 'succeeded'],
    })
    expect(run.warnings[0]).toContain('secret ***')
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

  test('secrets in a redirect are hidden', async () => {
    const run = await deploy({
      sandbox: {
        faults: [
          {
            on: { path: 'createDeployment', times: 99 },
            fault: { kind: 'redirect', status: 307, to: `https://example.com/?${clientSecret}` },
          },
        ],
      },
    })
    expect(run.exitCode).toBe(1)
    expect(run.posts).toHaveLength(1)
  })
})

describe('a secret with special characters', () => {
  const odd = `p&ss<w>"o'r\\d%0A::x`

  const repeat = (secret: string): Promise<ActionRun>[] => [
    deploy({
      sandbox: {
        client: { clientSecret: secret },
        plan: [{ afterMs: 0, status: 'failed', error_message: `no ${secret} here` }],
      },
    }),
    deploy({
      sandbox: {
        client: { clientSecret: secret },
        ...answering('createDeployment', 422, { error: `no ${secret} here` }),
      },
    }),
    deploy({
      sandbox: { client: { clientSecret: secret } },
      event: { head_commit: { id: headSha, message: `no ${secret} here` } },
    }),
  ]

  test('a secret is hidden in JSON, in HTML and in commands of the runner', async () => {
    const [failed, refused, deployed] = await Promise.all(repeat(odd))
    expect(failed?.outputs['error-message']).toBe('no *** here')
    expect(refused?.errors[0]).toContain('no *** here')
    expect(deployed?.summary).toContain('no *** here')
  })
})

describe('a secret at the cut of a long text', () => {
  const secret = 'Zq7vKx2mWp9dRt4bYh6nLs8cGf3jAe5uQo1iVy0k'
  const often = `${secret} `.repeat(200)
  // Short enough for places with a low limit.
  const several = `${secret} `.repeat(29)
  const shows = ({ log, summary, outputs }: ActionRun) =>
    [log.replace(/^::add-mask::.*$/gm, ''), summary, ...Object.values(outputs)].filter((text) =>
      text.includes(secret.slice(0, 8)),
    )

  test('a secret at the cut of a rejection is hidden whole', async () => {
    const run = await deploy({
      sandbox: { client: { clientSecret: secret }, ...answering('createDeployment', 422, { error: often }) },
    })
    expect(run.outputs.outcome).toBe('refused')
    expect(shows(run)).toEqual([])
  })

  test('a secret at the cut of a deployment error is hidden whole', async () => {
    const run = await deploy({
      sandbox: {
        client: { clientSecret: secret },
        plan: [{ afterMs: 0, status: 'failed', error_message: several }],
      },
    })
    expect(run.outputs.outcome).toBe('failed')
    expect(shows(run)).toEqual([])
  })

  test('a secret at the cut of a commit message is hidden whole', async () => {
    const run = await deploy({
      sandbox: { client: { clientSecret: secret } },
      event: { head_commit: { id: headSha, message: several } },
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(shows(run)).toEqual([])
  })
})

test('every renewed token is hidden', async () => {
  const run = await deploy({
    sandbox: { plan: [{ afterMs: 0, status: 'failed', error_message: 'sandbox-access-token-2 is out' }] },
    prepare: ({ cloud }) =>
      cloud.faults.add({ on: { path: 'createDeployment' }, fault: { kind: 'status', status: 401 } }),
  })
  expect(run.exchanges).toHaveLength(2)
  expect(run.outputs['error-message']).toBe('*** is out')
})
