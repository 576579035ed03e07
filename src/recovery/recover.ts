import { repeatOnConflict, type SpicepodResult } from '../app/apply.ts'
import { createOnce } from '../deployment/create.ts'
import type { DeploymentContext } from '../deployment/deployment.ts'
import { maxLimit, newerThan, pollLimit, takeSnapshot } from '../deployment/list.ts'
import { waitForEnd } from '../deployment/watch.ts'
import { CallError, isDefinitelyNotApplied, RefusalError } from '../errors.ts'
import type { Emit } from '../events.ts'
import { isSameSpicepod } from '../inputs/spicepod-value.ts'
import type { Outcome, Recovery, Rollback } from '../outcome.ts'
import type { DeploymentPage, DeploymentRequest } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'

/** The deadline is that of the recovery. */
interface RecoverOptions extends DeploymentContext {
  mode: 'restore' | 'rollback'
  /** Undefined if none was created. */
  failed: Deployment | undefined
  /** What became of the spicepod before the deployment. */
  spicepod: SpicepodResult
  requestTimeoutMs: number
}

/**
 * Restores the app's previous spicepod after a deployment failed, and rolls back if that was requested. Checks first,
 * because other people's changes are kept. Never throws an error of the API: the result says what could not be done.
 */
export async function recover(options: RecoverOptions): Promise<Recovery> {
  const { mode, failed, spicepod, api, appId, deadline, emit } = options
  const notRestored = (reason: string) => ({ kind: 'not restored', reason }) as const
  const leftAlone = (reason: string) => ({ kind: 'left alone', reason }) as const
  let isRestored = false
  try {
    if (spicepod.kind === 'connected') {
      return notRestored('the app reads its spicepod from its GitHub repository')
    }
    const page = failed && (await api.listDeployments(appId, maxLimit, deadline))
    const [newer] = page ? newerThan(failed.id, page.deployments) : []
    if (newer !== undefined) return leftAlone(`deployment ${newer.id} has been created since`)
    if (spicepod.kind === 'pushed') {
      const { previous, current } = spicepod
      if (previous === null) return notRestored('the app had no spicepod before this run')
      if (previous === undefined || current === undefined) {
        const which = previous === undefined ? 'previous spicepod' : 'spicepod as pushed by this run'
        return notRestored(`Spice Cloud did not report the app's ${which}`)
      }
      if (!(await restoreSpicepod(previous, current, options))) {
        return leftAlone('the spicepod of the app is not the one that this run pushed')
      }
      isRestored = true
      emit({ type: 'spicepod.restored' })
    } else if (mode === 'rollback' && spicepod.current !== undefined) {
      const app = await api.getApp(appId, deadline)
      if (!isSameSpicepod(app.config?.spicepod, spicepod.current)) {
        return leftAlone('the spicepod of the app is not the one that was deployed')
      }
    }
    const kind = isRestored ? 'restored' : 'unchanged'
    if (mode === 'restore' || page === undefined) return { kind }
    return { kind, rollback: await rollBack(page, options) }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    if (!isRestored) {
      return {
        kind: isDefinitelyNotApplied(error, 'updateApp') ? 'not restored' : 'unclear',
        reason: error.message,
      }
    }
    return { kind: 'restored', rollback: { kind: 'not deployed', reason: error.message } }
  }
}

/**
 * @param pushed the app's spicepod since this run changed it
 * @returns false if somebody else has changed it since
 */
function restoreSpicepod(
  previous: object,
  pushed: object,
  { api, appId, deadline }: RecoverOptions,
): Promise<boolean> {
  return repeatOnConflict(async (isRepeated) => {
    const app = await api.getApp(appId, deadline)
    const current = app.config?.spicepod
    // An earlier write may have been applied without a response.
    if (isRepeated && isSameSpicepod(current, previous)) return true
    if (!isSameSpicepod(current, pushed)) return false
    await api.updateApp(appId, { spicepod: previous }, deadline)
    return true
  })
}

/** Redeploys with the settings of the last successful deployment. */
async function rollBack(page: DeploymentPage, options: RecoverOptions): Promise<Rollback> {
  const { failed, api, appId, deadline } = options
  const isGood = ({ id, status }: Deployment) => status === 'succeeded' && id !== failed?.id
  let to = page.deployments.find(isGood)
  if (to === undefined && page.deployments.length >= maxLimit) {
    const { deployments } = await api.listDeployments(appId, pollLimit, deadline, 'succeeded')
    to = deployments.find(isGood)
  }
  if (to === undefined) {
    return { kind: 'not deployed', reason: 'the app has no earlier deployment that succeeded' }
  }
  const { image_tag, replicas, branch, commit_sha } = to
  const request = {
    // An app that was scaled to zero cannot be deployed with zero replicas.
    replicas: replicas || undefined,
    branch: branch || undefined,
    commit_sha: commit_sha || undefined,
  }
  if (image_tag) {
    const outcome = await redeploy({ ...request, image_tag }, page, options)
    if (!isRefusalOfImage(outcome)) return { kind: 'deployed', outcome, to }
  }
  return { kind: 'deployed', outcome: await redeploy(request, page, options), to }
}

async function redeploy(
  request: DeploymentRequest,
  page: DeploymentPage,
  options: RecoverOptions,
): Promise<Outcome> {
  // The run is about the deployment that failed: the events of the rollback deployment are kept separate.
  const emit: Emit = (event) => {
    if (event.type === 'create.sending') options.emit({ type: 'rollback.sending' })
    if (event.type === 'deployment.polled') {
      options.emit({ type: 'rollback.polled', deployment: event.deployment })
    }
  }
  const created = await createOnce({
    ...options,
    request,
    before: takeSnapshot(page, maxLimit),
    // A concurrent deployment takes precedence over the rollback.
    onConflict: 'fail',
    // Resuming deploys with other settings than those of the last good deployment.
    onPaused: 'fail',
    mayRecordOtherCommit: () => false,
    emit,
  })
  if (created.kind !== 'created') return created
  const { deployment, isListed } = created
  options.emit({ type: 'rollback.polled', deployment })
  return waitForEnd(deployment, { ...options, isListed, emit })
}

/** Setting an image tag needs a plan that the app may not have, and old tags are withdrawn. */
function isRefusalOfImage(outcome: Outcome): boolean {
  if (outcome.kind !== 'refused' || !(outcome.error instanceof RefusalError)) return false
  const { status, code, message, fieldErrors = [] } = outcome.error.refusal
  const words = [code, message, ...fieldErrors].join(' ')
  return [400, 403, 422].includes(status) && /image|\btag|plan/i.test(words)
}
