import { noChanges, readChanges } from './app/changes.ts'
import { type AppSecret, readSecrets } from './app/secrets.ts'
import { type Environment, readPayload, whyNoSecrets } from './context.ts'
import { deploy } from './deploy.ts'
import { InputError } from './errors.ts'
import { type Inputs, listIgnored, maskCredentials, readInputs } from './inputs.ts'
import type { Outcome } from './outcome.ts'
import { cancellableFetch, tracedFetch } from './platform/fetch.ts'
import { useProxyFromEnvironment } from './platform/proxy.ts'
import type { Runner } from './platform/runner.ts'
import { type PostComment, Report } from './report/report.ts'
import type { RunState } from './report/state.ts'
import { parseProbes } from './runtime/parse.ts'
import type { Probe } from './runtime/probe.ts'
import { Secrets } from './secrets.ts'
import { createApi } from './spice/api.ts'
import type { Clock } from './time.ts'

/** The world around a run: tests bring their own. */
export interface System {
  runner: Runner
  clock: Clock
  fetch: typeof globalThis.fetch
  /** A number from 0 up to 1. */
  random: () => number
  /** Settles when the runner ends the step. */
  cancelled: Promise<void>
}

/** A cancelled run may spend so long on its comment, in milliseconds: the last line of the log comes after it. */
const maxCommentMs = 1500

/**
 * Deploys and reports. Ends early, with what is known by then, if the runner cancels the step: it gives a cancelled
 * step some seconds, enough to report and too few to wait.
 *
 * @returns the exit status: 0 if the job passes, 1 if it fails
 */
export async function run(env: Environment, system: System): Promise<number> {
  const { runner, clock, cancelled } = system
  const secrets = new Secrets(runner.mask)
  maskCredentials(runner, secrets)
  const report = new Report({ runner, secrets, clock, env })
  const requests = new AbortController()
  const comment = new AbortController()
  let postComment: PostComment | undefined
  const context: RunSetup = {
    ...system,
    env,
    secrets,
    report,
    requestSignal: requests.signal,
    commentSignal: comment.signal,
    onComment: (post) => {
      postComment = post
    },
  }
  const finished = runSteps(context)
    .catch((error) => toOutcome(error, report.state))
    .then((outcome) => report.end(outcome, postComment))
  const interrupted = cancelled.then(() => {
    requests.abort()
    setTimeout(() => comment.abort(), maxCommentMs)
    const { decided, deployment } = report.state
    // If the run had already reached its outcome, keep it.
    return report.end(decided ?? { kind: 'cancelled', deployment }, postComment)
  })
  return (await Promise.race([finished, interrupted])) ? 0 : 1
}

interface RunSetup extends System {
  env: Environment
  secrets: Secrets
  report: Report
  /** Ends all requests, except those of the comment. */
  requestSignal: AbortSignal
  /** Ends the attempt to comment. */
  commentSignal: AbortSignal
  /** Called once the run could comment on a pull request. */
  onComment: (postComment: PostComment) => void
}

/** Reads all that was given, checks it, and deploys. Nothing is sent before all of it is good. */
async function runSteps(setup: RunSetup): Promise<Outcome> {
  const { env, runner, secrets, report, clock, random } = setup
  const { emit } = report
  // Before anything that may be refused: the id is an output, and secrets have to be hidden first of all.
  const appId = runner.getInput('app-id')
  if (/^[1-9]\d{0,14}$/.test(appId)) emit({ type: 'app.identified', appId: Number(appId) })
  const appSecrets = await readSecrets(runner.getInput('secrets'), secrets, appId)
  const payload = readPayload(env)
  const inputs = readInputs(runner, secrets, whyNoSecrets(payload, env))
  emit({ type: 'inputs.read', inputs, org: inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0] })
  const redactAll = (text: string) => secrets.redact(text)
  const probes = readProbes(inputs, redactAll)
  const isWatching = inputs.deploymentId !== undefined
  const changes = isWatching
    ? noChanges
    : await readChanges({ ...inputs, secrets: appSecrets }, env, redactAll)
  const ignored = isWatching ? listIgnored(inputs, runner.getInput('secrets') !== '') : []
  if (ignored.length > 0) {
    emit({ type: 'note', text: `Ignored because \`deployment-id\` is set: ${quoteAll(ignored)}.` })
  }
  if (changes.whyNoSpicepod !== '') emit({ type: 'note', text: changes.whyNoSpicepod })
  const empty = changes.secrets.filter(({ value }) => value === '' || value === 'null')
  if (empty.length > 0) emit({ type: 'warning', text: describeEmpty(empty) })
  if (inputs.onFailure !== 'none' && !inputs.waitForCompletion) {
    emit({ type: 'warning', text: '`on-failure` is ignored with `wait-for-completion: false`.' })
  }
  await useProxyFromEnvironment(env)
  const commentFetch = tracedFetch(setup.fetch, clock.now, (exchange) =>
    emit({ type: 'http.exchanged', exchange }),
  )
  // A dry run writes nothing, anywhere.
  if (inputs.commentOnPr && !inputs.dryRun) {
    const signal = setup.commentSignal
    const options = { inputs, payload, env, clock, fetch: commentFetch, redact: redactAll, signal }
    // Loaded when it is needed, because most runs do not comment.
    setup.onComment(async (state, verdict) => {
      const { postComment } = await import('./report/post-comment.ts')
      return postComment(state, verdict, options)
    })
  }
  const fetch = cancellableFetch(commentFetch, setup.requestSignal)
  return deploy(
    { inputs, changes, probes, payload },
    {
      api: createApi(inputs, { secrets, emit, fetch, clock, random }),
      clock,
      random,
      env,
      fetch,
      redactCredentials: (text) => secrets.redactCredentials(text),
      redact: redactAll,
      hide: (credential) => secrets.addCredential(credential),
      emit,
    },
  )
}

/** An expression that names a secret which GitHub does not have is empty, and nothing else says so. */
function describeEmpty(secrets: readonly AppSecret[]): string {
  const names = quoteAll(secrets.map(({ name }) => name))
  return secrets.length === 1
    ? `Secret ${names} is empty. Check that the GitHub secret exists and that this workflow can read it.`
    : `Secrets ${names} are empty. Check that the GitHub secrets exist and that this workflow can read them.`
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

/** @throws InputError */
function readProbes(inputs: Inputs, redact: (text: string) => string): Probe[] {
  const { probes, problems } = parseProbes(inputs, redact)
  if (problems.length > 0) throw new InputError(problems)
  return probes
}

function toOutcome(error: unknown, { deployment }: RunState): Outcome {
  if (error instanceof InputError) return { kind: 'refused', error }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { kind: 'unknown', deployment, reason: `unexpected error; please report it as a bug.\n${detail}` }
}
