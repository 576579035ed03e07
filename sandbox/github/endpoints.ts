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

const repository = '/repos/[^/]+/[^/]+'
const path = (pattern: string) => new RegExp(`^${GITHUB_PREFIX}${pattern}$`)

// To add a call, add an entry here.
export const ENDPOINTS: readonly Endpoint[] = [
  {
    operation: 'githubRepository',
    method: 'GET',
    path: path(repository),
    needs: 'read',
    reply: (forge, _, call) => json(200, showRepository(call, forge)),
  },
  {
    operation: 'github',
    method: 'GET',
    path: path(`${repository}/commits/([^/]+)`),
    needs: 'nothing',
    isOfGithubAlone: true,
    reply: (forge, [ref = ''], call) => {
      const { repository } = call
      const sha = forge.resolve(repository, ref) ?? ref
      return json(
        200,
        showCommit(sha, forge.messageOf(repository, sha), call, forge.parentsOf(repository, sha)),
      )
    },
  },
  {
    operation: 'githubCommits',
    method: 'GET',
    path: path(`${repository}/commits`),
    needs: 'read',
    area: 'contents',
    reply: (forge, _, call) => listCommits(forge, call),
  },
  {
    operation: 'githubTree',
    method: 'GET',
    path: path(`${repository}/git/trees/([^/]+)`),
    needs: 'read',
    area: 'contents',
    reply: (forge, [ref = ''], call) => getTree(forge, decode(ref), call),
  },
  {
    operation: 'githubGitCommit',
    method: 'GET',
    path: path(`${repository}/git/commits/([^/]+)`),
    needs: 'nothing',
    reply: (forge, [sha = ''], call) => {
      const message = forge.messageOf(call.repository, sha)
      return json(
        200,
        forge.isGitea ? showGiteaCommit(sha, message, call) : showGitCommit(sha, message, call),
      )
    },
  },
  {
    operation: 'githubBranch',
    method: 'GET',
    // Both servers take the slashes of a branch as they are.
    path: path(`${repository}/branches/(.+)`),
    needs: 'read',
    reply: (forge, [encoded = ''], call) => {
      const { branches, pulls, isGitea } = forge
      const name = decode(encoded)
      const sha = headOf(call.repository, name, branches, pulls)
      if (sha === undefined) return forge.error(404)
      return showBranch({ sha, name, message: forge.messageOf(call.repository, sha) }, call, isGitea)
    },
  },
  {
    operation: 'githubTag',
    method: 'GET',
    path: path(`${repository}/git/ref/tags/(.+)`),
    needs: 'read',
    isOfGithubAlone: true,
    reply: (forge, [encoded = ''], { repository }) => {
      const [ref, sha] = [`refs/tags/${decode(encoded)}`, forge.tags[repository]?.[decode(encoded)]]
      return sha === undefined ? forge.error(404) : json(200, { ref, object: { type: 'commit', sha } })
    },
  },
  {
    operation: 'githubTag',
    method: 'GET',
    path: path(`${repository}/tags/(.+)`),
    needs: 'read',
    reply: (forge, [encoded = ''], { repository }) => {
      const [name, sha] = [decode(encoded), forge.tags[repository]?.[decode(encoded)]]
      if (!forge.isGitea || sha === undefined) return forge.error(404)
      return json(200, { name, id: sha, commit: { sha } })
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
    operation: 'githubPullFiles',
    method: 'GET',
    path: path(`${repository}/pulls/(\\d+)/files`),
    needs: 'read',
    reply: (forge, [number], call) => listFilesOfPull(forge, Number(number), call),
  },
  {
    operation: 'githubContents',
    method: 'GET',
    path: path(`${repository}/contents(?:/(.*))?`),
    needs: 'read',
    area: 'contents',
    reply: (forge, [encoded = ''], call) => getContents(forge, pathIn(encoded), call),
  },
  {
    operation: 'githubRawFile',
    method: 'GET',
    path: path(`${repository}/raw/(.+)`),
    needs: 'read',
    area: 'contents',
    reply: (forge, [encoded = ''], call) =>
      forge.isGitea ? getRawFile(forge, pathIn(encoded), call) : forge.error(404),
  },
  {
    operation: 'githubCompare',
    method: 'GET',
    path: path(`${repository}/compare/(.+\\.{3}.+)`),
    needs: 'read',
    area: 'contents',
    reply: (forge, [encoded = ''], call) => compareCommits(forge, decode(encoded), call),
  },
  {
    operation: 'githubListIssues',
    method: 'GET',
    path: path(`${repository}/issues`),
    needs: 'read',
    area: 'issues',
    reply: (forge, _, call) => listIssues(forge, call),
  },
  {
    operation: 'githubCreateIssue',
    method: 'POST',
    path: path(`${repository}/issues`),
    needs: 'write',
    area: 'issues',
    reply: (forge, _, call) => createIssue(forge, call),
  },
  {
    operation: 'githubGetIssue',
    method: 'GET',
    path: path(`${repository}/issues/(\\d+)`),
    needs: 'read',
    area: 'issues',
    reply: (forge, [number], call) => getIssue(forge, Number(number), call),
  },
  {
    operation: 'githubUpdateIssue',
    method: 'PATCH',
    path: path(`${repository}/issues/(\\d+)`),
    needs: 'write',
    area: 'issues',
    reply: (forge, [number], call) => updateIssue(forge, Number(number), call),
  },
  {
    operation: 'githubListComments',
    method: 'GET',
    path: path(`${repository}/issues/(\\d+)/comments`),
    area: 'issues',
    needs: 'read',
    reply: (forge, [number], call) =>
      forge.hasIssue(Number(number))
        ? listComments(forge.comments, Number(number), call, forge.isGitea)
        : forge.error(404),
  },
  {
    operation: 'githubCreateComment',
    method: 'POST',
    path: path(`${repository}/issues/(\\d+)/comments`),
    area: 'issues',
    needs: 'write',
    reply: (forge, [number], call) =>
      forge.hasIssue(Number(number))
        ? createComment(forge.comments, Number(number), call, forge.account, forge.isGitea)
        : forge.error(404),
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
    operation: 'githubGraphql',
    method: 'POST',
    path: path('/graphql'),
    needs: 'nothing',
    isOfGithubAlone: true,
    reply: (forge, _, call) => answerGraphql(forge, call),
  },
  {
    operation: 'githubUser',
    method: 'GET',
    path: path('/user'),
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
