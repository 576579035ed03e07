import * as v from 'valibot'
import { optional, text } from '../platform/json.ts'
import { isCommitId, isSameBranch } from './event.ts'
import {
  encodePath,
  explainGitHubError,
  maxPages,
  parseAnswer,
  type Repository,
  type RepositoryRun,
  readPages,
  statusOf,
  withRepository,
} from './octokit.ts'
import { listByCommit, what } from './pull-request.ts'

/**
 * Whether a repository has accepted a commit. Commits of forks, of closed pull requests and of branches that are gone can be
 * read in it as well.
 */
type Provenance =
  | { readonly kind: 'accepted' }
  /** It is nowhere where an accepted commit is. */
  | { readonly kind: 'foreign' }
  /** `reason` is the end of a sentence. */
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * Finds out whether a commit is on the default branch, on the branch or tag on record with its deployment, or the head of a
 * merged pull request, whose branch may have been deleted. Permissions: `contents: read`, and `pull-requests: read` for a
 * commit that is on neither. Never throws.
 * @param commitSha in full
 * @param recorded the branch or tag of the deployment, of which anybody may have recorded any text
 */
export async function findProvenance(
  commitSha: string,
  recorded: string | undefined,
  run: RepositoryRun,
): Promise<Provenance> {
  const ask = (question: (repository: Repository) => Promise<boolean>) =>
    withRepository(run, question).catch((error) => explainGitHubError(error))
  let home: string | undefined
  const onDefault = await ask(async (repository) => {
    const { rest, names } = repository
    home = parseAnswer(Home, (await rest.repos.get(names)).data, 'a repository').default_branch
    return isOn(home, commitSha, repository, repository.isGitHub)
  })
  if (onDefault === true) return { kind: 'accepted' }
  const name = recorded?.replace(/^refs\/(?:heads|tags)\//, '')
  const isOther = name !== undefined && isRefName(name) && !isSameBranch(name, home ?? '')
  const others = await Promise.all([
    isOther && ask((repository) => isOn(name, commitSha, repository, true)),
    ask((repository) => isMergedHead(commitSha, repository)),
  ])
  if (others.includes(true)) return { kind: 'accepted' }
  const reason = [onDefault, ...others].find((answer) => typeof answer === 'string')
  return reason === undefined ? { kind: 'foreign' } : { kind: 'unknown', reason }
}

/**
 * Whether a text can only be a branch or tag: servers compare with a commit, a revision (`main~1`), the output of
 * `git describe`, a branch of a fork (`owner:main`) and the head of any pull request as well.
 */
function isRefName(text: string): boolean {
  const isRevision = /[\s~^:?*[\\]|\.\.|@\{|-g[0-9a-f]{4,64}$/i.test(text)
  const isElsewhere = /^(?:refs\/|pull\/|remotes\/|@$|[A-Z_]*HEAD$)/.test(text)
  return text !== '' && !isRevision && !isElsewhere && !isCommitId(text)
}

const Home = v.object({ default_branch: v.pipe(v.string(), v.minLength(1)) })
/** Only GitHub says how the two are related. Gitea lists the commits that the first one lacks. */
const Comparison = v.union([v.object({ status: v.string() }), v.object({ commits: v.array(v.unknown()) })])

/** @param isAbsence whether the status 404 says that the commit is not there */
async function isOn(
  ref: string,
  commitSha: string,
  { request, names, isGitHub }: Repository,
  isAbsence: boolean,
): Promise<boolean> {
  const route = `GET /repos/{owner}/{repo}/compare/${encodePath(`${ref}...${commitSha}`)}`
  // On GitHub, only the first page has the changes of all files, which may be large.
  const page = isGitHub && { per_page: 1, page: 2 }
  try {
    const { data } = await request(route, { ...names, ...page })
    const compared = parseAnswer(Comparison, data, 'a comparison')
    if ('commits' in compared) return compared.commits.length === 0
    return compared.status === 'behind' || compared.status === 'identical'
  } catch (error) {
    // Servers have no comparison of histories that have nothing in common.
    const isUnrelated = /merge.?base|no common ancestor/i.test(explainGitHubError(error))
    if (isUnrelated || (isAbsence && statusOf(error) === 404)) return false
    throw error
  }
}

const PullRequest = v.object({
  merged: optional(v.boolean()),
  merged_at: text,
  head: optional(v.object({ sha: text })),
  base: optional(v.object({ repo: optional(v.object({ full_name: text })) })),
})
type PullRequest = v.InferOutput<typeof PullRequest>

async function isMergedHead(commitSha: string, repository: Repository): Promise<boolean> {
  const { rest, names } = repository
  const isIt = ({ merged, merged_at, head, base }: PullRequest) =>
    (merged === true || merged_at !== undefined) &&
    head?.sha?.toLowerCase() === commitSha.toLowerCase() &&
    base?.repo?.full_name?.toLowerCase() === `${names.owner}/${names.repo}`.toLowerCase()
  const ofCommit = await listByCommit(repository, PullRequest, commitSha)
  if (ofCommit !== undefined) return ofCommit.some(isIt)
  // A server without pull requests by commit lists all of them.
  let count = 0
  const pages = readPages(repository, PullRequest, what, (page) => {
    count = page.page
    return rest.pulls.list({ ...names, state: 'closed', ...page })
  })
  for await (const pull of pages) if (isIt(pull)) return true
  if (count === maxPages) throw new Error('there are too many pull requests to find its own')
  return false
}
