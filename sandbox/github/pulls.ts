import { json, type Reply } from '../answer.ts'

/** A pull request, as far as commits tell of it. */
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

function startsWith(sha: string) {
  return (commit: string) => commit.startsWith(sha)
}
