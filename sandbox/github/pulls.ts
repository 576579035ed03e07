import { json, type Reply } from '../answer.ts'
import type { RecordedCall } from '../call.ts'
import { GITEA_URL, giteaError, githubError } from './reply.ts'

/** A pull request, as far as it concerns commits and its end. A test may change its state. */
export interface PullRequest {
  readonly number: number
  state: 'open' | 'closed'
  /** Closed by a merge. Default false. */
  merged?: boolean
  readonly head: {
    readonly ref: string
    readonly sha: string
    /** Null for a fork that has been deleted. */
    readonly repo: { readonly full_name: string } | null
  }
  /** Those below the head. */
  readonly commits?: readonly string[]
}

export function listPullsOfCommit(pulls: readonly PullRequest[], sha: string): Reply {
  const found = pulls.filter(({ head, commits = [] }) => [head.sha, ...commits].some(startsWith(sha)))
  return json(200, found.map(showPull))
}

/** Those of one state, by default the open ones. Gitea calls the page size `limit`, and returns fewer than requested. */
export function listPulls(pulls: readonly PullRequest[], { query }: RecordedCall, isGitea: boolean): Reply {
  const size = isGitea ? Math.min(30, Number(query.limit ?? 30)) : Number(query.per_page ?? 30)
  const from = (Number(query.page ?? 1) - 1) * size
  const { state: wanted = 'open' } = query
  const found = pulls.filter(({ state }) => wanted === 'all' || state === wanted)
  return json(200, found.slice(from, from + size).map(isGitea ? showGiteaPull : showPull))
}

/** One of them. On GitHub, only this answer says whether it was merged. */
export function getPull(pulls: readonly PullRequest[], number: number, isGitea: boolean): Reply {
  const pull = pulls.find((each) => each.number === number)
  if (pull === undefined) return isGitea ? giteaError(404) : githubError(404)
  return json(200, isGitea ? showGiteaPull(pull) : { ...showPull(pull), merged: pull.merged ?? false })
}

function showPull({ number, state, merged = false, head }: PullRequest): Record<string, unknown> {
  const closed_at = state === 'closed' ? '2026-11-24T12:00:00Z' : null
  return {
    number,
    state,
    head,
    title: `Pull request ${number}`,
    closed_at,
    merged_at: merged ? closed_at : null,
  }
}

function showGiteaPull(pull: PullRequest): Record<string, unknown> {
  const { number, merged = false, head } = pull
  return {
    ...showPull(pull),
    id: 9000 + number,
    url: `${GITEA_URL}/acme/taxi/pulls/${number}`,
    html_url: `${GITEA_URL}/acme/taxi/pulls/${number}`,
    merged,
    head: { ...head, label: head.ref, repo_id: head.repo === null ? -1 : 1 },
  }
}

function startsWith(sha: string) {
  return (commit: string) => commit.startsWith(sha)
}
