import * as v from 'valibot'
import { optional, text } from '../platform/json.ts'
import { type Environment, eventSource, headRepo, isCommitId, isSameCommit, type Payload } from './event.ts'
import { parseAnswer, type Repository, readPages, statusOf } from './octokit.ts'

const PullRequest = v.object({
  number: v.number(),
  state: text,
  head: optional(v.object({ ref: text, sha: text, repo: headRepo })),
})
type PullRequest = v.InferOutput<typeof PullRequest>

/** The number of the event's pull request, else of the open one of this repository whose head was deployed. */
export async function findPullRequest(
  repository: Repository,
  commitSha: string | undefined,
  payload: Payload,
  env: Environment,
): Promise<number | undefined> {
  const ofEvent = payload.pull_request?.number ?? payload.issue?.number
  if (ofEvent !== undefined) return ofEvent
  // Anything but a commit id could be the name of a branch.
  if (commitSha === undefined || !isCommitId(commitSha)) return undefined
  // A run that follows another run deploys that run's commit, which may be a fork's.
  const isFollowUp = env.GITHUB_EVENT_NAME === 'workflow_run'
  const home = isFollowUp ? payload.workflow_run?.head_repository?.full_name : env.GITHUB_REPOSITORY
  const pulls = (await readOpen(repository, commitSha)).filter((pull) => mayBeFrom(home, pull))
  const { branch } = eventSource(payload, env)
  const candidates = [
    pulls.filter(({ head }) => head?.sha && isSameCommit(head.sha, commitSha)),
    // The branch may have received more commits since the push.
    pulls.filter(({ head }) => head?.ref && head.ref === branch),
    // GitHub listed it for the commit, and without a head nothing contradicts that.
    pulls.filter(({ head }) => !head?.sha && !head?.ref),
  ].find(({ length }) => length > 0)
  // A branch may have several pull requests: later runs have to choose the same one.
  return candidates && Math.min(...candidates.map(({ number }) => number))
}

/** Whether a pull request comes from a repository, as far as the response says. */
function mayBeFrom(home: string | undefined, { head }: PullRequest): boolean {
  if (head?.repo === null) return false
  const name = head?.repo?.full_name
  return !name || name.toLowerCase() === home?.toLowerCase()
}

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

/** Of all pull requests, only those with a head can be matched. */
async function readOpen(repository: Repository, commitSha: string): Promise<PullRequest[]> {
  const { rest, names } = repository
  const ofCommit = await listByCommit(repository, PullRequest, commitSha)
  if (ofCommit !== undefined) return ofCommit.filter(({ state }) => state === 'open')
  const pages = readPages(repository, PullRequest, what, (page) =>
    rest.pulls.list({ ...names, state: 'open', ...page }),
  )
  const open: PullRequest[] = []
  for await (const pull of pages) if (pull.head?.sha || pull.head?.ref) open.push(pull)
  return open
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
