import { expect, test } from '@jest/globals'
import type { CommentResult } from '../../src/github/comment-on-pull-request.ts'
import { describeComment } from '../../src/report/comment-result.ts'

const url = 'https://github.com/acme/taxi/pull/5#issuecomment-101'

test.each<CommentResult>([
  { kind: 'created', number: 5, url },
  { kind: 'updated', number: 5, url: undefined },
  { kind: 'outdated', number: 5, url },
  { kind: 'no pull request' },
])('what is well is a line of the log: %j', (result) => {
  expect(describeComment(result)).toMatchObject({ isProblem: false, text: expect.stringMatching(/comment/i) })
})

test('a token that may not comment is told which permission it needs', () => {
  expect(describeComment({ kind: 'forbidden', cause: 'permission' })).toMatchInlineSnapshot(`
{
  "isProblem": true,
  "text": "\`comment-on-pr\` is set, but the token may not comment on the pull request. Add \`pull-requests: write\` to the \`permissions\` of the job, and keep those that it has: what is not named there is taken away. The deployment is not affected.",
}
`)
})

test('a token of a fork cannot get it, and that is told', () => {
  expect(describeComment({ kind: 'forbidden', cause: 'fork' })).toMatchInlineSnapshot(`
{
  "isProblem": true,
  "text": "\`comment-on-pr\` is set, but GitHub gives workflows of pull requests from forks a token that may only read. Set \`comment-on-pr: false\` where \`github.event.pull_request.head.repo.fork\` is true. The deployment is not affected.",
}
`)
})

test('a token that is missing is told', () => {
  expect(describeComment({ kind: 'forbidden', cause: 'no token' })).toMatchInlineSnapshot(`
{
  "isProblem": true,
  "text": "\`comment-on-pr\` is set, but \`github-token\` is empty. Leave it out to use the token of the job, or give one that has \`pull-requests: write\`. The deployment is not affected.",
}
`)
})

test('anything else is told in the words of GitHub', () => {
  expect(describeComment({ kind: 'failed', reason: 'HTTP 403: locked' })).toMatchInlineSnapshot(`
{
  "isProblem": true,
  "text": "The comment could not be written: HTTP 403: locked. The deployment is not affected.",
}
`)
})
