import { isUtf8 } from 'node:buffer'
import * as v from 'valibot'
import { maxFileBytes } from '../platform/files.ts'
import { optional, text } from '../platform/json.ts'
import { isFullCommitId } from './event.ts'
import {
  encodePath,
  explainGitHubError,
  parseAnswer,
  type RepositoryRun,
  statusOf,
  withRepository,
} from './octokit.ts'

// What the server of the workflow tells of files at a commit.

/** A commit does not have a file, or the server does not have the commit. */
export class NoSuchFileError extends Error {
  constructor() {
    super('HTTP 404: there is no such file or commit')
  }
}
export const notWhole = 'that is not the full ID of a commit'

const Tree = v.object({
  tree: v.array(v.object({ path: v.string(), type: v.string(), sha: v.string() })),
  truncated: optional(v.boolean()),
})

/**
 * The ids of all files of a commit by their paths. Permission: `contents: read`.
 * @param commitSha in full
 * @returns not `isWhole` if the server has left some out
 */
export async function readTree(
  commitSha: string,
  run: RepositoryRun,
): Promise<{ ids: ReadonlyMap<string, string>; isWhole: boolean }> {
  const data = await withRepository(run, async ({ request, names }) => {
    const query = { ...names, tree_sha: commitSha, recursive: 'true' }
    return (await request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', query)).data
  })
  const { tree, truncated = false } = parseAnswer(Tree, data, 'a tree')
  const files = tree.filter(({ type }) => type === 'blob')
  return { ids: new Map(files.map(({ path, sha }) => [path, sha])), isWhole: !truncated }
}

/** GitHub follows a link to a file. What is too large has no content. */
const Contents = v.object({ type: text, encoding: text, content: text })

/**
 * Reads a text file of the repository as it is at a commit, from GitHub or Gitea. Permission: `contents: read`.
 * @param path relative to the root of the repository
 * @param commitSha in full
 * @throws Error whose message is the end of a sentence
 */
export async function readFileAt(path: string, commitSha: string, run: RepositoryRun): Promise<string> {
  // A branch or tag with the name of an abbreviated ID would win over the commit.
  if (!isFullCommitId(commitSha)) throw new Error(notWhole)
  const data = await withRepository(run, async ({ request, names }) => {
    const route = `GET /repos/{owner}/{repo}/contents/${encodePath(path)}`
    return (await request(route, { ...names, ref: commitSha })).data
  }).catch((error) => {
    // Gitea's own words are the name of a function.
    throw statusOf(error) === 404 ? new NoSuchFileError() : new Error(explainGitHubError(error))
  })
  if (Array.isArray(data)) throw new Error('it is a directory')
  const { type, encoding, content } = parseAnswer(Contents, data, 'a file')
  if (type !== 'file') throw new Error('it is a link or a submodule')
  const bytes = encoding === 'base64' && content !== undefined ? Buffer.from(content, 'base64') : undefined
  if (bytes === undefined || bytes.length > maxFileBytes) {
    throw new Error(`it is too large: at most 1 MiB (${maxFileBytes} bytes) is read`)
  }
  if (!isUtf8(bytes)) throw new Error('it is not UTF-8 text')
  return bytes.toString()
}
