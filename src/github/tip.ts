import * as v from 'valibot'
import { PreconditionError } from '../errors.ts'
import type { Emit } from '../events.ts'
import { optional } from '../platform/json.ts'
import { endWithStop, shorten } from '../platform/text.ts'
import { type Environment, eventSource, isSameBranch, isSameCommit, shortCommit } from './event.ts'
import { classifyGitHubError, openRepository, parseAnswer, withTimeLimit } from './octokit.ts'
import { chooseCommit, type SourceRun } from './source.ts'

type TipRun = SourceRun & { emit: Emit }

const maxTipMs = 10_000
const maxBranchLength = 200

/** Says why the commit must not be deployed: it is not the tip, or that cannot be determined. A tag has no tip. */
export async function checkTip(run: TipRun): Promise<PreconditionError | undefined> {
  const { env, emit } = run
  const { branch = '', commitSha = '' } = chooseCommit(run)
  const name = shorten(branch, maxBranchLength)
  if (branch === '' || isTag(branch, env)) {
    const why = branch === '' ? 'this run is for no branch' : `${name} is a tag`
    emit({ type: 'note', text: `\`require-branch-tip\` is not checked: ${why}.` })
    return undefined
  }
  const refuse = (what: string, todo: string) =>
    new PreconditionError(what, `${todo} To deploy without this check, remove \`require-branch-tip\`.`)
  try {
    const tip = await readTip(branch, run)
    if (isSameCommit(tip, commitSha)) return undefined
    const ours = commitSha === '' ? 'What this run deploys' : `Commit ${shortCommit(commitSha)}`
    return refuse(
      `${ours} is not the tip of branch ${name}, which is at ${shortCommit(tip)}.`,
      'Start a run for the newest commit; a re-run always has the commit of its first attempt.',
    )
  } catch (error) {
    const failure = classifyGitHubError(error)
    const why = failure.kind === 'forbidden' ? `HTTP 403: ${failure.detail ?? 'Forbidden'}` : failure.reason
    return refuse(
      `Could not read the tip of branch ${name}: ${endWithStop(why)}`,
      'Check that the branch still exists, and that `github-token` can read its repository (`permissions: contents: read`). If the server had a problem, re-run this job.',
    )
  }
}

function isTag(branch: string, { GITHUB_REF, GITHUB_REF_NAME, GITHUB_REF_TYPE }: Environment): boolean {
  const isRef = GITHUB_REF_TYPE === 'tag' && branch === GITHUB_REF_NAME
  return isRef || branch.startsWith('refs/tags/') || GITHUB_REF === `refs/tags/${branch}`
}

/** The repository of the branch: that of the head for a pull request, and for a run that follows another one. */
function repositoryOf(branch: string, { payload, env }: TipRun): string | undefined {
  const { pull_request, workflow_run } = payload
  const event = eventSource(payload, env)
  // Null for a fork that has been deleted, undefined for a server that does not say.
  const head = pull_request ? pull_request.head.repo : workflow_run?.head_repository
  const isOfHead = event.branch !== undefined && isSameBranch(branch, event.branch) && head !== undefined
  return isOfHead ? head?.full_name : env.GITHUB_REPOSITORY
}

const text = optional(v.string())
const Branch = v.object({
  name: text,
  // GitHub calls it `sha`, and Gitea `id`.
  commit: v.pipe(
    v.object({ sha: text, id: text }),
    v.transform((commit) => commit.sha ?? commit.id),
    v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/i)),
  ),
})

/** @throws what Octokit throws, or Error for another response or none in time */
async function readTip(ref: string, run: TipRun): Promise<string> {
  const { inputs, env, fetch, deadline } = run
  const { githubToken: token } = inputs
  if (token === undefined) throw new Error('`github-token` is empty')
  const place = { ...env, GITHUB_REPOSITORY: repositoryOf(ref, run) }
  return withTimeLimit(Math.min(maxTipMs, deadline.remainingMs()), async (signal) => {
    const repository = await openRepository(token, place, fetch, signal)
    if (repository === undefined) throw new Error('its repository is not known, or was deleted')
    const branch = ref.replace(/^refs\/heads\//, '')
    // Octokit would encode the slashes, which not every server reads.
    const path = branch.split('/').map(encodeURIComponent).join('/')
    const { data } = await repository.request(`GET /repos/{owner}/{repo}/branches/${path}`, repository.names)
    const { name, commit } = parseAnswer(Branch, data, 'a branch')
    // A server forwards to the new name of a branch that was renamed.
    if (name !== undefined && name !== branch) throw new Error(`it was renamed to ${name}`)
    return commit
  })
}
