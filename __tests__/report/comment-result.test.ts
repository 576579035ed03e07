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
  "text": "\`comment-on-pr\` is set, but the token may not comment on the pull request. Add \`pull-requests: write\` to the \`permissions\` of the job, and keep the existing entries; permissions that are not listed are removed. The deployment is not affected.",
}
`)
})

test('a token of a fork cannot get it, and that is told', () => {
  expect(describeComment({ kind: 'forbidden', cause: 'fork' })).toMatchInlineSnapshot(`
{
  "isProblem": true,
  "text": "\`comment-on-pr\` is set, but workflows of pull requests from forks get a read-only token. Set \`comment-on-pr: false\` if \`github.event.pull_request.head.repo.fork\` is true. The deployment is not affected.",
}
`)
})

test('a token that is missing is told', () => {
  expect(describeComment({ kind: 'forbidden', cause: 'no token' })).toMatchInlineSnapshot(`
{
  "isProblem": true,
  "text": "\`comment-on-pr\` is set, but \`github-token\` is empty. Remove it to use the token of the job, or set a token with \`pull-requests: write\`. The deployment is not affected.",
}
`)
})

test('anything else is told in the words of GitHub', () => {
  expect(describeComment({ kind: 'failed', reason: 'HTTP 403: locked' })).toMatchInlineSnapshot(`
{
  "isProblem": true,
  "text": "Could not write the comment: HTTP 403: locked. The deployment is not affected.",
}
`)
})
