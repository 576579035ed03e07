import { json, type Reply } from '../answer.ts'
import type { PullRequest } from './pulls.ts'
import { GITEA_URL, type GithubCall } from './reply.ts'

/** A branch of a repository. */
export interface Branch {
  /** `owner/name`, or {@link ANY_REPOSITORY}. */
  readonly repository: string
  readonly name: string
  readonly sha: string
}

/** Stands for every repository that has no branch of that name itself. */
export const ANY_REPOSITORY = '*'

/** The head of each branch, by `owner/repo`. A test may push by changing one. */
export type Branches = Record<string, Record<string, string>>

/** Adds a branch, or moves it. */
export function putBranch(branches: Branches, { repository, name, sha }: Branch): void {
  branches[repository] = { ...branches[repository], [name]: sha }
}

/** All branches, one after the other. */
export function listBranches(branches: Branches): Branch[] {
  return Object.entries(branches).flatMap(([repository, heads]) =>
    Object.entries(heads).map(([name, sha]) => ({ repository, name, sha })),
  )
}

/** The head of a branch; undefined if there is none. The branch of a pull request exists by itself. */
export function headOf(
  repository: string,
  name: string,
  branches: Branches,
  pulls: readonly PullRequest[],
): string | undefined {
  const find = (of: string) => Object.entries(branches[of] ?? {}).find(([branch]) => branch === name)?.[1]
  const pull = pulls.findLast(({ head }) => head.ref === name && head.repo?.full_name === repository)
  return find(repository) ?? pull?.head.sha ?? find(ANY_REPOSITORY)
}

interface Head extends Pick<Branch, 'name' | 'sha'> {
  readonly message: string
}

/** A branch, as far as it concerns its head. */
export function showBranch(head: Head, call: GithubCall, isGitea: boolean): Reply {
  return json(200, isGitea ? giteaBranch(head, call) : githubBranch(head, call))
}

function githubBranch(
  { sha, name, message }: Head,
  { repository, repositoryUrl: url }: GithubCall,
): Record<string, unknown> {
  const self = `${url}/branches/${encodeURIComponent(name)}`
  return {
    name,
    commit: { sha, url: `${url}/commits/${sha}`, commit: { message }, parents: [] },
    _links: { self, html: `https://github.com/${repository}/tree/${name}` },
    protected: false,
    protection: { enabled: false },
    protection_url: `${self}/protection`,
  }
}

/** Gitea has the ID of the commit in another member, and no `sha`. */
function giteaBranch({ sha: id, name, message }: Head, { repository }: GithubCall): Record<string, unknown> {
  return {
    name,
    commit: {
      id,
      message: `${message}\n`,
      url: `${GITEA_URL}/${repository}/commit/${id}`,
      author: { name: 'Sandbox', email: 'sandbox@example.com', username: '' },
      timestamp: '2026-11-24T12:00:00Z',
      added: null,
      removed: null,
      modified: null,
    },
    protected: false,
    required_approvals: 0,
    enable_status_check: false,
    status_check_contexts: [],
    user_can_push: true,
    user_can_merge: true,
    effective_branch_protection_name: '',
  }
}
