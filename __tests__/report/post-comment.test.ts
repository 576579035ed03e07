import { expect, test } from '@jest/globals'
import type { CommentResult } from '../../src/github/comment.ts'
import { describeComment } from '../../src/report/comment.ts'

const url = 'https://github.com/acme/taxi/pull/5#issuecomment-101'

test.each<CommentResult>([
  { kind: 'created', number: 5, url },
  { kind: 'updated', number: 5, url: undefined },
  { kind: 'outdated', number: 5, url },
  { kind: 'no pull request' },
])('a result that needs no action is a line of the log: %j', (result) => {
  expect(describeComment(result, 'deploy')).toMatchObject({
    kind: 'text',
    text: expect.stringMatching(/comment/i),
  })
})

test.each<[CommentResult, string]>([
  [
    { kind: 'forbidden', cause: 'permission' },
    '`comment-on-pr` is set, but the token may not comment on the pull request. Add `pull-requests: write` to the `permissions` of the job, and keep the existing entries; permissions that are not listed are removed. The deployment is not affected.',
  ],
  [
    { kind: 'forbidden', cause: 'fork' },
    '`comment-on-pr` is set, but workflows of pull requests from forks get a read-only token. Set `comment-on-pr: false` if `github.event.pull_request.head.repo.fork` is true. The deployment is not affected.',
  ],
  [
    { kind: 'forbidden', cause: 'no token' },
    '`comment-on-pr` is set, but `github-token` is empty. Remove it to use the token of the job, or set a token with `pull-requests: write`. The deployment is not affected.',
  ],
  [
    { kind: 'failed', reason: 'HTTP 403: locked' },
    'Could not write the comment: HTTP 403: locked. The deployment is not affected.',
  ],
])('a result that needs action is a warning with the fix: %j', (result, text) => {
  expect(describeComment(result, 'deploy')).toEqual({ kind: 'warning', text })
})
