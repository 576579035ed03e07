import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { type Environment, eventSource, readPayload, whyNoSecrets } from '../../src/github/event.ts'
import { payload as example } from '../harness/events.ts'

const folder = mkdtempSync(join(tmpdir(), 'spice-context-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sha = 'a'.repeat(40)
const otherSha = 'b'.repeat(40)

function env(overrides: Environment = {}): Environment {
  return {
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_SHA: sha,
    GITHUB_REPOSITORY: 'acme/taxi',
    ...overrides,
  }
}

function payload(event: unknown) {
  const path = join(folder, 'event.json')
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event))
  return readPayload({ GITHUB_EVENT_PATH: path })
}

test.each<[string, Environment]>([
  ['has no path', {}],
  ['does not exist', { GITHUB_EVENT_PATH: join(folder, 'nothing.json') }],
  ['is a folder', { GITHUB_EVENT_PATH: folder }],
])('a payload that %s is empty', (_, where) => {
  expect(readPayload(where)).toEqual({})
})

test.each(['', '{', 'null', '[]', '"text"', '17'])('a payload of %j is empty', (text) => {
  expect(eventSource(payload(text), env())).toEqual({
    branch: 'main',
    commitSha: sha,
    commitMessage: undefined,
  })
})

test.each([null, 17, 'text', [], {}, { head: null }, { head: { sha: 7 } }])(
  'a payload with the pull request %j has none',
  (pull_request) => {
    expect(eventSource(payload({ pull_request }), env())).toMatchObject({ branch: 'main', commitSha: sha })
  },
)

test('an event with a pull request deploys its head, under any event name', () => {
  const source = eventSource(
    payload({ pull_request: { title: 'Add meters', head: { ref: 'meters', sha: otherSha } } }),
    env({ GITHUB_EVENT_NAME: 'anything' }),
  )
  expect(source).toEqual({ branch: 'meters', commitSha: otherSha, title: 'Add meters' })
})

test('a workflow_run event deploys the commit of the earlier run', () => {
  const event = {
    workflow_run: { head_branch: 'side', head_sha: otherSha, head_commit: { message: 'Side' } },
  }
  const source = { branch: 'side', commitSha: otherSha, commitMessage: 'Side' }
  expect(eventSource(payload(event), env({ GITHUB_EVENT_NAME: 'workflow_run' }))).toEqual(source)
})

test('a merge_group event deploys the head of the group', () => {
  const event = {
    merge_group: { head_ref: 'refs/heads/queue/1', head_sha: otherSha, head_commit: { message: 'Both' } },
  }
  const source = { branch: 'queue/1', commitSha: otherSha, commitMessage: 'Both' }
  expect(eventSource(payload(event), env({ GITHUB_EVENT_NAME: 'merge_group' }))).toEqual(source)
})

test('a push has the message of its head commit', () => {
  const source = eventSource(payload({ head_commit: { id: sha, message: 'Fix' } }), env())
  expect(source).toEqual({ branch: 'main', commitSha: sha, commitMessage: 'Fix' })
})

test('the message of a commit that is not deployed is not used', () => {
  const source = eventSource(payload({ head_commit: { id: otherSha, message: 'Not this' } }), env())
  expect(source.commitMessage).toBeUndefined()
})

test.each([
  ['refs/heads/feature/a/b', 'feature/a/b'],
  ['refs/tags/v1.2', 'v1.2'],
  ['refs/heads/refs/heads/odd', 'refs/heads/odd'],
])('the branch of %s is shortened even if the runner does not do it', (ref, branch) => {
  expect(eventSource(payload({}), env({ GITHUB_REF: ref, GITHUB_REF_NAME: '' })).branch).toBe(branch)
})

test('an empty environment has neither branch nor commit nor message', () => {
  expect(eventSource(payload({}), {})).toEqual({
    branch: undefined,
    commitSha: undefined,
    commitMessage: undefined,
  })
})

test.each([
  ['workflow_run', { workflow_run: { head_branch: '', head_sha: sha } }],
  ['merge_group', { merge_group: { head_ref: '', head_sha: sha } }],
  ['pull_request', { pull_request: { head: { ref: '', sha } } }],
])('an empty branch in %s is treated as missing', (name, event) => {
  expect(eventSource(payload(event), env({ GITHUB_EVENT_NAME: name })).branch).toBeUndefined()
})

test('a pull request from another repository gets no secrets because it is from a fork', () => {
  expect(whyNoSecrets(payload(example('pull_request')), env())).toMatch(/forks/)
})

test('a pull request from the same repository gets secrets', () => {
  const own = env({ GITHUB_REPOSITORY: 'Codertocat/Hello-World' })
  expect(whyNoSecrets(payload(example('pull_request')), own)).toBeUndefined()
  expect(whyNoSecrets(payload({}), env())).toBeUndefined()
})

test('a pull request from a deleted repository gets no secrets because it is from a fork', () => {
  const event = { pull_request: { head: { ref: 'x', sha, repo: null } } }
  expect(whyNoSecrets(payload(event), env())).toMatch(/forks/)
})

test('a workflow that Dependabot starts gets only Dependabot secrets', () => {
  expect(whyNoSecrets(payload({}), env({ GITHUB_ACTOR: 'dependabot[bot]' }))).toMatch(/Dependabot/)
})
