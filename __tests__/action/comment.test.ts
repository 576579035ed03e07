import { expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { MEMORY_URL, type Sandbox } from '../../sandbox/server.ts'
import { onPullRequest, pullSha } from '../harness/pull-request.ts'
import { type ActionRun, appId, deploy, githubToken, type RunOptions } from '../harness/run.ts'

const number = 7
const { hostname: host } = new URL(MEMORY_URL)

/** A run that is to comment. */
const comment = ({ inputs, ...setup }: RunOptions = {}) =>
  deploy({ ...setup, inputs: { 'comment-on-pr': 'true', ...inputs } })

/** The requests of the run about comments, by name. */
function asked({ requests }: ActionRun): string[] {
  return requests.flatMap(({ operation }) => /^github(.+)/.exec(operation ?? '')?.[1] ?? [])
}

function saidOn({ sandbox }: ActionRun): string[] {
  return sandbox.github.comments.of(number).map(({ body }) => body)
}

const readOnly = ({ github }: Sandbox) => Object.assign(github, { access: 'read' })

test('a comment is added with outcome, commit, link and time', async () => {
  const run = await comment(onPullRequest())
  expect([run.exitCode, run.outputs.outcome, run.annotations]).toEqual([0, 'succeeded', []])
  // The last request checks that no other run has added one at the same time.
  expect(asked(run)).toEqual(['ListComments', 'CreateComment', 'ListComments'])
  const [body = '', ...others] = saidOn(run)
  expect(others).toEqual([])
  expect(run.requests.find(({ operation }) => operation === 'githubCreateComment')).toMatchObject({
    method: 'POST',
    path: `/api/github/repos/acme/taxi/issues/${number}/comments`,
    headers: { authorization: `token ${githubToken}` },
    body: { body },
  })
  const [marker, headline] = body.split('\n')
  expect(marker).toBe(
    `<!-- spice-cloud-deploy app:${appId}@${host} run:1234567890.1 deployment:${run.outputs['deployment-id']} name:acme/sandbox-app@${host} -->`,
  )
  expect(headline).toMatch(/✅ .*: Deployed/)
  expect(headline).toContain(`href="${run.outputs['app-url']}"`)
  expect(body).toContain(`href="https://github.com/acme/taxi/commit/${pullSha}"`)
  expect(body).toContain('href="https://github.com/acme/taxi/actions/runs/1234567890"')
  expect(body).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
  expect(run.log).toMatch(
    /^Commented on pull request #7: https:\/\/github\.com\/acme\/taxi\/pull\/7#issuecomment-\d+$/m,
  )
  // The verdict comes last nevertheless.
  expect(run.lines.at(-1)).toMatch(/^Deployment \d+ .*is live\./)
  expect(run.notices).toEqual([expect.stringMatching(/^Deployment \d+ .*is live\./)])
})

test('no comment is written without `comment-on-pr`', async () => {
  expect(asked(await deploy(onPullRequest()))).toEqual([])
})

test('an event of a conversation belongs to its pull request', async () => {
  const event = { issue: { number, pull_request: { merged_at: null } } }
  const prepare = ({ github }: Sandbox) => github.issues.add(number)
  const run = await comment({ eventName: 'issue_comment', event, prepare })
  expect(saidOn(run)).toEqual([expect.stringMatching(/✅ .*: Deployed/)])
})

test.each<[string, RunOptions]>([
  ['push', {}],
  ['workflow_dispatch', { eventName: 'workflow_dispatch', event: {} }],
])('an event without a pull request, %s, writes no comment and asks for none', async (_, event) => {
  const run = await comment(event)
  expect([run.exitCode, run.warnings, asked(run)]).toEqual([0, [], []])
  expect(run.log).toContain('No comment: this event has no pull request.')
})

// Unit tests have the other failures: `github/errors`.
test.each<[string, RunOptions, string]>([
  [
    'the token may only read',
    { prepare: readOnly },
    'the token may not comment on the pull request. Add `pull-requests: write` to the `permissions` of the job, and keep the existing entries; permissions that are not listed are removed.',
  ],
  [
    'the pull request is from a fork',
    { prepare: readOnly, ...onPullRequest({ repository: 'eve/taxi' }) },
    'workflows of pull requests from forks get a read-only token. Set `comment-on-pr: false` if `github.event.pull_request.head.repo.fork` is true.',
  ],
  [
    'there is no token',
    { inputs: { 'github-token': '' }, githubToken: '' },
    '`github-token` is empty. Remove it to use the token of the job, or set a token with `pull-requests: write`.',
  ],
])('a comment that cannot be written is one warning, and nothing else: %s', async (_, setup, why) => {
  const run = await comment({ ...onPullRequest(), ...setup })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
  expect(run.warnings).toEqual([
    expect.stringMatching(/^`comment-on-pr` is set, but .* The deployment is not affected\.$/),
  ])
  expect(run.warnings[0]).toContain(` but ${why} `)
  expect(saidOn(run)).toEqual([])
})

const whole = (options: RunOptions = {}) => comment({ ...onPullRequest(), ...options })

const onGitHub = (fault: Fault, times = 99): FaultRule => ({ on: { path: /github/, times }, fault })

test('a run pauses for as long as GitHub asks before it comments', async () => {
  const headers = { 'retry-after': '4' }
  const body = { message: 'Too many requests' }
  const fault: Fault = { kind: 'status', status: 429, headers, body }
  const quick = await whole()
  const slow = await whole({ faults: [{ on: { path: 'githubListComments' }, fault }] })
  expect([slow.exitCode, slow.warnings, saidOn(slow).length]).toEqual([0, [], 1])
  expect(slow.durationMs - quick.durationMs).toBe(4000)
})

test('a run gives a GitHub that hangs 3 s for the message and 10 s for the comment', async () => {
  const quick = await whole()
  const slow = await whole({ faults: [onGitHub({ kind: 'hang' })] })
  expect([slow.exitCode, slow.outputs.outcome]).toEqual([0, 'succeeded'])
  expect(slow.warnings).toEqual([
    'Could not write the comment: GitHub did not respond within 10s. The deployment is not affected.',
  ])
  expect(slow.durationMs - quick.durationMs).toBe(13_000)
})
