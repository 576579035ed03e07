import { describe, expect, test } from '@jest/globals'
import type { PullRequest } from '../../sandbox/github/pulls.ts'
import { noPayload, number, pullRequest, sha, stage } from './stage.ts'

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

/** Which pull request a push is found to be about. */
async function find(pulls: PullRequest[], env: Record<string, string> = {}, payload = noPayload) {
  const { run, github } = await stage()
  github.pulls.push(...pulls)
  const result = await run('x', { payload, env: { ...push, ...env } })
  return 'number' in result ? result.number : result.kind
}

const none = 'no pull request'

test("the event's own is taken, and nothing is asked", async () => {
  const { run, asked } = await stage()
  expect(await run('x')).toMatchObject({ number })
  expect(asked()).not.toContain('Pulls')
})

describe('a push is about', () => {
  test('the open pull request whose head it is', async () => {
    expect(await find([pull(7)])).toBe(7)
  })

  test('none that is closed', async () => {
    expect(await find([pull(7, {}, { state: 'closed' })])).toBe(none)
    expect(await find([pull(7, {}, { state: 'closed' }), pull(8)])).toBe(8)
  })

  test('that of its branch, when the branch has moved on', async () => {
    expect(await find([pull(7, { sha: later }, { commits: [sha] })])).toBe(7)
  })

  test('none of another branch that only contains the commit', async () => {
    const other = pull(7, { ref: 'other', sha: later }, { commits: [sha] })
    expect(await find([other])).toBe(none)
    expect(await find([other, pull(9)])).toBe(9)
  })

  test('none of a fork, be it of the very commit, of a branch of that name, or deleted', async () => {
    expect(await find([pull(7, { repo: fork }), pull(8, { repo: null })])).toBe(none)
    expect(await find([pull(7, { repo: fork }), pull(8)])).toBe(8)
  })

  test('the oldest of several from one branch', async () => {
    expect(await find([pull(9), pull(7), pull(8)])).toBe(7)
  })

  test('one of a repository that is written in another case', async () => {
    expect(await find([pull(7, { repo: { full_name: 'Acme/Taxi' } })])).toBe(7)
  })
})

test('other events are found by the head of the pull request alone', async () => {
  const env = { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF_NAME: 'main' }
  expect(await find([pull(7)], env)).toBe(7)
  expect(await find([pull(7, { sha: later }, { commits: [sha] })], env)).toBe(none)
})

test('a run that follows another is about the repository of that one, a fork too', async () => {
  const payload = {
    ...noPayload,
    workflow_run: { head_branch: 'changes', head_sha: sha, head_commit: undefined, head_repository: fork },
  }
  const env = { GITHUB_EVENT_NAME: 'workflow_run' }
  expect(await find([pull(7, { repo: fork }), pull(8)], env, payload)).toBe(7)
})

test.each([undefined, '', 'main', '../../user', 'abc'])('%j is no commit to ask about', async (commitSha) => {
  const { run, asked } = await stage()
  expect(await run('x', { payload: noPayload, env: push, commitSha })).toEqual({ kind: none })
  expect(asked()).toEqual([])
})

test('a commit that GitHub does not know is in no pull request', async () => {
  const fault = { kind: 'status', status: 422, body: { message: `No commit found for SHA: ${sha}` } } as const
  const { run } = await stage({ on: { path: 'githubPulls' }, fault })
  expect(await run('x', { payload: noPayload, env: push })).toEqual({ kind: none })
})

test.each([
  ['nothing of its head', {}, 7],
  ['a head of null', { head: null }, 7],
  ['no repository', { head: { ref: 'changes', sha } }, 7],
  ['a repository without a name', { head: { ref: 'changes', sha, repo: {} } }, 7],
  ['no repository any more', { head: { ref: 'changes', sha, repo: null } }, none],
  ['another commit and branch alone', { head: { ref: 'other', sha: later } }, none],
])('a pull request that tells %s', async (_, told, found) => {
  const fault = { kind: 'misshapen', body: [{ number: 7, state: 'open', ...told }] } as const
  const { run } = await stage({ on: { path: 'githubPulls' }, fault })
  const result = await run('x', { payload: noPayload, env: push })
  expect('number' in result ? result.number : result.kind).toBe(found)
})

test('an answer that is no list of pull requests is asked for once more, and then told', async () => {
  const fault = { kind: 'misshapen', body: { message: 'Moved' } } as const
  for (const [times, result] of [
    [1, { kind: none }],
    [9, { kind: 'failed', reason: 'GitHub sent a response that is not a list of pull requests' }],
  ] as const) {
    const { run } = await stage({ on: { path: 'githubPulls', times }, fault })
    expect(await run('x', { payload: noPayload, env: push })).toEqual(result)
  }
})

test('one that tells of its head comes before one that does not', async () => {
  const body = [{ number: 6, state: 'open' }, pull(7)]
  const { run } = await stage({ on: { path: 'githubPulls' }, fault: { kind: 'misshapen', body } })
  expect(await run('x', { payload: noPayload, env: push })).toMatchObject({ number: 7 })
})

test('a fork in the event changes nothing where the token may write', async () => {
  const { run } = await stage()
  expect(await run('x', { payload: pullRequest('mallory/taxi') })).toMatchObject({ kind: 'created', number })
})
