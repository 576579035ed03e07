import * as v from 'valibot'
import { maxFilesMs, parseTime } from '../platform/clock.ts'
import { text } from '../platform/json.ts'
import { Author, findSelf, sameAuthorAs, User } from './author.ts'
import { type Environment, isFromFork, isGitHub, type Payload } from './event.ts'
import {
  classifyGitHubError,
  parseAnswer,
  type Repository,
  type RepositoryRun,
  statusOf,
  withRepository,
  withTimeLimit,
} from './octokit.ts'
import { listChangedFiles } from './pull-request.ts'

interface Upserted {
  /** `outdated`: the comment is from a newer run and was left unchanged. */
  readonly kind: 'created' | 'updated' | 'outdated'
  readonly url: string | undefined
}

export type CommentResult =
  | (Upserted & { readonly number: number })
  /** There is no comment that could be updated. */
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'no pull request' }
  | Unwritten

type Unwritten =
  | {
      readonly kind: 'forbidden'
      readonly cause: 'permission' | 'fork' | 'no token'
      /** A message of GitHub that may say more. */
      readonly detail?: string | undefined
    }
  /** `reason` is the end of a sentence and may contain a message of GitHub. */
  | { readonly kind: 'failed'; readonly reason: string }

export interface CommentText {
  /**
   * Markdown in which {@link compare} recognizes the comment later. If it depends on the files of the pull request, they
   * are read first; without any if that fails.
   */
  body: string | ((files: readonly string[]) => string)
  /** How an existing comment relates to this one; undefined if it is about something else. */
  compare: (existing: string) => 'older' | 'newer' | undefined
  /** Whether to leave a pull request without a comment of the app as it is. */
  updatesOnly?: boolean
}

export interface CommentRun extends RepositoryRun {
  payload: Payload
  /** When the job began, in milliseconds since 1970. */
  startedAtMs: number
}

/** Adds a comment to the pull request of the event, or replaces the existing one. Never throws. */
export async function commentOnPullRequest(text: CommentText, run: CommentRun): Promise<CommentResult> {
  const { env, payload, token } = run
  const number = payload.pull_request?.number ?? payload.issue?.number
  if (number === undefined) return { kind: 'no pull request' }
  if (!token) return { kind: 'forbidden', cause: 'no token' }
  try {
    return await withRepository(run, (repository) => comment(repository, text, number, run))
  } catch (error) {
    const failure = classifyGitHubError(error)
    // GitHub responds like this if the token may not read. On other servers it means "not found"; no permission would help.
    const isHidden = failure.kind === 'refused' && failure.status === 404 && isGitHub(env)
    if (failure.kind !== 'forbidden' && !isHidden) return { kind: 'failed', reason: failure.reason }
    // On all events but this one, workflows of forks get a read-only token.
    const isFork = isFromFork(payload, env) && env.GITHUB_EVENT_NAME !== 'pull_request_target'
    const detail = failure.kind === 'forbidden' ? failure.detail : undefined
    return { kind: 'forbidden', cause: isFork ? 'fork' : 'permission', detail }
  }
}

async function comment(
  repository: Repository,
  text: CommentText,
  number: number,
  { env, signal, startedAtMs }: CommentRun,
): Promise<CommentResult> {
  let { body } = text
  if (typeof body !== 'string') {
    const read = (limit: AbortSignal) => listChangedFiles(repository, number, limit)
    body = body(await withTimeLimit(maxFilesMs, read, signal).catch(() => []))
  }
  const upserted = await upsert({ ...repository, number, startedAtMs }, { ...text, body })
  if (upserted === undefined) return { kind: 'unneeded' }
  return { ...upserted, number, url: safeLink(upserted.url, env) }
}

type RenderedComment = CommentText & { readonly body: string }

/** A pull request, in whose repository its comments are. */
interface PullRequest extends Repository, Pick<CommentRun, 'startedAtMs'> {
  readonly number: number
}

const maxLinkLength = 1000

/** Checks the URL of a comment that a server sent; undefined if it may not be safe to open. */
function safeLink(sent: string | undefined, { GITHUB_SERVER_URL = '' }: Environment): string | undefined {
  const url = URL.parse(sent ?? '')
  if (url === null || url.username || url.password || url.href.length > maxLinkLength) return undefined
  const isOwnServer = url.protocol === 'http:' && url.origin === URL.parse(GITHUB_SERVER_URL)?.origin
  return url.protocol === 'https:' || isOwnServer ? url.href : undefined
}

/**
 * Keeps one comment of a kind for an app on a pull request. Two runs may both find none and add one, so a run lists
 * them again after adding one: both see the same oldest one, and the run that added the other updates it.
 */
async function upsert(pull: PullRequest, text: RenderedComment): Promise<Upserted | undefined> {
  const { rest, names, number } = pull
  const existing = await findOldest(pull, text)
  const replaced = existing && (await replace(pull, existing, text))
  if (replaced !== undefined) return replaced
  if (text.updatesOnly) return undefined
  const { data } = await rest.issues.createComment({ ...names, issue_number: number, body: text.body })
  const { id, html_url: url, user } = parseAnswer(Comment, data, 'a comment')
  const own = v.safeParse(User, user)
  const isOwn = own.success ? sameAuthorAs(own.output) : undefined
  const oldest = await findOldest(pull, text, isOwn).catch(() => undefined)
  const joined = oldest && oldest.id < id ? await replace(pull, oldest, text) : undefined
  if (joined === undefined) return { kind: 'created', url }
  await rest.issues.deleteComment({ ...names, comment_id: id }).catch(() => {})
  return joined
}

/** @returns undefined if the comment has been deleted since */
async function replace(
  { rest, names, startedAtMs }: PullRequest,
  { id, body, html_url, updated_at, aheadMs }: Found,
  text: RenderedComment,
): Promise<Upserted | undefined> {
  // What was there before the job is older, whatever it says: whoever may edit it could silence all runs to come.
  const updatedMs = parseTime(updated_at)
  const isSince = updatedMs !== undefined && !(updatedMs - aheadMs < startedAtMs - resolutionMs)
  if (isSince && text.compare(body ?? '') === 'newer') return { kind: 'outdated', url: html_url }
  try {
    await rest.issues.updateComment({ ...names, comment_id: id, body: text.body })
    return { kind: 'updated', url: html_url }
  } catch (error) {
    // The comment was readable a moment ago. Adding another one will show whether the token may write.
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

const Comment = v.object({
  id: v.number(),
  body: text,
  html_url: text,
  updated_at: text,
  user: Author,
})

/** A comment, and how far the clock of the server is ahead of the runner's, which may be wrong by minutes. */
type Found = v.InferOutput<typeof Comment> & { readonly aheadMs: number }

/** Servers tell times in whole seconds. */
const resolutionMs = 1000

async function findOldest(
  pull: PullRequest,
  { compare }: RenderedComment,
  isOwn?: (author: Author) => boolean,
): Promise<Found | undefined> {
  let hasWritten = isOwn
  for await (const comment of listComments(pull)) {
    if (compare(comment.body ?? '') === undefined) continue
    // Asked only now: most pull requests have no such comment yet.
    hasWritten ??= await findSelf(pull)
    if (hasWritten(comment.user)) return comment
  }
  return undefined
}

const perPage = 100
/** GitHub allows up to 2,500 comments on a pull request. */
const maxPages = 25

/** Lists the comments of a pull request, oldest first. Reads a page only when it is needed. */
async function* listComments({ rest, names, number }: PullRequest): AsyncGenerator<Found> {
  let firstId: number | undefined
  for (let page = 1; page <= maxPages; page += 1) {
    const query = { issue_number: number, per_page: perPage, page }
    const { data, headers } = await rest.issues.listComments({ ...names, ...query })
    const aheadMs = headers.date === undefined ? 0 : (parseTime(headers.date) ?? Date.now()) - Date.now()
    const comments = parseAnswer(v.array(Comment), data, 'a list of comments')
    // Gitea has no pages here: it sends all comments for every page.
    if (page > 1 && comments[0]?.id === firstId) return
    firstId = comments[0]?.id
    yield* comments.map((comment) => ({ ...comment, aheadMs }))
    if (comments.length < perPage) return
  }
}
