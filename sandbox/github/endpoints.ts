import { json, type Reply } from '../answer.ts'
import { headOf } from './branch.ts'
import { createComment, deleteComment, getComment, listComments, updateComment } from './comment-endpoints.ts'
import { compareCommits, listCommits } from './commits.ts'
import { getContents, getRawFile, getTree } from './contents.ts'
import type { Area, Forge } from './forge.ts'
import { answerGraphql } from './graphql.ts'
import { createIssue, getIssue, listIssues, updateIssue } from './issues.ts'
import { getPull, listFilesOfPull, listPulls, listPullsOfCommit } from './pull-endpoints.ts'
import { GITHUB_PREFIX, type GithubCall, showRepository } from './reply.ts'

/** A call of the API. */
export interface Endpoint {
  /** The name of its calls in the record and for faults. */
  readonly operation: string
  readonly method: string
  /** Matches the path after the prefix; the endpoint gets the captured groups after owner and name. */
  readonly path: RegExp
  readonly needs: 'nothing' | 'read' | 'write'
  /** The permission that it needs, if that is one of its own. */
  readonly area?: Area
  /** The only one that has the route. Default: both do. */
  readonly only?: 'github' | 'gitea'
  reply(forge: Forge, parameters: string[], call: GithubCall): Reply
}

/** A call of repositories: what is read needs permission to read, and what is written, to write. */
function ofRepository(
  operation: string,
  route: string,
  reply: Endpoint['reply'],
  more: Partial<Endpoint> = {},
): Endpoint {
  const [method = '', pattern = ''] = route.split(' ')
  const needs = method === 'GET' ? 'read' : 'write'
  return { operation, method, path: pathOf(`/repos/[^/]+/[^/]+${pattern}`), needs, reply, ...more }
}

function pathOf(pattern: string): RegExp {
  return new RegExp(`^${GITHUB_PREFIX}${pattern}$`)
}

const contents = { area: 'contents' } as const
const issues = { area: 'issues' } as const

// To add a call, add a line here.
export const ENDPOINTS: readonly Endpoint[] = [
  ofRepository('githubRepository', 'GET ', ({ defaultBranch, hasIssues, dialect }, _, call) =>
    json(200, showRepository(call, { defaultBranch, hasIssues, serverUrl: dialect.serverUrl })),
  ),
  ofRepository(
    'github',
    'GET /commits/([^/]+)',
    (forge, [ref = ''], call) => {
      const sha = forge.resolve(call.repository, ref) ?? ref
      return json(200, forge.dialect.showCommit(forge.commitOf(call.repository, sha), call))
    },
    { needs: 'nothing', only: 'github' },
  ),
  ofRepository('githubCommits', 'GET /commits', (forge, _, call) => listCommits(forge, call), contents),
  ofRepository(
    'githubTree',
    'GET /git/trees/([^/]+)',
    (forge, [ref = ''], call) => getTree(forge, decode(ref), call),
    contents,
  ),
  ofRepository(
    'githubGitCommit',
    'GET /git/commits/([^/]+)',
    (forge, [sha = ''], call) =>
      json(200, forge.dialect.showGitCommit(forge.commitOf(call.repository, sha), call)),
    { needs: 'nothing' },
  ),
  // Both servers take the slashes of a branch as they are.
  ofRepository('githubBranch', 'GET /branches/(.+)', (forge, [encoded = ''], call) => {
    const name = decode(encoded)
    const sha = headOf(call.repository, name, forge.branches, forge.pulls)
    if (sha === undefined) return forge.dialect.error(404)
    const { message } = forge.commitOf(call.repository, sha)
    return json(200, forge.dialect.showBranch({ sha, name, message }, call))
  }),
  ofRepository(
    'githubTag',
    'GET /git/ref/tags/(.+)',
    (forge, [encoded = ''], { repository }) => {
      const [ref, sha] = [`refs/tags/${decode(encoded)}`, forge.tags[repository]?.[decode(encoded)]]
      return sha === undefined
        ? forge.dialect.error(404)
        : json(200, { ref, object: { type: 'commit', sha } })
    },
    { only: 'github' },
  ),
  ofRepository(
    'githubTag',
    'GET /tags/(.+)',
    (forge, [encoded = ''], { repository }) => {
      const [name, sha] = [decode(encoded), forge.tags[repository]?.[decode(encoded)]]
      return sha === undefined ? forge.dialect.error(404) : json(200, { name, id: sha, commit: { sha } })
    },
    { only: 'gitea' },
  ),
  ofRepository(
    'githubPulls',
    'GET /commits/([^/]+)/pulls',
    (forge, [sha = ''], call) => listPullsOfCommit(forge, sha, call),
    { only: 'github' },
  ),
  ofRepository('githubOpenPulls', 'GET /pulls', (forge, _, call) => listPulls(forge, call)),
  ofRepository('githubPull', 'GET /pulls/(\\d+)', (forge, [number], call) =>
    getPull(forge, Number(number), call),
  ),
  ofRepository('githubPullFiles', 'GET /pulls/(\\d+)/files', (forge, [number], call) =>
    listFilesOfPull(forge, Number(number), call),
  ),
  ofRepository(
    'githubContents',
    'GET /contents(?:/(.*))?',
    (forge, [encoded = ''], call) => getContents(forge, pathIn(encoded), call),
    contents,
  ),
  ofRepository(
    'githubRawFile',
    'GET /raw/(.+)',
    (forge, [encoded = ''], call) => getRawFile(forge, pathIn(encoded), call),
    { ...contents, only: 'gitea' },
  ),
  ofRepository(
    'githubCompare',
    'GET /compare/(.+\\.{3}.+)',
    (forge, [encoded = ''], call) => compareCommits(forge, decode(encoded), call),
    contents,
  ),
  ofRepository('githubListIssues', 'GET /issues', (forge, _, call) => listIssues(forge, call), issues),
  ofRepository('githubCreateIssue', 'POST /issues', (forge, _, call) => createIssue(forge, call), issues),
  ofRepository(
    'githubGetIssue',
    'GET /issues/(\\d+)',
    (forge, [number], call) => getIssue(forge, Number(number), call),
    issues,
  ),
  ofRepository(
    'githubUpdateIssue',
    'PATCH /issues/(\\d+)',
    (forge, [number], call) => updateIssue(forge, Number(number), call),
    issues,
  ),
  ofRepository(
    'githubListComments',
    'GET /issues/(\\d+)/comments',
    (forge, [number], call) => listComments(forge, Number(number), call),
    issues,
  ),
  ofRepository(
    'githubCreateComment',
    'POST /issues/(\\d+)/comments',
    (forge, [number], call) => createComment(forge, Number(number), call),
    issues,
  ),
  ofRepository('githubGetComment', 'GET /issues/comments/(\\d+)', (forge, [id], call) =>
    getComment(forge, Number(id), call),
  ),
  ofRepository('githubUpdateComment', 'PATCH /issues/comments/(\\d+)', (forge, [id], call) =>
    updateComment(forge, Number(id), call),
  ),
  ofRepository('githubDeleteComment', 'DELETE /issues/comments/(\\d+)', (forge, [id]) =>
    deleteComment(forge, Number(id)),
  ),
  {
    operation: 'githubGraphql',
    method: 'POST',
    path: pathOf('/graphql'),
    needs: 'nothing',
    only: 'github',
    reply: (forge, _, call) => answerGraphql(forge, call),
  },
  {
    operation: 'githubUser',
    method: 'GET',
    path: pathOf('/user'),
    needs: 'nothing',
    // The token of an app, that of a workflow included, has no user: only GraphQL names its bot.
    reply: ({ account, dialect }) =>
      account.type === 'Bot' || account.id < 0 ? dialect.error(403) : json(200, dialect.showUser(account)),
  },
]

/** A part of a path; as it is if it is no encoded text, since nothing has such a name. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The path of a file, of which each part is encoded. */
function pathIn(encoded: string): string {
  const parts = encoded.split('/').map(decode).join('/').split('/')
  return parts.slice(0, parts.findLastIndex((part) => part !== '') + 1).join('/')
}
