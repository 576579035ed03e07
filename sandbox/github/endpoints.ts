import { json, type Reply } from '../answer.ts'
import { headOf, showBranch } from './branch.ts'
import {
  createComment,
  deleteComment,
  getComment,
  listComments,
  showGiteaUser,
  updateComment,
} from './comments.ts'
import { listCommits, showCommit, showGitCommit, showGiteaCommit } from './commit.ts'
import { compareCommits } from './compare.ts'
import { getContents, getRawFile } from './contents.ts'
import type { Area, Forge } from './forge.ts'
import { answerGraphql } from './graphql.ts'
import { createIssue, getIssue, listIssues, updateIssue } from './issues.ts'
import { getTree } from './objects.ts'
import { listFilesOfPull } from './pull-files.ts'
import { getPull, listPulls, listPullsOfCommit } from './pulls.ts'
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
  /** Gitea has no such route. */
  readonly isOfGithubAlone?: boolean
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
  ofRepository('githubRepository', 'GET ', (forge, _, call) => json(200, showRepository(call, forge))),
  ofRepository(
    'github',
    'GET /commits/([^/]+)',
    (forge, [ref = ''], call) => {
      const { repository } = call
      const sha = forge.resolve(repository, ref) ?? ref
      return json(
        200,
        showCommit(sha, forge.messageOf(repository, sha), call, forge.parentsOf(repository, sha)),
      )
    },
    { needs: 'nothing', isOfGithubAlone: true },
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
    (forge, [sha = ''], call) => {
      const show = forge.isGitea ? showGiteaCommit : showGitCommit
      return json(200, show(sha, forge.messageOf(call.repository, sha), call))
    },
    { needs: 'nothing' },
  ),
  // Both servers take the slashes of a branch as they are.
  ofRepository('githubBranch', 'GET /branches/(.+)', (forge, [encoded = ''], call) => {
    const { branches, pulls, isGitea } = forge
    const name = decode(encoded)
    const sha = headOf(call.repository, name, branches, pulls)
    if (sha === undefined) return forge.error(404)
    return showBranch({ sha, name, message: forge.messageOf(call.repository, sha) }, call, isGitea)
  }),
  ofRepository(
    'githubTag',
    'GET /git/ref/tags/(.+)',
    (forge, [encoded = ''], { repository }) => {
      const [ref, sha] = [`refs/tags/${decode(encoded)}`, forge.tags[repository]?.[decode(encoded)]]
      return sha === undefined ? forge.error(404) : json(200, { ref, object: { type: 'commit', sha } })
    },
    { isOfGithubAlone: true },
  ),
  ofRepository('githubTag', 'GET /tags/(.+)', (forge, [encoded = ''], { repository }) => {
    const [name, sha] = [decode(encoded), forge.tags[repository]?.[decode(encoded)]]
    if (!forge.isGitea || sha === undefined) return forge.error(404)
    return json(200, { name, id: sha, commit: { sha } })
  }),
  ofRepository(
    'githubPulls',
    'GET /commits/([^/]+)/pulls',
    ({ pulls }, [sha = ''], call) => listPullsOfCommit(pulls, sha, call),
    { isOfGithubAlone: true },
  ),
  ofRepository('githubOpenPulls', 'GET /pulls', ({ pulls, isGitea }, _, call) =>
    listPulls(pulls, call, isGitea),
  ),
  ofRepository('githubPull', 'GET /pulls/(\\d+)', ({ pulls, isGitea }, [number], call) =>
    getPull(pulls, Number(number), call, isGitea),
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
    (forge, [encoded = ''], call) =>
      forge.isGitea ? getRawFile(forge, pathIn(encoded), call) : forge.error(404),
    contents,
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
    isOfGithubAlone: true,
    reply: (forge, _, call) => answerGraphql(forge, call),
  },
  {
    operation: 'githubUser',
    method: 'GET',
    path: pathOf('/user'),
    needs: 'nothing',
    // The token of an app, that of a workflow included, has no user: only GraphQL names its bot.
    reply: (forge) => {
      const { account, isGitea } = forge
      if (account.type === 'Bot' || account.id < 0) return forge.error(403)
      return json(200, isGitea ? showGiteaUser(account) : account)
    },
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
