import { posix } from 'node:path'
import { json, type Reply } from '../answer.ts'
import { membersOf } from '../runtime/json.ts'
import type { Branch } from './branch.ts'
import type { Account, Comment } from './comments.ts'
import type { Issue } from './issue-store.ts'
import {
  aboutFile,
  base64Of,
  bytesReply,
  detailsOf,
  type Files,
  isContent,
  isSubmodule,
  isSymlink,
  listDirectory,
  sizeOf,
  typeOf,
} from './objects.ts'
import { baseOf, type ChangedFile, type PullRequest } from './pulls.ts'
import { type GithubCall, githubError, githubPage, showRepository } from './reply.ts'

export type Shown = Record<string, unknown>

/** A commit, as far as it is shown. */
export interface ShownCommit {
  readonly sha: string
  readonly message: string
  readonly parents: readonly string[]
}

/** What a commit has that another one lacks. */
export interface Comparison {
  readonly range: string
  readonly base: ShownCommit
  /** The newest commit that both have. */
  readonly common: ShownCommit
  /** Newest first. */
  readonly ahead: readonly ShownCommit[]
  readonly behindBy: number
}

const MIB = 1024 * 1024
/** Above this size, a file is sent as it is, but not in JSON. */
const MOST_IN_JSON = MIB
const MOST_BYTES = 100 * MIB
const MOST_ENTRIES = 1000
const MOST_TREE_ENTRIES = 100_000
const MOST_CHANGED_FILES = 3000

/** The sandbox does not count the lines of a change. */
export const CHANGES = { additions: 1, deletions: 0, changes: 1 }

const person = { name: 'Sandbox', email: 'sandbox@example.com', date: '2026-11-24T12:00:00Z' }

/** The forms and rules of GitHub, wherever Gitea (`gitea.ts`) has its own. */
export const githubDialect = {
  serverUrl: 'https://github.com',

  error: (status: number): Reply => githubError(status),

  /** The answer to a path that the API does not have. */
  noRoute: githubError(404),

  /** The answer about issues of a repository without them, if it differs from that of any other repository. */
  refuseIssues: (_isList: boolean): Reply | undefined => githubError(410),

  /** A page of a list. */
  page: githubPage,

  /** Whether the first digits of a commit stand for it. */
  completesIds: true,

  showUser: (account: Account): object => account,

  showComment: (
    { id, number, user, body, createdAt, updatedAt }: Comment,
    { repository, repositoryUrl }: GithubCall,
  ): Shown => ({
    id,
    body,
    user,
    url: `${repositoryUrl}/issues/comments/${id}`,
    issue_url: `${repositoryUrl}/issues/${number}`,
    html_url: `https://github.com/${repository}/pull/${number}#issuecomment-${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
  }),

  pageComments(comments: readonly Comment[], call: GithubCall): Reply {
    return githubPage(comments, call, (comment) => githubDialect.showComment(comment, call))
  },

  /** A commit as Git has it. */
  showGitCommit: ({ sha, message }: ShownCommit, { repositoryUrl }: GithubCall): Shown => ({
    sha,
    url: `${repositoryUrl}/git/commits/${sha}`,
    message,
    parents: [],
  }),

  showCommit: ({ sha, message, parents }: ShownCommit, { repository, repositoryUrl }: GithubCall): Shown => ({
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
  }),

  showComparison(comparison: Comparison, call: GithubCall): Shown {
    const { range, base, common, ahead, behindBy } = comparison
    const show = (commit: ShownCommit) => githubDialect.showCommit(commit, call)
    return {
      url: `${call.repositoryUrl}/compare/${range}`,
      html_url: `https://github.com/${call.repository}/compare/${range}`,
      base_commit: show(base),
      merge_base_commit: show(common),
      status:
        ahead.length > 0 ? (behindBy > 0 ? 'diverged' : 'ahead') : behindBy > 0 ? 'behind' : 'identical',
      ahead_by: ahead.length,
      behind_by: behindBy,
      total_commits: ahead.length,
      commits: ahead.toReversed().map(show),
      files: [],
    }
  },

  /** The answer to a comparison of commits that have nothing in common. */
  refuseUnrelated: (range: string, _base: string, _head: string): Reply =>
    githubError(404, `No common ancestor between ${range.replace('...', ' and ')}.`),

  showBranch(
    { name, sha, message }: Omit<Branch, 'repository'> & { readonly message: string },
    { repository, repositoryUrl: url }: GithubCall,
  ): Shown {
    const self = `${url}/branches/${encodeURIComponent(name)}`
    return {
      name,
      commit: { sha, url: `${url}/commits/${sha}`, commit: { message }, parents: [] },
      _links: { self, html: `https://github.com/${repository}/tree/${name}` },
      protected: false,
      protection: { enabled: false },
      protection_url: `${self}/protection`,
    }
  },

  /** A pull request as lists have it. */
  showPull(pull: PullRequest, call: GithubCall): Shown {
    const { repository, repositoryUrl: url } = call
    const { number, state, merged = false, head } = pull
    const closed_at = state === 'closed' ? '2026-11-24T12:00:00Z' : null
    return {
      number,
      url: `${url}/pulls/${number}`,
      issue_url: `${url}/issues/${number}`,
      comments_url: `${url}/issues/${number}/comments`,
      html_url: `https://github.com/${repository}/pull/${number}`,
      state,
      head,
      base: { ...baseOf(pull), repo: showRepository(call) },
      title: `Pull request ${number}`,
      closed_at,
      merged_at: merged ? closed_at : null,
    }
  },

  /** A pull request read by itself. Only this answer says whether it was merged. */
  showWholePull: (pull: PullRequest, call: GithubCall): Shown => ({
    ...githubDialect.showPull(pull, call),
    merged: pull.merged ?? false,
  }),

  /** The pull requests of one state, the newest first, filtered by branches. */
  pagePulls(pulls: readonly PullRequest[], call: GithubCall): Reply {
    const { head, base, direction } = call.query
    const matching = pulls
      .filter((pull) => base === undefined || baseOf(pull).ref === base)
      // Without an owner, the branch is ignored.
      .filter(
        (pull) =>
          !head?.includes(':') || `${pull.head.repo?.full_name.split('/')[0]}:${pull.head.ref}` === head,
      )
      .sort((left, right) => (left.number - right.number) * (direction === 'asc' ? 1 : -1))
    return githubPage(matching, call, (pull) => githubDialect.showPull(pull, call))
  },

  /** What a pull request changes. */
  pageFiles: (files: readonly ChangedFile[], call: GithubCall): Reply =>
    githubPage(files.slice(0, MOST_CHANGED_FILES), call, ({ path, status, head }) => ({
      filename: path,
      status,
      ...CHANGES,
      contents_url: `${call.repositoryUrl}/contents/${path}?ref=${head}`,
      blob_url: `https://github.com/${call.repository}/blob/${head}/${path}`,
    })),

  /** Whether an issue has the labels that a list is asked for: all of them. */
  hasLabels: (wanted: readonly string[], own: readonly string[]): boolean =>
    wanted.every((label) => own.includes(label)),

  /**
   * Whether a list of one type has issues or pull requests. The type is one that an organization has defined, and none here
   * has one.
   */
  listsIssues: (_of: 'issues' | 'pulls', type: string | undefined): boolean =>
    type === undefined || type === 'none',

  /** The name of a label that a client sends. */
  nameLabel: (label: unknown, _names: readonly string[]): string =>
    typeof label === 'string' ? label : String(membersOf(label).name),

  /** Whether a change of an issue may change its labels. */
  changesLabels: true,
  changedIssueStatus: 200,

  /** What an issue has that another forge lacks. */
  issueExtras: ({ number, stateReason }: Issue, { repositoryUrl }: GithubCall): Shown => ({
    state_reason: stateReason,
    locked: false,
    repository_url: repositoryUrl,
    comments_url: `${repositoryUrl}/issues/${number}/comments`,
  }),

  pageTree: <Entry>(entries: readonly Entry[], _query: GithubCall['query']): Shown => ({
    tree: entries.slice(0, MOST_TREE_ENTRIES),
    truncated: entries.length > MOST_TREE_ENTRIES,
  }),

  /** A file in the form that the client accepts, the entries of a directory, or a submodule. A link is followed. */
  showContents(files: Files, path: string, call: GithubCall): Reply {
    const form = /application\/vnd\.github(?:\.v3)?\.(raw|object)\b/.exec(call.headers.accept ?? '')?.[1]
    const found = files.get(path)
    if (found === undefined) {
      const entries = listDirectory(files, path).slice(0, MOST_ENTRIES)
      if (entries.length === 0) return githubError(404)
      const shown = entries.map(([at, file]) => ({
        ...aboutFile(at, file, call),
        // A listing takes a submodule for a file.
        type: file !== undefined && isSubmodule(file) ? 'file' : typeOf(file),
      }))
      return json(
        200,
        form === 'object' ? { ...aboutFile(path, undefined, call), type: 'dir', entries: shown } : shown,
      )
    }
    const target = isSymlink(found) ? files.get(posix.join(posix.dirname(path), found.symlink)) : undefined
    const file = target !== undefined && isContent(target) ? target : found
    if (!isContent(file)) return json(200, { ...aboutFile(path, file, call), ...detailsOf(file) })
    const size = sizeOf(file)
    if (size > MOST_BYTES) return tooLarge
    if (form === 'raw') return bytesReply(file, 'application/vnd.github.raw+json; charset=utf-8')
    const isWhole = size <= MOST_IN_JSON
    // Lines of 60 characters, as GitHub breaks them.
    const content = isWhole ? base64Of(file).replace(/.{1,60}/g, '$&\n') : ''
    const encoding = isWhole ? 'base64' : 'none'
    return json(200, { ...aboutFile(path, file, call), type: 'file', content, encoding })
  },
}

const tooLarge = githubError(403, 'This file has more than 100 MB, the most that this API sends.', [
  { resource: 'Blob', field: 'data', code: 'too_large' },
])

export type Dialect = typeof githubDialect
