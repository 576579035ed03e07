import { json, type Reply } from '../answer.ts'
import {
  GITEA_URL,
  type GithubCall,
  giteaError,
  githubError,
  githubPage,
  limitPage,
  showRepository,
} from './reply.ts'

/** The tip of a branch that names none. */
export const DEFAULT_COMMIT = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'

/** A pull request, as far as it concerns commits and its end. A test may change its state. */
export interface PullRequest {
  readonly number: number
  state: 'open' | 'closed'
  /** Closed by a merge. Default false. */
  merged?: boolean
  /** The branch that it is to be merged into. Default `main`. */
  readonly base?: { readonly ref: string; readonly sha?: string }
  readonly head: {
    readonly ref: string
    readonly sha: string
    /** Null for a fork that has been deleted. */
    readonly repo: { readonly full_name: string } | null
  }
  /** The commits below the head. */
  readonly commits?: readonly string[]
}

export function listPullsOfCommit(pulls: readonly PullRequest[], sha: string, call: GithubCall): Reply {
  const ofCommit = pulls.filter(({ head, commits = [] }) => [head.sha, ...commits].some(startsWith(sha)))
  return githubPage(ofCommit, call, (pull) => showPull(pull, call))
}

/**
 * The pull requests of one state, by default the open ones. GitHub lists the newest first, and filters by branches.
 */
export function listPulls(pulls: readonly PullRequest[], call: GithubCall, isGitea: boolean): Reply {
  const { state: wanted = 'open', head, base, direction } = call.query
  const ofState = pulls.filter(({ state }) => wanted === 'all' || state === wanted)
  if (isGitea) {
    return limitPage(
      ofState.map((pull) => showGiteaPull(pull, call)),
      call,
    )
  }
  const matches = ofState
    .filter((pull) => base === undefined || baseOf(pull).ref === base)
    // Without an owner, GitHub ignores the branch.
    .filter(
      (pull) =>
        !head?.includes(':') || `${pull.head.repo?.full_name.split('/')[0]}:${pull.head.ref}` === head,
    )
    .sort((left, right) => (left.number - right.number) * (direction === 'asc' ? 1 : -1))
  return githubPage(matches, call, (pull) => showPull(pull, call))
}

function baseOf({ base: { ref, sha = DEFAULT_COMMIT } = { ref: 'main' } }: PullRequest) {
  return { ref, sha }
}

/** One pull request. On GitHub, only this answer says whether it was merged. */
export function getPull(
  pulls: readonly PullRequest[],
  number: number,
  call: GithubCall,
  isGitea: boolean,
): Reply {
  const pull = pulls.find((each) => each.number === number)
  if (pull === undefined) return isGitea ? giteaError(404) : githubError(404)
  return json(
    200,
    isGitea ? showGiteaPull(pull, call) : { ...showPull(pull, call), merged: pull.merged ?? false },
  )
}

export function showPull(pull: PullRequest, call: GithubCall): Record<string, unknown> {
  const { repository, repositoryUrl: url } = call
  const { number, state, merged = false, head } = pull
  const closed_at = state === 'closed' ? '2026-11-24T12:00:00Z' : null
  return {
    number,
    url: `${url}/pulls/${number}`,
    issue_url: `${url}/issues/${number}`,
    comments_url: `${url}/issues/${number}/comments`,
    html_url: `https://github.com/${repository}/pull/${number}`,
    state,
    head,
    base: { ...baseOf(pull), repo: showRepository(call) },
    title: `Pull request ${number}`,
    closed_at,
    merged_at: merged ? closed_at : null,
  }
}

function showGiteaPull(pull: PullRequest, call: GithubCall): Record<string, unknown> {
  const { number, merged = false, head } = pull
  return {
    ...showPull(pull, call),
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
