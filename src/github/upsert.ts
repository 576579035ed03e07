import {
  type Comment,
  createComment,
  deleteComment,
  readComments,
  readOwnId,
  updateComment,
} from './comment-api.ts'
import { isNewer, isOfSameApp, type Marker, readMarker } from './marker.ts'
import type { Repository } from './repository.ts'
import { statusOf } from './trouble.ts'

/** What became of the comment. */
export interface Upserted {
  /** `outdated`: it tells of a newer run, and was left as it is. */
  readonly kind: 'created' | 'updated' | 'outdated'
  /** Its page, as the server names it. */
  readonly url: string | undefined
}

export interface CommentText {
  marker: Marker
  /** Begins with the marker. */
  body: string
}

/**
 * Keeps one comment of an app on a pull request: replaces the one that is there, else adds one. Repeating it is safe.
 *
 * Two runs at once may both find none. So a run that has added one looks again: all see the same oldest one, and
 * whoever has added another goes on with that and takes its own away.
 *
 * @param number of the pull request
 * @returns what became of it, and the page of the comment
 * @throws what Octokit throws, or GitHubAnswerError
 */
export async function upsertComment(
  repository: Repository,
  number: number,
  text: CommentText,
): Promise<Upserted> {
  const found = await findComment(repository, number, text.marker)
  const replaced = found && (await replace(repository, found, text))
  if (replaced !== undefined) return replaced
  const { id, html_url: url } = await createComment(repository, number, text.body)
  const oldest = await findComment(repository, number, text.marker).catch(() => undefined)
  if (oldest === undefined || oldest.id >= id) return { kind: 'created', url }
  const joined = await replace(repository, oldest, text)
  if (joined === undefined) return { kind: 'created', url }
  await deleteComment(repository, id).catch(() => {})
  return joined
}

/** @returns undefined where the comment is gone meanwhile */
async function replace(
  repository: Repository,
  { id, body, html_url }: Comment,
  text: CommentText,
): Promise<Upserted | undefined> {
  const marker = readMarker(body)
  if (marker !== undefined && isNewer(marker, text.marker)) return { kind: 'outdated', url: html_url }
  try {
    const url = await updateComment(repository, id, text.body)
    return { kind: 'updated', url: url ?? html_url }
  } catch (error) {
    // It was there a moment ago, and could be seen. Adding one tells whether the token may write.
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

/**
 * The oldest comment of the app. Anybody may write a comment that begins with the marker: only those of bots count, and
 * those of the user whose token this is.
 */
async function findComment(
  repository: Repository,
  number: number,
  marker: Marker,
): Promise<Comment | undefined> {
  const byUsers: Comment[] = []
  for await (const comment of readComments(repository, number)) {
    const found = readMarker(comment.body)
    if (found === undefined || !isOfSameApp(marker, found)) continue
    if (isBot(comment)) return comment
    byUsers.push(comment)
  }
  if (byUsers.length === 0) return undefined
  const ownId = await readOwnId(repository)
  return ownId === undefined ? undefined : byUsers.find(({ user }) => user?.id === ownId)
}

/** The user whom the workflows of a Gitea or Forgejo speak for. No person has this id, nor may take the name. */
const actionsUserId = -2

function isBot({ user }: Comment): boolean {
  return user?.type === 'Bot' || (!user?.type && user?.id === actionsUserId)
}
