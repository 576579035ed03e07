import { json, type Reply, text } from '../answer.ts'
import { membersOf } from '../runtime/json.ts'
import { GITEA_URL, type GithubCall, githubError, githubPage } from './reply.ts'

/** The author: a bot for the token of a workflow, a user for a personal token. */
export interface Account {
  readonly login: string
  readonly id: number
  /** Not sent by Gitea. */
  readonly type?: 'Bot' | 'User'
}

export interface Comment {
  readonly id: number
  /** Of the pull request. */
  readonly number: number
  readonly user: Account
  readonly createdAt: string
  updatedAt: string
  body: string
}

const DEFAULT_TIME = '2026-11-24T12:00:00Z'

export const actionsBot: Account = { login: 'github-actions[bot]', id: 41898282, type: 'Bot' }
/** The author for workflows of Gitea. */
export const giteaActions: Account = { login: 'gitea-actions', id: -2 }
export const octocat: Account = { login: 'octocat', id: 583231, type: 'User' }

const mostCharacters = 65_536

/** The comments of all pull requests of one repository, oldest first. */
export class Comments {
  readonly #comments: Comment[] = []
  #lastId = 100

  /** The comments of one pull request. */
  of(number: number): readonly Comment[] {
    return this.#comments.filter((comment) => comment.number === number)
  }

  add(number: number, body: string, user: Account = actionsBot, createdAt = DEFAULT_TIME): Comment {
    this.#lastId += 1
    const comment = { id: this.#lastId, number, user, createdAt, updatedAt: createdAt, body }
    this.#comments.push(comment)
    return comment
  }

  find(id: number): Comment | undefined {
    return this.#comments.find((comment) => comment.id === id)
  }

  remove(comment: Comment): void {
    this.#comments.splice(this.#comments.indexOf(comment), 1)
  }
}

/** The part of a forge that comments are about. */
interface Conversation {
  readonly comments: Comments
  readonly isGitea: boolean
  readonly account: Account
  hasIssue(number: number): boolean
  error(status: number): Reply
}

/** The comments since a time, oldest first. Gitea sends all comments for every page. */
export function listComments(forge: Conversation, number: number, call: GithubCall): Reply {
  const { comments, isGitea } = forge
  if (!forge.hasIssue(number)) return forge.error(404)
  const since = Date.parse(call.query.since ?? '')
  const recent = comments.of(number).filter(({ updatedAt }) => !(Date.parse(updatedAt) < since))
  return isGitea
    ? json(200, recent.map(showGiteaComment), { 'x-total-count': String(recent.length) })
    : githubPage(recent, call, (comment) => showComment(comment, call))
}

export function getComment(forge: Conversation, id: number, call: GithubCall): Reply {
  const comment = forge.comments.find(id)
  return comment === undefined ? forge.error(404) : json(200, show(forge, comment, call))
}

export function createComment(forge: Conversation, number: number, call: GithubCall): Reply {
  if (!forge.hasIssue(number)) return forge.error(404)
  const body = bodyOf(call)
  if (typeof body !== 'string') return body
  return json(201, show(forge, forge.comments.add(number, body, forge.account, timeOf(call)), call))
}

export function updateComment(forge: Conversation, id: number, call: GithubCall): Reply {
  const comment = forge.comments.find(id)
  if (comment === undefined) return forge.error(404)
  const body = bodyOf(call)
  if (typeof body !== 'string') return body
  Object.assign(comment, { body, updatedAt: timeOf(call) })
  return json(200, show(forge, comment, call))
}

export function deleteComment(forge: Conversation, id: number): Reply {
  const comment = forge.comments.find(id)
  if (comment === undefined) return forge.error(404)
  forge.comments.remove(comment)
  return text(204, '')
}

function show({ isGitea }: Conversation, comment: Comment, call: GithubCall): Record<string, unknown> {
  return isGitea ? showGiteaComment(comment) : showComment(comment, call)
}

/** What GitHub says of a comment that is blank or too long. */
function wrongBody(message: string): Reply {
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }]
  return githubError(422, 'Validation Failed', errors)
}

/** The text of a comment, or why it is refused. */
function bodyOf({ body }: GithubCall): string | Reply {
  const { body: value } = membersOf(body)
  if (typeof value !== 'string') return githubError(422, 'Invalid request.\n\n"body" wasn\'t supplied.')
  if (value.trim() === '') return wrongBody('Body cannot be blank')
  return value.length <= mostCharacters ? value : wrongBody('Body is too long')
}

/** When a call came, as GitHub writes times. */
export function timeOf({ at }: GithubCall): string {
  return new Date(at).toISOString().replace(/\.\d+/, '')
}

function showComment(
  { id, number, user, body, createdAt, updatedAt }: Comment,
  { repository, repositoryUrl }: GithubCall,
): Record<string, unknown> {
  return {
    id,
    body,
    user,
    url: `${repositoryUrl}/issues/comments/${id}`,
    issue_url: `${repositoryUrl}/issues/${number}`,
    html_url: `https://github.com/${repository}/pull/${number}#issuecomment-${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
  }
}

function showGiteaComment({
  id,
  number,
  user,
  body,
  createdAt,
  updatedAt,
}: Comment): Record<string, unknown> {
  const page = `${GITEA_URL}/acme/taxi/pulls/${number}`
  return {
    id,
    html_url: `${page}#issuecomment-${id}`,
    pull_request_url: page,
    issue_url: '',
    user: showGiteaUser(user),
    original_author: '',
    original_author_id: 0,
    body,
    assets: [],
    created_at: createdAt,
    updated_at: updatedAt,
  }
}

/** A user, as Gitea returns it: with another name for the login as well, and without a type. */
export function showGiteaUser({ id, login }: Account): Record<string, unknown> {
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
