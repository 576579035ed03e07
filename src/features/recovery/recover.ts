import { repeatOnConflict } from '../../app/apply.ts'
import { CallError, mayBeApplied } from '../../core/errors.ts'
import {
  type EndOfDeployment,
  type Health,
  type Outcome,
  outcomeOfStop,
  type Recovery,
  type Rollback,
} from '../../core/outcome.ts'
import { isRerun } from '../../core/run.ts'
import { type CreateOptions, createOnce } from '../../deploy/create.ts'
import { composeReturn, hasSucceeded } from '../../deploy/deployment.ts'
import { endListed, maxLimit, newerThan } from '../../deploy/list.ts'
import { type Applied, isConnected } from '../../deploy/served.ts'
import { waitForEnd } from '../../deploy/watch.ts'
import type { DeploymentList } from '../../spice/api.ts'
import { type App, type Deployment, storedSpicepod } from '../../spice/schema.ts'
import { isSameSpicepod } from '../../spicepod/spicepod.ts'
import { type Choice, choose, type RecoveryRun } from './choice.ts'

interface RecoverOptions extends Applied {
  mode: 'restore' | 'rollback'
  /** Undefined if none was created. */
  failed: Deployment | undefined
  /** Checks the runtime of a rollback that has the given spicepod. */
  checkHealth: (deployment: Deployment, spicepod: object) => Promise<Health | undefined>
}

/** At least one is set. */
export interface Recovered {
  /** Undefined if nothing was undone, because of how the deployment ended. */
  recovery?: Recovery
  /** How the deployment has ended since the run gave it up. */
  end?: EndOfDeployment | undefined
}

/** The spicepod that was stored before this run, and what this run has deployed; undefined if that is not known. */
interface Stored {
  readonly before: object | null | undefined
  readonly deployed: object | null | undefined
}

/**
 * Restores the spicepod that was stored before a run that failed, or rolls back to what the last good deployment had.
 * Checks first: other people's changes are kept, and a deployment that has succeeded in the meantime is not undone.
 */
export async function recover(options: RecoverOptions, run: RecoveryRun): Promise<Recovered> {
  const { mode, failed, app, spicepod } = options
  const { emit, ownFile } = run
  const notRestored = (reason: string) => ({ recovery: { kind: 'not restored', reason } }) as const
  const leftAlone = (reason: string) => ({ recovery: { kind: 'left alone', reason } }) as const
  const current =
    (spicepod?.kind === 'unchanged' ? spicepod.current : undefined) ?? storedSpicepod(app.current)
  const stored: Stored =
    spicepod?.kind === 'pushed'
      ? { before: spicepod.previous, deployed: spicepod.current }
      : { before: spicepod && current, deployed: current }
  let restored: { readonly of: Deployment | undefined } | undefined
  try {
    const news = failed && (await readNews(failed, run))
    if (news?.end !== undefined) return { end: news.end }
    emit({ type: 'recovery.started', mode })
    if (isConnected(options)) {
      return notRestored('the app reads its spicepod from its GitHub repository')
    }
    if (news?.newer !== undefined) return leftAlone(describeNewer(news.newer))
    const isPushed = spicepod?.kind === 'pushed'
    if (isPushed && (stored.before === undefined || stored.deployed === undefined)) {
      const which = stored.before === undefined ? 'previous spicepod' : 'spicepod as pushed by this run'
      return notRestored(`Spice Cloud did not report the app's ${which}`)
    }
    const isRollback = mode === 'rollback' && failed !== undefined && news !== undefined
    const choice = isRollback ? await choose(failed, news.list, stored.before, run) : undefined
    if (isPushed && stored.before === null && choice?.spicepod === undefined) {
      return notRestored('the app had no spicepod before this run')
    }
    // Without a push there is nothing to restore, and a rollback may need another spicepod than that of the run.
    const wanted = choice?.spicepod ?? (isPushed ? stored.before : undefined)
    if (isRollback || isPushed) {
      const replacement = wanted && !isSameSpicepod(wanted, stored.deployed) ? wanted : undefined
      if (!(await replaceSpicepod(stored.deployed, replacement, run))) {
        return leftAlone(
          isPushed
            ? 'the spicepod of the app is not the one that this run pushed'
            : 'the spicepod of the app is not the one that was deployed',
        )
      }
      if (replacement !== undefined) restored = { of: choice?.of }
      if (restored !== undefined) emit({ type: 'spicepod.restored', ...restored })
    }
    // Nobody knows what was stored before an earlier attempt.
    const mayBePushed =
      !isPushed && choice?.spicepod === undefined && isRerun(run) && ownFile?.spicepod !== undefined
    const kept = restored
      ? ({ kind: 'restored', ...restored } as const)
      : ({ kind: 'unchanged', ...(mayBePushed && { mayBePushed }) } as const)
    if (!isRollback || choice === undefined) return { recovery: kept }
    const { rollback, end } = await rollBack(failed, choice, news.list, options, run)
    if (end?.kind === 'succeeded' && restored && rollback.kind === 'not deployed') {
      const reason = `${rollback.reason}, so the spicepod that is stored now is not the one that is live`
      return { recovery: { ...kept, rollback: { ...rollback, reason } }, end }
    }
    return { recovery: { ...kept, rollback }, end }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    const { message: reason } = error
    if (restored)
      return { recovery: { kind: 'restored', ...restored, rollback: { kind: 'not deployed', reason } } }
    const kind = mayBeApplied(error, 'updateApp') ? 'unclear' : 'not restored'
    return { recovery: { kind, reason } }
  }
}

const describeNewer = ({ id }: Deployment) => `deployment ${id} has been created since`

interface News {
  list: DeploymentList
  /** The newest of the deployments that were created since. */
  newer: Deployment | undefined
  /** How the deployment has ended, if that is not what the run knows already. */
  end?: EndOfDeployment
}

/** Reads what has become of a deployment since the run gave it up: the latest word of Spice Cloud is the result. */
async function readNews(failed: Deployment, { api, appId, deadline, emit }: RecoveryRun): Promise<News> {
  const list = await api.listDeployments(appId, maxLimit, deadline)
  const { deployments: listed } = list
  const end = endListed(failed.id, list)
  const news: News = { list, newer: newerThan(failed.id, listed)[0] }
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

/**
 * Replaces the stored spicepod, or only checks it.
 * @param expected undefined if it is not known
 * @param replacement undefined to keep it
 * @returns false if somebody else has changed the spicepod since
 */
function replaceSpicepod(
  expected: object | null | undefined,
  replacement: object | undefined,
  run: RecoveryRun,
): Promise<boolean> {
  const { api, appId, deadline } = run
  return repeatOnConflict(async (isRepeated) => {
    const app = await readApp(run)
    const current = storedSpicepod(app)
    // An earlier write may have been applied without a response.
    if (isRepeated && isSameSpicepod(current, replacement)) return true
    if (expected === undefined || !isSameSpicepod(current, expected))
      return expected === undefined && !replacement
    if (replacement !== undefined) await api.updateApp(appId, { spicepod: replacement }, deadline)
    return true
  })
}

/** Nothing is rolled back. The message says why, and ends a sentence. */
class NoRollback extends Error {}

/** Redeploys with the settings of the last success. What has become of the failed one is read before each request. */
async function rollBack(
  failed: Deployment,
  { to, spicepod, unchecked, why }: Choice,
  list: DeploymentList,
  { checkHealth }: RecoverOptions,
  run: RecoveryRun,
): Promise<Pick<Recovered, 'end'> & { rollback: Rollback }> {
  if (to === undefined || spicepod === undefined) {
    return { rollback: { kind: 'not deployed', reason: why ?? '', undetermined: to } }
  }
  let end: EndOfDeployment | undefined
  const beforeSend: CreateOptions['beforeSend'] = async ({ mayHaveCreated }) => {
    const news = await readNews(failed, run)
    end = news.end ?? end
    if (end?.kind === 'succeeded') throw new NoRollback(`deployment ${failed.id} succeeded in the meantime`)
    // After a lost request, a newer one may be the rollback deployment itself.
    if (news.newer !== undefined && !mayHaveCreated) throw new NoRollback(describeNewer(news.newer))
  }
  try {
    const source = unchecked === undefined ? to : { ...to, branch: undefined, commit_sha: undefined }
    const outcome = await redeploy(source, composeReturn(to), list, beforeSend, run)
    const health = outcome.kind === 'succeeded' ? await checkHealth(outcome.deployment, spicepod) : undefined
    return { rollback: { kind: 'deployed', outcome, to, health, unchecked }, end }
  } catch (error) {
    if (!(error instanceof NoRollback)) throw error
    return { rollback: { kind: 'not deployed', reason: error.message }, end }
  }
}

/** Deploys with the settings of another deployment; without its image if Spice Cloud refuses that. */
async function redeploy(
  { image_tag, replicas, branch, commit_sha }: Deployment,
  commitMessage: string,
  list: DeploymentList,
  beforeSend: CreateOptions['beforeSend'],
  { emit, ...run }: RecoveryRun,
): Promise<Outcome> {
  const { appId } = run
  // The run is about the deployment that failed: the events of the rollback deployment are kept separate.
  const rollbackRun: RecoveryRun = {
    ...run,
    emit: (event) => {
      if (event.type === 'create.sending') emit({ type: 'rollback.sending' })
      // What is known of the app itself is not that of one deployment: a pause ends what is live.
      if (event.type === 'app.found' || event.type === 'app.gone') emit(event)
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
      commit_message: commitMessage,
    },
    beforeSend,
    before: list,
    // A concurrent deployment takes precedence over the rollback.
    onConflict: 'fail',
    // Resuming deploys with other settings than those of the last good deployment.
    onPaused: 'fail',
    mayRecordOtherCommit: false,
    onImageRefused: () => {},
  } as const
  try {
    const origin = await createOnce(options, rollbackRun)
    const { deployment } = origin
    emit({ type: 'rollback.polled', deployment })
    return await waitForEnd(deployment, { appId, origin }, rollbackRun)
  } catch (error) {
    return outcomeOfStop(error)
  }
}
