import * as core from '@actions/core'
import { noChanges, readChanges } from './app/changes.ts'
import { type AppSecret, type GivenSecrets, readSecrets } from './app/secrets.ts'
import { createCommenter } from './commenter.ts'
import { connect } from './connect.ts'
import { type Environment, readPayload, whyNoSecrets } from './context.ts'
import { deploy } from './deploy.ts'
import type { Outcome } from './deployment/outcome.ts'
import { InputError } from './errors.ts'
import { haltable } from './http/halt.ts'
import { useProxyFromEnvironment } from './http/proxy.ts'
import { type Trace, traced } from './http/trace.ts'
import { defaultSpicepod, type Inputs, maskCredentials, readInputs, readSecretsInput } from './inputs.ts'
import { Report } from './report/report.ts'
import { parseProbes } from './runtime/parse.ts'
import type { Probe } from './runtime/probe.ts'
import { Secrets } from './secrets.ts'
import { systemClock } from './time.ts'

/**
 * Deploys, and passes or fails the job. The only place that decides how the process ends.
 *
 * @param cancelled settles when the runner puts an end to the step
 */
export async function run(env: Environment, cancelled: Promise<void>): Promise<void> {
  const secrets = new Secrets(core.setSecret)
  maskCredentials(secrets)
  const report = new Report(secrets, systemClock, env)
  const cut = { halt: new AbortController(), hurry: new AbortController() }
  endWhenCancelled(cancelled, report, cut)
  let outcome: Outcome
  try {
    const { text, appId } = readSecretsInput()
    if (/^[1-9]\d{0,14}$/.test(appId)) report.learn({ appId: Number(appId) })
    outcome = await tellStory(await readSecrets(text, secrets, appId), { secrets, report, env, cut })
  } catch (error) {
    outcome =
      error instanceof InputError
        ? { kind: 'refused', error }
        : { kind: 'unknown', deployment: report.facts.deployment, reason: describeDefect(error) }
  }
  if (!(await report.end(outcome))) process.exitCode = 1
}

/** What a cancellation cuts. */
interface Cut {
  /** Nothing is sent to Spice Cloud or the runtime any more. */
  halt: AbortController
  /** The comment has had its time. */
  hurry: AbortController
}

interface Surroundings {
  secrets: Secrets
  report: Report
  env: Environment
  cut: Cut
}

async function tellStory(
  appSecrets: GivenSecrets,
  { secrets, report, env, cut }: Surroundings,
): Promise<Outcome> {
  const payload = readPayload(env)
  const inputs = readInputs(secrets, whyNoSecrets(payload, env))
  const { appId, timeoutMs, onSuperseded, onFailure, channel, replicas, imageTag } = inputs
  const org = inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0]
  report.learn({ appId, timeoutMs, onSuperseded, onFailure, channel, replicas, imageTag, org })
  report.narrator.preparing()
  const redactAll = (text: string) => secrets.redact(text)
  const clock = systemClock
  const trace: Trace = (fetch) => traced(fetch, clock.now, (exchange) => report.narrator.exchanged(exchange))
  const probes = readProbes(inputs.probes, redactAll)
  const isWatching = inputs.deploymentId !== undefined
  const changes = isWatching
    ? noChanges
    : await readChanges({ ...inputs, secrets: appSecrets }, env, redactAll)
  if (isWatching) report.narrator.note(tellOfUnused(inputs))
  report.narrator.note(changes.whyNoSpicepod)
  report.narrator.warn(warnOfEmpty(changes.secrets))
  if (onFailure !== 'none' && !inputs.waitForCompletion) {
    report.narrator.warn(
      '`on-failure` has no effect with `wait-for-completion: false`: nobody sees the failure.',
    )
  }
  await useProxyFromEnvironment(env)
  // From here on a run has something to tell a pull request: what it was given is good.
  report.comment = createCommenter({
    inputs,
    payload,
    env,
    redact: redactAll,
    trace,
    signal: cut.hurry.signal,
  })
  const fetch = trace(haltable(globalThis.fetch, cut.halt.signal))
  const api = connect(inputs, { secrets, listener: report.listener, fetch, clock })
  const redact = (text: string) => secrets.redactCredentials(text)
  const order = { inputs, changes, probes, payload }
  return deploy(order, {
    api,
    clock,
    random: Math.random,
    env,
    fetch,
    trace,
    redact,
    redactAll,
    hide: (credential) => secrets.addCredential(credential),
    listener: report.listener,
  })
}

/** @throws InputError */
function readProbes(given: Inputs['probes'], redact: (text: string) => string): Probe[] {
  const { probes, problems } = parseProbes(given, redact)
  if (problems.length > 0) throw new InputError(problems)
  return probes
}

/** What only watches writes nothing, whatever is given. */
function tellOfUnused(inputs: Inputs): string {
  const { tags, spicepod, channel, replicas, imageTag, debug, branch, commitSha, commitMessage } = inputs
  const given = {
    'create-app-if-missing': inputs.newApp,
    tags,
    // Which is there where nobody has given it.
    spicepod: spicepod !== defaultSpicepod && spicepod,
    secrets: readSecretsInput().text,
    channel,
    replicas,
    'image-tag': imageTag,
    debug,
    branch,
    'commit-sha': commitSha,
    'commit-message': commitMessage,
    'on-failure': inputs.onFailure !== 'none',
  }
  const names = Object.entries(given).flatMap(([name, value]) => (value ? [`\`${name}\``] : []))
  if (names.length === 0) return ''
  return `\`deployment-id\` only watches: without effect ${names.length > 1 ? 'are' : 'is'} ${names.join(', ')}.`
}

/** An expression that names a secret which GitHub does not have is empty, and nothing else tells. */
function warnOfEmpty(secrets: readonly AppSecret[]): string {
  const names = secrets.flatMap(({ name, value }) =>
    value === '' || value === 'null' ? [`\`${name}\``] : [],
  )
  if (names.length === 0) return ''
  return `\`secrets\` gives no value for ${names.join(', ')}. If it comes from a GitHub secret: does that exist, and may this workflow read it?`
}

/** What a cancelled run may spend on its comment, in milliseconds: the last line of the log comes after it. */
const commentMs = 1500

/** The runner gives a cancelled step some seconds: enough to say where things stand, not to wait for them. */
async function endWhenCancelled(
  cancelled: Promise<void>,
  report: Report,
  { halt, hurry }: Cut,
): Promise<void> {
  await cancelled
  halt.abort()
  setTimeout(() => hurry.abort(), commentMs)
  // A run that is just ending ends as it was about to.
  const isGood = await report.end(report.cutOff())
  process.exit(isGood ? 0 : 1)
}

function describeDefect(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `the action met an error that it does not know; please report it.\n${detail}`
}
