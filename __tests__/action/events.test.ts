import { describe, expect, test } from '@jest/globals'
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

interface Row {
  title: string
  eventName: string
  event: unknown
  env?: RunOptions['env']
  branch: string | undefined
  commit: string | undefined
  message: string | undefined
  /** Whether the message is requested from GitHub; not if the event has it. */
  asks: boolean
}

const rows: Row[] = [
  {
    title: 'a push to a branch',
    eventName: 'push',
    event: payload('push', ({ ref }: Push) => ref === 'refs/heads/master'),
    env: onRef('refs/heads/master', tagSha),
    branch: 'master',
    commit: tagSha,
    message: 'Initial commit',
    asks: false,
  },
  {
    title: 'a push of a tag',
    eventName: 'push',
    event: payload(
      'push',
      ({ ref, head_commit }: Push) => ref.startsWith('refs/tags/') && head_commit !== null,
    ),
    env: onRef('refs/tags/simple-tag', tagSha),
    branch: 'simple-tag',
    commit: tagSha,
    message: 'Adding a .gitignore file',
    asks: false,
  },
  {
    title: 'a push that deletes, and so has no head commit',
    eventName: 'push',
    event: payload('push', ({ head_commit }: Push) => head_commit === null),
    env: onRef('refs/heads/main'),
    branch: 'main',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'a push to a branch with slashes',
    eventName: 'push',
    event: { ref: 'refs/heads/feature/a/b', head_commit: { id: headSha, message: 'Deeper' } },
    env: onRef('refs/heads/feature/a/b'),
    branch: 'feature/a/b',
    commit: headSha,
    message: 'Deeper',
    asks: false,
  },
  {
    title: 'a push without the short name of its ref',
    eventName: 'push',
    event: { head_commit: { id: headSha, message: 'Deeper' } },
    env: { ...onRef('refs/heads/feature/a/b'), GITHUB_REF_NAME: undefined },
    branch: 'feature/a/b',
    commit: headSha,
    message: 'Deeper',
    asks: false,
  },
  {
    title: 'a pull request: its head, never the merge commit',
    eventName: 'pull_request',
    event: pullRequest,
    env: onMerge,
    branch: 'changes',
    commit: pullRequestSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'pull_request_target: the head, not the base that it runs on',
    eventName: 'pull_request_target',
    event: pullRequest,
    env: onRef('refs/heads/master', tagSha),
    branch: 'changes',
    commit: pullRequestSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'another event about a pull request',
    eventName: 'pull_request_review',
    event: { action: 'submitted', review: {}, pull_request: pullRequest.pull_request },
    env: onMerge,
    branch: 'changes',
    commit: pullRequestSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'workflow_run: the commit of the other workflow',
    eventName: 'workflow_run',
    event: payload('workflow_run'),
    env: onRef('refs/heads/trunk'),
    branch: 'main',
    commit: '5779607b49aab1200488439f02372c57b4f75444',
    message: 'Update milestone-created.yml',
    asks: false,
  },
  {
    title: 'workflow_run without a head commit',
    eventName: 'workflow_run',
    event: { workflow_run: { head_branch: 'side', head_sha: tagSha, head_commit: null } },
    branch: 'side',
    commit: tagSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'merge_group: the head of the group',
    eventName: 'merge_group',
    event: payload('merge_group'),
    env: onRef('refs/heads/gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64'),
    branch: 'gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64',
    commit: '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d',
    message: 'Merge pull request #2048 from octo-repo/update-readme\n\nUpdate README.md',
    asks: false,
  },
  {
    title: 'workflow_dispatch',
    eventName: 'workflow_dispatch',
    event: payload('workflow_dispatch'),
    branch: 'main',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'workflow_dispatch whose inputs are named as parts of other payloads',
    eventName: 'workflow_dispatch',
    event: {
      ref: 'refs/heads/main',
      inputs: { head_commit: 'x', pull_request: '7' },
      pull_request: null,
      workflow_run: { head_branch: 'no', head_sha: tagSha, head_commit: { message: 'no' } },
    },
    branch: 'main',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'a release: its tag',
    eventName: 'release',
    event: payload('release'),
    env: onRef('refs/tags/0.0.1', tagSha),
    branch: '0.0.1',
    commit: tagSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'a schedule',
    eventName: 'schedule',
    event: { schedule: '17 4 * * *', workflow: '.github/workflows/deploy.yml' },
    branch: 'main',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'repository_dispatch',
    eventName: 'repository_dispatch',
    event: { action: 'deploy', branch: 'trunk', client_payload: { head_commit: { message: 'no' } } },
    env: onRef('refs/heads/trunk'),
    branch: 'trunk',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'an unknown event',
    eventName: 'moon_phase',
    event: { moon: 'full' },
    branch: 'main',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'no payload',
    eventName: 'push',
    event: undefined,
    env: { GITHUB_EVENT_PATH: undefined },
    branch: 'main',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
  {
    title: 'a malformed payload',
    eventName: 'pull_request',
    event: { pull_request: { head: 'main' }, head_commit: ['x'], workflow_run: 1, merge_group: true },
    branch: 'main',
    commit: headSha,
    message: sandboxMessage,
    asks: true,
  },
]

describe('what is deployed', () => {
  test.each(rows)(
    'branch, commit and message are those of $title',
    async ({ eventName, event, env, branch, commit, message, asks }) => {
      const run = await deploy({ eventName, event, env: { ...env } })
      expect(run.exitCode).toBe(0)
      expect(run.posts).toHaveLength(1)
      expect(run.body).toStrictEqual({ branch, commit_sha: commit, commit_message: message })
      expect(run.githubCalls).toHaveLength(asks ? 1 : 0)
      if (asks) expect(run.githubCalls[0]?.path).toBe(`/api/github/repos/acme/taxi/commits/${commit}`)
    },
  )
})

describe('missing values', () => {
  test('missing values are omitted from the request', async () => {
    const run = await deploy({
      event: {},
      env: { GITHUB_REF: undefined, GITHUB_REF_NAME: undefined, GITHUB_SHA: undefined },
    })
    expect(run.exitCode).toBe(0)
    expect(run.body).toStrictEqual({})
    expect(run.githubCalls).toEqual([])
  })

  test('empty variables of the runner are omitted from the request', async () => {
    const run = await deploy({
      event: { head_commit: { message: '' } },
      env: { GITHUB_REF: '', GITHUB_REF_NAME: '', GITHUB_SHA: '' },
    })
    expect(run.body).toStrictEqual({})
  })

  test('empty values of a payload are omitted from the request', async () => {
    const run = await deploy({
      eventName: 'workflow_run',
      event: { workflow_run: { head_branch: '', head_sha: tagSha, head_commit: { message: '  \n ' } } },
      githubToken: '',
    })
    expect(run.body).toStrictEqual({ commit_sha: tagSha })
  })
})

describe('inputs', () => {
  test('inputs take precedence over the event', async () => {
    const run = await deploy({
      inputs: {
        branch: 'release/1.x',
        'commit-sha': tagSha,
        'commit-message': 'By hand',
        channel: 'internal',
        replicas: '10',
        'image-tag': '1.2.3-models',
        debug: 'true',
      },
    })
    expect(run.body).toStrictEqual({
      branch: 'release/1.x',
      commit_sha: tagSha,
      commit_message: 'By hand',
      channel: 'internal',
      replicas: 10,
      image_tag: '1.2.3-models',
      debug: true,
    })
    expect(run.githubCalls).toEqual([])
  })

  test('empty inputs leave the values of the event', async () => {
    const run = await deploy({
      inputs: {
        ...{
          branch: '',
          'commit-sha': '',
          'commit-message': ' ',
          channel: '',
          replicas: '',
          'image-tag': '',
        },
        ...{
          debug: '',
          org: '',
          scope: '',
          'api-token': '',
          'wait-for-completion': '',
          'timeout-seconds': '',
        },
        ...{ 'poll-interval-seconds': '', 'request-timeout-seconds': '' },
      },
    })
    expect(run.exitCode).toBe(0)
    expect(run.body).toStrictEqual({
      branch: 'main',
      commit_sha: headSha,
      commit_message: 'Fix the meter',
    })
  })

  test.each(['false', 'False', 'FALSE'])('`debug: %s` is not sent', async (debug) => {
    expect((await deploy({ inputs: { debug } })).body).not.toHaveProperty('debug')
  })

  test.each(['True', 'TRUE'])('`debug: %s` is sent as true', async (debug) => {
    expect((await deploy({ inputs: { debug } })).body).toMatchObject({ debug: true })
  })

  test('an input with the commit of the event keeps its message, even if abbreviated', async () => {
    const runs = await Promise.all(
      [headSha, headSha.slice(0, 7), headSha.toUpperCase()].map((sha) =>
        deploy({ inputs: { 'commit-sha': sha } }),
      ),
    )
    expect(runs.map(({ body }) => (body as { commit_message: string }).commit_message)).toEqual(
      Array(3).fill('Fix the meter'),
    )
    expect(runs.flatMap(({ githubCalls }) => githubCalls)).toEqual([])
  })
})
