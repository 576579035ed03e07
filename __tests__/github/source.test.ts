import { beforeAll, expect, test } from '@jest/globals'
import type { Payload } from '../../src/github/event.ts'
import { findSource, type SourceRun, tidyMessage } from '../../src/github/source.ts'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { expectProportional } from '../harness/cpu.ts'
import { noPayload } from './fixture.ts'

// Loading takes real time, which must not count as that of GitHub.
beforeAll(() => import('@actions/github'))

const sha = 'a'.repeat(40)
const env = {
  GITHUB_API_URL: 'https://github.example/api/github',
  GITHUB_REPOSITORY: 'acme/taxi',
  GITHUB_SHA: sha,
  GITHUB_WORKSPACE: '/nowhere/at/all',
}
const githubToken = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'

const unreachable: typeof fetch = () => Promise.reject(new TypeError('fetch failed'))
const find = (inputs: Partial<SourceRun['inputs']> = {}, run: Partial<SourceRun> = {}) =>
  findSource({
    inputs: { githubToken: undefined, ...inputs },
    payload: noPayload,
    env,
    fetch: unreachable,
    deadline: deadlineIn(60_000, systemClock),
    redactCredentials: (text) => text,
    ...run,
  })
const messageOf = async (...args: Parameters<typeof find>) => (await find(...args)).commitMessage

const pushed: Payload = { ...noPayload, head_commit: { id: sha, message: 'Fix\n' } }
const pulled: Payload = {
  ...noPayload,
  pull_request: { number: 5, title: 'Title ', head: { ref: 'main', sha, repo: undefined } },
}

test.each([
  ['is left as it is', 'Fix\n\n  body', 'Fix\n\n  body'],
  ['loses the white space at its end', 'Fix \t\r\n\n', 'Fix'],
  ['keeps the white space at its beginning', '\n Fix', '\n Fix'],
  ['is left out if it is blank', ' \n ', undefined],
  ['is left out if it is empty', '', undefined],
  ['is left out if it is missing', undefined, undefined],
  ['is measured in characters, not in UTF-16 units', '🚕'.repeat(4000), '🚕'.repeat(4000)],
])('a commit message %s', (_, message, expected) => {
  expect(tidyMessage(message, (text) => text)).toBe(expected)
})

test('a huge commit message is shortened in one pass', () => {
  const shorten = (blanks: number) => tidyMessage(`${' '.repeat(blanks)}x`.repeat(3), (text) => text)
  expectProportional((blanks) => expect(shorten(blanks)).toHaveLength(4000), 200_000)
})

test("neither the event's message nor the title is used for another commit or a prefix that is too short", async () => {
  for (const payload of [pushed, pulled]) {
    expect(await messageOf({ commitSha: 'b'.repeat(40) }, { payload })).toBeUndefined()
    expect(await messageOf({ commitSha: 'aaa' }, { payload })).toBeUndefined()
  }
})

test('a huge response of GitHub is not read to its end', async () => {
  let sent = 0
  const pull = (controller: ReadableStreamDefaultController) => {
    sent += 1_000_000
    controller.enqueue(new Uint8Array(1_000_000).fill(32))
  }
  const headers = { 'content-type': 'application/json' }
  const flood = async () => new Response(new ReadableStream({ pull }), { headers })
  expect(await messageOf({ githubToken }, { fetch: flood })).toBeUndefined()
  expect(sent).toBeLessThan(5_000_000)
})
