import type { CommentResult } from '../github/comment-on-pull-request.ts'
import { endWithStop } from '../text.ts'

/** What became of a comment, in words for the log. */
export interface CommentNotice {
  /** Whether the user should do something about it. */
  isProblem: boolean
  text: string
}

/** Puts into words what became of the comment. Words of others are in them as they came. */
export function describeComment(result: CommentResult): CommentNotice {
  switch (result.kind) {
    case 'created':
      return good(`Commented on pull request #${result.number}${at(result.url)}`)
    case 'updated':
      return good(`Updated the comment on pull request #${result.number}${at(result.url)}`)
    case 'outdated':
      return good(
        `Pull request #${result.number} already shows a newer run; comment left unchanged${at(result.url)}`,
      )
    case 'no pull request':
      return good(
        'No comment: the deployed commit is not the head of an open pull request in this repository.',
      )
    case 'forbidden':
      return bad(
        `${whyForbidden[result.cause]}${result.said ? ` GitHub says: ${endWithStop(result.said)}` : ''} The deployment is not affected.`,
      )
    case 'failed':
      return bad(`Could not write the comment: ${endWithStop(result.reason)} The deployment is not affected.`)
  }
}

const whyForbidden = {
  permission:
    '`comment-on-pr` is set, but the token may not comment on the pull request. Add `pull-requests: write` to the `permissions` of the job, and keep the existing entries; permissions that are not listed are removed.',
  fork: '`comment-on-pr` is set, but workflows of pull requests from forks get a read-only token. Set `comment-on-pr: false` if `github.event.pull_request.head.repo.fork` is true.',
  'no token':
    '`comment-on-pr` is set, but `github-token` is empty. Remove it to use the token of the job, or set a token with `pull-requests: write`.',
}

function at(url: string | undefined): string {
  return url === undefined ? '.' : `: ${url}`
}

function good(text: string): CommentNotice {
  return { isProblem: false, text }
}

function bad(text: string): CommentNotice {
  return { isProblem: true, text }
}
