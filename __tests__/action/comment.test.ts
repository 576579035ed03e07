import { describe, expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { actionsBot, octocat } from '../../sandbox/github/comments.ts'
import type { PullRequest } from '../../sandbox/github/pulls.ts'
import { MEMORY_URL, type Sandbox } from '../../sandbox/server.ts'
import { onPullRequest, pullSha } from '../harness/pull-request.ts'
import {
  type ActionRun,
  appId,
  deploy,
  githubToken,
  headSha,
  onFirst,
  type Running,
  type RunOptions,
} from '../harness/run.ts'

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

/** A comment of an earlier run of the app. Its key contains the host, because the sandbox's host is not the default. */
function earlier({ app = appId, deployment = 7 } = {}): string {
  return `<!-- spice-cloud-deploy app:${app}@${host} run:1.1 deployment:${deployment} -->\nearlier`
}

const readOnly = ({ github }: Sandbox) => Object.assign(github, { access: 'read' })

describe('a comment on the pull request', () => {
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
    expect(headline).toContain('✅ Deployed')
    expect(headline).toContain(`href="${run.outputs['app-url']}"`)
    expect(body).toContain(`href="https://github.com/acme/taxi/commit/${pullSha}"`)
    expect(body).toContain('href="https://github.com/acme/taxi/actions/runs/1234567890"')
    expect(body).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
    expect(run.log).toMatch(
      /^Commented on pull request #7: https:\/\/github\.com\/acme\/taxi\/pull\/7#issuecomment-\d+$/m,
    )
    // The verdict comes last nevertheless.
    expect(run.lines.at(-1)).toMatch(/^Deployment \d+ succeeded\./)
    expect(run.notices).toEqual([expect.stringMatching(/^Deployment \d+ succeeded\./)])
  })

  test('later runs of the app replace their own comment and no other', async () => {
    const run = await comment({
      ...onPullRequest(),
      prepare: ({ github: { comments } }) => {
        comments.add(number, earlier(), octocat)
        comments.add(number, earlier({ app: 999 }), actionsBot)
        comments.add(number, `Words before it\n${earlier()}`, actionsBot)
        for (let each = 0; each < 100; each += 1) comments.add(number, 'Chat and earlier', octocat)
        comments.add(number, earlier(), actionsBot)
      },
    })
    expect(asked(run)).toEqual(['ListComments', 'ListComments', 'UpdateComment'])
    const said = saidOn(run)
    expect(said.pop()).toContain('✅ Deployed')
    expect(said).toHaveLength(103)
    for (const each of said) expect(each).toMatch(/earlier$/)
    expect(run.log).toContain('Updated the comment on pull request #7')
  })

  test('a comment about a newer deployment is left unchanged', async () => {
    const newer = earlier({ deployment: 999_999 })
    const run = await comment({
      ...onPullRequest(),
      prepare: ({ github }) => github.comments.add(number, newer),
    })
    expect([run.exitCode, run.warnings, asked(run)]).toEqual([0, [], ['ListComments']])
    expect(saidOn(run)).toEqual([newer])
  })

  test('a comment about a failure shows foreign text as text', async () => {
    const reason =
      '@everyone <b>bold</b> | `code` #12 ![x](https://evil.example/x.png)\n<!-- spice-cloud-deploy'
    const run = await comment({
      ...onPullRequest(),
      looks: [{ status: 'failed', error_message: reason }],
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'failed'])
    const [body = ''] = saidOn(run)
    expect(body).toContain('❌ Deployment failed')
    expect(body).toContain('&lt;b&gt;bold&lt;/b&gt;')
    const outsideOfCode = body.replace(/<code>[^<]*<\/code>/g, '')
    for (const part of ['@everyone', 'evil.example', '#12']) expect(outsideOfCode).not.toContain(part)
    expect(body.match(/<!--/g)).toHaveLength(1)
  })

  test('no comment is written without `comment-on-pr`', async () => {
    expect(asked(await deploy(onPullRequest()))).toEqual([])
  })
})

describe('on a push', () => {
  const open = (of: Partial<PullRequest> = {}, repository = 'acme/taxi') => {
    const head = { ref: 'main', sha: headSha, repo: { full_name: repository } }
    return { number, state: 'open' as const, head, ...of }
  }

  test('a push comments on the open pull request of its commit', async () => {
    const run = await comment({
      prepare: ({ github }) => {
        github.pulls.push(open({ number: 5 }, 'eve/taxi'), open({ number: 6, state: 'closed' }), open())
      },
    })
    expect(asked(run)).toEqual(['Pulls', 'ListComments', 'CreateComment', 'ListComments'])
    expect(saidOn(run)).toHaveLength(1)
  })

  test('a push without an open pull request writes no comment', async () => {
    const run = await comment()
    expect([run.exitCode, run.warnings, asked(run)]).toEqual([0, [], ['Pulls']])
    expect(run.log).toContain('No comment: the deployed commit is not the head of an open pull request')
  })
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
])(
  'a comment that cannot be written is one warning, and the deployment is not affected: %s',
  async (_, setup, why) => {
    const run = await comment({ ...onPullRequest(), ...setup })
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
    expect(run.warnings).toEqual([
      expect.stringMatching(/^`comment-on-pr` is set, but .* The deployment is not affected\.$/),
    ])
    expect(run.warnings[0]).toContain(` but ${why} `)
    expect(saidOn(run)).toEqual([])
  },
)

test('a run that is cancelled before it requested a deployment leaves the comment unchanged', async () => {
  let step: Running | undefined
  const run = await comment({
    creates: 0,
    ...onPullRequest(),
    sandbox: { faults: [{ on: { path: 'token' }, fault: { kind: 'hang' } }] },
    prepare: (sandbox) => {
      sandbox.github.comments.add(number, earlier())
      onFirst(sandbox, 'token', () => step?.signal('SIGINT'))
    },
    onLine: (_, __, running) => {
      step = running
    },
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  expect(asked(run)).toEqual([])
  expect(saidOn(run)).toEqual([earlier()])
})

test('a run that is cancelled does not wait long for GitHub', async () => {
  let cancelledAt: number | undefined
  const run = await comment({
    ...onPullRequest(),
    looks: ['in_progress'],
    sandbox: { faults: [{ on: { path: 'githubListComments', times: 9 }, fault: { kind: 'hang' } }] },
    onLine: (line, _, running) => {
      if (cancelledAt !== undefined || !line.includes('in_progress')) return
      cancelledAt = performance.now()
      running.signal('SIGINT')
    },
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  expect(run.warnings).toContainEqual(expect.stringContaining('the run ended first'))
  expect(run.durationMs - (cancelledAt ?? 0)).toBe(1500)
})

/** A run on a pull request that logs its requests. */
const whole = (options: RunOptions = {}) =>
  comment({ ...onPullRequest(), env: { RUNNER_DEBUG: '1' }, mayUse: ['debug'], ...options })

const onGitHub = (fault: Fault, times = 99): FaultRule => ({ on: { path: /github/, times }, fault })

test('a run logs its requests to GitHub when debugging', async () => {
  const run = await whole()
  expect(run.log).toMatch(/^::debug::POST \S+\/issues\/7\/comments → HTTP 201 /m)
})

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
