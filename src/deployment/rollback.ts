import type { SpicepodResult } from '../app/apply.ts'
import { isCertainNo, NoAnswerError, RefusalError } from '../errors.ts'
import type { Emit } from '../events.ts'
import { isSameSpicepod } from '../inputs/spicepod.ts'
import type { Outcome, Recovery, Rollback } from '../outcome.ts'
import type { DeploymentPage, DeploymentRequest, SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import { type Clock, type Deadline, deadlineIn } from '../time.ts'
import { createOnce } from './create.ts'
import { fewest, most, newerThan } from './find.ts'
import { remember } from './identify.ts'
import { waitForEnd } from './wait.ts'

export interface RecoverOptions {
  mode: 'restore' | 'rollback'
  failed: Deployment
  /** What became of the spicepod before the deployment. */
  spicepod: SpicepodResult
  api: SpiceApi
  appId: number
  /** For the whole of it, in milliseconds: it begins anew. */
  timeoutMs: number
  requestTimeoutMs: number
  pollIntervalMs: number | undefined
  clock: Clock
  random: () => number
  emit: Emit
}

/**
 * Puts back what was there before a deployment failed. Looks first, since what others have changed meanwhile is
 * theirs. Never throws for what the API says: what could not be done is told.
 */
export async function recover(options: RecoverOptions): Promise<Recovery> {
  const { mode, failed, spicepod, api, appId, timeoutMs, requestTimeoutMs, clock, emit } = options
  const deadline = deadlineIn(timeoutMs, clock, requestTimeoutMs)
  if (spicepod.kind === 'connected') {
    return { kind: 'not restored', reason: 'the app takes its spicepod from its GitHub repository' }
  }
  let isRestored = false
  try {
    const page = await api.listDeployments(appId, most, deadline)
    const [newer] = newerThan(failed.id, page.deployments)
    if (newer !== undefined) {
      return leftAlone(`deployment ${newer.id} has been created since`)
    }
    if (spicepod.kind === 'pushed') {
      const { previous, current } = spicepod
      if (!previous) {
        const reason =
          previous === null
            ? 'the app had no spicepod before this run'
            : 'Spice Cloud did not tell which spicepod the app had before'
        return { kind: 'not restored', reason }
      }
      if (current === undefined) {
        const reason = 'Spice Cloud did not tell which spicepod the app has since this run pushed one'
        return { kind: 'not restored', reason }
      }
      const isOurs = await putBack(previous, current, deadline, options)
      if (!isOurs) return leftAlone('the app holds another spicepod than the one that this run pushed')
      isRestored = true
      emit({ type: 'spicepod.restored' })
    } else if (mode === 'rollback' && spicepod.current !== undefined) {
      const app = await api.getApp(appId, deadline)
      if (!isSameSpicepod(app.config?.spicepod, spicepod.current)) {
        return leftAlone('the app holds another spicepod than the one that was deployed')
      }
    }
    const kind = isRestored ? 'restored' : 'unchanged'
    if (mode === 'restore') return { kind }
    return { kind, rollback: await redeploy(page, deadline, options) }
  } catch (error) {
    if (!(error instanceof RefusalError || error instanceof NoAnswerError)) throw error
    if (!isRestored) {
      return { kind: isCertainNo(error, 'updateApp') ? 'not restored' : 'unclear', reason: error.message }
    }
    return { kind: 'restored', rollback: { kind: 'not deployed', reason: error.message } }
  }
}

function leftAlone(reason: string): Recovery {
  return { kind: 'left alone', reason }
}

/** How often a change is tried that meets another one. */
const mostTries = 3

/**
 * @param ours what the app holds since this run has changed it
 * @returns whether it was ours to put back
 */
async function putBack(
  before: object,
  ours: object,
  deadline: Deadline,
  { api, appId }: RecoverOptions,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const app = await api.getApp(appId, deadline)
    const held = app.config?.spicepod
    // An attempt before this one may have done it without an answer.
    if (tries > 1 && isSameSpicepod(held, before)) return true
    if (!isSameSpicepod(held, ours)) return false
    try {
      await api.updateApp(appId, { spicepod: before }, deadline)
      return true
    } catch (error) {
      if (!(error instanceof RefusalError) || error.refusal.status !== 409 || tries === mostTries) throw error
    }
  }
}

/** Deploys again as the last good deployment was. */
async function redeploy(
  page: DeploymentPage,
  deadline: Deadline,
  options: RecoverOptions,
): Promise<Rollback> {
  const { failed, api, appId } = options
  const isGood = ({ id, status }: Deployment) => status === 'succeeded' && id !== failed.id
  const to =
    page.deployments.find(isGood) ??
    (page.deployments.length < most
      ? undefined
      : (await api.listDeployments(appId, fewest, deadline, 'succeeded')).deployments.find(isGood))
  if (to === undefined) {
    return { kind: 'not deployed', reason: 'the app has no succeeded deployment to go back to' }
  }
  const request = requestOf(to)
  const first = await deployAgain(request, page, deadline, options)
  const { image_tag, ...rest } = request
  const outcome =
    image_tag !== undefined && isRefusalOfImage(first)
      ? await deployAgain(rest, page, deadline, options)
      : first
  return { kind: 'deployed', outcome, to }
}

async function deployAgain(
  request: DeploymentRequest,
  page: DeploymentPage,
  deadline: Deadline,
  options: RecoverOptions,
): Promise<Outcome> {
  const created = await createOnce({
    ...options,
    request,
    before: remember(page, most),
    deadline,
    // Who deploys in the meantime has other plans for the app.
    onConflict: 'fail',
    mayRecordOtherCommit: () => false,
    // Of the events of its create only that one says something about the run.
    emit: ({ type }) => {
      if (type === 'create.sending') options.emit({ type: 'rollback.sending' })
    },
  })
  if (created.kind !== 'created') return created
  const onSeen = (seen: Deployment) => options.emit({ type: 'rollback.polled', deployment: seen })
  onSeen(created.deployment)
  return waitForEnd(created.deployment, { ...options, deadline, onSeen, isListed: created.isListed })
}

function requestOf({ image_tag, replicas, branch, commit_sha }: Deployment): DeploymentRequest {
  return {
    ...(image_tag && { image_tag }),
    // An app that was scaled to nothing cannot be deployed so.
    ...(replicas && { replicas }),
    ...(branch && { branch }),
    ...(commit_sha && { commit_sha }),
  }
}

/** Setting an image tag needs a plan that the app may not have, and tags are withdrawn. */
function isRefusalOfImage(outcome: Outcome): boolean {
  if (outcome.kind !== 'refused' || !(outcome.error instanceof RefusalError)) return false
  const { status, code, message, fieldErrors = [] } = outcome.error.refusal
  const words = [code, message, ...fieldErrors].join(' ')
  return [400, 403, 422].includes(status) && /image|\btag|plan/i.test(words)
}
