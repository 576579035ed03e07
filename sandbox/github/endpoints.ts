import type { Reply } from '../answer.ts'
import { createComment, deleteComment, getComment, listComments, updateComment } from './comment-endpoints.ts'
import { compareCommits, getCommit, getGitCommit } from './commits.ts'
import { getContents, getRawFile, getTree } from './contents.ts'
import type { Area, Forge } from './forge.ts'
import { answerGraphql } from './graphql.ts'
import { createIssue, getIssue, listIssues, updateIssue } from './issues.ts'
import { getPull, listFilesOfPull, listPulls, listPullsOfCommit } from './pull-endpoints.ts'
import { GITHUB_PREFIX, type GithubCall } from './reply.ts'
import { getBranch, getRepository, getTag, getTagOfGitea, getUser } from './repository.ts'

/** A call of the API. */
export interface Endpoint {
  /** The name of its calls in the record and for faults. */
  readonly operation: string
  readonly method: string
  /** Matches the path. The endpoint gets the captured group, decoded. */
  readonly path: RegExp
  readonly needs: 'nothing' | 'read' | 'write'
  /** The permission that it needs, if that is one of its own. */
  readonly area?: Area
  /** The only one that has the route. Default: both do. */
  readonly only?: 'github' | 'gitea'
  readonly reply: (forge: Forge, call: GithubCall, parameter: string) => Reply
}

function toEndpoint(
  operation: string,
  route: string,
  reply: Endpoint['reply'],
  more: Partial<Endpoint> = {},
): Endpoint {
  const [method = '', pattern = ''] = route.split(' ')
  const path = new RegExp(`^${GITHUB_PREFIX}${pattern}$`)
  return { operation, method, path, needs: method === 'GET' ? 'read' : 'write', reply, ...more }
}

/** A call of repositories: what is read needs permission to read, and what is written, to write. */
function ofRepository(operation: string, route: string, ...more: [Endpoint['reply'], Partial<Endpoint>?]) {
  return toEndpoint(operation, route.replace(' ', ' /repos/[^/]+/[^/]+'), ...more)
}

const contents = { area: 'contents' } as const
const issues = { area: 'issues' } as const

// To add a call, add a line here.
export const ENDPOINTS: readonly Endpoint[] = [
  ofRepository('githubRepository', 'GET ', getRepository),
  ofRepository('github', 'GET /commits/([^/]+)', getCommit, { needs: 'nothing', only: 'github' }),
  ofRepository('githubTree', 'GET /git/trees/([^/]+)', getTree, contents),
  ofRepository('githubGitCommit', 'GET /git/commits/([^/]+)', getGitCommit, { needs: 'nothing' }),
  // Both servers take the slashes of a branch as they are.
  ofRepository('githubBranch', 'GET /branches/(.+)', getBranch),
  ofRepository('githubTag', 'GET /git/ref/tags/(.+)', getTag, { only: 'github' }),
  ofRepository('githubTag', 'GET /tags/(.+)', getTagOfGitea, { only: 'gitea' }),
  ofRepository('githubPulls', 'GET /commits/([^/]+)/pulls', listPullsOfCommit, { only: 'github' }),
  ofRepository('githubOpenPulls', 'GET /pulls', listPulls),
  ofRepository('githubPull', 'GET /pulls/(\\d+)', getPull),
  ofRepository('githubPullFiles', 'GET /pulls/(\\d+)/files', listFilesOfPull),
  ofRepository('githubContents', 'GET /contents(?:/(.*))?', getContents, contents),
  ofRepository('githubRawFile', 'GET /raw/(.+)', getRawFile, { ...contents, only: 'gitea' }),
  ofRepository('githubCompare', 'GET /compare/(.+\\.{3}.+)', compareCommits, contents),
  ofRepository('githubListIssues', 'GET /issues', listIssues, issues),
  ofRepository('githubCreateIssue', 'POST /issues', createIssue, issues),
  ofRepository('githubGetIssue', 'GET /issues/(\\d+)', getIssue, issues),
  ofRepository('githubUpdateIssue', 'PATCH /issues/(\\d+)', updateIssue, issues),
  ofRepository('githubListComments', 'GET /issues/(\\d+)/comments', listComments, issues),
  ofRepository('githubCreateComment', 'POST /issues/(\\d+)/comments', createComment, issues),
  ofRepository('githubGetComment', 'GET /issues/comments/(\\d+)', getComment),
  ofRepository('githubUpdateComment', 'PATCH /issues/comments/(\\d+)', updateComment),
  ofRepository('githubDeleteComment', 'DELETE /issues/comments/(\\d+)', deleteComment),
  toEndpoint('githubGraphql', 'POST /graphql', answerGraphql, { needs: 'nothing', only: 'github' }),
  toEndpoint('githubUser', 'GET /user', getUser, { needs: 'nothing' }),
]
