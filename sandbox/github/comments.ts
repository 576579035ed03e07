import { json, type Reply, text } from '../answer.ts'
import type { RecordedCall } from '../call.ts'
import { githubError } from './reply.ts'

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
  body: string
}

export const actionsBot: Account = { login: 'github-actions[bot]', id: 41898282, type: 'Bot' }
/** The author for workflows of Gitea. */
export const giteaActions: Account = { login: 'gitea-actions', id: -2 }
export const octocat: Account = { login: 'octocat', id: 583231, type: 'User' }

/** The address of Gitea, as in GITHUB_SERVER_URL. */
export const GITEA_URL = 'http://gitea.acme.example:3000'

const mostCharacters = 65_536

/** The comments of all pull requests of one repository, oldest first. */
export class Comments {
  readonly #comments: Comment[] = []
  #lastId = 100

  /** Those of one pull request. */
  of(number: number): readonly Comment[] {
    return this.#comments.filter((comment) => comment.number === number)
  }

  add(number: number, body: string, user: Account = actionsBot): Comment {
    this.#lastId += 1
    const comment = { id: this.#lastId, number, user, body }
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

export function listComments(
  comments: Comments,
  number: number,
  { query }: RecordedCall,
  isGitea: boolean,
): Reply {
  if (isGitea)
    return json(
      200,
      comments.of(number).map((comment) => showComment(comment, isGitea)),
    )
  const perPage = Math.min(100, Number(query.per_page ?? 30))
  const from = (Number(query.page ?? 1) - 1) * perPage
  const all = comments.of(number)
  return json(
    200,
    all.slice(from, from + perPage).map((comment) => showComment(comment, isGitea)),
  )
}

export function createComment(
  comments: Comments,
  number: number,
  call: RecordedCall,
  author: Account,
  isGitea: boolean,
): Reply {
  const body = bodyOf(call)
  return body === undefined ? tooLong : json(201, showComment(comments.add(number, body, author), isGitea))
}

export function updateComment(comments: Comments, id: number, call: RecordedCall, isGitea: boolean): Reply {
  const comment = comments.find(id)
  if (comment === undefined) return githubError(404)
  const body = bodyOf(call)
  if (body === undefined) return tooLong
  comment.body = body
  return json(200, showComment(comment, isGitea))
}

export function deleteComment(comments: Comments, id: number): Reply {
  const comment = comments.find(id)
  if (comment === undefined) return githubError(404)
  comments.remove(comment)
  return text(204, '')
}

const tooLong = json(422, {
  message: 'Validation Failed',
  errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: 'Body is too long' }],
  status: '422',
})

function bodyOf({ body }: RecordedCall): string | undefined {
  const value = (body as { body?: unknown } | undefined)?.body
  return typeof value === 'string' && value !== '' && value.length <= mostCharacters ? value : undefined
}

function showComment({ id, number, user, body }: Comment, isGitea: boolean): Record<string, unknown> {
  const page = isGitea ? `${GITEA_URL}/acme/taxi/pulls` : 'https://github.com/acme/taxi/pull'
  return {
    id,
    body,
    user,
    html_url: `${page}/${number}#issuecomment-${id}`,
    created_at: '2026-11-24T12:00:00Z',
    updated_at: '2026-11-24T12:00:00Z',
  }
}
