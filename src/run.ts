import { deploy } from './deploy.ts'
import { InputError } from './errors.ts'
import { type Environment, type Payload, readPayload, repositoryOwner, whyNoSecrets } from './github/event.ts'
import { type Credentials, maskCredentials, urlsOfCloud } from './inputs/credentials.ts'
import { type Inputs, readAppId, readInputs } from './inputs/inputs.ts'
import type { RemovalInputs } from './inputs/removal.ts'
import { readRequest, withoutIgnored } from './inputs/request.ts'
import { readSecrets } from './inputs/secrets.ts'
import type { Action, Outcome } from './outcome.ts'
import type { Clock } from './platform/clock.ts'
import { tracedFetch, useProxyFromEnvironment } from './platform/fetch.ts'
import { Redaction } from './platform/redaction.ts'
import type { Runner } from './platform/runner.ts'
import { type PostComment, Report } from './report/report.ts'
import type { RunContext } from './run-context.ts'
import { createApi } from './spice/api.ts'

/** Everything that a run uses from outside; tests provide their own. */
export interface System {
  runner: Runner
  clock: Clock
  fetch: typeof globalThis.fetch
  random: () => number
  /** Settles when the runner ends the step. */
  cancelled: Promise<void>
}

/** How long a cancelled run may spend on its comment, in milliseconds: the last line of the log comes after it. */
const maxCommentMs = 1500

/** Deploys or deletes an app, reports, and returns the exit status. Ends early, but reports, if it is cancelled. */
export async function run(env: Environment, system: System, action: Action = 'deploy'): Promise<number> {
  const { runner, clock, cancelled } = system
  const secrets = new Redaction(runner.mask)
  maskCredentials(runner, secrets)
  const report = new Report({ runner, secrets, clock, env, action })
  // First, because a run with invalid inputs also prints text and sets outputs.
  const appId = readAppId(runner.getInput('app-id'))
  if (appId !== undefined) report.emit({ type: 'app.identified', appId })
  const requests = new AbortController()
  const comment = new AbortController()
  const setup: RunSetup = { ...system, env, payload: readPayload(env), secrets, report, requests, comment }
  const finished = (action === 'deploy' ? readAndDeploy(setup) : readAndRemove(setup))
    .catch((error) => outcomeOfError(error, report))
    .then((outcome) => report.end(outcome, setup.postComment))
  const interrupted = cancelled.then(() => {
    requests.abort()
    setTimeout(() => comment.abort(), maxCommentMs)
    const { decided, deployment } = report.state
    // If the run had already reached its outcome, keep it.
    return report.end(decided ?? { kind: 'cancelled', deployment }, setup.postComment)
  })
  return (await Promise.race([finished, interrupted])) ? 0 : 1
}

interface RunSetup extends System {
  env: Environment
  payload: Payload
  secrets: Redaction
  report: Report
  /** Keeps the run from sending more requests, except those of the comment. */
  requests: AbortController
  comment: AbortController
  /** Set once the run can comment on a pull request, and may. */
  postComment?: PostComment
}

/** Reads and checks everything, and deploys. Nothing is sent before all of it is valid. */
async function readAndDeploy(setup: RunSetup): Promise<Outcome> {
  const { env, payload, runner, secrets, report } = setup
  const { emit } = report
  const { redact } = secrets
  const appSecrets = await readSecrets(runner.getInput('secrets'), secrets, runner.getInput('app-id'))
  const { inputs: given, credentials } = readInputs(runner, secrets, whyNoSecrets(payload, env))
  const inputs = withoutIgnored(given)
  emit({ type: 'inputs.read', inputs, org: inputs.org ?? repositoryOwner(env) })
  const { context, comment } = await connect(inputs, credentials, setup)
  // The comment of a dry run also says what is wrong with a spicepod that cannot be read.
  if (inputs.commentOnPr && inputs.dryRun) setup.postComment = comment
  const { remarks, ...request } = await readRequest(given, appSecrets, env, redact)
  for (const remark of remarks) emit(remark)
  if (inputs.commentOnPr) setup.postComment = comment
  return deploy({ ...request, inputs, payload }, context)
}

async function readAndRemove(setup: RunSetup): Promise<Outcome> {
  const { env, payload, runner, secrets, report } = setup
  const [{ readRemovalInputs }, { removeApp }] = await Promise.all([
    import('./inputs/removal.ts'),
    import('./remove.ts'),
  ])
  const { inputs, credentials } = readRemovalInputs(runner, secrets, whyNoSecrets(payload, env))
  report.emit({ type: 'inputs.read', inputs, org: inputs.org })
  const { context, comment } = await connect(inputs, credentials, setup)
  // A dry run writes nothing, anywhere.
  if (inputs.commentOnPr && !inputs.dryRun) setup.postComment = comment
  return removeApp(inputs, context)
}

/** Prepares the requests of a run whose inputs are valid. */
async function connect(
  inputs: Inputs | RemovalInputs,
  credentials: Credentials,
  setup: RunSetup,
): Promise<{ context: RunContext; comment: PostComment }> {
  const { env, payload, secrets, report, clock, random } = setup
  const { emit } = report
  const { redact, redactCredentials } = secrets
  const runtimeUrls = 'runtimeUrl' in inputs && inputs.runtimeUrl ? [inputs.runtimeUrl] : []
  await useProxyFromEnvironment(env, [...urlsOfCloud(inputs.apiUrl, credentials), ...runtimeUrls])
  const commentFetch = tracedFetch(setup.fetch, clock.now, (exchange) =>
    emit({ type: 'http.exchanged', exchange }),
  )
  const { signal } = setup.comment
  const { githubToken: token } = inputs
  const commentRun = { token, payload, env, clock, fetch: commentFetch, redact, signal }
  const comment: PostComment = async (state, verdict) => {
    // Loaded when it is needed, because most runs do not comment.
    const { postComment } = await import('./report/comment.ts')
    return postComment(state, verdict, inputs, commentRun)
  }
  // Once the run is cancelled, nothing more is sent, and the process ends without a response. Requests in progress go on:
  // they may have been processed already.
  const fetch: typeof commentFetch = (input, init) =>
    setup.requests.signal.aborted ? new Promise<never>(() => {}) : commentFetch(input, init)
  const api = createApi({ ...inputs, credentials }, { secrets, emit, fetch, clock, random })
  const hide = (credential: string) => secrets.addCredential(credential)
  const context = { api, clock, random, env, fetch, redact, redactCredentials, hide, emit }
  return { context, comment }
}

/** What an error that no step has handled means. Reports what it has found. */
function outcomeOfError(error: unknown, { state, emit }: Report): Outcome {
  if (error instanceof InputError) {
    const { findings } = error
    if (findings.length > 0) emit({ type: 'problems.found', problems: findings, isRefused: true })
    return { kind: 'refused', error }
  }
  const { deployment } = state
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { kind: 'unknown', deployment, reason: `unexpected error; please report it as a bug.\n${detail}` }
}
