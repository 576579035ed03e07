import { promisify } from 'node:util'
import { isCommitId, isSameCommit } from './commit.ts'
import type { Environment, EventSource } from './context.ts'
import type { Trace } from './platform/fetch.ts'
import type { Redact } from './text.ts'
import type { Deadline } from './time.ts'

/** What GitHub's own time, a slow disk and a firewall may cost together, in milliseconds. */
const budgetMs = 3000
const maxCharacters = 4000

export interface MessageSources {
  deadline: Deadline
  event: EventSource
  /** A folder of the checkout. */
  folder: string
  env: Environment
  githubToken: string | undefined
  /** Tells of the request to GitHub. */
  trace?: Trace | undefined
  /** Hides secrets in a text, before it is cut. */
  redact: Redact
}

/**
 * Finds the message of a commit: from the event, else from the checkout, else from GitHub, else the title of the
 * pull request. Nothing takes longer than a few seconds.
 *
 * @param commitSha the commit that is deployed, which an input may have set to another than the event's
 */
export async function findCommitMessage(
  commitSha: string | undefined,
  { event, folder, env, githubToken, trace, deadline, redact }: MessageSources,
): Promise<string | undefined> {
  const isEventsCommit =
    commitSha === undefined || (event.commitSha !== undefined && isSameCommit(commitSha, event.commitSha))
  if (isEventsCommit && event.commitMessage !== undefined) return tidyMessage(event.commitMessage, redact)

  const signal = AbortSignal.timeout(Math.floor(Math.min(budgetMs, deadline.remainingMs())))
  // Anything but a commit id could be read as an option or a path further down.
  const isId = commitSha !== undefined && isCommitId(commitSha)
  const found = isId
    ? ((await readFromCheckout(commitSha, folder, env, signal)) ??
      (await readFromGitHub(commitSha, env, githubToken, signal, trace)))
    : undefined
  return tidyMessage(found ?? (isEventsCommit ? event.title : undefined), redact)
}

/** A message as it is sent: whole, at most 4,000 characters, nothing rather than blank. */
export function tidyMessage(message: string | undefined, redact: Redact): string | undefined {
  const trimmed = redact(message ?? '').trimEnd()
  // Characters, not halves of them.
  const characters = Array.from(trimmed)
  const kept =
    characters.length > maxCharacters ? characters.slice(0, maxCharacters).join('').trimEnd() : trimmed
  return kept === '' ? undefined : kept
}

async function readFromCheckout(
  sha: string,
  folder: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    // Loaded here, since most events have the message.
    const { execFile } = await import('node:child_process')
    const { stdout } = await promisify(execFile)(
      'git',
      ['log', '-1', '--no-show-signature', '--format=%B', sha, '--'],
      {
        cwd: folder,
        // A partial clone would ask the network for what it lacks, and a prompt would wait for ever.
        env: { ...env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' },
        maxBuffer: 1024 * 1024,
        signal,
      },
    )
    return stdout.trim() === '' ? undefined : stdout
  } catch {
    return undefined
  }
}

async function readFromGitHub(
  sha: string,
  env: Environment,
  token: string | undefined,
  signal: AbortSignal,
  trace: Trace | undefined,
): Promise<string | undefined> {
  if (token === undefined || signal.aborted) return undefined
  try {
    // Loaded here, since most runs have the message already.
    const [{ readCommitMessage }, { openRepository }] = await Promise.all([
      import('./github/commit.ts'),
      import('./github/repository.ts'),
    ])
    const repository = await openRepository(token, env, signal, trace)
    return repository && (await readCommitMessage(repository, sha))
  } catch {
    return undefined
  }
}
