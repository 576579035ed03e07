import { type Answer, json, type Reply, refusal, text } from './answer.ts'
import type { Call, RecordedCall } from './call.ts'
import type { ExtraRoute } from './cloud.ts'
import { type Branches, headOf, showBranch } from './github/branch.ts'
import {
  type Account,
  actionsBot,
  Comments,
  createComment,
  deleteComment,
  getComment,
  listComments,
  showGiteaUser,
  updateComment,
} from './github/comments.ts'
import { showCommit, showGitCommit, showGiteaCommit } from './github/commit.ts'
import { getPull, listPulls, listPullsOfCommit, type PullRequest } from './github/pulls.ts'
import {
  GITHUB_PREFIX,
  type GithubCall,
  giteaError,
  giteaNoRoute,
  githubError,
  readGithubCall,
  showRepository,
} from './github/reply.ts'

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

interface Endpoint {
  /** The name of its calls in the record and for faults. */
  readonly operation: string
  readonly method: string
  /** Matches the path after the prefix; the endpoint gets the captured groups after owner and name. */
  readonly path: RegExp
  readonly needs: 'nothing' | 'read' | 'write'
  /** Gitea has no such route. */
  readonly isOfGithubAlone?: boolean
  reply(github: Github, parameters: string[], call: GithubCall): Reply
}

const repository = '/repos/[^/]+/[^/]+'
const path = (pattern: string) => new RegExp(`^${GITHUB_PREFIX}${pattern}$`)

// To add a call, add an entry here.
const ENDPOINTS: readonly Endpoint[] = [
  {
    operation: 'githubRepository',
    method: 'GET',
    path: path(repository),
    needs: 'read',
    isOfGithubAlone: true,
    reply: (_, __, call) => json(200, showRepository(call)),
  },
  {
    operation: 'github',
    method: 'GET',
    path: path(`${repository}/commits/([^/]+)`),
    needs: 'nothing',
    isOfGithubAlone: true,
    reply: (github, [sha], call) => json(200, showCommit(sha, github.message, call)),
  },
  {
    operation: 'githubGitCommit',
    method: 'GET',
    path: path(`${repository}/git/commits/([^/]+)`),
    needs: 'nothing',
    reply: ({ isGitea, message }, [sha], call) =>
      json(200, isGitea ? showGiteaCommit(sha, message, call) : showGitCommit(sha, message, call)),
  },
  {
    operation: 'githubBranch',
    method: 'GET',
    // Both servers take the slashes of a branch as they are.
    path: path(`${repository}/branches/(.+)`),
    needs: 'read',
    reply: (github, [encoded = ''], call) => {
      const { branches, pulls, isGitea } = github
      const name = decode(encoded)
      const sha = headOf(call.repository, name, branches, pulls)
      return sha === undefined ? github.error(404) : showBranch(sha, name, call, isGitea)
    },
  },
  {
    operation: 'githubPulls',
    method: 'GET',
    path: path(`${repository}/commits/([^/]+)/pulls`),
    needs: 'read',
    isOfGithubAlone: true,
    reply: ({ pulls }, [sha = ''], call) => listPullsOfCommit(pulls, sha, call),
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
    reply: ({ pulls, isGitea }, [number], call) => getPull(pulls, Number(number), call, isGitea),
  },
  {
    operation: 'githubListComments',
    method: 'GET',
    path: path(`${repository}/issues/(\\d+)/comments`),
    needs: 'read',
    reply: (github, [number], call) =>
      github.hasIssue(Number(number))
        ? listComments(github.comments, Number(number), call, github.isGitea)
        : github.error(404),
  },
  {
    operation: 'githubCreateComment',
    method: 'POST',
    path: path(`${repository}/issues/(\\d+)/comments`),
    needs: 'write',
    reply: (github, [number], call) =>
      github.hasIssue(Number(number))
        ? createComment(github.comments, Number(number), call, github.account, github.isGitea)
        : github.error(404),
  },
  {
    operation: 'githubGetComment',
    method: 'GET',
    path: path(`${repository}/issues/comments/(\\d+)`),
    needs: 'read',
    reply: ({ comments, isGitea }, [id], call) => getComment(comments, Number(id), call, isGitea),
  },
  {
    operation: 'githubUpdateComment',
    method: 'PATCH',
    path: path(`${repository}/issues/comments/(\\d+)`),
    needs: 'write',
    reply: ({ comments, isGitea }, [id], call) => updateComment(comments, Number(id), call, isGitea),
  },
  {
    operation: 'githubDeleteComment',
    method: 'DELETE',
    path: path(`${repository}/issues/comments/(\\d+)`),
    needs: 'write',
    reply: ({ comments, isGitea }, [id]) => deleteComment(comments, Number(id), isGitea),
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
        if (!this.#mayUse(endpoint)) return respond(this.#refuse(endpoint))
        const read = readGithubCall(call)
        return respond(read ? endpoint.reply(this, parameters, read) : this.error(400))
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

/** A part of a path; as it is if it is no encoded text, since nothing has such a name. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function respond(reply: Reply): Answer {
  return { kind: 'respond', reply }
}

function statusReply(status: number): Reply {
  return status < 400 ? refusal(status, 'Server Error') : githubError(status)
}
