import type { Reply } from '../answer.ts'
import type { Forge } from './forge.ts'
import { GITEA_URL, type GithubCall, githubPage, limitPage } from './reply.ts'

/** A Git commit, as GitHub returns it. */
export function showGitCommit(
  sha = '',
  message = '',
  { repositoryUrl }: GithubCall,
): Record<string, unknown> {
  return { sha, url: `${repositoryUrl}/git/commits/${sha}`, message, parents: [] }
}

/** A commit, as GitHub returns it. */
export function showCommit(
  sha = '',
  message = '',
  { repository, repositoryUrl }: GithubCall,
  parents: readonly string[] = [],
): Record<string, unknown> {
  const person = { name: 'Sandbox', email: 'sandbox@example.com', date: '2026-11-24T12:00:00Z' }
  return {
    sha,
    url: `${repositoryUrl}/commits/${sha}`,
    html_url: `https://github.com/${repository}/commit/${sha}`,
    commit: {
      url: `${repositoryUrl}/git/commits/${sha}`,
      message,
      author: person,
      committer: person,
      comment_count: 0,
    },
    author: null,
    committer: null,
    parents: parents.map((parent) => ({ sha: parent, url: `${repositoryUrl}/commits/${parent}` })),
  }
}

/** A Git commit, as Gitea returns it: inside a commit, with the message as it is in Git. */
export function showGiteaCommit(sha = '', message = '', { repository }: GithubCall): Record<string, unknown> {
  const created = '2026-11-24T12:00:00Z'
  const person = { name: 'Sandbox', email: 'sandbox@example.com', date: created }
  const url = `${GITEA_URL}/api/v1/repos/${repository}/git/commits/${sha}`
  return {
    url,
    sha,
    created,
    html_url: `${GITEA_URL}/${repository}/commit/${sha}`,
    commit: { url, author: person, committer: person, message: `${message}\n`, tree: { sha, created } },
    author: null,
    committer: null,
    parents: [],
    files: [],
    stats: { total: 0, additions: 0, deletions: 0 },
  }
}

/** `GET /repos/{owner}/{repo}/commits`: those of a branch, newest first; with a path, those that changed that file. */
export function listCommits(forge: Forge, call: GithubCall): Reply {
  const { history } = forge
  const { repository, query } = call
  const head = forge.resolve(repository, query.sha || forge.defaultBranch)
  if (head === undefined || history.find(repository, head) === undefined) return forge.error(404)
  const textAt = (sha: string | undefined) =>
    sha && query.path ? JSON.stringify(history.filesAt(repository, sha)?.get(query.path)) : undefined
  const shas = history
    .ancestorsOf(repository, head)
    .filter((sha) => !query.path || textAt(sha) !== textAt(forge.parentsOf(repository, sha)[0]))
  if (forge.isGitea) {
    return limitPage(
      shas.map((sha) => showGiteaCommit(sha, forge.messageOf(repository, sha), call)),
      call,
    )
  }
  return githubPage(shas, call, (sha) =>
    showCommit(sha, forge.messageOf(repository, sha), call, forge.parentsOf(repository, sha)),
  )
}
