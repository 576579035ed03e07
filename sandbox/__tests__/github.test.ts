import { expect, test } from '@jest/globals'
import { octocat } from '../github/comments.ts'
import { DEFAULT_COMMIT, type PullRequest } from '../github/pulls.ts'
import { githubAtNoon } from './fixture.ts'

const pull = (number: number, more: Partial<PullRequest> = {}): PullRequest => ({
  number,
  state: 'open',
  head: { ref: `branch-${number}`, sha: 'a'.repeat(40), repo: { full_name: 'acme/taxi' } },
  ...more,
})

/** A GitHub with these pull requests of acme/taxi, and a short way to call it. */
function begin(...pulls: PullRequest[]) {
  const started = githubAtNoon()
  started.github.pulls.push(...pulls)
  return started
}

test.each([
  ['is open', {}, { state: 'open', merged: false, closed_at: null, merged_at: null }],
  [
    'is closed',
    { state: 'closed' },
    { state: 'closed', merged: false, closed_at: '2026-11-24T12:00:00Z', merged_at: null },
  ],
  ['is merged', { state: 'closed', merged: true }, { merged: true, merged_at: '2026-11-24T12:00:00Z' }],
] as const)('a pull request %s', async (_, more, shown) => {
  const { call } = begin(pull(7, more))
  const { status, body } = await call('GET', '/pulls/7')
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({ number: 7, head: pull(7).head, title: 'Pull request 7', ...shown }),
  ])
})

test('a pull request is not found if there is none of that number, or if the token may not read', async () => {
  const { call, github } = begin(pull(7))
  expect((await call('GET', '/pulls/8')).status).toBe(404)
  github.access = 'none'
  expect((await call('GET', '/pulls/7')).status).toBe(404)
})

test('a pull request says on Gitea whether it was merged, in lists as well', async () => {
  const { call, github } = begin(pull(7, { state: 'closed', merged: true }))
  github.isGitea = true
  const shown = { number: 7, state: 'closed', merged: true }
  expect(await call('GET', '/pulls/7')).toMatchObject({ status: 200, body: shown })
  expect((await call('GET', '/pulls?state=closed')).body).toMatchObject([shown])
  expect(await call('GET', '/pulls/8')).toMatchObject({ status: 404, body: { errors: null } })
})

test('a path that the API does not have is answered on Gitea by its router', async () => {
  const { call, github } = begin(pull(7))
  github.isGitea = true
  for (const path of ['/odd', '/commits/abc/pulls']) {
    expect(await call('GET', path)).toMatchObject({ status: 404, type: 'text/plain; charset=utf-8' })
  }
})

test('a pull request in a list of issues leads to the forge that has it', async () => {
  const { call, github } = begin(pull(7))
  const leadsTo = async () => (await call('GET', '/issues')).body[0].html_url
  expect(await leadsTo()).toBe('https://github.com/acme/taxi/pull/7')
  github.isGitea = true
  expect(await leadsTo()).toMatch(/gitea.*\/pulls\/7$/)
})

test('a pull request can be struck by faults under its own name', async () => {
  const { call, cloud } = begin(pull(7))
  cloud.faults.add({ on: { path: 'githubPull' }, fault: { kind: 'status', status: 502 } })
  await call('GET', '/pulls')
  expect((await call('GET', '/pulls/7')).status).toBe(502)
  expect(cloud.requests.map(({ operation }) => operation)).toEqual(['githubOpenPulls', 'githubPull'])
})

test.each([
  ['GitHub', false, ['removed', 'modified', 'added'], 100],
  ['Gitea', true, ['deleted', 'changed', 'added'], 30],
] as const)(
  'the files of a pull request on %s are those that differ from where it began',
  async (_, isGitea, statuses, size) => {
    const { call, github } = begin(pull(7))
    github.isGitea = isGitea
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`d/${index}`, 'x']))
    github.history.put({ sha: 'c'.repeat(40), files: { a: 'x', b: 'x', same: 'x' } })
    github.history.put({ sha: DEFAULT_COMMIT, parents: ['c'.repeat(40)], files: { later: 'x' } })
    github.history.put({
      sha: 'a'.repeat(40),
      parents: ['c'.repeat(40)],
      files: { a: null, b: 'y', c: 'z', ...many },
    })
    const { body } = await call('GET', '/pulls/7/files?per_page=100&limit=100')
    expect(body.slice(0, 3)).toMatchObject(
      statuses.map((status, index) => ({ filename: 'abc'[index], status })),
    )
    expect(body).toHaveLength(size)
    expect(body[0].html_url ?? body[0].blob_url).toMatch(isGitea ? /gitea/ : /github.com.*blob/)
    expect((await call('GET', '/pulls/7/files?per_page=100&limit=100&page=9')).body).toEqual([])
    expect((await call('GET', '/pulls/8/files')).status).toBe(404)
  },
)

test('comments are listed from a time on, and only of what exists', async () => {
  const { call, github } = begin(pull(7))
  github.comments.add(7, 'old', octocat, '2026-11-01T00:00:00Z')
  github.comments.add(7, 'new', octocat, '2026-11-02T00:00:00Z')
  const { body } = await call('GET', '/issues/7/comments?since=2026-11-02T00:00:00Z')
  expect(body).toMatchObject([{ body: 'new', updated_at: '2026-11-02T00:00:00Z' }])
  expect((await call('GET', '/issues/8/comments')).status).toBe(404)
  expect((await call('POST', '/issues/8/comments', { body: 'x' })).status).toBe(404)
})

test('a comment is read by its ID, and JSON is accepted as curl sends it', async () => {
  const { github, call } = begin(pull(7))
  const send = async (method: string, path: string, type?: string, sent?: string) => {
    const { status, body } = await call(method, path, sent, type && { 'content-type': type })
    return [status, body]
  }
  const form = 'application/x-www-form-urlencoded'
  expect(await send('POST', '/issues/7/comments', form, '{"body":"one"}')).toMatchObject([
    201,
    { body: 'one' },
  ])
  expect(await send('PATCH', '/issues/comments/101', undefined, '{"body":"two"}')).toMatchObject([200, {}])
  expect(await send('GET', '/issues/comments/101')).toMatchObject([200, { id: 101, body: 'two' }])
  expect((await send('GET', '/issues/comments/102'))[0]).toBe(404)
  for (const [body, status, message] of [
    ['body=three', 400, 'Problems parsing JSON'],
    ['["three"]', 422, expect.stringContaining('"body" wasn\'t supplied')],
    ['{"text":"three"}', 422, expect.stringContaining('"body" wasn\'t supplied')],
    ['{"body":" "}', 422, 'Validation Failed'],
  ] as const)
    expect(await send('POST', '/issues/7/comments', form, body)).toMatchObject([status, { message }])
  expect(github.comments.of(7)).toHaveLength(1)
})

test('every url of an answer is at the host that was called, and leads to what it is about', async () => {
  const { call, github } = begin(pull(7))
  github.branches['acme/taxi'] = { main: 'b'.repeat(40) }
  await call('POST', '/issues/7/comments', { body: 'x' })
  const paths = ['', '/pulls', '/pulls/7', '/issues/7/comments', '/issues/comments/101', '/branches/main']
  const commits = [`/commits/${'a'.repeat(40)}`, `/git/commits/${'a'.repeat(40)}`]
  for (const path of [...paths, ...commits]) {
    const urls: string[] = []
    JSON.stringify((await call('GET', path)).body, (key, value) => {
      if (/^url$|(?<!html)_url$|^self$/.test(key)) urls.push(value)
      return value
    })
    expect([path, urls]).toEqual([path, expect.arrayContaining([expect.any(String)])])
    for (const url of urls) expect(url).toMatch('https://cloud.sandbox.example/api/github/repos/acme/taxi')
  }
  const { body } = await call('GET', '/pulls/7')
  expect((await call('GET', body.comments_url.split('/repos/acme/taxi')[1])).body).toMatchObject([
    { id: 101 },
  ])
})

test('a pull request names the branch that it is for, and its own branch exists by itself', async () => {
  const ofFork = { ref: 'fix/fares', sha: 'c'.repeat(40), repo: { full_name: 'eve/taxi' } }
  const { call, github } = begin(
    pull(7),
    pull(8, { base: { ref: 'next', sha: 'd'.repeat(40) }, head: ofFork }),
    pull(9, { head: { ...ofFork, ref: 'gone', repo: null } }),
  )
  const base = async (number: number) => (await call('GET', `/pulls/${number}`)).body.base
  expect(await base(7)).toMatchObject({ ref: 'main', repo: { full_name: 'acme/taxi' } })
  expect(await base(8)).toMatchObject({ ref: 'next', sha: 'd'.repeat(40) })
  const tip = async (branch: string) => (await call('GET', `/branches/${branch}`)).body.commit?.sha
  expect([await tip('branch-7'), await tip('fix/fares'), await tip('gone')]).toEqual([
    'a'.repeat(40),
    undefined,
    undefined,
  ])
  github.branches['acme/taxi'] = { 'branch-7': 'e'.repeat(40) }
  expect(await tip('branch-7')).toBe('e'.repeat(40))
})

test.each([
  [false, { name: 'feature/a#1', commit: { sha: 'a'.repeat(40) }, protected: false }],
  [true, { name: 'feature/a#1', commit: { id: 'a'.repeat(40) }, protected: false }],
])('a branch is found by its name with slashes; on Gitea: %s', async (isGitea, shown) => {
  const { call, github } = begin()
  github.isGitea = isGitea
  github.branches['acme/taxi'] = { 'feature/a#1': 'a'.repeat(40) }
  for (const name of ['feature/a%231', 'feature%2Fa%231']) {
    const { status, body } = await call('GET', `/branches/${name}`)
    expect([status, body]).toEqual([200, expect.objectContaining({ ...shown, commit: expect.anything() })])
    expect(body.commit).toMatchObject(shown.commit)
    expect(Object.keys(body.commit)).not.toContain(isGitea ? 'sha' : 'id')
  }
  for (const name of ['main', 'constructor', '%FF'])
    expect((await call('GET', `/branches/${name}`)).status).toBe(404)
  github.access = 'none'
  expect((await call('GET', '/branches/feature/a%231')).status).toBe(404)
})
