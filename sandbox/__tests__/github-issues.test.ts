import { mock } from 'node:test'
import { expect, test } from '@jest/globals'
import { octocat } from '../github/comments.ts'
import type { GithubSettings } from '../settings.ts'
import { githubAtNoon } from './fixture.ts'

const pulls = [
  { number: 4, state: 'open', head: { ref: 'a', sha: 'a'.repeat(40), repo: { full_name: 'acme/taxi' } } },
] as const

function begin(settings: GithubSettings = {}) {
  const { call, ...started } = githubAtNoon({
    settings: { github: settings },
    pulls,
    issues: [
      { number: 2, title: 'Old', state: 'closed', labels: ['a', 'b'], user: octocat },
      { number: 7, title: 'New', body: 'marker', labels: ['a'] },
    ],
  })
  return {
    ...started,
    call: (method: string, path: string, body?: object) => call(method, `/issues${path}`, body),
    numbers: async (query: string) =>
      (await call('GET', `/issues${query}`)).body.map(({ number }: { number: number }) => number),
  }
}

test.each(['before', 'after'] as const)(
  'work that a fault delays is done later, with when: %s',
  async (when) => {
    mock.timers.enable({ apis: ['setTimeout'] })
    const fault = { kind: 'status', status: 502, when, lateMs: 5000 } as const
    const { call, cloud, github } = begin()
    cloud.faults.add({ on: { path: 'githubCreateIssue' }, fault })
    expect((await call('POST', '', { title: 'Late' })).status).toBe(502)
    expect(github.issues.find(8)).toBeUndefined()
    mock.timers.tick(5001)
    mock.timers.reset()
    expect(github.issues.find(8)).toMatchObject({ title: 'Late' })
  },
)

test.each([
  ['', [7, 4]],
  ['?state=closed', [2]],
  ['?state=all', [7, 4, 2]],
  ['?state=all&direction=asc', [2, 4, 7]],
  ['?state=all&creator=github-actions%5Bbot%5D', [7]],
  ['?state=all&creator=Octocat', [4, 2]],
  ['?state=all&labels=a', [7, 2]],
  ['?state=all&labels=a,b', [2]],
  ['?state=all&per_page=2&page=2', [2]],
])('issues are listed with pull requests, newest first: %s', async (query, listed) => {
  expect(await begin().numbers(query)).toEqual(listed)
})

test('a pull request among issues is told by its member, and pages name each other', async () => {
  const { call } = begin()
  const { body, link } = await call('GET', '?state=all&per_page=1&page=2')
  expect(body).toMatchObject([{ number: 4, pull_request: { url: expect.stringMatching(/\/pulls\/4$/) } }])
  expect(link).toContain('rel="next"')
  expect((await call('GET', '/7')).body).not.toHaveProperty('pull_request')
  expect((await call('GET', '/4')).body).toMatchObject({ number: 4, pull_request: {} })
})

test('an issue is created by the user of the token, with the next number', async () => {
  const { call } = begin()
  const created = await call('POST', '', { title: 'Edited', body: 'text', labels: ['fleet', { name: 'b' }] })
  expect(created).toMatchObject({
    status: 201,
    body: {
      number: 8,
      title: 'Edited',
      body: 'text',
      state: 'open',
      state_reason: null,
      user: { login: 'github-actions[bot]', type: 'Bot' },
      labels: [{ name: 'fleet' }, { name: 'b' }],
      created_at: '2026-11-24T12:00:00Z',
      closed_at: null,
      comments: 0,
    },
  })
  expect((await call('GET', '/8')).body).toEqual(created.body)
  expect((await call('POST', '', { body: 'x' })).status).toBe(422)
})

test('an issue is closed with a reason, reopened, and changed, and the rest stays', async () => {
  const { call, pass } = begin()
  pass(1000)
  const closed = {
    state: 'closed',
    state_reason: 'completed',
    closed_at: '2026-11-24T12:00:01Z',
    title: 'New',
    body: 'marker',
  }
  expect((await call('PATCH', '/7', { state: 'closed' })).body).toMatchObject(closed)
  pass(1000)
  expect((await call('PATCH', '/7', { body: 'other' })).body).toMatchObject({
    ...closed,
    body: 'other',
    updated_at: '2026-11-24T12:00:02Z',
  })
  expect((await call('PATCH', '/7', { state: 'open', title: 'Again' })).body).toMatchObject({
    state: 'open',
    state_reason: 'reopened',
    closed_at: null,
    title: 'Again',
    labels: [{ name: 'a' }],
  })
  const reason = { state: 'closed', state_reason: 'not_planned' }
  expect((await call('PATCH', '/7', reason)).body).toMatchObject(reason)
  expect((await call('PATCH', '/7', { state: 'gone' })).status).toBe(422)
  expect((await call('PATCH', '/9', { state: 'closed' })).status).toBe(404)
  expect((await call('GET', '/7')).body).toMatchObject({ ...reason, body: 'other', title: 'Again' })
})

test('an issue has comments, which are counted', async () => {
  const { call } = begin()
  expect((await call('POST', '/7/comments', { body: 'done' })).status).toBe(201)
  expect((await call('GET', '/7/comments')).body).toMatchObject([{ body: 'done' }])
  expect((await call('GET', '/7')).body.comments).toBe(1)
  expect((await call('POST', '/9/comments', { body: 'x' })).status).toBe(404)
})

test('a text of more than 65,536 characters is refused', async () => {
  const { call } = begin()
  const [most, more] = ['x'.repeat(65_536), 'x'.repeat(65_537)]
  expect([
    (await call('POST', '', { title: 'a', body: more })).status,
    (await call('PATCH', '/7', { body: more })).status,
  ]).toEqual([422, 422])
  expect((await call('PATCH', '/7', { body: most })).body.body).toBe(most)
})

test('where the limit is in bytes, a larger update is accepted and changes nothing but the rest', async () => {
  const { call } = begin({ issueBodies: 'bytes' })
  const [most, more] = ['x'.repeat(262_144), 'ü'.repeat(131_073)]
  expect((await call('PATCH', '/7', { body: most })).body.body).toBe(most)
  expect(await call('PATCH', '/7', { body: more, title: 'Changed' })).toMatchObject({
    status: 200,
    body: { title: 'Changed', body: most },
  })
  expect((await call('POST', '', { title: 'a', body: more })).status).toBe(422)
})

test('where issues are turned off, they are gone, and comments on pull requests are not', async () => {
  const { call } = begin({ hasIssues: false })
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '', { title: 'a' }],
    ['PATCH', '/7', { title: 'a' }],
    ['GET', '/7/comments', undefined],
  ] as const)
    expect((await call(method, path, body)).status).toBe(410)
  expect((await call('POST', '/4/comments', { body: 'x' })).status).toBe(201)
})

test.each([
  ['none', 403, 403],
  ['read', 200, 403],
  ['write', 200, 201],
] as const)('a token with the permission `issues: %s`', async (issues, list, create) => {
  const { call } = begin({ issues })
  expect([(await call('GET', '')).status, (await call('POST', '', { title: 'a' })).status]).toEqual([
    list,
    create,
  ])
  // What is said about a pull request needs another permission.
  expect((await call('POST', '/4/comments', { body: 'x' })).status).toBe(201)
  expect((await call('POST', '/7/comments', { body: 'x' })).status).toBe(create)
})

test('GitHub lists by the type that an organization gives its issues, and none here has one', async () => {
  const { numbers } = begin()
  expect(await numbers('?state=all&type=issues')).toEqual([])
  expect(await numbers('?state=all&type=none')).toEqual(await numbers('?state=all'))
})

test('Gitea lists issues by any of the labels, counts pages by `limit`, and takes labels by number', async () => {
  const { call, numbers, github } = begin({ forge: 'gitea' })
  github.labels.push('fleet', 'other')
  expect(await numbers('?state=all&labels=b,c,a&type=issues')).toEqual([7, 2])
  expect(await numbers('?state=all&type=issues&limit=1&page=2')).toEqual([2])
  expect(await numbers('?state=all&created_by=octocat')).toEqual([4, 2])
  expect((await call('POST', '', { title: 'a', labels: [1] })).body).toMatchObject({
    user: { login: 'gitea-actions' },
    labels: [{ name: 'fleet' }],
    pull_request: null,
  })
  expect(await call('PATCH', '/8', { state: 'closed' })).toMatchObject({
    status: 201,
    body: { state: 'closed' },
  })
  github.hasIssues = false
  expect(await numbers('?state=all')).toEqual([4])
  expect((await call('POST', '', { title: 'a' })).status).toBe(404)
})

test('issues can be struck by faults under their own names', async () => {
  const { call, cloud } = begin()
  cloud.faults.add({ on: { path: 'githubUpdateIssue' }, fault: { kind: 'status', status: 502 } })
  await call('GET', '')
  await call('POST', '', { title: 'a' })
  await call('GET', '/8')
  expect((await call('PATCH', '/8', { title: 'b' })).status).toBe(502)
  expect(cloud.requests.map(({ operation }) => operation)).toEqual([
    'githubListIssues',
    'githubCreateIssue',
    'githubGetIssue',
    'githubUpdateIssue',
  ])
})
