import { type Environment, type Payload, repositoryUrl, runUrl } from './context.ts'
import type { Inputs } from './inputs.ts'
import type { Trace } from './platform/fetch.ts'
import type { PostComment } from './report/report.ts'

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
export function createCommenter(options: CommenterOptions): PostComment | undefined {
  const { inputs, payload, env, redact, trace, signal } = options
  // A dry run writes nothing, anywhere.
  if (!inputs.commentOnPr || inputs.dryRun) return undefined
  return async (state, verdict) => {
    // Loaded here, since most runs comment on nothing.
    const [{ commentOnPullRequest }, { createMarker }, comments, { describeComment }] = await Promise.all([
      import('./github/comment-on-pull-request.ts'),
      import('./github/marker.ts'),
      import('./report/comment.ts'),
      import('./report/comment-result.ts'),
    ])
    const { appId, app, org, deployment, recovery, source } = state
    if (!comments.isWorthComment(state)) return undefined
    const marker = createMarker({
      appId,
      appName: app?.name ?? inputs.appName,
      org,
      apiUrl: inputs.apiUrl,
      deploymentIds: [deployment?.id, recovery?.deployment?.id],
      env,
    })
    if (marker === undefined) return undefined
    const body = comments.renderComment(state, verdict, {
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
