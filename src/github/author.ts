import * as v from 'valibot'
import { optional, text } from '../platform/json.ts'
import { classifyGitHubError, parseAnswer, type Repository } from './octokit.ts'

// Anybody may copy a marker, so only what the token of the run has written is ours.

/** The author of a comment; missing for a deleted account. */
export const Author = optional(v.object({ id: optional(v.number()), login: text }))
export type Author = v.InferOutput<typeof Author>

/** Decides whether a comment is ours. */
type HasWritten = (author: Author) => boolean

/** The token of a workflow writes as this user. Nobody can register the name. */
const workflowLogin = 'github-actions[bot]'
/** The same on Gitea and Forgejo, whatever its name. People cannot have this id. */
const workflowUserId = -2

export const User = v.object({ id: v.number(), login: v.string() })
const Viewer = v.object({ viewer: v.object({ login: v.pipe(v.string(), v.minLength(1)) }) })

/** Decides whether the author of one comment, which is ours, has written another one. */
export function sameAuthorAs({ id, login }: v.InferOutput<typeof User>): HasWritten {
  return (author) => (author?.id ? author.id === id : isLogin(author, login))
}

/** Finds out as whom the token of a run writes. @throws Error if that may be known later */
export async function findSelf({ rest, graphql, isGitHub }: Repository): Promise<HasWritten> {
  try {
    const user = parseAnswer(User, (await rest.users.getAuthenticated()).data, 'a user')
    return sameAuthorAs(user)
  } catch (error) {
    if (classifyGitHubError(error).kind === 'transient') throw error
  }
  // GitHub refuses the request above for every token of an app, that of a workflow included.
  const sent = isGitHub ? await graphql('{ viewer { login } }').catch(() => undefined) : undefined
  const viewer = v.safeParse(Viewer, sent)
  if (viewer.success) {
    const { login } = viewer.output.viewer
    return (author) => isLogin(author, login)
  }
  return (author) => author?.id === workflowUserId || isLogin(author, workflowLogin)
}

function isLogin(author: Author, login: string): boolean {
  return author?.login?.toLowerCase() === login.toLowerCase()
}
