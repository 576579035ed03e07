import * as core from '@actions/core'
import { readSecrets } from './app/secrets.ts'
import { connect } from './connect.ts'
import type { Environment } from './context.ts'
import { findDeployment } from './deployment/find.ts'
import { type DeploymentId, readDeploymentId } from './deployment-id.ts'
import { useProxyFromEnvironment } from './http/proxy.ts'
import { maskCredentials, readInputs, readSecretsInput } from './inputs.ts'
import { describeStatus, renderAftermath } from './report/aftermath.ts'
import { Files } from './report/files.ts'
import { Log } from './report/log.ts'
import { Secrets } from './secrets.ts'
import { deadlineIn, systemClock } from './time.ts'

/** Longest time that the end of a job is held up, in milliseconds. */
const budgetMs = 10_000

/**
 * Says what is left to say after a step that could not say it: one that was killed, whose time was up, or whose
 * container passed no signal on. It tells, and fails nothing.
 */
export async function post(env: Environment): Promise<void> {
  const secrets = new Secrets(core.setSecret)
  maskCredentials(secrets)
  const { text, appId } = readSecretsInput()
  await readSecrets(text, secrets, appId)
  const log = new Log(secrets)
  const savedId = core.getState('deployment-id')
  const id = savedId === '' ? undefined : readDeploymentId(savedId)
  const leftBehind = core.getState('left-behind')
  const stands = await lookOnce(id, secrets, log, env).catch((error: Error) =>
    describeStatus(id, undefined, error.message),
  )
  const status = [stands, leftBehind].filter(Boolean).join('\n')
  log.warning(status)
  await new Files(log).appendSummary(renderAftermath(status, (text) => secrets.redact(text)))
}

async function lookOnce(
  id: DeploymentId | undefined,
  secrets: Secrets,
  log: Log,
  env: Environment,
): Promise<string> {
  const appId = Number(core.getState('app-id')) || undefined
  if (id === undefined || appId === undefined) return describeStatus(id, undefined)
  const inputs = readInputs(secrets)
  await useProxyFromEnvironment(env)
  const listener = {
    troubleBegan: (reason: string) => log.info(`No usable answer yet: ${reason}`),
    troubleEnded() {},
  }
  const api = connect(inputs, { secrets, listener, fetch: globalThis.fetch, clock: systemClock })
  const { deployment } = await findDeployment(id, api, appId, deadlineIn(budgetMs, systemClock))
  return describeStatus(id, deployment)
}
