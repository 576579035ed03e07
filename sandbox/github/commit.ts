/** A Git commit, as GitHub returns it. */
export function showGitCommit(sha = '', message = ''): Record<string, unknown> {
  return { sha, message, parents: [] }
}

/** A commit, as GitHub and Gitea return it. */
export function showCommit(owner = '', repo = '', sha = '', message = ''): Record<string, unknown> {
  const person = { name: 'Sandbox', email: 'sandbox@example.com', date: '2026-11-24T12:00:00Z' }
  return {
    sha,
    url: `https://api.github.com/repos/${owner}/${repo}/commits/${sha}`,
    html_url: `https://github.com/${owner}/${repo}/commit/${sha}`,
    commit: { message, author: person, committer: person, comment_count: 0 },
    author: null,
    committer: null,
    parents: [],
  }
}
