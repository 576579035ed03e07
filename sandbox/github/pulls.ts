import { json, type Reply } from '../answer.ts'
import type { RecordedCall } from '../call.ts'
import { GITEA_URL } from './reply.ts'

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
  return json(200, found.map(showPull))
}

/** Gitea calls the page size `limit`, and returns fewer than requested. */
export function listOpenPulls(
  pulls: readonly PullRequest[],
  { query }: RecordedCall,
  isGitea: boolean,
): Reply {
  const size = isGitea ? Math.min(30, Number(query.limit ?? 30)) : Number(query.per_page ?? 30)
  const from = (Number(query.page ?? 1) - 1) * size
  const page = pulls.filter(({ state }) => state === query.state).slice(from, from + size)
  return json(200, isGitea ? page.map(showGiteaPull) : page.map(showPull))
}

function showPull({ number, state, head }: PullRequest): Record<string, unknown> {
  return { number, state, head, title: `Pull request ${number}` }
}

function showGiteaPull(pull: PullRequest): Record<string, unknown> {
  const { number, head } = pull
  return {
    ...showPull(pull),
    id: 9000 + number,
    url: `${GITEA_URL}/acme/taxi/pulls/${number}`,
    html_url: `${GITEA_URL}/acme/taxi/pulls/${number}`,
    head: { ...head, label: head.ref, repo_id: head.repo === null ? -1 : 1 },
  }
}

function startsWith(sha: string) {
  return (commit: string) => commit.startsWith(sha)
}
