import { json, type Reply, text } from '../answer.ts'
import { membersOf } from '../runtime/json.ts'
import type { Forge } from './forge.ts'
import { type GithubCall, githubError, timeOf } from './reply.ts'

const mostCharacters = 65_536

/** The comments since a time, oldest first. */
export function listComments(forge: Forge, call: GithubCall, parameter: string): Reply {
  const number = Number(parameter)
  if (!forge.hasIssue(number)) return forge.dialect.error(404)
  const since = Date.parse(call.query.since ?? '')
  const recent = forge.comments.of(number).filter(({ updatedAt }) => !(Date.parse(updatedAt) < since))
  return forge.dialect.pageComments(recent, call)
}

export function getComment({ comments, dialect }: Forge, call: GithubCall, id: string): Reply {
  const comment = comments.find(Number(id))
  return comment === undefined ? dialect.error(404) : json(200, dialect.showComment(comment, call))
}

export function createComment(forge: Forge, call: GithubCall, parameter: string): Reply {
  const number = Number(parameter)
  const { comments, dialect, account } = forge
  if (!forge.hasIssue(number)) return dialect.error(404)
  const body = bodyOf(call)
  if (typeof body !== 'string') return body
  return json(201, dialect.showComment(comments.add(number, body, account, timeOf(call)), call))
}

export function updateComment({ comments, dialect }: Forge, call: GithubCall, id: string): Reply {
  const comment = comments.find(Number(id))
  if (comment === undefined) return dialect.error(404)
  const body = bodyOf(call)
  if (typeof body !== 'string') return body
  Object.assign(comment, { body, updatedAt: timeOf(call) })
  return json(200, dialect.showComment(comment, call))
}

export function deleteComment({ comments, dialect }: Forge, _: GithubCall, id: string): Reply {
  const comment = comments.find(Number(id))
  if (comment === undefined) return dialect.error(404)
  comments.remove(comment)
  return text(204, '')
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
