import { json, type Reply } from '../answer.ts'
import type { RecordedCall } from '../call.ts'

/** A pull request, as far as it concerns commits. */
export interface PullRequest {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly head: {
    readonly ref: string
    readonly sha: string
    /** Null for a fork that has been deleted. */
    readonly repo: { readonly full_name: string } | null
  }
  /** Those below the head. */
  readonly commits?: readonly string[]
}

export function listPulls(pulls: readonly PullRequest[], sha: string): Reply {
  const found = pulls.filter(({ head, commits = [] }) => [head.sha, ...commits].some(startsWith(sha)))
  return json(
    200,
    found.map(({ number, state, head }) => ({ number, state, head, title: `Pull request ${number}` })),
  )
}

/** Gitea calls the page size `limit`, and returns fewer than requested. */
export function listOpenPulls(
  pulls: readonly PullRequest[],
  { query }: RecordedCall,
  isGitea: boolean,
): Reply {
  const size = isGitea ? Math.min(30, Number(query.limit ?? 30)) : Number(query.per_page ?? 30)
  const from = (Number(query.page ?? 1) - 1) * size
  const open = pulls.filter(({ state }) => state === query.state)
  return json(
    200,
    open.slice(from, from + size).map(({ number, state, head }) => ({ number, state, head })),
  )
}

function startsWith(sha: string) {
  return (commit: string) => commit.startsWith(sha)
}
