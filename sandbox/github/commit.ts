import { GITEA_URL, type GithubCall } from './reply.ts'

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
