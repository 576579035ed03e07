import * as core from '@actions/core'
import { findCommitMessage, tidyMessage } from './commit-message.ts'
import {
  type Environment,
  eventSource,
  type Payload,
  readPayload,
  type Source,
  whyNoSecrets,
} from './context.ts'
import { createDeployment } from './deployment/create.ts'
import type { Outcome } from './deployment/outcome.ts'
import { waitForEnd } from './deployment/wait.ts'
import { InputError } from './errors.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { Report } from './report/report.ts'
import { Secrets } from './secrets.ts'
import { createSpiceApi, type DeploymentRequest, type SpiceApi } from './spice/api.ts'
import { clientCredentials, readyToken } from './spice/auth.ts'
import { createClient } from './spice/client.ts'
import type { Deployment } from './spice/schema.ts'
import { Trouble } from './spice/trouble.ts'
import { type Deadline, deadlineIn, systemClock } from './time.ts'

/** Deploys, and passes or fails the job. The only place that decides how the process ends. */
export async function run(env: Environment): Promise<void> {
  const secrets = new Secrets(core.setSecret)
  const report = new Report(secrets, systemClock, env)
  let outcome: Outcome
  try {
    const payload = readPayload(env)
    const inputs = readInputs(secrets, whyNoSecrets(payload, env))
    outcome = await deploy(inputs, payload, { secrets, report, env })
  } catch (error) {
    if (error instanceof InputError) outcome = { kind: 'refused', error }
    else
      outcome = {
        kind: 'unknown',
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }
  }
  if (!(await report.end(outcome))) process.exitCode = 1
}

interface Collaborators {
  secrets: Secrets
  report: Report
  env: Environment
}

async function deploy(
  inputs: Inputs,
  payload: Payload,
  { secrets, report, env }: Collaborators,
): Promise<Outcome> {
  const { appId, timeoutMs } = inputs
  const deadline = deadlineIn(timeoutMs, systemClock)
  const org = inputs.org ?? env.GITHUB_REPOSITORY?.split('/')[0]
  const { channel, replicas, imageTag } = inputs
  report.learn({ appId, org, channel, replicas, imageTag, timeoutMs })

  const api = connect(inputs, secrets, report)
  const app = learnApp(api, appId, deadline, report)
  const source = await findSource(inputs, payload, env, (text) => secrets.redact(text))
  report.learn({ source })
  report.deploying()

  const created = await createDeployment({ api, appId, request: toRequest(inputs, source), deadline })
  const outcome =
    created.kind === 'created' ? await follow(created.deployment, inputs, api, deadline, report) : created
  await app.orGiveUp()
  return outcome
}

function connect(inputs: Inputs, secrets: Secrets, report: Report): SpiceApi {
  const { credentials, apiUrl, org, requestTimeoutMs } = inputs
  const client = createClient({
    fetch: globalThis.fetch,
    clock: systemClock,
    requestTimeoutMs,
    trouble: new Trouble(report),
    redact: (text) => secrets.redact(text),
  })
  if (credentials.kind === 'token') {
    return createSpiceApi({ client, auth: readyToken(credentials.token), apiUrl, orgHeader: org })
  }
  const onToken = (token: string) => secrets.add(token)
  const auth = clientCredentials(credentials, { client, clock: systemClock, onToken })
  // A client acts on its own organization and no other.
  return createSpiceApi({ client, auth, apiUrl })
}

/** What is deployed: what the inputs say, else the event. */
async function findSource(
  inputs: Inputs,
  payload: Payload,
  env: Environment,
  redact: (text: string) => string,
): Promise<Source> {
  const event = eventSource(payload, env)
  const commitSha = inputs.commitSha ?? event.commitSha
  const commitMessage =
    tidyMessage(redact(inputs.commitMessage ?? '')) ??
    (await findCommitMessage(commitSha, { event, env, githubToken: inputs.githubToken, redact }))
  return { branch: inputs.branch ?? event.branch, commitSha, commitMessage }
}

function toRequest({ imageTag, channel, replicas, debug }: Inputs, source: Source): DeploymentRequest {
  const { branch, commitSha, commitMessage } = source
  return {
    ...(imageTag !== undefined && { image_tag: imageTag }),
    ...(channel !== undefined && { channel }),
    ...(replicas !== undefined && { replicas }),
    ...(branch !== undefined && { branch }),
    ...(commitSha !== undefined && { commit_sha: commitSha }),
    ...(commitMessage !== undefined && { commit_message: commitMessage }),
    ...(debug && { debug }),
  }
}

async function follow(
  deployment: Deployment,
  inputs: Inputs,
  api: SpiceApi,
  deadline: Deadline,
  report: Report,
): Promise<Outcome> {
  report.seen(deployment)
  if (!inputs.waitForCompletion) return { kind: 'started', deployment }
  const { appId, requestTimeoutMs, pollIntervalMs } = inputs
  return waitForEnd(deployment, {
    api,
    appId,
    deadline,
    requestTimeoutMs,
    pollIntervalMs,
    clock: systemClock,
    random: Math.random,
    onSeen: (seen) => report.seen(seen),
  })
}

/** How long the end of a run may still wait for the name of the app, in milliseconds. */
const appGraceMs = 2000

/** Reads the app beside the deployment: its name and page are good to have, and nothing depends on them. */
function learnApp(api: SpiceApi, appId: number, deadline: Deadline, report: Report) {
  const abort = new AbortController()
  const reading = api.getApp(appId, deadline, abort.signal).then(
    (app) => report.learn({ app }),
    () => {},
  )
  return {
    async orGiveUp() {
      const timer = setTimeout(() => abort.abort(), appGraceMs)
      await reading
      clearTimeout(timer)
    },
  }
}
