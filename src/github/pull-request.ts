import * as v from 'valibot'
import { optional, text } from '../platform/json.ts'
import { type Environment, eventSource, headRepo, isCommitId, isSameCommit, type Payload } from './event.ts'
import { parseAnswer, type Repository, statusOf } from './octokit.ts'

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
  if (payload.pull_request?.number !== undefined) return payload.pull_request.number
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

async function readOpen(repository: Repository, commitSha: string): Promise<PullRequest[]> {
  const { rest, names } = repository
  try {
    const query = { commit_sha: commitSha, per_page: 100 }
    const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...names, ...query })
    return parse(data).filter(({ state }) => state === 'open')
  } catch (error) {
    // A commit that GitHub does not have is in no pull request.
    if (statusOf(error) === 422) return []
    if (statusOf(error) === 404) return readAllOpen(repository)
    throw error
  }
}

const pageSize = 50
const maxPages = 20

/** For servers that cannot list them by commit. Only pull requests with a head can be matched. */
async function readAllOpen({ rest, names }: Repository): Promise<PullRequest[]> {
  const open: PullRequest[] = []
  for (let page = 1; page <= maxPages; page += 1) {
    // Gitea calls the size of a page `limit`.
    const query = { state: 'open', per_page: pageSize, limit: pageSize, page } as const
    const { data } = await rest.pulls.list({ ...names, ...query })
    const pulls = parse(data)
    // A page may be smaller than requested, so only an empty one is the end.
    if (pulls.length === 0) break
    open.push(...pulls.filter(({ head }) => head?.sha || head?.ref))
  }
  return open
}

function parse(data: unknown): PullRequest[] {
  return parseAnswer(v.array(PullRequest), data, 'a list of pull requests')
}
