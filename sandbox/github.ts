import { type Answer, json, type Reply, refusal, text } from './answer.ts'
import type { Call, RecordedCall } from './call.ts'
import type { ExtraRoute } from './cloud.ts'
import { type Branches, showBranch } from './github/branch.ts'
import {
  type Account,
  actionsBot,
  Comments,
  createComment,
  deleteComment,
  listComments,
  showGiteaUser,
  updateComment,
} from './github/comments.ts'
import { showCommit, showGitCommit, showGiteaCommit } from './github/commit.ts'
import { getPull, listPulls, listPullsOfCommit, type PullRequest } from './github/pulls.ts'
import { giteaError, giteaNoRoute, githubError } from './github/reply.ts'

/** How the fake GitHub API behaves; `behavior` may be changed at any time. */
export type GithubBehavior =
  /** Normal behavior: every commit is known and has this message. */
  | { readonly kind: 'message'; readonly message: string }
  /** A status with GitHub's error body: 403 without permission, 404 for an unknown commit, 500. */
  | { readonly kind: 'status'; readonly status: number }
  /** 200 with a web page. */
  | { readonly kind: 'html' }
  /** No response ever. */
  | { readonly kind: 'hang' }
  /** The connection is destroyed. */
  | { readonly kind: 'reset' }

/** The path where it is served: the part of GITHUB_API_URL after the host. */
export const GITHUB_PREFIX = '/api/github'

interface Endpoint {
  /** The name of its calls in the record and for faults. */
  readonly operation: string
  readonly method: string
  /** Matches the path after the prefix; the endpoint gets the captured groups. */
  readonly path: RegExp
  readonly needs: 'nothing' | 'read' | 'write'
  /** Gitea has no such route. */
  readonly isOfGithubAlone?: boolean
  reply(github: Github, parameters: string[], call: RecordedCall): Reply
}

const repository = '/repos/([^/]+)/([^/]+)'
const path = (pattern: string) => new RegExp(`^${GITHUB_PREFIX}${pattern}$`)

// To add a call, add an entry here.
const ENDPOINTS: readonly Endpoint[] = [
  {
    operation: 'github',
    method: 'GET',
    path: path(`${repository}/commits/([^/]+)`),
    needs: 'nothing',
    isOfGithubAlone: true,
    reply: (github, [owner, repo, sha]) => json(200, showCommit(owner, repo, sha, github.message)),
  },
  {
    operation: 'githubGitCommit',
    method: 'GET',
    path: path(`${repository}/git/commits/([^/]+)`),
    needs: 'nothing',
    reply: ({ isGitea, message }, [owner, repo, sha]) =>
      json(200, isGitea ? showGiteaCommit(owner, repo, sha, message) : showGitCommit(sha, message)),
  },
  {
    operation: 'githubBranch',
    method: 'GET',
    // Both servers take the slashes of a branch as they are.
    path: path(`${repository}/branches/(.+)`),
    needs: 'read',
    reply: (github, [owner, repo, encoded = '']) => {
      const [repository, name] = [`${owner}/${repo}`, decodeURIComponent(encoded)]
      const sha = github.branches[repository]?.[name]
      return sha === undefined ? github.error(404) : showBranch(sha, name, repository, github.isGitea)
    },
  },
  {
    operation: 'githubPulls',
    method: 'GET',
    path: path(`${repository}/commits/([^/]+)/pulls`),
    needs: 'read',
    isOfGithubAlone: true,
    reply: ({ pulls }, [, , sha = ''], call) => listPullsOfCommit(pulls, sha, call),
  },
  {
    operation: 'githubOpenPulls',
    method: 'GET',
    path: path(`${repository}/pulls`),
    needs: 'read',
    reply: ({ pulls, isGitea }, _, call) => listPulls(pulls, call, isGitea),
  },
  {
    operation: 'githubPull',
    method: 'GET',
    path: path(`${repository}/pulls/(\\d+)`),
    needs: 'read',
    reply: ({ pulls, isGitea }, [, , number]) => getPull(pulls, Number(number), isGitea),
  },
  {
    operation: 'githubListComments',
    method: 'GET',
    path: path(`${repository}/issues/(\\d+)/comments`),
    needs: 'read',
    reply: (github, [, , number], call) =>
      github.hasIssue(Number(number))
        ? listComments(github.comments, Number(number), call, github.isGitea)
        : github.error(404),
  },
  {
    operation: 'githubCreateComment',
    method: 'POST',
    path: path(`${repository}/issues/(\\d+)/comments`),
    needs: 'write',
    reply: (github, [, , number], call) =>
      github.hasIssue(Number(number))
        ? createComment(github.comments, Number(number), call, github.account, github.isGitea)
        : github.error(404),
  },
  {
    operation: 'githubUpdateComment',
    method: 'PATCH',
    path: path(`${repository}/issues/comments/(\\d+)`),
    needs: 'write',
    reply: ({ comments, isGitea }, [, , id], call) => updateComment(comments, Number(id), call, isGitea),
  },
  {
    operation: 'githubDeleteComment',
    method: 'DELETE',
    path: path(`${repository}/issues/comments/(\\d+)`),
    needs: 'write',
    reply: ({ comments, isGitea }, [, , id]) => deleteComment(comments, Number(id), isGitea),
  },
  {
    operation: 'githubUser',
    method: 'GET',
    path: path('/user'),
    needs: 'nothing',
    // The token of a workflow has no user.
    reply: (github) => {
      const { account, isGitea } = github
      if (account.type === 'Bot' || account.id < 0) return github.error(403)
      return json(200, isGitea ? showGiteaUser(account) : account)
    },
  },
]

/** The names of the calls, in the record and for faults. */
export const githubOperations = [...new Set(ENDPOINTS.map(({ operation }) => operation))]

/**
 * The GitHub API as far as the action uses it. `GET /repos/{owner}/{repo}/commits/{sha}` is recorded as `github`, and
 * calls for pull requests as `githubPulls`, `githubListComments` and so on.
 */
export class Github implements ExtraRoute {
  readonly prefix = `${GITHUB_PREFIX}/`
  behavior: GithubBehavior
  /** What the token may do with pull requests. */
  access: 'none' | 'read' | 'write' = 'write'
  /** Whether it is Gitea, which has fewer routes, other errors, other pages, and users without a type. */
  isGitea = false
  /** The user of the token. */
  account: Account = actionsBot
  readonly comments = new Comments()
  readonly pulls: PullRequest[] = []
  readonly branches: Branches = {}
  /** The numbers of issues, and of pull requests of which only the number is known. */
  readonly issues = new Set<number>()

  constructor(behavior: GithubBehavior = { kind: 'message', message: 'A commit message of the sandbox' }) {
    this.behavior = behavior
  }

  /** Of every commit. */
  get message(): string {
    return 'message' in this.behavior ? this.behavior.message : ''
  }

  /** Whether an issue or pull request of that number exists; one with a comment does. */
  hasIssue(number: number): boolean {
    const isPull = this.pulls.some((pull) => pull.number === number)
    return isPull || this.issues.has(number) || this.comments.of(number).length > 0
  }

  /** An error in the format of the forge. */
  error(status: number): Reply {
    return this.isGitea ? giteaError(status) : githubError(status)
  }

  /** The name of a call. An unknown one has the name of the oldest. */
  operation({ method, path }: Call): string {
    return find(method, path)?.endpoint.operation ?? 'github'
  }

  handle(call: RecordedCall): Answer {
    const found = find(call.method, call.path)
    if (found === undefined) return respond(githubError(404))
    if (this.isGitea && found.endpoint.isOfGithubAlone) return respond(giteaNoRoute)
    const { behavior } = this
    switch (behavior.kind) {
      case 'message': {
        const { endpoint, parameters } = found
        const isAnonymous = call.headers.authorization === undefined
        if (isAnonymous && endpoint.needs === 'write') return respond(this.error(401))
        return respond(
          this.#mayUse(endpoint) ? endpoint.reply(this, parameters, call) : this.#refuse(endpoint),
        )
      }
      case 'status':
        return respond(statusReply(behavior.status))
      case 'html':
        return respond(text(200, '<!doctype html><title>Sign in</title>', 'text/html'))
      default:
        return behavior
    }
  }

  #mayUse({ needs }: Endpoint): boolean {
    return needs === 'nothing' || this.access === 'write' || this.access === needs
  }

  /** Without permission to read, the response is the same as for something that does not exist. */
  #refuse({ needs }: Endpoint): Reply {
    return this.error(needs === 'read' ? 404 : 403)
  }
}

function find(method: string, path: string) {
  for (const endpoint of ENDPOINTS) {
    const match = endpoint.method === method ? endpoint.path.exec(path) : null
    if (match !== null) return { endpoint, parameters: match.slice(1) }
  }
  return undefined
}

function respond(reply: Reply): Answer {
  return { kind: 'respond', reply }
}

function statusReply(status: number): Reply {
  return status < 400 ? refusal(status, 'Server Error') : githubError(status)
}
