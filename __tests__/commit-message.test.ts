import { describe, expect, jest, test } from '@jest/globals'
import { startSandbox } from '../sandbox/server.ts'
import { findCommitMessage, tidyMessage } from '../src/commit-message.ts'
import { type Exchange, tracedFetch } from '../src/platform/fetch.ts'
import { deadlineIn, systemClock } from '../src/time.ts'

describe('a tidy message', () => {
  test.each([
    ['is left as it is', 'Fix\n\n  body', 'Fix\n\n  body'],
    ['loses the white space at its end', 'Fix \t\r\n\n', 'Fix'],
    ['keeps the white space at its beginning', '\n Fix', '\n Fix'],
    ['is nothing when blank', ' \n ', undefined],
    ['is nothing when empty', '', undefined],
    ['is nothing when there is none', undefined, undefined],
    ['has 4,000 characters at most', 'x'.repeat(4001), 'x'.repeat(4000)],
    ['counts characters and not their halves', '🚕'.repeat(4000), '🚕'.repeat(4000)],
    ['is not cut within a character', `x${'🚕'.repeat(4000)}`, `x${'🚕'.repeat(3999)}`],
    [
      'does not end in the white space before a cut',
      `${'x'.repeat(3990)}${' '.repeat(20)}y`,
      'x'.repeat(3990),
    ],
  ])('%s', (_, message, expected) => {
    expect(tidyMessage(message, (text) => text)).toBe(expected)
  })

  test('of a huge commit is made in no time', () => {
    const started = performance.now()
    expect(tidyMessage(`${' '.repeat(200_000)}x`.repeat(3), (text) => text)).toBeUndefined()
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('the message of a commit', () => {
  const sha = 'a'.repeat(40)
  const deadline = deadlineIn(1000, systemClock)
  const find = (commitSha: string | undefined, event: object) =>
    findCommitMessage(commitSha, {
      event,
      folder: '/nowhere/at/all',
      env: {},
      githubToken: undefined,
      deadline,
      redact: (text) => text,
    })

  test('is that of the event for its own commit, in long and in short', async () => {
    const event = { commitSha: sha, commitMessage: 'Fix\n' }
    expect(await find(sha, event)).toBe('Fix')
    expect(await find(sha.slice(0, 7), event)).toBe('Fix')
    expect(await find(sha.toUpperCase(), event)).toBe('Fix')
  })

  test('is not that of the event for another commit, nor for a start too short to tell', async () => {
    const event = { commitSha: sha, commitMessage: 'Fix', title: 'Title' }
    expect(await find('b'.repeat(40), event)).toBeUndefined()
    expect(await find('aaa', event)).toBeUndefined()
  })

  test('is the title when nothing else is known', async () => {
    expect(await find(sha, { commitSha: sha, title: 'Title ' })).toBe('Title')
  })

  test('is that of git on a server that has no other commits', async () => {
    await import('@actions/github')
    const sandbox = await startSandbox({})
    sandbox.github.isGitea = true
    const message = await findCommitMessage(sha, {
      deadline: deadlineIn(60_000, systemClock),
      event: {},
      folder: '/nowhere/at/all',
      env: { GITHUB_API_URL: sandbox.githubApiUrl, GITHUB_REPOSITORY: 'acme/taxi' },
      githubToken: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
      redact: (text) => text,
    }).finally(() => sandbox.close())
    expect(message).toBe('A commit message of the sandbox')
    expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['github', 'githubGitCommit'])
  })

  test('is asked of GitHub where nothing else has it, and the request is told to those who debug', async () => {
    // Loading takes its time, of which there is little to ask in.
    await import('@actions/github')
    const sandbox = await startSandbox({})
    const tell = jest.fn<(exchange: Exchange) => void>()
    const message = await findCommitMessage(sha, {
      deadline: deadlineIn(60_000, systemClock),
      event: {},
      folder: '/nowhere/at/all',
      env: { GITHUB_API_URL: sandbox.githubApiUrl, GITHUB_REPOSITORY: 'acme/taxi' },
      githubToken: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
      trace: (fetch) => tracedFetch(fetch, () => 0, tell),
      redact: (text) => text,
    }).finally(() => sandbox.close())
    expect(message).toBe('A commit message of the sandbox')
    expect(tell.mock.calls).toMatchObject([
      [
        {
          method: 'GET',
          where: expect.stringMatching(/\/repos\/acme\/taxi\/commits\/a+\?per_page=1$/),
          status: 200,
        },
      ],
    ])
  })

  test('is not waited for where GitHub has a huge answer', async () => {
    await import('@actions/github')
    let sent = 0
    const flood: typeof fetch = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 1_000_000
            controller.enqueue(new Uint8Array(1_000_000).fill(32))
          },
        }),
        { headers: { 'content-type': 'application/json' } },
      )
    const message = await findCommitMessage(sha, {
      deadline: deadlineIn(60_000, systemClock),
      event: {},
      folder: '/nowhere/at/all',
      env: { GITHUB_API_URL: 'https://github.example/api', GITHUB_REPOSITORY: 'acme/taxi' },
      githubToken: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
      trace: () => flood,
      redact: (text) => text,
    })
    expect(message).toBeUndefined()
    expect(sent).toBeLessThan(5_000_000)
  })
})
