import * as v from 'valibot'
import { callOf, type Repository } from './repository.ts'
import { statusOf } from './trouble.ts'

const text = v.fallback(v.optional(v.string()), undefined)
const Message = v.object({ message: text })

/** A commit of the repository holds that of git, which some servers wrap in the same way and others do not. */
const Commit = v.pipe(
  v.object({ ...Message.entries, commit: v.fallback(v.optional(Message), undefined) }),
  v.transform(({ commit, message }) => commit?.message || message || undefined),
)

/**
 * Reads the message of a commit. Servers that are not GitHub may have one of the two routes only, so the second one is
 * asked where the first one is missing or does not tell.
 *
 * @returns undefined where neither has a message
 * @throws what Octokit throws
 */
export async function readCommitMessage(repository: Repository, sha: string): Promise<string | undefined> {
  const { repos, git } = repository.octokit.rest
  const call = callOf(repository)
  const routes = [
    // Of the changed files, which nobody needs, a page of one.
    () => repos.getCommit({ ...call, ref: sha, per_page: 1 }),
    () => git.getCommit({ ...call, commit_sha: sha }),
  ]
  for (const read of routes) {
    try {
      const parsed = v.safeParse(Commit, (await read()).data)
      if (parsed.success && parsed.output !== undefined) return parsed.output
    } catch (error) {
      if (statusOf(error) !== 404) throw error
    }
  }
  return undefined
}
