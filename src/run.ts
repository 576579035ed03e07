import * as core from '@actions/core'
import { connect } from './connect.ts'
import { type Environment, readPayload, whyNoSecrets } from './context.ts'
import { deploy } from './deploy.ts'
import type { Outcome } from './deployment/outcome.ts'
import { InputError } from './errors.ts'
import { maskSecrets, readInputs } from './inputs.ts'
import { Report } from './report/report.ts'
import { Secrets } from './secrets.ts'
import { useProxyFromEnvironment } from './spice/proxy.ts'
import { systemClock } from './time.ts'

/**
 * Deploys, and passes or fails the job. The only place that decides how the process ends.
 *
 * @param cancelled settles when the runner puts an end to the step
 */
export async function run(env: Environment, cancelled: Promise<void>): Promise<void> {
  const secrets = new Secrets(core.setSecret)
  maskSecrets(secrets)
  const report = new Report(secrets, systemClock, env)
  endWhenCancelled(cancelled, report)
  let outcome: Outcome
  try {
    outcome = await tellStory(secrets, report, env)
  } catch (error) {
    outcome =
      error instanceof InputError
        ? { kind: 'refused', error }
        : { kind: 'unknown', deployment: report.facts.deployment, reason: describeDefect(error) }
  }
  if (!(await report.end(outcome))) process.exitCode = 1
}

async function tellStory(secrets: Secrets, report: Report, env: Environment): Promise<Outcome> {
  const payload = readPayload(env)
  const inputs = readInputs(secrets, whyNoSecrets(payload, env))
  const { appId, timeoutMs, onSuperseded, channel, replicas, imageTag } = inputs
  const org = inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0]
  report.learn({ appId, timeoutMs, onSuperseded, channel, replicas, imageTag, org })
  await useProxyFromEnvironment(env)
  const clock = systemClock
  const api = connect(inputs, { secrets, listener: report, fetch: globalThis.fetch, clock })
  const redact = (text: string) => secrets.redact(text)
  return deploy(inputs, payload, { api, clock, random: Math.random, env, redact, listener: report })
}

/** The runner gives a cancelled step some seconds: enough to say where things stand, not to wait for them. */
async function endWhenCancelled(cancelled: Promise<void>, report: Report): Promise<void> {
  await cancelled
  // A run that is just ending ends as it was about to.
  const isGood = await report.end({ kind: 'cancelled', deployment: report.facts.deployment })
  process.exit(isGood ? 0 : 1)
}

function describeDefect(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `the action met an error that it does not know; please report it.\n${detail}`
}
