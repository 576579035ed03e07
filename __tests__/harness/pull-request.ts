import type { RunOptions } from './run.ts'

/** The head of the pull request. */
export const pullSha = '9a8b7c6d5e4f30211203f4e5d6c7b8a990a1b2c3'

interface PullRequestOptions {
  sha?: string
  /** Where its branch is. */
  repository?: string
  action?: string
  /** More members of the pull request, or others. */
  more?: object
}

/** Lets a run start because of pull request 7. */
export function onPullRequest({
  sha = pullSha,
  repository = 'acme/taxi',
  action = 'synchronize',
  more,
}: PullRequestOptions = {}): Pick<RunOptions, 'eventName' | 'event'> {
  const head = { ref: 'feature/meter', sha, repo: { full_name: repository } }
  const state = action === 'closed' ? 'closed' : 'open'
  const pull_request = { number: 7, title: 'Meter', state, head, ...more }
  return { eventName: 'pull_request', event: { action, number: 7, pull_request } }
}
