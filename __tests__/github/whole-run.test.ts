import { beforeAll, expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { createSandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../harness/memory.ts'
import { VirtualTime } from '../harness/virtual-time.ts'
import { number, pullRequest } from './fixture.ts'

// Loading takes real time, during which virtual time would go on.
beforeAll(() =>
  Promise.all([
    import('@actions/github'),
    import('../../src/verify-and-recover.ts'),
    import('../../src/report/comment.ts'),
    import('../../src/report/summary.ts'),
  ]),
)

/** A whole run that comments, in memory and in virtual time. */
async function runWith({ faults = [], cancelAtMs }: { faults?: FaultRule[]; cancelAtMs?: number } = {}) {
  const time = new VirtualTime()
  const result = await time.run(async () => {
    const endsAfterMs = cancelAtMs === undefined ? 0 : 60_000
    const sandbox = createSandbox({ faults, plan: [{ afterMs: endsAfterMs, status: 'succeeded' }] })
    const { clientId, clientSecret } = sandbox.credentials
    const step = await runStepInMemory(
      {
        inputs: {
          'app-id': '4711',
          'api-url': sandbox.url,
          'oauth-token-url': sandbox.tokenUrl,
          'client-id': clientId,
          'client-secret': clientSecret,
          'comment-on-pr': 'true',
          'dataset-ready-timeout-seconds': '0',
        },
        eventName: 'pull_request',
        event: pullRequest(),
        githubToken: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
        env: { GITHUB_API_URL: sandbox.githubApiUrl, RUNNER_DEBUG: '1' },
        onStart: ({ signal }) => {
          if (cancelAtMs !== undefined) setTimeout(() => signal('SIGINT'), cancelAtMs)
        },
      },
      sandbox,
    )
    const asked = sandbox.requests.flatMap(({ operation }) => /^github(.+)/.exec(operation ?? '')?.[1] ?? [])
    return { ...step, asked, comments: sandbox.github.comments.of(number) }
  })
  const warnings = result.annotations.filter(({ level }) => level === 'warning')
  return { ...result, tookMs: time.now(), warnings: warnings.map(({ message }) => message) }
}

const onGitHub = (fault: Fault, times = 99): FaultRule => ({ on: { path: /github/, times }, fault })

test('a run comments on the pull request, and logs these requests when debugging', async () => {
  const run = await runWith()
  expect([run.exitCode, run.warnings]).toEqual([0, []])
  expect(run.comments).toHaveLength(1)
  expect(run.asked).toEqual(['ListComments', 'CreateComment', 'ListComments'])
  expect(run.log).toMatch(/^::debug::POST \S+\/issues\/5\/comments → HTTP 201 /m)
  expect(run.outputs).not.toHaveProperty('error-message')
})

test('a run pauses for as long as GitHub asks before it comments', async () => {
  const headers = { 'retry-after': '4' }
  const body = { message: 'Too many requests' }
  const [quick, slow] = [
    await runWith(),
    await runWith({
      faults: [{ on: { path: 'githubListComments' }, fault: { kind: 'status', status: 429, headers, body } }],
    }),
  ]
  expect([slow.exitCode, slow.warnings, slow.comments.length]).toEqual([0, [], 1])
  expect(slow.tookMs - quick.tookMs).toBe(4000)
})

test('a run gives a GitHub that hangs 3 s for the message and 10 s for the comment', async () => {
  const [quick, slow] = [await runWith(), await runWith({ faults: [onGitHub({ kind: 'hang' })] })]
  expect(slow.exitCode).toBe(0)
  expect(slow.outputs.outcome).toBe('succeeded')
  expect(slow.warnings).toEqual([
    'Could not write the comment: GitHub did not respond within 10s. The deployment is not affected.',
  ])
  expect(slow.tookMs - quick.tookMs).toBe(13_000)
})

test('a cancelled run spends at most 1.5 s on the comment', async () => {
  const cancelAtMs = 20_000
  const run = await runWith({ cancelAtMs, faults: [onGitHub({ kind: 'hang' })] })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  expect(run.warnings).toContain(
    'Could not write the comment: the run ended first. The deployment is not affected.',
  )
  expect(run.tookMs).toBe(cancelAtMs + 1500)
})
