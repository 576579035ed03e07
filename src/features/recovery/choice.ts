import { asResult, CallError } from '../../core/errors.ts'
import { isRerun, type Run } from '../../core/run.ts'
import { findNewestSuccess } from '../../deploy/list.ts'
import { findServed } from '../../deploy/served.ts'
import { shortCommit } from '../../github/event.ts'
import { findProvenance } from '../../github/provenance.ts'
import { endWithStop } from '../../platform/text.ts'
import type { DeploymentList } from '../../spice/api.ts'
import type { Deployment } from '../../spice/schema.ts'

export type RecoveryRun = Run & { appId: number }

/** What a rollback deploys. */
export interface Choice {
  readonly to: Deployment | undefined
  /** Undefined if it is not known what the last good deployment had: nothing is deployed then. */
  readonly spicepod?: object | undefined
  /** The deployment whose commit has the spicepod, if that is not the one that was stored before the run. */
  readonly of?: Deployment | undefined
  /** Why it is not certain that the deployment had this spicepod, so that its commit is not recorded. */
  readonly unchecked?: string | undefined
  /** Why nothing is deployed: the end of a sentence. */
  readonly why?: string
}

/**
 * Chooses what a rollback deploys: what the last good deployment had, as far as that is known.
 * @param before the spicepod that was stored before this run; undefined if it is not known
 */
export async function choose(
  failed: Deployment,
  list: DeploymentList,
  before: object | null | undefined,
  run: RecoveryRun,
): Promise<Choice> {
  const finding = findNewestSuccess(list, run.appId, run, failed.id)
  const to = await finding.catch(asResult)
  // The spicepod can be restored nevertheless.
  if (to instanceof CallError) return { to: undefined, why: to.message }
  if (to === undefined) return { to, why: 'the app has no earlier deployment that succeeded' }
  const committed = await run.committed()
  await committed.forgetUnread()
  const served = await findServed(to, before, committed)
  if (served.certainty === 'known') return { to, spicepod: served.spicepod ?? undefined }
  let why = served.certainty === 'likely' ? undefined : served.why
  if (served.certainty === 'likely') {
    const foreign = await findForeign(to, run)
    if (foreign === undefined) return { to, spicepod: served.spicepod, of: to }
    why = foreign
  }
  const { deployments } = list
  const [next] = deployments.slice(deployments.findIndex(({ id }) => id === failed.id) + 1)
  const isNext = next?.id === to.id && !isRerun(run)
  if (served.certainty === 'not known' && isNext && before) return { to, spicepod: before, unchecked: why }
  return { to, why: `could not determine the spicepod of deployment ${to.id} (${why})` }
}

/** Why no file may be taken from the commit of a deployment; undefined if it may. What cannot be read is a warning. */
async function findForeign(
  { branch, commit_sha }: Deployment,
  run: RecoveryRun,
): Promise<string | undefined> {
  const { inputs, env, fetch, clock, emit } = run
  const commit = commit_sha ?? ''
  const contents = { token: inputs.githubToken, env, fetch, clock }
  const provenance = await findProvenance(commit, branch ?? undefined, contents)
  if (provenance.kind === 'foreign')
    return `commit ${shortCommit(commit)} was never accepted into this repository`
  if (provenance.kind === 'unknown') {
    const text = `Could not check whether commit ${shortCommit(commit)} was accepted into this repository: ${endWithStop(provenance.reason)}`
    emit({ type: 'warning', text })
  }
  return undefined
}
