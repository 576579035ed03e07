import * as v from 'valibot'
import { PreconditionError } from '../core/errors.ts'
import type { Emit } from '../core/events.ts'
import { type Deadline, maxHintMs, maxOptionalMs } from '../platform/clock.ts'
import { optional, text } from '../platform/json.ts'
import { cut, endWithStop, type Redact, shorten } from '../platform/text.ts'
import {
  type Environment,
  eventSource,
  isCommitId,
  isSameBranch,
  isSameCommit,
  type Payload,
  type Source,
  shortCommit,
} from './event.ts'
import {
  encodePath,
  explainGitHubError,
  openRepository,
  parseAnswer,
  type Repository,
  statusOf,
  withTimeLimit,
} from './octokit.ts'

export interface SourceRun {
  inputs: Source & { githubToken: string | undefined }
  payload: Payload
  env: Environment
  fetch: typeof globalThis.fetch
  deadline: Deadline
  /** Hides credentials before a message is cut. It is sent, so other secrets, which may be ordinary words, stay. */
  redactCredentials: Redact
}

const maxCharacters = 4000
const maxBranchLength = 200

/** Finds what is deployed. Never rejects, because a run may end before it awaits the result. */
export async function findSource(run: SourceRun): Promise<Source> {
  const source = chooseCommit(run)
  return { ...source, commitMessage: await findMessage(source.commitSha, run) }
}

/** The branch and commit that are deployed, which are known at once. */
export function chooseCommit({ inputs, payload, env }: SourceRun): Source {
  const event = eventSource(payload, env)
  return {
    branch: inputs.branch ?? event.branch,
    commitSha: inputs.commitSha ?? event.commitSha,
    ...(inputs.branch === undefined && event.isTag && { isTag: true }),
  }
}

/** Finds the message in the inputs, else in the event or on GitHub, or else uses the title of the pull request. */
async function findMessage(commitSha: string | undefined, run: SourceRun): Promise<string | undefined> {
  const { inputs, payload, env, redactCredentials: redact } = run
  const event = eventSource(payload, env)
  const input = tidyMessage(inputs.commitMessage, redact)
  if (input !== undefined) return input
  // The inputs may have set another commit.
  const isEventsCommit =
    commitSha === undefined || (event.commitSha !== undefined && isSameCommit(commitSha, event.commitSha))
  if (isEventsCommit && event.commitMessage !== undefined) return tidyMessage(event.commitMessage, redact)
  const message = await readMessage(commitSha ?? '', run)
  return tidyMessage(message ?? (isEventsCommit ? payload.pull_request?.title : undefined), redact)
}

/** A message as it is sent: undefined if it is blank. */
export function tidyMessage(message: string | undefined, redact: Redact): string | undefined {
  return cut(redact(message ?? '').trimEnd(), maxCharacters) || undefined
}

async function readMessage(
  sha: string,
  { inputs, env, fetch, deadline }: SourceRun,
): Promise<string | undefined> {
  const { githubToken: token } = inputs
  if (!isCommitId(sha) || token === undefined) return undefined
  const reading = withTimeLimit(Math.min(maxHintMs, deadline.remainingMs()), async (signal) => {
    const repository = await openRepository(token, env, fetch, signal)
    return repository && readFromGitHub(repository, sha)
  })
  // A deployment does not need a message.
  return reading.catch(() => undefined)
}

const Message = v.object({ message: text })
/** A commit of the repository contains the Git commit; some servers wrap a Git commit in the same way. */
const Commit = v.pipe(
  v.object({ ...Message.entries, commit: optional(Message) }),
  v.transform(({ commit, message }) => commit?.message || message || undefined),
)

/** Servers other than GitHub may have only one of the two routes, so the second is tried if the first has no message. */
async function readFromGitHub({ rest, names }: Repository, sha: string): Promise<string | undefined> {
  const routes = [
    // Changed files are not needed: one per page is the minimum.
    () => rest.repos.getCommit({ ...names, ref: sha, per_page: 1 }),
    () => rest.git.getCommit({ ...names, commit_sha: sha }),
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

type TipRun = SourceRun & { emit: Emit }

/** Says why the commit must not be deployed: it is not the tip, or that cannot be determined. A tag has no tip. */
export async function checkTip(run: TipRun): Promise<PreconditionError | undefined> {
  const { env, emit } = run
  const { branch = '', commitSha = '' } = chooseCommit(run)
  const name = shorten(branch, maxBranchLength)
  const tell = (why: string) => emit({ type: 'note', text: `\`require-branch-tip\` is not checked: ${why}.` })
  if (branch === '' || isTag(branch, env)) {
    tell(branch === '' ? 'this run is for no branch' : `${name} is a tag`)
    return undefined
  }
  const refuse = (what: string, todo: string) =>
    new PreconditionError(what, `${todo} To deploy without this check, remove \`require-branch-tip\`.`)
  if (isOfFork(branch, run)) {
    return refuse(
      `This run follows one of a fork, whose branch ${name} is not a branch of this repository.`,
      'Run the job only for runs of this repository: `if: github.event.workflow_run.head_repository.full_name == github.repository`.',
    )
  }
  try {
    const tip = await readTip(branch, run)
    if (tip === undefined) {
      tell(`${name} is a tag`)
      return undefined
    }
    if (isSameCommit(tip, commitSha)) return undefined
    const ours = commitSha === '' ? 'What this run deploys' : `Commit ${shortCommit(commitSha)}`
    return refuse(
      `${ours} is not the tip of branch ${name}, which is at ${shortCommit(tip)}.`,
      'Start a run for the newest commit; a re-run always has the commit of its first attempt.',
    )
  } catch (error) {
    return refuse(
      `Could not read the tip of branch ${name}: ${endWithStop(explainGitHubError(error))}`,
      'Check that the branch still exists, and that `github-token` can read its repository (`permissions: contents: read`). If the server had a problem, re-run this job.',
    )
  }
}

function isTag(branch: string, { GITHUB_REF, GITHUB_REF_NAME, GITHUB_REF_TYPE }: Environment): boolean {
  const isRef = GITHUB_REF_TYPE === 'tag' && branch === GITHUB_REF_NAME
  return isRef || branch.startsWith('refs/tags/') || GITHUB_REF === `refs/tags/${branch}`
}

function isOfEvent(branch: string, { payload, env }: TipRun): boolean {
  const event = eventSource(payload, env)
  return event.branch !== undefined && isSameBranch(branch, event.branch)
}

/**
 * Whether the branch is that of a run of a fork. Whoever owns the fork names its branches and decides what is their tip,
 * so that its `main` says nothing about ours, which the workflow has the secrets of.
 */
function isOfFork(branch: string, run: TipRun): boolean {
  const { pull_request, workflow_run } = run.payload
  // Null for a fork that has been deleted, undefined for a server that does not say.
  const head = workflow_run?.head_repository
  if (pull_request || head === undefined || !isOfEvent(branch, run)) return false
  return head?.full_name?.toLowerCase() !== run.env.GITHUB_REPOSITORY?.toLowerCase()
}

/** The repository of the branch: that of the head for a pull request. */
function repositoryOf(branch: string, run: TipRun): string | undefined {
  const head = run.payload.pull_request?.head.repo
  return head !== undefined && isOfEvent(branch, run) ? head?.full_name : run.env.GITHUB_REPOSITORY
}

const Branch = v.object({
  name: text,
  // GitHub calls it `sha`, and Gitea `id`.
  commit: v.pipe(
    v.object({ sha: text, id: text }),
    v.transform((commit) => commit.sha ?? commit.id),
    v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/i)),
  ),
})

/**
 * @returns undefined if the branch of a run that this one follows is a tag: the event does not say which it is
 * @throws what Octokit throws, or Error for another response or none in time
 */
async function readTip(ref: string, run: TipRun): Promise<string | undefined> {
  const { inputs, env, fetch, deadline } = run
  const { githubToken: token } = inputs
  if (token === undefined) throw new Error('`github-token` is empty')
  const place = { ...env, GITHUB_REPOSITORY: repositoryOf(ref, run) }
  return withTimeLimit(Math.min(maxOptionalMs, deadline.remainingMs()), async (signal) => {
    const repository = await openRepository(token, place, fetch, signal)
    if (repository === undefined) throw new Error('its repository is not known, or was deleted')
    const branch = ref.replace(/^refs\/heads\//, '')
    const route = `GET /repos/{owner}/{repo}/branches/${encodePath(branch)}`
    const answer = await repository.request(route, repository.names).catch(async (error: unknown) => {
      const mayBeTag = statusOf(error) === 404 && run.payload.workflow_run && isOfEvent(ref, run)
      if (mayBeTag && (await hasTag(branch, repository))) return undefined
      throw error
    })
    if (answer === undefined) return undefined
    const { data } = answer
    const { name, commit } = parseAnswer(Branch, data, 'a branch')
    // A server forwards to the new name of a branch that was renamed.
    if (name !== undefined && name !== branch) throw new Error(`it was renamed to ${name}`)
    return commit
  })
}

/** GitHub and Gitea each have a route of their own that finds a tag by its whole name. */
async function hasTag(tag: string, { request, names }: Repository): Promise<boolean> {
  for (const route of ['git/ref/tags', 'tags']) {
    try {
      await request(`GET /repos/{owner}/{repo}/${route}/${encodePath(tag)}`, names)
      return true
    } catch (error) {
      if (statusOf(error) !== 404) throw error
    }
  }
  return false
}
