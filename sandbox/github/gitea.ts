import { json, type Reply, text } from '../answer.ts'
import type { Call } from '../call.ts'
import type { Account } from './comments.ts'
import { CHANGES, type Dialect, githubDialect } from './dialect.ts'
import type { FileSeed } from './history.ts'
import { aboutFile, base64Of, detailsOf, isContent, listDirectory, sizeOf, typeOf } from './objects.ts'
import { GITEA_URL, type GithubCall } from './reply.ts'

const MOST_BYTES = 10 * 1024 * 1024
/** Pages have a size of their own, of which these are the defaults. */
const MOST_TREE_ENTRIES = 1000
const MOST_ITEMS = 30

const TIME = '2026-11-24T12:00:00Z'

const messages: Record<number, string> = {
  400: 'invalid character in the body',
  401: 'token is required',
  403: 'token does not have at least one of required scope(s), required=[write:issue], token scope=read:issue',
  404: 'not found',
}

function error(status: number, message = messages[status], errors?: string[]): Reply {
  return json(status, { message, url: `${GITEA_URL}/api/swagger`, errors: errors ?? null })
}

function page<Item>(items: readonly Item[], { query }: Call, show: (item: Item) => unknown): Reply {
  const size = Math.min(MOST_ITEMS, Number(query.limit ?? MOST_ITEMS))
  const from = (Number(query.page ?? 1) - 1) * size
  const shown = items.slice(from, from + size).map(show)
  return json(200, shown, { 'x-total-count': String(items.length) })
}

/** With another name for the login as well, and without a type. */
function showUser({ id, login }: Account): object {
  return {
    id,
    login,
    login_name: '',
    full_name: '',
    email: `${login}@noreply.acme.example`,
    avatar_url: `${GITEA_URL}/avatars/${id}`,
    html_url: `${GITEA_URL}/${login}`,
    is_admin: false,
    active: false,
    visibility: 'public',
    username: login,
  }
}

/** Inside a commit, the message is as it is in Git. */
const showCommit: Dialect['showCommit'] = ({ sha, message }, { repository }) => {
  const author = { name: 'Sandbox', email: 'sandbox@example.com', date: TIME }
  const url = `${GITEA_URL}/api/v1/repos/${repository}/git/commits/${sha}`
  return {
    url,
    sha,
    created: TIME,
    html_url: `${GITEA_URL}/${repository}/commit/${sha}`,
    commit: { url, author, committer: author, message: `${message}\n`, tree: { sha, created: TIME } },
    author: null,
    committer: null,
    parents: [],
    files: [],
    stats: { total: 0, additions: 0, deletions: 0 },
  }
}

const showComment: Dialect['showComment'] = ({ id, number, user, body, createdAt, updatedAt }) => {
  const pull = `${GITEA_URL}/acme/taxi/pulls/${number}`
  return {
    id,
    html_url: `${pull}#issuecomment-${id}`,
    pull_request_url: pull,
    issue_url: '',
    user: showUser(user),
    original_author: '',
    original_author_id: 0,
    body,
    assets: [],
    created_at: createdAt,
    updated_at: updatedAt,
  }
}

const showPull: Dialect['showPull'] = (pull, call) => {
  const { number, merged = false, head } = pull
  return {
    ...githubDialect.showPull(pull, call),
    id: 9000 + number,
    url: `${GITEA_URL}/acme/taxi/pulls/${number}`,
    html_url: `${GITEA_URL}/acme/taxi/pulls/${number}`,
    merged,
    head: { ...head, label: head.ref, repo_id: head.repo === null ? -1 : 1 },
  }
}

function showFile(path: string, file: FileSeed | undefined, isAlone: boolean, call: GithubCall): object {
  const isSent = isAlone && file !== undefined && isContent(file) && sizeOf(file) <= MOST_BYTES
  return {
    ...aboutFile(path, file, call),
    type: typeOf(file),
    encoding: isSent ? 'base64' : null,
    content: isSent ? base64Of(file) : null,
    target: null,
    submodule_git_url: null,
    ...detailsOf(file),
  }
}

/** Gitea has fewer routes than GitHub, other errors, other pages, and users without a type. */
export const giteaDialect: Dialect = {
  serverUrl: GITEA_URL,
  error: (status) => error(status),
  noRoute: text(404, '404 page not found\n'),
  // Pull requests are still listed as issues.
  refuseIssues: (isList) => (isList ? undefined : error(404)),
  page,
  completesIds: false,
  showUser,
  showComment,
  // Every page has all comments.
  pageComments: (comments, call) =>
    json(
      200,
      comments.map((comment) => showComment(comment, call)),
      { 'x-total-count': String(comments.length) },
    ),
  showCommit,
  showGitCommit: showCommit,
  // Gitea 1.26 does not say how the two are related.
  showComparison: ({ ahead }, call) => ({
    total_commits: ahead.length,
    commits: ahead.map((commit) => showCommit(commit, call)),
  }),
  refuseUnrelated: (_, base, head) => error(500, `MergeBase: ${base} and ${head}`),
  // The ID of the commit is in another member, and there is no `sha`.
  showBranch: ({ sha: id, name, message }, { repository }) => ({
    name,
    commit: {
      id,
      message: `${message}\n`,
      url: `${GITEA_URL}/${repository}/commit/${id}`,
      author: { name: 'Sandbox', email: 'sandbox@example.com', username: '' },
      timestamp: TIME,
      added: null,
      removed: null,
      modified: null,
    },
    protected: false,
    required_approvals: 0,
    enable_status_check: false,
    status_check_contexts: [],
    user_can_push: true,
    user_can_merge: true,
    effective_branch_protection_name: '',
  }),
  showPull,
  showWholePull: showPull,
  pagePulls: (pulls, call) => page(pulls, call, (pull) => showPull(pull, call)),
  pageFiles: (files, call) =>
    page(files, call, ({ path, status, head }) => ({
      filename: path,
      status: { added: 'added', modified: 'changed', removed: 'deleted' }[status],
      ...CHANGES,
      contents_url: `${call.repositoryUrl}/contents/${path}?ref=${head}`,
      html_url: `${GITEA_URL}/${call.repository}/src/commit/${head}/${path}`,
    })),
  // One of them is enough.
  hasLabels: (wanted, own) => wanted.length === 0 || wanted.some((label) => own.includes(label)),
  listsIssues: (of, type) => type !== (of === 'issues' ? 'pulls' : 'issues'),
  // Labels are sent by their numbers.
  nameLabel: (label, names) => names[Number(label) - 1] ?? `label ${label}`,
  changesLabels: false,
  changedIssueStatus: 201,
  issueExtras: (_, { repository }) => ({ pull_request: null, repository: { full_name: repository } }),
  pageTree: (entries, query) => {
    const number = Math.max(1, Number(query.page ?? 1))
    const end = number * MOST_TREE_ENTRIES
    const tree = entries.slice(end - MOST_TREE_ENTRIES, end)
    return { tree, truncated: entries.length > end, page: number, total_count: entries.length }
  },
  // No other form than JSON is known, no link is followed, and what is too large is left out.
  showContents: (files, path, call) => {
    const file = files.get(path)
    if (file !== undefined) return json(200, showFile(path, file, true, call))
    const entries = listDirectory(files, path)
    if (entries.length > 0) {
      return json(
        200,
        entries.map(([at, each]) => showFile(at, each, false, call)),
      )
    }
    return error(404, 'GetContentsOrList', [`object does not exist [id: , rel_path: ${path}]`])
  },
}
