import { findCommitMessage, tidyMessage } from './commit-message.ts'
import { type Environment, eventSource, type Payload, type Source } from './context.ts'
import { attach, findOwnUnfinished } from './deployment/attach.ts'
import { type CreateListener, createOnce } from './deployment/create.ts'
import { most } from './deployment/find.ts'
import { remember } from './deployment/identify.ts'
import type { Outcome } from './deployment/outcome.ts'
import { judge } from './deployment/status.ts'
import { waitForEnd } from './deployment/wait.ts'
import { NoAnswerError, RefusalError } from './errors.ts'
import type { Inputs } from './inputs.ts'
import type { DeploymentPage, DeploymentRequest, SpiceApi } from './spice/api.ts'
import type { App, Deployment } from './spice/schema.ts'
import { type Clock, type Deadline, deadlineIn, earlier } from './time.ts'

/** Hears what becomes known, in the order in which it does. */
export interface DeployListener extends CreateListener {
  learn(facts: { app?: App; source?: Source }): void
  attached(deployment: Deployment, why: string): void
  seen(deployment: Deployment): void
}

export interface Collaborators {
  api: SpiceApi
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  env: Environment
  /** Hides secrets in a text, before it is cut. */
  redact: (text: string) => string
  listener: DeployListener
}

/** Brings one deployment of the app about, or finds the one to watch, and follows it to its end. */
export async function deploy(
  inputs: Inputs,
  payload: Payload,
  collaborators: Collaborators,
): Promise<Outcome> {
  const { api, clock, listener } = collaborators
  const deadline = deadlineIn(inputs.timeoutMs, clock, inputs.requestTimeoutMs)
  const app = readAppBeside(api, inputs.appId, deadline, listener)
  const outcome = await (inputs.deploymentId === undefined
    ? createAndFollow(inputs, payload, deadline, () => mayRecordOtherCommit(app.known()), collaborators)
    : attachAndFollow(inputs.deploymentId, inputs, deadline, collaborators))
  await app.orGiveUp()
  return outcome
}

async function attachAndFollow(
  id: number,
  inputs: Inputs,
  deadline: Deadline,
  collaborators: Collaborators,
): Promise<Outcome> {
  const { api, clock, listener } = collaborators
  const found = await attach(id, { api, appId: inputs.appId, deadline, clock })
  if (found.kind !== 'found') return found
  listener.attached(found.deployment, '`deployment-id` names it.')
  return follow(found, inputs, deadline, collaborators)
}

async function createAndFollow(
  inputs: Inputs,
  payload: Payload,
  deadline: Deadline,
  mayRecordOtherCommit: () => boolean,
  collaborators: Collaborators,
): Promise<Outcome> {
  const { api, clock, random, env, listener } = collaborators
  const { appId, timeoutMs, requestTimeoutMs, pollIntervalMs, onConflict } = inputs
  // What an earlier attempt of this run has left under way is this one's, too.
  const isRerun = Number(env.GITHUB_RUN_ATTEMPT) > 1
  const [look, source] = await Promise.all([
    lookBefore(api, appId, isRerun ? deadline : earlier(deadline, deadlineIn(lookBeforeMs, clock))),
    findSource(inputs, payload, deadline, collaborators),
  ])
  listener.learn({ source })
  if (look.kind === 'refused') return look
  const { page } = look
  const request = toRequest(inputs, source)

  if (isRerun && page === undefined && deadline.remainingMs() === 0) {
    return { kind: 'unknown', reason: 'whether an earlier attempt of this run has one could not be read.' }
  }
  const own = isRerun && page ? findOwnUnfinished(page, request, timeoutMs) : undefined
  if (own !== undefined) {
    listener.attached(own, 'an earlier attempt of this run has created it.')
    return follow({ deployment: own, newer: [] }, inputs, deadline, collaborators)
  }

  const created = await createOnce({
    api,
    appId,
    request,
    before: page && remember(page, most),
    onConflict,
    mayRecordOtherCommit,
    deadline,
    requestTimeoutMs,
    pollIntervalMs,
    clock,
    random,
    listener,
  })
  if (created.kind !== 'created') return created
  return follow({ deployment: created.deployment, newer: [] }, inputs, deadline, collaborators)
}

/** Watches a deployment to its end, unless nobody wants to wait for it. */
async function follow(
  { deployment, newer }: { deployment: Deployment; newer: Deployment[] },
  { appId, pollIntervalMs, waitForCompletion }: Inputs,
  deadline: Deadline,
  { api, clock, random, listener }: Collaborators,
): Promise<Outcome> {
  listener.seen(deployment)
  const verdict = judge(deployment, newer)
  if (verdict !== undefined) return verdict
  if (!waitForCompletion) return { kind: 'started', deployment }
  const onSeen = (seen: Deployment) => listener.seen(seen)
  return waitForEnd(deployment, { api, appId, deadline, pollIntervalMs, clock, random, onSeen })
}

/** What is deployed: what the inputs say, else the event. */
async function findSource(
  inputs: Inputs,
  payload: Payload,
  deadline: Deadline,
  { env, redact }: Collaborators,
): Promise<Source> {
  const { githubToken } = inputs
  const event = eventSource(payload, env)
  const commitSha = inputs.commitSha ?? event.commitSha
  const commitMessage =
    tidyMessage(redact(inputs.commitMessage ?? '')) ??
    (await findCommitMessage(commitSha, { event, env, githubToken, deadline, redact }))
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

/** How long to try to read the list before creating without having seen it. */
const lookBeforeMs = 10_000

type Look = { kind: 'looked'; page: DeploymentPage | undefined } | { kind: 'refused'; error: RefusalError }

/**
 * Reads what the app has, so that what comes of a create whose answer gets lost can be told from it. A no to this
 * question is no verdict yet, since the create itself will have the better words; without a token there is none.
 */
async function lookBefore(api: SpiceApi, appId: number, deadline: Deadline): Promise<Look> {
  try {
    return { kind: 'looked', page: await api.listDeployments(appId, most, deadline) }
  } catch (error) {
    if (error instanceof RefusalError && error.refusal.operation === 'exchangeToken') {
      return { kind: 'refused', error }
    }
    if (error instanceof RefusalError || error instanceof NoAnswerError)
      return { kind: 'looked', page: undefined }
    throw error
  }
}

/** How long the end of a run may still wait for the name of the app, in milliseconds. */
const appGraceMs = 2000

/** Reads the app beside the deployment: its name and page are good to have, and nothing depends on them. */
function readAppBeside(api: SpiceApi, appId: number, deadline: Deadline, listener: DeployListener) {
  const abort = new AbortController()
  let app: App | undefined
  const reading = api.getApp(appId, deadline, abort.signal).then(
    (read) => {
      app = read
      listener.learn({ app })
    },
    () => {},
  )
  return {
    known: () => app,
    async orGiveUp() {
      const timer = setTimeout(() => abort.abort(), Math.min(appGraceMs, deadline.remainingMs()))
      await reading
      clearTimeout(timer)
    },
  }
}

/** Apps that are connected to GitHub record the commit of their branch. One that cannot be read may be such an app. */
function mayRecordOtherCommit(app: App | undefined): boolean {
  return app === undefined || Boolean(app.production_branch)
}
