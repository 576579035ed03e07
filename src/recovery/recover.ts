import { repeatOnConflict, type SpicepodResult } from '../app/apply.ts'
import { type CreateOptions, createOnce } from '../deployment/create.ts'
import { type DeploymentRun, hasSucceeded } from '../deployment/deployment.ts'
import { endListed, findNewestSuccess, maxLimit, newerThan, takeSnapshot } from '../deployment/list.ts'
import { waitForEnd } from '../deployment/watch.ts'
import { CallError, ignoreCallError, mayBeApplied } from '../errors.ts'
import { isSameCommit } from '../github/event.ts'
import {
  type EndOfDeployment,
  type Outcome,
  outcomeOfStop,
  type Recovery,
  type Rollback,
} from '../outcome.ts'
import type { DeploymentPage } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { isSameSpicepod } from '../spicepod/spicepod.ts'

interface RecoveryRun extends DeploymentRun {
  appId: number
}

interface RecoverOptions {
  mode: 'restore' | 'rollback'
  /** Undefined if none was created. */
  failed: Deployment | undefined
  spicepod: SpicepodResult
  /** An earlier attempt of the job may have pushed a spicepod that this one has found unchanged. */
  isRerun?: boolean
}

/** At least one is set. */
export interface Recovered {
  /** Undefined if nothing was undone, because of how the deployment ended. */
  recovery?: Recovery
  /** How the deployment has ended since the run gave it up. */
  end?: EndOfDeployment | undefined
}

/**
 * Restores the app's previous spicepod after a failure, and rolls back if that was requested. Checks first: other
 * people's changes are kept, and a deployment that has succeeded in the meantime is not undone.
 */
export async function recover(options: RecoverOptions, run: RecoveryRun): Promise<Recovered> {
  const { mode, failed, spicepod, isRerun } = options
  const { emit } = run
  const notRestored = (reason: string) => ({ recovery: { kind: 'not restored', reason } }) as const
  const leftAlone = (reason: string) => ({ recovery: { kind: 'left alone', reason } }) as const
  let isRestored = false
  if (spicepod.kind === 'unknown') return leftAlone(spicepod.why)
  try {
    const news = failed && (await readNews(failed, run))
    if (news?.end !== undefined) return { end: news.end }
    emit({ type: 'recovery.started', mode })
    if (spicepod.kind === 'connected') {
      return notRestored('the app reads its spicepod from its GitHub repository')
    }
    if (news?.newer !== undefined) return leftAlone(describeNewer(news.newer))
    if (spicepod.kind === 'pushed') {
      const { previous, current } = spicepod
      if (previous === null) return notRestored('the app had no spicepod before this run')
      if (previous === undefined || current === undefined) {
        const which = previous === undefined ? 'previous spicepod' : 'spicepod as pushed by this run'
        return notRestored(`Spice Cloud did not report the app's ${which}`)
      }
      if (!(await replaceSpicepod(current, previous, run))) {
        return leftAlone('the spicepod of the app is not the one that this run pushed')
      }
      isRestored = true
      emit({ type: 'spicepod.restored' })
    } else if (mode === 'rollback' && spicepod.current !== undefined) {
      const app = await readApp(run)
      if (!isSameSpicepod(app.config?.spicepod, spicepod.current)) {
        return leftAlone('the spicepod of the app is not the one that was deployed')
      }
    }
    const kind = isRestored ? 'restored' : 'unchanged'
    if (mode === 'restore' || failed === undefined || news === undefined) return { recovery: { kind } }
    const mayBePushed = isRerun && spicepod.kind === 'unchanged' && spicepod.current !== undefined
    const { rollback, end } = await rollBack(failed, news.page, mayBePushed, run)
    // A success keeps the spicepod that it was deployed with.
    if (end?.kind === 'succeeded' && spicepod.kind === 'pushed' && rollback.kind === 'not deployed') {
      const { previous, current } = spicepod
      const swap = previous && current && replaceSpicepod(previous, current, run)
      const isBack = await swap?.catch(ignoreCallError(false))
      if (isBack) return { ...leftAlone(rollback.reason), end }
    }
    return { recovery: { kind, rollback }, end }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    const { message: reason } = error
    if (isRestored) return { recovery: { kind: 'restored', rollback: { kind: 'not deployed', reason } } }
    const kind = mayBeApplied(error, 'updateApp') ? 'unclear' : 'not restored'
    return { recovery: { kind, reason } }
  }
}

const describeNewer = ({ id }: Deployment) => `deployment ${id} has been created since`

interface News {
  page: DeploymentPage
  /** The newest of the deployments that were created since. */
  newer: Deployment | undefined
  /** How the deployment has ended, if that is not what the run knows already. */
  end?: EndOfDeployment
}

/** Reads what has become of a deployment since the run gave it up: the latest word of Spice Cloud is the result. */
async function readNews(failed: Deployment, { api, appId, deadline, emit }: RecoveryRun): Promise<News> {
  const page = await api.listDeployments(appId, maxLimit, deadline)
  const { deployments: listed } = page
  const end = endListed(failed.id, page)
  const news: News = { page, newer: newerThan(failed.id, listed)[0] }
  // One that has succeeded and was not verified has nothing better to become.
  if (end === undefined || hasSucceeded(failed) || end.deployment.status === failed.status) return news
  emit({ type: 'deployment.polled', deployment: end.deployment, listed })
  return { ...news, end }
}

/** Reads the app, which somebody may have paused since: nothing is live then. */
async function readApp({ api, appId, deadline, emit }: RecoveryRun): Promise<App> {
  const app = await api.getApp(appId, deadline)
  if (app.paused_at) emit({ type: 'app.found', app })
  return app
}

/** @returns false if somebody else has changed the spicepod since */
function replaceSpicepod(expected: object, replacement: object, run: RecoveryRun): Promise<boolean> {
  const { api, appId, deadline } = run
  return repeatOnConflict(async (isRepeated) => {
    const app = await readApp(run)
    const current = app.config?.spicepod
    // An earlier write may have been applied without a response.
    if (isRepeated && isSameSpicepod(current, replacement)) return true
    if (!isSameSpicepod(current, expected)) return false
    await api.updateApp(appId, { spicepod: replacement }, deadline)
    return true
  })
}

/** Nothing is rolled back. The message says why, and ends a sentence. */
class NoRollback extends Error {}

/** Redeploys with the settings of the last success. What has become of the failed one is read before each request. */
async function rollBack(
  failed: Deployment,
  page: DeploymentPage,
  mayBePushed: boolean | undefined,
  run: RecoveryRun,
): Promise<Pick<Recovered, 'end'> & { rollback: Rollback }> {
  let end: EndOfDeployment | undefined
  const beforeSend: CreateOptions['beforeSend'] = async ({ mayHaveCreated }) => {
    const news = await readNews(failed, run)
    end = news.end ?? end
    if (end?.kind === 'succeeded') throw new NoRollback(`deployment ${failed.id} succeeded in the meantime`)
    // After a lost request, a newer one may be the rollback deployment itself.
    if (news.newer !== undefined && !mayHaveCreated) throw new NoRollback(describeNewer(news.newer))
  }
  try {
    const to = await findNewestSuccess(page.deployments, maxLimit, run.appId, run, failed.id)
    if (to === undefined) throw new NoRollback('the app has no earlier deployment that succeeded')
    // The last success may have had another spicepod.
    if (mayBePushed && !isSameCommit(to.commit_sha ?? '', failed.commit_sha ?? '')) {
      throw new NoRollback('an earlier attempt of this job may have pushed the spicepod that failed')
    }
    const outcome = await redeploy(to, page, beforeSend, run)
    return { rollback: { kind: 'deployed', outcome, to }, end }
  } catch (error) {
    if (!(error instanceof NoRollback)) throw error
    return { rollback: { kind: 'not deployed', reason: error.message }, end }
  }
}

/** Deploys with the settings of another deployment; without its image if Spice Cloud refuses that. */
async function redeploy(
  { image_tag, replicas, branch, commit_sha }: Deployment,
  page: DeploymentPage,
  beforeSend: CreateOptions['beforeSend'],
  { emit, ...run }: RecoveryRun,
): Promise<Outcome> {
  const { appId } = run
  // The run is about the deployment that failed: the events of the rollback deployment are kept separate.
  const rollbackRun: RecoveryRun = {
    ...run,
    emit: (event) => {
      if (event.type === 'create.sending') emit({ type: 'rollback.sending' })
      if (event.type === 'deployment.polled') {
        emit({ type: 'rollback.polled', deployment: event.deployment })
      }
    },
  }
  const options = {
    appId,
    request: {
      image_tag: image_tag || undefined,
      // An app that was scaled to zero cannot be deployed with zero replicas.
      replicas: replicas || undefined,
      branch: branch || undefined,
      commit_sha: commit_sha || undefined,
    },
    beforeSend,
    before: takeSnapshot(page, maxLimit),
    // A concurrent deployment takes precedence over the rollback.
    onConflict: 'fail',
    // Resuming deploys with other settings than those of the last good deployment.
    onPaused: 'fail',
    mayRecordOtherCommit: false,
    onImageRefused: async () => {},
  } as const
  try {
    const { deployment, isListed } = await createOnce(options, rollbackRun)
    emit({ type: 'rollback.polled', deployment })
    return await waitForEnd(deployment, { appId, isListed }, rollbackRun)
  } catch (error) {
    return outcomeOfStop(error)
  }
}
