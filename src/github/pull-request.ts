import * as v from 'valibot'
import { text } from '../platform/json.ts'
import { parseAnswer, type Repository, readPages, statusOf } from './octokit.ts'

export const what = 'a list of pull requests'

/**
 * The pull requests of a commit, in any state: none of a commit that the server does not have.
 * @returns undefined if the server cannot list them by commit, as Gitea
 */
export async function listByCommit<Schema extends v.GenericSchema>(
  { rest, names }: Repository,
  schema: Schema,
  commitSha: string,
): Promise<v.InferOutput<Schema>[] | undefined> {
  try {
    const query = { commit_sha: commitSha, per_page: 100 }
    const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...names, ...query })
    return parseAnswer(v.array(schema), data, what)
  } catch (error) {
    if (statusOf(error) === 422) return []
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

const ChangedFile = v.object({ filename: v.string(), previous_filename: text })
/** GitHub lists up to 3,000 files. */
const maxFilePages = 30

/** The files that a pull request changes, with the earlier paths of those that it moves. Permission: `pull-requests: read`. */
export async function listChangedFiles(
  repository: Repository,
  number: number,
  signal: AbortSignal,
): Promise<string[]> {
  const { rest, names } = repository
  const read = (page: object) =>
    rest.pulls.listFiles({ ...names, pull_number: number, ...page, request: { signal } })
  const files = readPages(repository, ChangedFile, 'a list of files', read, maxFilePages)
  const paths: string[] = []
  for await (const file of files) paths.push(file.filename, file.previous_filename ?? file.filename)
  return paths
}
