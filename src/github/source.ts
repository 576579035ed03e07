import { resolve } from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'
import type { Deadline } from '../platform/clock.ts'
import { optional } from '../platform/json.ts'
import type { Redact } from '../platform/text.ts'
import {
  type Environment,
  eventSource,
  isCommitId,
  isSameCommit,
  type Payload,
  type Source,
} from './event.ts'
import { openRepository, type Repository, statusOf, withTimeLimit } from './octokit.ts'

export interface SourceRun {
  /** The working directory is relative to the workspace: the checkout is this folder or contains it. */
  inputs: Source & { githubToken: string | undefined; workingDirectory: string }
  payload: Payload
  env: Environment
  fetch: typeof globalThis.fetch
  deadline: Deadline
  /** Hides credentials before a message is cut. It is sent, so other secrets, which may be ordinary words, stay. */
  redactCredentials: Redact
}

/** Maximum time for the message from the checkout and from GitHub together, in milliseconds. */
const maxMessageMs = 3000
const maxCharacters = 4000

/** Finds what is deployed. Never rejects, because a run may end before it awaits the result. */
export async function findSource(run: SourceRun): Promise<Source> {
  const source = chooseCommit(run)
  try {
    return { ...source, commitMessage: await findMessage(source.commitSha, run) }
  } catch {
    // A deployment does not need a message.
    return source
  }
}

/** The branch and commit that are deployed, which are known at once. */
export function chooseCommit({ inputs, payload, env }: SourceRun): Source {
  const event = eventSource(payload, env)
  return { branch: inputs.branch ?? event.branch, commitSha: inputs.commitSha ?? event.commitSha }
}

/** Finds the message in the inputs, else in the event, the checkout or GitHub, or else uses the title of the pull request. */
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

/** A message as it is sent: at most 4,000 characters, and undefined if it is blank. */
export function tidyMessage(message: string | undefined, redact: Redact): string | undefined {
  const trimmed = redact(message ?? '').trimEnd()
  // Whole characters, of which some have two UTF-16 units.
  const characters = Array.from(trimmed)
  const isLong = characters.length > maxCharacters
  return (isLong ? characters.slice(0, maxCharacters).join('').trimEnd() : trimmed) || undefined
}

async function readMessage(
  sha: string,
  { inputs, env, fetch, deadline }: SourceRun,
): Promise<string | undefined> {
  const { githubToken: token, workingDirectory } = inputs
  // Anything but a commit id could be read as an option or as a path.
  if (!isCommitId(sha)) return undefined
  const cwd = resolve(env.GITHUB_WORKSPACE ?? '.', workingDirectory)
  const reading = withTimeLimit(Math.min(maxMessageMs, deadline.remainingMs()), async (signal) => {
    const message = await readFromCheckout(sha, cwd, env, signal)
    if (message !== undefined || token === undefined || signal.aborted) return message
    const repository = await openRepository(token, env, fetch, signal)
    return repository && readFromGitHub(repository, sha)
  })
  return reading.catch(() => undefined)
}

async function readFromCheckout(
  sha: string,
  cwd: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    // Loaded here, because most events have the message.
    const { execFile } = await import('node:child_process')
    const args = ['log', '-1', '--no-show-signature', '--format=%B', sha, '--']
    // A partial clone would fetch missing commits from the network, and a prompt would never return.
    const gitEnv = { ...env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' }
    const options = { cwd, env: gitEnv, maxBuffer: 1024 * 1024, signal }
    const { stdout } = await promisify(execFile)('git', args, options)
    return stdout.trim() === '' ? undefined : stdout
  } catch {
    return undefined
  }
}

const Message = v.object({ message: optional(v.string()) })
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
