import { type Answer, json, refusal, text } from './answer.ts'
import type { RecordedCall } from './call.ts'
import type { ExtraRoute } from './cloud.ts'

/** How the fake GitHub API behaves; `behaviour` may be changed at any time. */
export type GithubBehaviour =
  /** Every commit is known and has this message. */
  | { readonly kind: 'message'; readonly message: string }
  /** A status with GitHub's error body: 403 without permission, 404 for an unknown commit, 500. */
  | { readonly kind: 'status'; readonly status: number }
  /** 200 with a web page. */
  | { readonly kind: 'html' }
  /** No answer ever. */
  | { readonly kind: 'hang' }
  /** The connection is destroyed. */
  | { readonly kind: 'reset' }

/** Where it is served, as GITHUB_API_URL would name it behind the host. */
export const GITHUB_PREFIX = '/api/github'

const COMMIT = new RegExp(`^${GITHUB_PREFIX}/repos/([^/]+)/([^/]+)/commits/([^/]+)$`)

/** A GitHub API that knows one call: `GET /repos/{owner}/{repo}/commits/{sha}`. Its calls are recorded as `github`. */
export class Github implements ExtraRoute {
  readonly prefix = `${GITHUB_PREFIX}/`
  readonly operation = 'github'
  behaviour: GithubBehaviour

  constructor(behaviour: GithubBehaviour = { kind: 'message', message: 'A commit message of the sandbox' }) {
    this.behaviour = behaviour
  }

  handle(call: RecordedCall): Answer {
    const [, owner, repo, sha] = COMMIT.exec(call.path) ?? []
    if (call.method !== 'GET' || owner === undefined || repo === undefined || sha === undefined) {
      return { kind: 'respond', reply: json(404, { message: 'Not Found' }) }
    }
    const { behaviour } = this
    switch (behaviour.kind) {
      case 'message':
        return { kind: 'respond', reply: json(200, showCommit(owner, repo, sha, behaviour.message)) }
      case 'status':
        return { kind: 'respond', reply: githubError(behaviour.status) }
      case 'html':
        return { kind: 'respond', reply: text(200, '<!doctype html><title>Sign in</title>', 'text/html') }
      default:
        return behaviour
    }
  }
}

function githubError(status: number) {
  const messages: Record<number, string> = {
    401: 'Bad credentials',
    403: 'Resource not accessible by integration',
    404: 'Not Found',
  }
  const message = messages[status] ?? 'Server Error'
  return status < 400 ? refusal(status, message) : json(status, { message, status: String(status) })
}

function showCommit(owner: string, repo: string, sha: string, message: string): Record<string, unknown> {
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
