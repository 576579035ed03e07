import { readOptionalApp } from '../app/find.ts'
import type { KnownApp } from '../app/plan.ts'
import {
  type CallError,
  ignoreCallError,
  isTokenRefused,
  isTurnedAway,
  isUnsupported,
  notFound,
  PreconditionError,
  RefusalError,
} from '../core/errors.ts'
import { Stop } from '../core/outcome.ts'
import type { Run } from '../core/run.ts'
import type { Source } from '../github/event.ts'
import { chooseCommit } from '../github/source.ts'
import { deadlineIn, givenPollMs, maxAttemptAgeMs, maxOptionalMs, pollUntil } from '../platform/clock.ts'
import type { DeploymentList } from '../spice/api.ts'
import { type Deployment, storedSpicepod } from '../spice/schema.ts'
import { isSameSpicepod } from '../spicepod/spicepod.ts'
import {
  ageMs,
  hasSettings,
  hasSource,
  isInProgress,
  mayRecordOtherCommit,
  nameAll,
  toRequest,
} from './deployment.ts'
import { findDeployment, findNewestSuccess, type Lookup, maxLimit, newerThan } from './list.ts'
import type { FoundDeployment } from './served.ts'

// Deployments that a run finds instead of creating one: the given one, or that of an earlier attempt of the job, which has
// the commit and the branch of this one.

type Found = Lookup & { deployment: Deployment }

/**
 * Finds the deployment that `deployment-id` names.
 * @throws Stop if it cannot be found, and in a dry run
 * @throws PreconditionError if the app runs nothing
 */
export async function findGiven(id: number | 'running', appId: number, run: Run): Promise<FoundDeployment> {
  const { inputs, emit } = run
  const isRunning = id === 'running'
  const finding = isRunning ? findRunning(appId, run) : lookUp(id, appId, run)
  const [{ deployment, newer, list }, app] = await Promise.all([finding, readOptionalApp(appId, run)])
  const { deployments: history, serverTimeMs } = list
  emit({ type: 'history.read', deployments: history })
  const reason = isRunning ? 'the newest that succeeded' : 'from `deployment-id`'
  const age = ageMs(deployment, serverTimeMs)
  emit({ type: 'deployment.attached', deployment, reason, ageMs: age })
  const beside = newer.filter(isInProgress)
  if (beside.length > 0) {
    const text = `In progress, and not waited for: ${nameAll(beside)}.`
    emit({ type: 'note', text })
  }
  if (inputs.dryRun) {
    emit({ type: 'deployment.polled', deployment, listed: history })
    throw new Stop({ kind: 'planned', plan: { kind: 'watch', deployment } })
  }
  return { app, deployment, history, origin: { kind: 'given', ageMs: age, newer } }
}

/** Finds what the app runs, listed with what came before it. */
async function findRunning(appId: number, run: Run): Promise<Found> {
  const list = await run.api.listDeployments(appId, maxLimit, run.deadline)
  const { deployments } = list
  const deployment = await findNewestSuccess(list, appId, run)
  if (deployment !== undefined) {
    const newer = newerThan(deployment.id, deployments)
    return { deployment, newer, list: { ...list, deployments: deployments.slice(newer.length) } }
  }
  const inProgress = deployments.find(isInProgress)
  throw new PreconditionError(
    '`deployment-id: running`: the app runs nothing, because none of its deployments has succeeded.',
    inProgress === undefined
      ? 'Deploy the app first.'
      : `To wait for deployment ${inProgress.id}, which is in progress, set \`deployment-id: ${inProgress.id}\`.`,
  )
}

async function lookUp(id: number, appId: number, { api, deadline, clock }: Run): Promise<Found> {
  const which = `deployment ${id}`
  let failure: CallError | undefined
  const stop = (reason: string) => new Stop({ kind: 'unknown', reason, error: failure })
  const result = await pollUntil({
    poll: async (pollDeadline) => {
      const { deployment, absence, error, ...lookup } = await findDeployment(id, api, appId, pollDeadline)
      if (deployment !== undefined) return { ...lookup, deployment }
      if (absence === 'too old') throw stop(`${which} is not among the newest ${maxLimit} of the app.`)
      if (absence === 'missing') {
        const message = `the app has no ${which}`
        throw new RefusalError({ operation: 'getDeployment', status: notFound, message })
      }
      // A token that has expired is renewed by the next list.
      const mayPass = isTurnedAway(error) || (isTokenRefused(error) && !isTokenRefused(failure))
      if (error instanceof RefusalError && !mayPass) throw error
      failure = error
      if (isUnsupported(error)) throw stop(`${which} could not be read (${error.message}).`)
      return undefined
    },
    pauseMs: () => givenPollMs,
    deadline,
    clock,
  })
  if (result === undefined) throw stop(`${which} could not be read (${failure?.message}).`)
  return result
}

/**
 * Finds the deployment that an earlier attempt of the job has left in progress: it belongs to this run, too, and that
 * attempt has made all changes of the app. A workflow of the same commit may have deployed something else, so the app has
 * to have what this run brings. Settings are only a hint, because a server may record others than requested.
 * @param applied the app as it was before this run has made its changes, if it has
 * @throws Stop if no time is left to look for it
 */
export async function findAttempt(
  list: DeploymentList | null,
  appId: number,
  source: Source,
  run: Run,
  applied?: KnownApp,
): Promise<FoundDeployment | undefined> {
  const { inputs, desired, deadline, emit } = run
  emit({ type: 'source.found', source })
  if (list === null) {
    if (deadline.remainingMs() > 0) return undefined
    const reason = 'could not determine whether an earlier attempt of this run created a deployment.'
    throw new Stop({ kind: 'unknown', reason })
  }
  const { deployments: history, serverTimeMs } = list
  emit({ type: 'history.read', deployments: history })
  const request = toRequest(inputs, source)
  const candidates = history.filter(
    (candidate) =>
      isInProgress(candidate) &&
      hasSource(candidate, request) &&
      candidate.created_at &&
      ageMs(candidate, serverTimeMs) < maxAttemptAgeMs,
  )
  const deployment = candidates.find((candidate) => hasSettings(candidate, request)) ?? candidates[0]
  if (deployment === undefined) return undefined
  const needsProof = desired.spicepod !== undefined || desired.tags !== undefined
  const app = applied ?? (await readOptionalApp(appId, run, needsProof))
  if (needsProof && !hasDesired(app, run)) {
    const text = `Deployment ${deployment.id} has the commit and branch of this run, but the app does not have what this run deploys, so it is not that of an earlier attempt.`
    emit({ type: 'note', text })
    return undefined
  }
  const reason = 'started by an earlier attempt of this run'
  const age = ageMs(deployment, serverTimeMs)
  emit({ type: 'deployment.attached', deployment, reason, ageMs: age })
  const hasChanges = needsProof || desired.secrets.length > 0
  if (hasChanges && applied === undefined) emit({ type: 'changes.skipped' })
  if (inputs.expectPlan !== undefined && applied === undefined) {
    const text = '`expect-plan` is not checked, because watching a deployment writes nothing.'
    emit({ type: 'note', text })
  }
  return { app, deployment, history, origin: { kind: 'attempt', ageMs: age } }
}

/** Whether the app has the spicepod and the tags of this run. A connected app takes its spicepod from its repository. */
function hasDesired({ current }: KnownApp, { desired: { spicepod, tags } }: Run): boolean {
  if (current === undefined) return false
  const isSame = spicepod === undefined || isSameSpicepod(storedSpicepod(current), spicepod.value)
  const hasTags = Object.entries(tags ?? {}).every(([key, value]) => current.tags?.[key] === value)
  return hasTags && (isSame || Boolean(current.production_branch))
}

/**
 * Why it is not known what the app served before the first attempt of a job that was run again, as the end of a
 * sentence: an earlier attempt may have created a deployment, however that has ended.
 */
export async function findEarlierDeployment(
  own: Deployment,
  { id: appId, current: app }: KnownApp,
  run: Run,
): Promise<string | undefined> {
  const { api, clock, inputs } = run
  const listing = api.listDeployments(appId, maxLimit, deadlineIn(maxOptionalMs, clock))
  const list = await listing.catch(ignoreCallError(undefined))
  if (list === undefined)
    return 'it could not be determined whether an earlier attempt of this job created a deployment'
  const request = toRequest(inputs, chooseCommit(run))
  const isAnyPossible = request.commit_sha === undefined || mayRecordOtherCommit(app)
  const earlier = list.deployments.find(
    (deployment) => deployment.id !== own.id && (isAnyPossible || hasSource(deployment, request)),
  )
  return earlier && `an earlier attempt of this job may have created deployment ${earlier.id}`
}
