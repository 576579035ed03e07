import { resolve } from 'node:path'
import { findCommitMessage, tidyMessage } from './commit-message.ts'
import { type Environment, eventSource, type Payload, type Source } from './context.ts'
import type { Trace } from './http/trace.ts'
import type { Redact } from './text.ts'
import type { Deadline } from './time.ts'

/** What the inputs say of it. */
export interface GivenSource extends Source {
  githubToken: string | undefined
  /** Relative to the workspace: the checkout is there or around it. */
  workingDirectory: string
}

export interface SourceOptions {
  payload: Payload
  env: Environment
  deadline: Deadline
  /** Tells of the request to GitHub, if one is needed. */
  trace?: Trace | undefined
  /** Hides credentials in a commit message before it is cut: it is sent, so ordinary words stay. */
  redactCredentials: Redact
}

/**
 * Finds what is deployed: what the inputs say, else the event. It never rejects, because it is started early and awaited
 * late: a run that ends in between would leave its rejection to nobody, which ends the process.
 */
export async function findSource(
  given: GivenSource,
  { payload, env, deadline, trace, redactCredentials: redact }: SourceOptions,
): Promise<Source> {
  const event = eventSource(payload, env)
  const commitSha = given.commitSha ?? event.commitSha
  const source = { branch: given.branch ?? event.branch, commitSha }
  try {
    const commitMessage =
      tidyMessage(given.commitMessage, redact) ??
      (await findCommitMessage(commitSha, {
        event,
        folder: resolve(env.GITHUB_WORKSPACE ?? '.', given.workingDirectory),
        env,
        githubToken: given.githubToken,
        deadline,
        trace,
        redact,
      }))
    return { ...source, commitMessage }
  } catch {
    // A deployment does without a message.
    return source
  }
}
