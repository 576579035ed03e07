import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { describeComment } from '../../src/report/post-comment.ts'
import { noPayload, number, pullRequest, stage } from './stage.ts'

const anyCall = { path: /github/, times: 99 }
const list = { path: 'githubListComments' }
const create = { path: 'githubCreateComment' }

const status = (code: number, message: string, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status: code,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
  headers,
})

describe('a token that may not comment', () => {
  test.each([
    ['reads only', 'read', ['ListComments 1', 'CreateComment']],
    ['sees nothing', 'none', ['ListComments 1']],
  ] as const)('and %s is told, without a second try', async (_, access, calls) => {
    const { run, github, asked } = await stage()
    github.access = access
    expect(await run('x')).toEqual({ kind: 'forbidden', cause: 'permission' })
    expect(asked()).toEqual(calls)
  })

  test('may not change the comment that is there either, and adds none beside it', async () => {
    const { run, github, body, said, asked } = await stage()
    github.comments.add(number, body('old'))
    github.access = 'read'
    expect(await run('new')).toEqual({ kind: 'forbidden', cause: 'permission' })
    expect(asked()).toEqual(['ListComments 1', 'UpdateComment'])
    expect(said()).toEqual(['old'])
  })

  test('may not look for pull requests either', async () => {
    const { run, github } = await stage()
    github.access = 'none'
    expect(await run('x', { payload: noPayload, env: { GITHUB_EVENT_NAME: 'push' } })).toEqual({
      kind: 'forbidden',
      cause: 'permission',
    })
  })

  test.each([
    ['Forbidden', undefined],
    ['Resource not accessible by personal access token', undefined],
    [
      'Unable to create comment because issue is locked.',
      'Unable to create comment because issue is locked.',
    ],
  ])('is told so in other words, too: %s', async (message, detail) => {
    const { run, asked } = await stage({ on: create, fault: status(403, message) })
    const result = await run('x')
    expect(result).toEqual({ kind: 'forbidden', cause: 'permission', detail })
    expect(asked()).toHaveLength(2)
    const { text } = describeComment(result)
    expect(text).toContain('`pull-requests: write`')
    expect(/GitHub says: (.*) The deployment/.exec(text)?.[1]).toBe(detail)
  })

  test.each([
    ['pull_request', 'fork'],
    ['pull_request_target', 'permission'],
  ])('is that of a fork on %s: %s', async (event, cause) => {
    const { run, github } = await stage()
    github.access = 'read'
    for (const repository of ['mallory/taxi', null]) {
      const order = { payload: pullRequest(repository), env: { GITHUB_EVENT_NAME: event } }
      expect(await run('x', order)).toEqual({ kind: 'forbidden', cause })
    }
  })

  test.each(['', undefined])('is not there: %j', async (token) => {
    const { run, asked } = await stage()
    expect(await run('x', { token })).toEqual({ kind: 'forbidden', cause: 'no token' })
    expect(asked()).toEqual([])
  })
})

describe('asked once more, after', () => {
  test.each([
    ['a failure of the server', status(502, 'Server Error')],
    ['a lost connection', { kind: 'reset' }],
    ['half an answer', { kind: 'reset', when: 'midway' }],
    ['a page of a proxy', { kind: 'html' }],
    ['an answer of another shape', { kind: 'misshapen' }],
    ['a limit that is over at once', status(429, 'Too many requests', { 'retry-after': '0' })],
    [
      'a limit of the other kind',
      status(403, 'You have exceeded a secondary rate limit', { 'retry-after': '0' }),
    ],
  ] as [string, Fault][])('%s, GitHub answers', async (_, fault) => {
    const { run, said } = await stage({ on: list, fault })
    expect(await run('x')).toMatchObject({ kind: 'created' })
    expect(said()).toEqual(['x'])
  })

  test.each([
    ['lost', { kind: 'reset', when: 'after' }],
    ['cut off', { kind: 'reset', when: 'midway' }],
    ['an error', { kind: 'status', status: 500, when: 'after' }],
  ] as [string, Fault][])(
    'a new comment whose answer is %s, it is found and not added twice',
    async (_, fault) => {
      const { run, said } = await stage({ on: create, fault })
      expect(await run('x')).toMatchObject({ kind: 'updated' })
      expect(said()).toEqual(['x'])
    },
  )

  test('a second look that fails is no trouble: the comment is there', async () => {
    const { run, said, asked } = await stage({
      on: { ...list, nth: 2, times: 9 },
      fault: status(502, 'Server Error'),
    })
    expect(await run('x')).toMatchObject({ kind: 'created' })
    expect(said()).toEqual(['x'])
    expect(asked()).toEqual(['ListComments 1', 'CreateComment', 'ListComments 1'])
  })

  test('GitHub is not asked a third time', async () => {
    const { run, asked } = await stage({ on: anyCall, fault: status(503, 'Unavailable') })
    expect(await run('x')).toEqual({ kind: 'failed', reason: 'HTTP 503: Unavailable' })
    expect(asked()).toHaveLength(2)
  })

  test.each(['Unavailable', 'Unavailable.'])('a failure is told with one full stop: %s', async (message) => {
    const { run } = await stage({ on: anyCall, fault: status(503, message) })
    expect(describeComment(await run('x')).text).toMatch(/: HTTP 503: Unavailable\. The deployment/)
  })
})

test.each([
  ['that is over by the clock of the server', 0, 'created', 3],
  ['that lasts by the clock of the server', 30, 'failed', 1],
])(
  'a rate limit %s decides about the retry, whatever time it is on the runner',
  async (_, afterS, kind, lists) => {
    const serverTimeMs = Date.UTC(2020, 0, 1)
    const headers = {
      date: new Date(serverTimeMs).toUTCString(),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(serverTimeMs / 1000 + afterS),
    }
    const { run, asked } = await stage({ on: list, fault: status(403, 'API rate limit exceeded', headers) })
    expect(await run('x')).toMatchObject({ kind })
    expect(asked().filter((each) => each.startsWith('ListComments'))).toHaveLength(lists)
  },
)

describe('not asked again', () => {
  test.each([
    ['a limit that lasts', status(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' })],
    ['a limit with a date', status(403, 'API rate limit exceeded', { 'x-ratelimit-reset': '99999999999' })],
    ['a wrong token', status(401, 'Bad credentials')],
    ['a body that is refused', status(422, 'Validation Failed')],
  ])('after %s, whose words are told', async (_, fault) => {
    const { run, asked } = await stage({ on: { ...create, times: 9 }, fault })
    const { status, body } = fault as { status: number; body: { message: string } }
    expect(await run('x')).toEqual({ kind: 'failed', reason: `HTTP ${status}: ${body.message}` })
    expect(asked()).toHaveLength(2)
  })
})

describe('within its time ends', () => {
  test.each([
    ['a GitHub that never answers', { kind: 'hang' }],
    ['one that stops in the middle', { kind: 'hang', when: 'midway' }],
    ['one that answers letter by letter', { kind: 'drip', everyMs: 50 }],
    ['one that is slow', { kind: 'slow', delayMs: 10_000 }],
    ['one that asks to wait', status(429, 'Too many requests', { 'retry-after': '5' })],
  ] as [string, Fault][])('%s', async (_, fault) => {
    const { run } = await stage({ on: anyCall, fault })
    const startedAt = performance.now()
    const result = await run('x', { limitMs: 150 })
    expect(result).toMatchObject({ kind: 'failed' })
    expect(performance.now() - startedAt).toBeLessThan(1000)
    if (fault.kind !== 'status') {
      expect(result).toEqual({ kind: 'failed', reason: 'GitHub did not respond within 0.15s' })
    }
  })

  test('a run that is put an end to', async () => {
    const { run } = await stage({ on: anyCall, fault: { kind: 'hang' } })
    const signal = AbortSignal.timeout(50)
    expect(await run('x', { signal })).toEqual({ kind: 'failed', reason: 'the run ended first' })
  })
})

test('a GitHub that cannot be reached is no exception', async () => {
  const { run } = await stage()
  expect(await run('x', { env: { GITHUB_API_URL: 'http://127.0.0.1:9' } })).toMatchObject({ kind: 'failed' })
})

test('a run of no repository is no exception', async () => {
  const { run } = await stage()
  for (const GITHUB_REPOSITORY of [undefined, '', 'acme']) {
    expect(await run('x', { env: { GITHUB_REPOSITORY } })).toMatchObject({ kind: 'failed' })
  }
})

test('a comment that GitHub finds too long is no exception', async () => {
  const { run } = await stage()
  expect(await run('x'.repeat(70_000))).toMatchObject({
    kind: 'failed',
    reason: expect.stringMatching(/^HTTP 422: Validation Failed/),
  })
})

test('a colleague who is gone, and a comment without a text, are no obstacle', async () => {
  const comments = [
    { id: 1, user: null, body: 'Bye' },
    { id: 2, user: { id: 3, type: 'Bot' } },
  ]
  const { run } = await stage({ on: list, fault: { kind: 'misshapen', body: comments } })
  expect(await run('x')).toMatchObject({ kind: 'created', number })
})
