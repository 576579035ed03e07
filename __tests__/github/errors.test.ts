import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { openRepository } from '../../src/github/octokit.ts'
import { listChangedFiles } from '../../src/github/pull-request.ts'
import { describeComment } from '../../src/report/comment.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'
import { hang } from '../harness/hang.ts'
import { number, pullRequest, stage } from './fixture.ts'

const anyCall = { path: /github/, times: 99 }
const list = { path: 'githubListComments' }
const create = { path: 'githubCreateComment' }

const status = (code: number, message: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status: code,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
  headers,
})

test('a token that may not update the existing comment does not add another one', async () => {
  const { run, github, body, said, asked } = await stage()
  github.comments.add(number, body('old'))
  github.access = 'read'
  expect(await run('new')).toEqual({ kind: 'forbidden', cause: 'permission' })
  expect(asked()).toEqual(['ListComments 1', 'User', 'Graphql', 'UpdateComment'])
  expect(said()).toEqual(['old'])
})

test.each([
  ['Forbidden', undefined],
  ['Resource not accessible by personal access token', undefined],
  ['Unable to create comment because issue is locked.', 'Unable to create comment because issue is locked.'],
])('a 403 with another message is told as not permitted, with what it says: %s', async (message, detail) => {
  const { run, asked } = await stage({ on: create, fault: status(403, message) })
  const result = await run('x')
  expect(result).toEqual({ kind: 'forbidden', cause: 'permission', detail })
  expect(asked()).toHaveLength(2)
  const { text } = describeComment(result, 'deploy')
  expect(text).toContain('`pull-requests: write`')
  expect(/GitHub says: (.*) The deployment/.exec(text)?.[1]).toBe(detail)
})

test.each([
  ['pull_request', 'fork'],
  ['pull_request_target', 'permission'],
])('a read-only token for a pull request from a fork on %s has the cause %s', async (event, cause) => {
  const { run, github } = await stage()
  github.access = 'read'
  for (const repository of ['mallory/taxi', null]) {
    const order = { payload: pullRequest(repository), env: { GITHUB_EVENT_NAME: event } }
    expect(await run('x', order)).toEqual({ kind: 'forbidden', cause })
  }
})

test.each([
  ['an error of the server', status(502, 'Server Error')],
  ['a lost connection', { kind: 'reset' }],
  ['an HTML page of a proxy', { kind: 'html' }],
  ['a response of another shape', { kind: 'misshapen' }],
  ['a rate limit without a pause', status(429, 'Too many requests', { 'retry-after': '0' })],
  ['a secondary rate limit', status(403, 'You have exceeded a secondary rate limit', { 'retry-after': '0' })],
] as [string, Fault][])('the request to GitHub is retried once after %s', async (_, fault) => {
  const { run, said } = await stage({ on: list, fault })
  expect(await run('x')).toMatchObject({ kind: 'created' })
  expect(said()).toEqual(['x'])
})

test.each([
  ['lost', { kind: 'reset', when: 'after' }],
  ['cut off', { kind: 'reset', when: 'midway' }],
  ['an error', { kind: 'status', status: 500, when: 'after' }],
] as [string, Fault][])('a comment whose response is %s is found and not added twice', async (_, fault) => {
  const { run, said } = await stage({ on: create, fault })
  expect(await run('x')).toMatchObject({ kind: 'updated' })
  expect(said()).toEqual(['x'])
})

test('a failure to list again after adding the comment is ignored', async () => {
  const on = { ...list, nth: 2, times: 9 }
  const { run, said, asked } = await stage({ on, fault: status(502, 'Server Error') })
  expect(await run('x')).toMatchObject({ kind: 'created' })
  expect(said()).toEqual(['x'])
  expect(asked()).toEqual(['ListComments 1', 'CreateComment', 'ListComments 1'])
})

test.each(['Unavailable', 'Unavailable.'])(
  'there is no third attempt, and the reason ends with a stop: %s',
  async (message) => {
    const { run, asked } = await stage({ on: anyCall, fault: status(503, message) })
    const result = await run('x')
    expect(result).toEqual({ kind: 'failed', reason: `HTTP 503: ${message}` })
    expect(asked()).toHaveLength(2)
    expect(describeComment(result, 'deploy').text).toMatch(/: HTTP 503: Unavailable\. The deployment/)
  },
)

test.each([
  ['is over', 0, 'created', 3],
  ['lasts an hour more', 3600, 'failed', 1],
])('a rate limit ends by the clock of the server: one that %s', async (_, afterS, kind, lists) => {
  const serverTimeMs = Date.UTC(2020, 0, 1)
  const headers = {
    date: new Date(serverTimeMs).toUTCString(),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(serverTimeMs / 1000 + afterS),
  }
  const { run, asked } = await stage({ on: list, fault: status(403, 'API rate limit exceeded', headers) })
  expect(await run('x')).toMatchObject({ kind })
  expect(asked().filter((call) => call.startsWith('ListComments'))).toHaveLength(lists)
})

test.each([
  ['a rate limit without an end', status(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' })],
  ['a rate limit of years', status(403, 'API rate limit exceeded', { 'x-ratelimit-reset': '9999999999' })],
  ['a wrong token', status(401, 'Bad credentials')],
  ['a body that is rejected', status(422, 'Validation Failed')],
])('there is no retry after %s, and the message of GitHub is reported', async (_, fault) => {
  const { run, asked } = await stage({ on: { ...create, times: 9 }, fault })
  const { status, body } = fault as { status: number; body: { message: string } }
  expect(await run('x')).toEqual({ kind: 'failed', reason: `HTTP ${status}: ${body.message}` })
  expect(asked()).toHaveLength(2)
})

test.each([
  ['a request without a response', { kind: 'hang' }],
  ['a response that stops midway', { kind: 'hang', when: 'midway' }],
  ['a response that arrives byte by byte', { kind: 'drip', everyMs: 50 }],
  ['a rate limit with a long pause', status(429, 'Too many requests', { 'retry-after': '3600' })],
] as [string, Fault][])('the time limit ends %s', async (_, fault) => {
  const { run } = await stage({ on: anyCall, fault })
  // Without the limit, the first two would never end, and the last would succeed.
  const result = await run('x', { remainingMs: () => 150.123 })
  const reason = fault.kind === 'status' ? expect.any(String) : 'GitHub did not respond within 0.15s'
  expect(result).toEqual({ kind: 'failed', reason })
})

test('a request that is too late is aborted, so that it does not keep the process alive', async () => {
  const { run } = await stage()
  const signals: (AbortSignal | null | undefined)[] = []
  const hang: typeof fetch = (_, init) => {
    signals.push(init?.signal)
    return new Promise(() => {})
  }
  await new VirtualTime().run(() => run('x', { fetch: hang, remainingMs: () => 50 }))
  expect(signals.map((signal) => signal?.aborted)).toEqual([true])
})

test('a request for the changed files is aborted by its own time limit', async () => {
  const { promise, resolve } = Promise.withResolvers<AbortSignal | null | undefined>()
  const hang: typeof fetch = (_, init) => {
    resolve(init?.signal)
    return new Promise(() => {})
  }
  const env = { GITHUB_REPOSITORY: 'acme/taxi' }
  const repository = await openRepository('token', env, hang, new AbortController().signal)
  if (repository) listChangedFiles(repository, number, AbortSignal.abort())
  expect((await promise)?.aborted).toBe(true)
})

test('the end of the run ends the attempt', async () => {
  const { run } = await stage()
  const end = new AbortController()
  const asking: typeof fetch = (input, init) => {
    setImmediate(() => end.abort())
    return hang(input, init)
  }
  const ended = { kind: 'failed', reason: 'the run ended first' }
  expect(await run('x', { signal: end.signal, fetch: asking })).toEqual(ended)
})

test.each([
  [
    'redirect to another origin',
    '',
    { location: 'https://other.example/' },
    'a redirect that was not followed',
  ],
  [
    'JSON with 101 levels',
    '['.repeat(101) + ']'.repeat(101),
    { 'content-type': 'Application/JSON; charset=utf-8' },
    'JSON with more than 100 levels',
  ],
])('%s is not a response of GitHub', async (_, body, headers: Record<string, string>, reason) => {
  const { run } = await stage()
  const respond: typeof fetch = async (_, init) => {
    // Only then is it for this program to decide whether a redirect is followed.
    expect(init?.redirect).toBe('manual')
    return new Response(body, { status: headers.location ? 302 : 200, headers })
  }
  expect(await run('x', { fetch: respond })).toEqual({ kind: 'failed', reason })
})

test.each([
  ['an unreachable GitHub', { GITHUB_API_URL: 'http://127.0.0.1:9' }],
  ...[undefined, '', 'acme'].map((name) => [`the repository ${name}`, { GITHUB_REPOSITORY: name }] as const),
])('%s is a failure, not an exception', async (_, env) => {
  const { run } = await stage()
  expect(await run('x', { env })).toMatchObject({ kind: 'failed' })
})

test('a comment that is too long for GitHub is a failure, not an exception', async () => {
  const { run } = await stage()
  const reason = expect.stringMatching(/^HTTP 422: Validation Failed/)
  expect(await run('x'.repeat(70_000))).toMatchObject({ kind: 'failed', reason })
})

test('comments of deleted accounts and comments without text are skipped', async () => {
  const [deleted, empty] = [
    { id: 1, user: null, body: 'Bye' },
    { id: 2, user: { id: 3, type: 'Bot' } },
  ]
  const { run } = await stage({ on: list, fault: { kind: 'misshapen', body: [deleted, empty] } })
  expect(await run('x')).toMatchObject({ kind: 'created', number })
})

test('opening a repository leaves the environment as it was', async () => {
  const before = { ...process.env }
  process.env.GITHUB_EVENT_PATH = import.meta.filename
  await openRepository('token', { GITHUB_REPOSITORY: 'acme/taxi' }, fetch, new AbortController().signal)
  expect(process.env).toEqual({ ...before, GITHUB_EVENT_PATH: import.meta.filename })
  delete process.env.GITHUB_EVENT_PATH
})
