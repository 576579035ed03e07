import type { Environment, Payload } from './context.ts'
import type { Trace } from './http/trace.ts'
import type { Inputs } from './inputs.ts'
import type { CommentNews } from './report/comment-result.ts'
import type { Facts } from './report/facts.ts'
import { repositoryUrl, runUrl } from './report/links.ts'
import type { Verdict } from './report/verdict.ts'

/** Tells the pull request how a run ended; what became of that is told back. */
export type Commenter = (facts: Facts, verdict: Verdict) => Promise<CommentNews | undefined>

export interface CommenterOptions {
  inputs: Inputs
  payload: Payload
  env: Environment
  /** Hides all secrets in a text. */
  redact: (text: string) => string
  /** Tells of each request to GitHub. */
  trace: Trace
  /** Ends the attempt. */
  signal: AbortSignal
}

/** @returns undefined where no comment is wanted */
export function createCommenter(options: CommenterOptions): Commenter | undefined {
  const { inputs, payload, env, redact, trace, signal } = options
  // A dry run writes nothing, anywhere.
  if (!inputs.commentOnPr || inputs.dryRun) return undefined
  return async (facts, verdict) => {
    // Loaded here, since most runs comment on nothing.
    const [{ commentOnPullRequest }, { createMarker }, comments, { describeComment }] = await Promise.all([
      import('./github/comment-on-pull-request.ts'),
      import('./github/marker.ts'),
      import('./report/render-comment.ts'),
      import('./report/comment-result.ts'),
    ])
    const { appId, app, org, deployment, rollback, source } = facts
    if (!comments.isWorthComment(facts)) return undefined
    const marker = createMarker({
      appId,
      appName: app?.name ?? inputs.appName,
      org,
      apiUrl: inputs.apiUrl,
      deploymentIds: [deployment?.id, rollback?.id],
      env,
    })
    if (marker === undefined) return undefined
    const body = comments.renderComment(facts, verdict, {
      marker,
      repositoryUrl: repositoryUrl(env),
      runUrl: runUrl(env),
      at: new Date(),
      redact,
    })
    const result = await commentOnPullRequest({
      marker,
      body,
      payload,
      env,
      commitSha: source?.commitSha,
      token: inputs.githubToken,
      redact,
      trace,
      signal,
    })
    return describeComment(result)
  }
}
