import { expect, test } from '@jest/globals'
import { onRef, payload } from '../harness/events.ts'
import { deploy, headSha, type RunOptions } from '../harness/run.ts'

interface Push {
  ref: string
  after: string
  head_commit: { message: string } | null
}

const sandboxMessage = 'A commit message of the sandbox'
const mergeSha = 'c4295bd74fb0f4fda03689c3df3f2803b658fd85'
const pullRequestSha = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821'
const tagSha = '6113728f27ae82c7b1a177c8d03f9e96e0adf246'

const pullRequest = payload(
  'pull_request',
  (each: { action: string; pull_request: { merge_commit_sha: string | null } }) =>
    each.pull_request.merge_commit_sha === mergeSha,
)
const onMerge = {
  ...onRef('refs/pull/2/merge', mergeSha),
  GITHUB_HEAD_REF: 'changes',
  GITHUB_BASE_REF: 'master',
}

const queued = 'gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64'
const pullHead = ['changes', pullRequestSha, sandboxMessage]
const asIs = ['main', headSha, sandboxMessage]

/** Unit tests have the odd payloads: `github/event`. The message of the sandbox is requested from GitHub. */
const rows: [title: string, Pick<RunOptions, 'eventName' | 'event' | 'env'>, expected: string[]][] = [
  [
    'a push to a branch',
    {
      event: payload('push', ({ ref }: Push) => ref === 'refs/heads/master'),
      env: onRef('refs/heads/master', tagSha),
    },
    ['master', tagSha, 'Initial commit'],
  ],
  [
    'a push of a tag',
    {
      event: payload(
        'push',
        ({ ref, head_commit }: Push) => ref.startsWith('refs/tags/') && head_commit !== null,
      ),
      env: onRef('refs/tags/simple-tag', tagSha),
    },
    ['simple-tag', tagSha, 'Adding a .gitignore file'],
  ],
  ['a push that deletes', { event: payload('push', ({ head_commit }: Push) => head_commit === null) }, asIs],
  ['a pull request: its head', { eventName: 'pull_request', event: pullRequest, env: onMerge }, pullHead],
  [
    'pull_request_target: the head, not the base that it runs on',
    { eventName: 'pull_request_target', event: pullRequest, env: onRef('refs/heads/master', tagSha) },
    pullHead,
  ],
  [
    'workflow_run: the commit of the other workflow',
    { eventName: 'workflow_run', event: payload('workflow_run'), env: onRef('refs/heads/trunk') },
    ['main', '5779607b49aab1200488439f02372c57b4f75444', 'Update milestone-created.yml'],
  ],
  [
    'merge_group: the head of the group',
    { eventName: 'merge_group', event: payload('merge_group'), env: onRef(`refs/heads/${queued}`) },
    [
      queued,
      '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d',
      'Merge pull request #2048 from octo-repo/update-readme\n\nUpdate README.md',
    ],
  ],
  [
    'a release: its tag',
    { eventName: 'release', event: payload('release'), env: onRef('refs/tags/0.0.1', tagSha) },
    ['0.0.1', tagSha, sandboxMessage],
  ],
  [
    'repository_dispatch',
    {
      eventName: 'repository_dispatch',
      event: { action: 'deploy', branch: 'no', client_payload: { head_commit: { message: 'no' } } },
      env: onRef('refs/heads/trunk'),
    },
    ['trunk', headSha, sandboxMessage],
  ],
  ['no payload', { event: undefined, env: { GITHUB_EVENT_PATH: undefined } }, asIs],
]

test.each(rows)('branch, commit and message are those of %s', async (_, on, [branch, commit, message]) => {
  const run = await deploy(on)
  expect(run.exitCode).toBe(0)
  expect(run.posts).toHaveLength(1)
  expect(run.body).toStrictEqual({ branch, commit_sha: commit, commit_message: message })
  const requested = message === sandboxMessage ? [`/api/github/repos/acme/taxi/commits/${commit}`] : []
  expect(run.githubCalls.map(({ path }) => path)).toEqual(requested)
})

test('what neither the event nor the runner says is omitted from the request', async () => {
  const run = await deploy({
    event: { head_commit: { message: '' } },
    env: { GITHUB_REF: undefined, GITHUB_REF_NAME: '', GITHUB_SHA: '' },
  })
  expect(run.exitCode).toBe(0)
  expect(run.body).toStrictEqual({})
  expect(run.githubCalls).toEqual([])
})
