import * as v from 'valibot'
import { isCommitId, isSameCommit } from '../commit.ts'
import { type Environment, eventSource, type Payload } from '../context.ts'
import { callOf, type Repository } from './repository.ts'
import { GitHubAnswerError, statusOf } from './trouble.ts'

export interface PullRequestQuestion {
  payload: Payload
  env: Environment
  /** What was deployed. */
  commitSha: string | undefined
}

const text = v.fallback(v.nullish(v.string()), null)
const PullRequests = v.array(
  v.object({
    number: v.number(),
    state: text,
    head: v.fallback(
      v.nullish(
        v.object({
          ref: text,
          sha: text,
          /** Null for a fork that has been deleted. */
          repo: v.fallback(v.nullish(v.object({ full_name: text })), undefined),
        }),
      ),
      null,
    ),
  }),
)
type Head = v.InferOutput<typeof PullRequests>[number]['head']

/**
 * Finds the pull request that a run is about: the event's, else the open one of this repository whose head was
 * deployed. A commit may be in many more, of forks and of branches that were made from this one: those are about
 * something else, and are left alone.
 *
 * @returns its number; undefined where there is none
 * @throws what Octokit throws, or GitHubAnswerError
 */
export async function findPullRequest(
  repository: Repository,
  { payload, env, commitSha }: PullRequestQuestion,
): Promise<number | undefined> {
  if (payload.pull_request?.number !== undefined) return payload.pull_request.number
  // Anything but a commit id could be the name of a branch.
  if (commitSha === undefined || !isCommitId(commitSha)) return undefined
  const home = isAboutOtherRun(env) ? payload.workflow_run?.head_repository?.full_name : env.GITHUB_REPOSITORY
  const pulls = await readOpen(repository, commitSha)
  const ours = pulls.filter(({ head }) => isOf(home, head))
  const { branch } = eventSource(payload, env)
  const found = [
    ours.filter(({ head }) => head?.sha && isSameCommit(head.sha, commitSha)),
    // A branch that got more commits meanwhile is still the one that was pushed.
    ours.filter(({ head }) => head?.ref && head.ref === branch),
    // GitHub has named it for the commit, and nothing speaks against it.
    ours.filter(({ head }) => !head?.sha && !head?.ref),
  ].find(({ length }) => length > 0)
  // One branch may have pull requests into several: later runs have to choose the same.
  return found && Math.min(...found.map(({ number }) => number))
}

/** Whether nothing says that it is of another repository. */
function isOf(home: string | undefined, head: Head): boolean {
  if (head?.repo === null) return false
  const name = head?.repo?.full_name
  return !name || name.toLowerCase() === home?.toLowerCase()
}

/** Runs that follow another run are about what that one was about, which may be a fork. */
function isAboutOtherRun(env: Environment): boolean {
  return env.GITHUB_EVENT_NAME === 'workflow_run'
}

async function readOpen(repository: Repository, commitSha: string) {
  try {
    const { data } = await repository.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...callOf(repository),
      commit_sha: commitSha,
      per_page: 100,
    })
    return check(data).filter(({ state }) => state === 'open')
  } catch (error) {
    // A commit that GitHub does not have is in no pull request.
    if (statusOf(error) === 422) return []
    if (statusOf(error) === 404) return readAllOpen(repository)
    throw error
  }
}

const perPage = 50
const mostPages = 20

/** All that are open, for servers that do not tell those of a commit. What does not name its head is of no use then. */
async function readAllOpen(repository: Repository) {
  const found: v.InferOutput<typeof PullRequests> = []
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await repository.octokit.rest.pulls.list({
      ...callOf(repository),
      state: 'open',
      per_page: perPage,
      // As Gitea calls it.
      limit: perPage,
      page,
    })
    const pulls = check(data)
    // Pages may be smaller than what was asked for.
    if (pulls.length === 0) break
    found.push(...pulls.filter(({ head }) => head?.sha || head?.ref))
  }
  return found
}

function check(data: unknown) {
  const parsed = v.safeParse(PullRequests, data)
  if (!parsed.success) throw new GitHubAnswerError('The answer of GitHub is no list of pull requests.')
  return parsed.output
}
