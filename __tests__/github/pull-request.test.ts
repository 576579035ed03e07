import { expect, test } from '@jest/globals'
import type { PullRequest } from '../../sandbox/github/pulls.ts'
import { noPayload, number, pullRequest, sha, stage } from './fixture.ts'

const home = { full_name: 'acme/taxi' }
const fork = { full_name: 'mallory/taxi' }
const later = 'b'.repeat(40)

const pull = (of: number, head: Partial<PullRequest['head']> = {}, more: Partial<PullRequest> = {}) => ({
  number: of,
  state: 'open' as const,
  head: { ref: 'changes', sha, repo: home, ...head },
  ...more,
})

const push = { GITHUB_EVENT_NAME: 'push', GITHUB_REF_NAME: 'changes' }

/** @returns the pull request that a push is matched to */
async function find(pulls: PullRequest[], env: Record<string, string> = {}, payload = noPayload) {
  const { run, github } = await stage()
  github.pulls.push(...pulls)
  const result = await run('x', { payload, env: { ...push, ...env } })
  return 'number' in result ? result.number : result.kind
}

const none = 'no pull request'

const closed = pull(7, {}, { state: 'closed' })
const ofOtherBranch = pull(7, { ref: 'other', sha: later }, { commits: [sha] })
const ofFork = pull(7, { repo: fork })

test.each<[which: string, PullRequest[], number | string]>([
  ['the open one whose head it is', [pull(7)], 7],
  ['an open one beside a closed one', [closed, pull(8)], 8],
  ['that of its branch, even if that has more commits', [pull(7, { sha: later }, { commits: [sha] })], 7],
  ['none of another branch that contains the commit', [ofOtherBranch], none],
  ['none of a fork with its commit and branch, or of a deleted one', [ofFork, pull(8, { repo: null })], none],
  ['the oldest of several of its branch', [pull(9), pull(7), pull(8)], 7],
  ['one of its repository in any letter case', [pull(7, { repo: { full_name: 'Acme/Taxi' } })], 7],
])('a push belongs to a pull request: %s', async (_, pulls, found) => {
  expect(await find(pulls)).toBe(found)
})

test('other events are matched by the head commit only', async () => {
  const env = { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF_NAME: 'main' }
  expect(await find([pull(7)], env)).toBe(7)
  expect(await find([pull(7, { sha: later }, { commits: [sha] })], env)).toBe(none)
})

test('a workflow_run event belongs to the pull request of the earlier run, even from a fork', async () => {
  const head = { head_branch: 'changes', head_sha: sha, head_commit: undefined, head_repository: fork }
  const payload = { ...noPayload, workflow_run: head }
  const env = { GITHUB_EVENT_NAME: 'workflow_run' }
  expect(await find([pull(7, { repo: fork }), pull(8)], env, payload)).toBe(7)
})

test.each([undefined, '', 'main', '../../user', 'abc'])('%j is no commit to ask for', async (commitSha) => {
  const { run, asked } = await stage()
  expect(await run('x', { payload: noPayload, env: push, commitSha })).toEqual({ kind: none })
  expect(asked()).toEqual([])
})

test('a commit that GitHub does not have is in no pull request', async () => {
  const fault = { kind: 'status', status: 422, body: { message: `No commit found for SHA: ${sha}` } } as const
  const { run } = await stage({ on: { path: 'githubPulls' }, fault })
  expect(await run('x', { payload: noPayload, env: push })).toEqual({ kind: none })
})

test.each([
  ['no head', {}, 7],
  ['no repository', { head: { ref: 'changes', sha } }, 7],
  ['a deleted repository', { head: { ref: 'changes', sha, repo: null } }, none],
  ['another commit and branch', { head: { ref: 'other', sha: later } }, none],
])('a pull request with %s is matched only if nothing contradicts it', async (_, told, found) => {
  const fault = { kind: 'misshapen', body: [{ number: 7, state: 'open', ...told }] } as const
  const { run } = await stage({ on: { path: 'githubPulls' }, fault })
  const result = await run('x', { payload: noPayload, env: push })
  expect('number' in result ? result.number : result.kind).toBe(found)
})

test('a response that is not a list of pull requests is requested once more and then reported', async () => {
  const fault = { kind: 'misshapen', body: { message: 'Moved' } } as const
  for (const [times, result] of [
    [1, { kind: none }],
    [9, { kind: 'failed', reason: 'GitHub sent a response that is not a list of pull requests' }],
  ] as const) {
    const { run } = await stage({ on: { path: 'githubPulls', times }, fault })
    expect(await run('x', { payload: noPayload, env: push })).toEqual(result)
  }
})

test('a pull request with a matching head takes precedence over one without a head', async () => {
  const body = [{ number: 6, state: 'open' }, pull(7)]
  const { run } = await stage({ on: { path: 'githubPulls' }, fault: { kind: 'misshapen', body } })
  expect(await run('x', { payload: noPayload, env: push })).toMatchObject({ number: 7 })
})

test('a pull request from a fork gets a comment if the token may write', async () => {
  const { run } = await stage()
  expect(await run('x', { payload: pullRequest('mallory/taxi') })).toMatchObject({ kind: 'created', number })
})
