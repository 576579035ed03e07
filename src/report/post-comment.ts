import { type CommentResult, commentOnPullRequest } from '../github/comment.ts'
import { type Environment, type Payload, repositoryUrl, runUrl } from '../github/event.ts'
import { createMarker } from '../github/marker.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Clock } from '../platform/clock.ts'
import { endWithStop, type Redact } from '../platform/text.ts'
import { isWorthComment, renderComment } from './comment.ts'
import type { RunState } from './state.ts'
import type { Verdict } from './verdict.ts'

/** What the log says about the comment. May contain text of GitHub as it was sent. */
export interface CommentNotice {
  /** A warning if the user should do something about it. */
  kind: 'text' | 'warning'
  text: string
}

export interface PostCommentOptions {
  inputs: Inputs
  payload: Payload
  env: Environment
  clock: Clock
  fetch: typeof globalThis.fetch
  /** Hides all secrets in a text. */
  redact: Redact
  /** Ends the attempt. */
  signal: AbortSignal
}

/**
 * Comments on the pull request of a run.
 *
 * @returns undefined if there is nothing to comment
 */
export async function postComment(
  state: RunState,
  verdict: Verdict,
  options: PostCommentOptions,
): Promise<CommentNotice | undefined> {
  const { inputs, env, redact } = options
  const { appId, app, org, deployment, recovery, source } = state
  if (!isWorthComment(state)) return undefined
  const marker = createMarker({
    appId,
    appName: app?.name ?? inputs.appName,
    org,
    apiUrl: inputs.apiUrl,
    deploymentIds: [deployment?.id, recovery?.deployment?.id],
    env,
  })
  if (marker === undefined) return undefined
  const body = renderComment(state, verdict, {
    marker,
    repositoryUrl: repositoryUrl(env),
    runUrl: runUrl(env),
    // `new Date()` would not follow virtual time in tests.
    at: new Date(Date.now()),
    redact,
  })
  const { commitSha } = source ?? {}
  const result = await commentOnPullRequest({
    ...options,
    marker,
    body,
    commitSha,
    token: inputs.githubToken,
  })
  return describeComment(result)
}

/** Describes the result of commenting. */
export function describeComment(result: CommentResult): CommentNotice {
  switch (result.kind) {
    case 'created':
      return notice(`Commented on pull request #${result.number}${at(result.url)}`)
    case 'updated':
      return notice(`Updated the comment on pull request #${result.number}${at(result.url)}`)
    case 'outdated':
      return notice(
        `Pull request #${result.number} already shows a newer run; comment left unchanged${at(result.url)}`,
      )
    case 'no pull request':
      return notice(
        'No comment: the deployed commit is not the head of an open pull request in this repository.',
      )
    case 'forbidden':
      return warning(
        `${forbiddenTexts[result.cause]}${result.detail ? ` GitHub says: ${endWithStop(result.detail)}` : ''}`,
      )
    case 'failed':
      return warning(`Could not write the comment: ${endWithStop(result.reason)}`)
  }
}

const forbiddenTexts = {
  permission:
    '`comment-on-pr` is set, but the token may not comment on the pull request. Add `pull-requests: write` to the `permissions` of the job, and keep the existing entries; permissions that are not listed are removed.',
  fork: '`comment-on-pr` is set, but workflows of pull requests from forks get a read-only token. Set `comment-on-pr: false` if `github.event.pull_request.head.repo.fork` is true.',
  'no token':
    '`comment-on-pr` is set, but `github-token` is empty. Remove it to use the token of the job, or set a token with `pull-requests: write`.',
}

function at(url: string | undefined): string {
  return url === undefined ? '.' : `: ${url}`
}

function notice(text: string): CommentNotice {
  return { kind: 'text', text }
}

function warning(text: string): CommentNotice {
  return { kind: 'warning', text: `${text} The deployment is not affected.` }
}
