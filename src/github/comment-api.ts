import * as v from 'valibot'
import { maxListBytes } from '../platform/http.ts'
import { callOf, type Repository } from './repository.ts'
import { GitHubAnswerError } from './trouble.ts'

const url = v.fallback(v.optional(v.string()), undefined)

/** A comment on a pull request. */
export type Comment = v.InferOutput<typeof Comment>

const Comment = v.object({
  id: v.number(),
  body: v.fallback(v.nullish(v.string(), ''), ''),
  html_url: url,
  /** Null for an account that has been deleted. What kind it is of is told by GitHub alone. */
  user: v.fallback(
    v.nullish(
      v.object({
        id: v.fallback(v.nullish(v.number()), null),
        type: v.fallback(v.nullish(v.string()), null),
      }),
    ),
    null,
  ),
})
const Comments = v.array(Comment)
const Created = v.object({ id: v.number(), html_url: url })
const Updated = v.fallback(v.object({ html_url: url }), { html_url: undefined })
const User = v.object({ id: v.number() })

const perPage = 100
/** GitHub takes no more than 2,500 comments on one pull request. */
const mostPages = 25

/**
 * Reads the comments of a pull request, oldest first, a page whenever more are asked for.
 *
 * @param number of the pull request
 * @throws what Octokit throws, or GitHubAnswerError
 */
export async function* readComments(repository: Repository, number: number): AsyncGenerator<Comment> {
  let first: number | undefined
  for (let page = 1; page <= mostPages; page += 1) {
    const { request, ...call } = callOf(repository)
    const { data } = await repository.octokit.rest.issues.listComments({
      ...call,
      request: { ...request, maxBytes: maxListBytes },
      issue_number: number,
      per_page: perPage,
      page,
    })
    const comments = check(Comments, data)
    // Gitea has no pages here: it gives all of them, whatever is asked for.
    if (page > 1 && comments[0]?.id === first) return
    first = comments[0]?.id
    yield* comments
    if (comments.length < perPage) return
  }
}

/**
 * @param number of the pull request
 * @param body Markdown
 * @returns the new comment: its id, and its page where that is told
 * @throws what Octokit throws, or GitHubAnswerError
 */
export async function createComment(
  repository: Repository,
  number: number,
  body: string,
): Promise<v.InferOutput<typeof Created>> {
  const call = { ...callOf(repository), issue_number: number, body }
  const { data } = await repository.octokit.rest.issues.createComment(call)
  return check(Created, data)
}

/**
 * @param id of the comment
 * @param body Markdown, in place of the one that is there
 * @returns its page, where that is told
 * @throws what Octokit throws
 */
export async function updateComment(
  repository: Repository,
  id: number,
  body: string,
): Promise<string | undefined> {
  const call = { ...callOf(repository), comment_id: id, body }
  const { data } = await repository.octokit.rest.issues.updateComment(call)
  return v.parse(Updated, data).html_url
}

/**
 * @param id of the comment
 * @throws what Octokit throws
 */
export async function deleteComment(repository: Repository, id: number): Promise<void> {
  await repository.octokit.rest.issues.deleteComment({ ...callOf(repository), comment_id: id })
}

/**
 * Who the token speaks for.
 *
 * @returns the id of a user; undefined for a token that speaks for no user, as that of a workflow, and where GitHub
 * does not tell
 */
export async function readOwnId(repository: Repository): Promise<number | undefined> {
  const { request } = callOf(repository)
  try {
    const { data } = await repository.octokit.rest.users.getAuthenticated({ request })
    return check(User, data).id
  } catch {
    return undefined
  }
}

/** An answer that is cut off comes out as no JSON. */
function check<Schema extends v.GenericSchema>(schema: Schema, data: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, data)
  if (!parsed.success) throw new GitHubAnswerError('GitHub gave an answer that cannot be read.')
  return parsed.output
}
