import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import {
  type Environment,
  eventSource,
  explainMissingSecrets,
  isFromFork,
  readPayload,
  runUrl,
} from '../../src/github/event.ts'
import { payload as example } from '../harness/events.ts'

const folder = mkdtempSync(join(tmpdir(), 'spice-context-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sha = 'a'.repeat(40)
const otherSha = 'b'.repeat(40)

const main = { GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main', GITHUB_SHA: sha }
const pushed = { ...main, GITHUB_EVENT_NAME: 'push', GITHUB_REPOSITORY: 'acme/taxi' }
const env = (overrides: Environment = {}): Environment => ({ ...pushed, ...overrides })

function payload(event: unknown) {
  const path = join(folder, 'event.json')
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event))
  return readPayload({ GITHUB_EVENT_PATH: path })
}

test.each<[string, Environment]>([
  ['does not exist', { GITHUB_EVENT_PATH: join(folder, 'nothing.json') }],
  ['is a folder', { GITHUB_EVENT_PATH: folder }],
])('a payload that %s is empty', (_, where) => {
  expect(readPayload(where)).toEqual({})
})

test.each(['', '{', 'null', '[]', '"text"', '17'])('a payload of %j is empty', (text) => {
  const source = { branch: 'main', commitSha: sha, commitMessage: undefined }
  expect(eventSource(payload(text), env())).toEqual(source)
})

test.each([null, 17, 'text', [], {}, { head: null }, { head: { sha: 7 } }])(
  'a payload with the pull request %j has none',
  (pull_request) => {
    expect(eventSource(payload({ pull_request }), env())).toMatchObject({ branch: 'main', commitSha: sha })
  },
)

test.each(['workflow_run', 'merge_group'])(
  'an event %s may have no commit, or one without a message',
  (name) => {
    const sourceOf = (event: object) => eventSource(payload(event), env({ GITHUB_EVENT_NAME: name }))
    // The runner names another one.
    expect(sourceOf({})).toMatchObject({ branch: 'main', commitSha: sha })
    const unnamed = { branch: undefined, commitSha: otherSha, commitMessage: undefined }
    expect(sourceOf({ [name]: { head_sha: otherSha } })).toEqual(unnamed)
  },
)

test('a head commit without an id is taken to be the one that is deployed', () => {
  expect(eventSource(payload({ head_commit: { message: 'Fix' } }), env()).commitMessage).toBe('Fix')
})

test('the message of a commit that is not deployed is not used', () => {
  const source = eventSource(payload({ head_commit: { id: otherSha, message: 'Not this' } }), env())
  expect(source.commitMessage).toBeUndefined()
})

test.each([
  ['refs/heads/feature/a/b', 'feature/a/b'],
  ['refs/tags/v1.2', 'v1.2'],
  ['refs/heads/refs/heads/odd', 'refs/heads/odd'],
  ['refs/changes/refs/heads/odd', 'refs/changes/refs/heads/odd'],
])('the branch of %s is shortened even if the runner does not do it', (ref, branch) => {
  expect(eventSource(payload({}), env({ GITHUB_REF: ref, GITHUB_REF_NAME: '' })).branch).toBe(branch)
})

test.each([
  ['workflow_run', { workflow_run: { head_branch: '', head_sha: sha } }],
  ['merge_group', { merge_group: { head_ref: '', head_sha: sha } }],
  ['pull_request', { pull_request: { head: { ref: '', sha } } }],
])('an empty branch in %s is treated as missing', (name, event) => {
  expect(eventSource(payload(event), env({ GITHUB_EVENT_NAME: name })).branch).toBeUndefined()
})

test('a pull request from the same repository gets secrets', () => {
  const own = env({ GITHUB_REPOSITORY: 'Codertocat/Hello-World' })
  expect(explainMissingSecrets(payload(example('pull_request')), own)).toBeUndefined()
  expect(explainMissingSecrets(payload({}), env())).toBeUndefined()
})

test('a pull request from a deleted repository is from a fork and gets no secrets, and one without a name is not', () => {
  const from = (repo: object | null) => payload({ pull_request: { head: { ref: 'x', sha, repo } } })
  expect(explainMissingSecrets(from(null), env())).toMatch(/forks/)
  expect(isFromFork(from({}), env())).toBe(false)
})

const run = { GITHUB_REPOSITORY: 'acme/taxi', GITHUB_RUN_ID: '4321', GITHUB_RUN_NUMBER: '17' }

test.each([
  ['https://github.com', 'https://api.github.com'],
  ['https://acme.ghe.com', 'https://api.acme.ghe.com'],
  ['https://git.acme.example', 'https://git.acme.example/api/v3'],
])('on GitHub at %s, each later attempt of a run has a page of its own', (server, api) => {
  const at = { ...run, GITHUB_SERVER_URL: server, GITHUB_API_URL: api }
  const page = `${server}/acme/taxi/actions/runs/4321`
  expect(runUrl(at)).toBe(page)
  expect(runUrl({ ...at, GITHUB_RUN_ATTEMPT: '1' })).toBe(page)
  expect(runUrl({ ...at, GITHUB_RUN_ATTEMPT: '2' })).toBe(`${page}/attempts/2`)
})

test.each([
  ['https://gitea.example', 'https://gitea.example/api/v1'],
  ['https://codeberg.org', 'https://codeberg.org/api/v1'],
  ['https://github.com.acme.example', undefined],
  ['https://notgithub.com', undefined],
  ['https://a.ghe.com.acme.example', undefined],
  ['github.com', '/api/v3'],
])('at %s, a run has the page of its number, or of its id without one, for all attempts', (server, api) => {
  const at = { ...run, GITHUB_SERVER_URL: server, GITHUB_API_URL: api }
  const pages = `${server}/acme/taxi/actions/runs`
  for (const GITHUB_RUN_ATTEMPT of [undefined, '2']) {
    expect(runUrl({ ...at, GITHUB_RUN_ATTEMPT })).toBe(`${pages}/17?by_index=1`)
    expect(runUrl({ ...at, GITHUB_RUN_ATTEMPT, GITHUB_RUN_NUMBER: undefined })).toBe(`${pages}/4321`)
    expect(runUrl({ ...at, GITHUB_RUN_ATTEMPT, GITHUB_RUN_NUMBER: '' })).toBe(`${pages}/4321`)
  }
})

test('a run without an id, a server or a repository has no page', () => {
  const GITHUB_SERVER_URL = 'https://github.com'
  expect(runUrl({ ...run, GITHUB_SERVER_URL, GITHUB_RUN_ID: '' })).toBeUndefined()
  expect(runUrl({ ...run, GITHUB_SERVER_URL, GITHUB_REPOSITORY: '' })).toBeUndefined()
  expect(runUrl(run)).toBeUndefined()
})
