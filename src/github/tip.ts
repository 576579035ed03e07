import * as v from 'valibot'
import type { Deadline } from '../platform/clock.ts'
import { optional } from '../platform/json.ts'
import { endWithStop, type Redact, shorten } from '../platform/text.ts'
import { classifyGitHubError, openRepository, parseAnswer, withTimeLimit } from './client.ts'
import {
  type Environment,
  eventSource,
  isSameBranch,
  isSameCommit,
  type Payload,
  type Source,
  shortCommit,
} from './event.ts'
import { chooseCommit } from './source.ts'

/** Whether the commit to deploy is the newest of its branch. */
export type Tip =
  | { kind: 'newest' }
  /** There is no branch to compare with. `why` ends a sentence. */
  | { kind: 'no branch'; why: string }
  /** It is not the newest, or that could not be determined. */
  | { kind: 'outdated'; what: string; todo: string }

interface TipOptions {
  payload: Payload
  env: Environment
  fetch: typeof globalThis.fetch
  deadline: Deadline
  redact: Redact
}

const maxTipMs = 10_000
const maxBranchLength = 200
const instead = 'To deploy without this check, remove `require-branch-tip`.'

/** Reads the tip of the branch with a single request, and compares it with the commit to deploy. */
export async function checkTip(
  inputs: Source & { githubToken: string | undefined },
  options: TipOptions,
): Promise<Tip> {
  const { payload, env, redact } = options
  const event = eventSource(payload, env)
  const { branch, commitSha } = chooseCommit(inputs, event)
  if (!branch) return { kind: 'no branch', why: 'this run is for no branch' }
  const name = shorten(branch, maxBranchLength, redact)
  const { repository, isTag } = placeOf(branch, event, options)
  if (isTag) return { kind: 'no branch', why: `${name} is a tag` }
  const outdated = (what: string, todo: string): Tip => ({
    kind: 'outdated',
    what: endWithStop(what),
    todo: `${todo} ${instead}`,
  })
  const unread = (why: string, todo: string) =>
    outdated(`Could not read the tip of branch ${name}: ${why}`, todo)
  if (commitSha === undefined) return unread('this run has no commit', 'Set `commit-sha`.')
  if (inputs.githubToken === undefined) return unread('`github-token` is empty', adviceOnToken)
  if (repository === undefined) {
    return unread('the repository of the branch is not known, or was deleted', 'Start a new run.')
  }
  try {
    const tip = await readTip(branch.replace(/^refs\/heads\//, ''), repository, inputs.githubToken, options)
    if (isSameCommit(tip, commitSha)) return { kind: 'newest' }
    const [ours, newest] = [commitSha, tip].map((sha) => shortCommit(sha, redact))
    return outdated(
      `Commit ${ours} is not the tip of branch ${name}, which is at ${newest}`,
      'Start a run for the newest commit; a re-run always has the commit of its first attempt.',
    )
  } catch (error) {
    const failure = classifyGitHubError(error, redact)
    switch (failure.kind) {
      case 'forbidden':
        return unread(failure.detail ?? 'HTTP 403: the token may not read it', adviceOnToken)
      case 'refused':
        return unread(failure.reason, failure.status === 404 ? adviceOnMissing : adviceOnToken)
      case 'transient':
        return unread(failure.reason, 'Re-run this job.')
    }
  }
}

const adviceOnToken =
  'Give the job `permissions: contents: read`, and set `github-token` to a token that can read the repository of the branch.'
const adviceOnMissing = `Check that the branch still exists: it may have been deleted after a merge. ${adviceOnToken}`

/** The repository of a branch, as far as it is known, and whether it is a tag instead. */
function placeOf(
  branch: string,
  event: Source,
  { payload: { pull_request, workflow_run, merge_group }, env }: TipOptions,
): { repository: string | undefined; isTag: boolean } {
  const own = env.GITHUB_REPOSITORY
  const isOfEvent = event.branch !== undefined && isSameBranch(branch, event.branch)
  const run = env.GITHUB_EVENT_NAME === 'workflow_run' ? workflow_run : undefined
  const group = env.GITHUB_EVENT_NAME === 'merge_group' ? merge_group : undefined
  const isOfRef = isOfEvent && !pull_request && !run && !group
  const isTag = isOfRef && (env.GITHUB_REF_TYPE === 'tag' || /^refs\/tags\//.test(env.GITHUB_REF ?? ''))
  // Null for a fork that has been deleted, undefined for a server that does not say.
  const home = pull_request ? pull_request.head.repo : run?.head_repository
  const repository = isOfEvent && home !== undefined ? home?.full_name : own
  return { repository, isTag: isTag || branch.startsWith('refs/tags/') }
}

const text = optional(v.string())
const sha = v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/i))
const Branch = v.object({
  name: text,
  // GitHub calls it `sha`, and Gitea `id`.
  commit: v.pipe(
    v.object({ sha: text, id: text }),
    v.transform((commit) => commit.sha ?? commit.id),
    sha,
  ),
})

/** @throws what Octokit throws, or Error for another response or none in time */
async function readTip(
  branch: string,
  repository: string,
  token: string,
  { env, fetch, deadline }: TipOptions,
): Promise<string> {
  const limitMs = Math.min(maxTipMs, deadline.remainingMs())
  return withTimeLimit(limitMs, async (signal) => {
    const opened = await openRepository(token, { ...env, GITHUB_REPOSITORY: repository }, fetch, signal)
    if (opened === undefined) throw new Error('the repository is not known')
    // Octokit would encode the slashes, which not every server reads.
    const path = branch.split('/').map(encodeURIComponent).join('/')
    const { data } = await opened.request(`GET /repos/{owner}/{repo}/branches/${path}`, opened.names)
    const { name, commit } = parseAnswer(Branch, data, 'a branch')
    // A server forwards to the new name of a branch that was renamed.
    if (name !== undefined && name !== branch) throw new Error(`it was renamed to ${name}`)
    return commit
  })
}
