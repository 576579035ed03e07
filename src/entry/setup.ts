import type { FleetInputs } from '../actions/fleet/inputs.ts'
import { InputError } from '../core/errors.ts'
import type { Context } from '../core/run.ts'
import { listOnceMore } from '../deploy/list.ts'
import type { CommentRun } from '../github/comment.ts'
import { type Environment, jobStartMs, type Payload } from '../github/event.ts'
import type { Inputs, RemovalInputs } from '../inputs/inputs.ts'
import type { Clock } from '../platform/clock.ts'
import { guardFetch, traceFetch, useProxyFromEnvironment } from '../platform/fetch.ts'
import { isLoopback } from '../platform/http.ts'
import type { Redaction } from '../platform/redaction.ts'
import type { Runner } from '../platform/runner.ts'
import type { PostComment, Report } from '../report/report.ts'
import { createApi } from '../spice/api.ts'
import type { Credentials } from '../spice/auth.ts'

/** Everything that a run uses from outside; tests provide their own. */
export interface System {
  runner: Runner
  clock: Clock
  fetch: typeof globalThis.fetch
  random: () => number
  /** Settles when the runner ends the step. */
  cancelled: Promise<void>
}

export interface Setup extends System {
  env: Environment
  payload: Payload
  secrets: Redaction
  report: Pick<Report, 'emit'>
  /** Keeps the run from sending more requests, except those of the comment. */
  requests: AbortController
  comment: AbortController
  /** Set once the run is able and allowed to comment on a pull request. */
  postComment?: PostComment
  /** Lists the deployments of an app at the end of the run. Set once the run can send requests. */
  listOnceMore?: (appId: number) => Promise<void>
}

export async function connect(
  inputs: Inputs | RemovalInputs | FleetInputs,
  credentials: Credentials,
  setup: Setup,
): Promise<{ context: Context; comment: PostComment; github: CommentRun }> {
  const { env, payload, secrets, report, clock, random } = setup
  const { emit } = report
  // An older Node takes no response of the API for JSON, not even the one to a create.
  if (JSON.rawJSON === undefined) {
    const todo = 'Update the runner, or the `node` of its host or of the image of the job, to Node 24.'
    const { node } = process.versions
    throw new InputError([`The runner started this action with Node ${node}, which is too old.`], { todo })
  }
  const { redact, redactCredentials } = secrets
  const tokenUrls = credentials.kind === 'client' ? [credentials.tokenUrl] : []
  const runtimeUrls = 'runtimeUrl' in inputs && inputs.runtimeUrl ? [inputs.runtimeUrl] : []
  const github = URL.parse(env.GITHUB_API_URL ?? '')
  const urls = [...tokenUrls, inputs.apiUrl, ...runtimeUrls]
  if (github !== null && isLoopback(github)) urls.push(github.href)
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    const all = [...urls, ...(github !== null && inputs.githubToken ? [github.href] : [])]
    const other = all.map((url) => new URL(url)).find((url) => !isLoopback(url))
    if (other !== undefined) {
      const text = `\`NODE_TLS_REJECT_UNAUTHORIZED\` is 0, with which anybody on the network could read the credentials that are sent to ${other.host}.`
      const todo =
        'Remove the variable. For a private certificate authority, set `NODE_EXTRA_CA_CERTS` to a PEM file with its certificate.'
      throw new InputError([text], { todo })
    }
  }
  const direct = await useProxyFromEnvironment(env, urls)
  const guardedFetch = guardFetch(setup.fetch, env, direct)
  const commentFetch = traceFetch(guardedFetch, clock.now, (exchange) =>
    emit({ type: 'http.exchanged', exchange }),
  )
  const { signal } = setup.comment
  const { githubToken: token } = inputs
  const startedAtMs = jobStartMs(env)
  const commentRun = { token, payload, env, clock, fetch: commentFetch, signal, startedAtMs }
  const comment: PostComment = async (state, verdict) => {
    // The comment is loaded when it is needed, because most runs do not write one.
    const { postComment } = await import('../report/comment.ts')
    return postComment(state, verdict, inputs, commentRun, redact)
  }
  // Once the run is cancelled, nothing more is sent, and the process ends without a response. Requests in progress go on:
  // they may have been processed already.
  const fetch: typeof commentFetch = (input, init) =>
    setup.requests.signal.aborted ? new Promise<never>(() => {}) : commentFetch(input, init)
  const api = createApi({ ...inputs, credentials, secrets, emit, fetch, clock, random })
  const hide = (credential: string) => secrets.addCredential(credential)
  const context = { api, clock, random, env, fetch, redact, redactCredentials, hide, emit }
  setup.listOnceMore = (appId) => listOnceMore(appId, { ...context, inputs })
  return { context, comment, github: commentRun }
}
