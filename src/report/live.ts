import { InputError, isNotFound, isRefusedWhilePaused, RefusalError } from '../core/errors.ts'
import type { Outcome } from '../core/outcome.ts'
import type { KnownList, RunState } from '../core/state.ts'
import { ageMs, hasSucceeded, successOf } from '../deploy/deployment.ts'
import { newerThan } from '../deploy/list.ts'
import { isRestoredTo, rollbackOf, rolledBackTo } from '../features/recovery/words.ts'
import { isCommitId, isSameCommit, shortCommit } from '../github/event.ts'
import { parseTime } from '../platform/clock.ts'
import { capitalize, endWithStop, join, oneLineOfCode, words } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'
import { describeNothingPushed } from './absence.ts'
import { describeAge } from './wording.ts'

/** The deployment that an app runs, as far as it is known. Reasons end a sentence. */
export type Live =
  /** The age, such as `2h old`, is empty if it is not known, or if this run has deployed it. */
  { kind: 'deployment'; deployment: Deployment; age: string } | { kind: 'nothing' | 'unknown'; why: string }

/**
 * @param known a deployment that has succeeded, whether it is listed or not: only a newer one replaces it
 * @param isCertain whether it is live also if the last list failed
 */
function findLive(list: KnownList | undefined, known: Deployment | undefined, isCertain: boolean): Live {
  const { last, success, failure } = list ?? {}
  if (failure !== undefined && !isCertain) return { kind: 'unknown', why: failure }
  const newer = known && newerThan(known.id, last?.deployments ?? []).find(hasSucceeded)
  const deployment = newer ?? known ?? success
  if (deployment) {
    const age = deployment === known ? '' : describeAge(deployment, last?.serverTimeMs)
    return { kind: 'deployment', deployment, age }
  }
  if (last === undefined) return { kind: 'unknown', why: 'the deployments of the app were not listed' }
  return last.isWhole
    ? { kind: 'nothing', why: 'no deployment of this app has succeeded' }
    : { kind: 'unknown', why: `none of the ${last.deployments.length} newest deployments has succeeded` }
}

/** The deployment that the app runs at the end of a run. Undefined if the run does not say it. */
export function liveOf(state: RunState): Live | undefined {
  const { action, outcome, appId, list } = state
  // To delete an app, its deployments are not read.
  if (action === 'remove') return undefined
  if (appId === undefined || outcome === undefined || isNotAwaited(state)) return undefined
  if (outcome.kind === 'refused' && outcome.error instanceof InputError) return undefined
  if (outcome.kind === 'planned' && list === undefined) return undefined
  const why = whyUnknown(state)
  if (why !== undefined) return { kind: 'unknown', why }
  const rolledBack = rolledBackTo(state)
  const isDeployed = outcome.kind === 'succeeded' || outcome.kind === 'unverified'
  const live = findLive(list, rolledBack ?? successOf(outcome), isDeployed && rolledBack === undefined)
  const paused = live.kind === 'unknown' ? undefined : whyPaused(state, live)
  return paused === undefined ? live : { kind: 'nothing', why: paused }
}

/** Whether the run did not wait for its deployment, which may have succeeded at once nevertheless. */
function isNotAwaited({ outcome, settings }: RunState): boolean {
  if (outcome?.kind === 'started') return true
  return outcome?.kind === 'succeeded' && settings.waitForCompletion === false
}

const nothingSince = 'no deployment has succeeded since the app was paused'

/** Why nothing runs after a pause, which ends what was deployed before it; undefined if something may. */
function whyPaused(state: RunState, live: Live): string | undefined {
  const { app, deployment, isResumed } = state
  const shown = live.kind === 'deployment' ? live.deployment : undefined
  // A pause has ended what came before, also if it was only noticed by the create that it refused.
  if (isResumed && shown && deployment && shown.id < deployment.id) return nothingSince
  const ends = [state, rollbackOf(state) ?? {}]
  if (ends.some((end) => isRefusedWhilePaused(refusalOf(end)))) return 'the app is paused'
  if (!app?.paused_at) return undefined
  const pausedMs = parseTime(app.paused_at) ?? Number.MAX_VALUE
  const undatedMs = isResumed ? Number.POSITIVE_INFINITY : 0
  const isSince = (created?: Deployment) => {
    const createdMs = parseTime(created?.created_at) ?? undatedMs
    // Servers may tell whole seconds, and a resume comes after its pause.
    return createdMs > pausedMs || (isResumed && createdMs === pausedMs)
  }
  // The run was refused because the app is paused: only somebody else can have resumed it, since the run began.
  const isRefused = state.outcome?.kind === 'refused'
  if (shown && isSince(shown) && (!isRefused || isNew(shown, state))) return undefined
  if (!isSince(deployment)) return 'the app is paused'
  return shown && nothingSince
}

/** Whether a deployment was created since the run began, by the server's clock. */
function isNew(deployment: Deployment, { list, startedAtMs }: RunState): boolean {
  return list !== undefined && ageMs(deployment, list.last?.serverTimeMs) <= list.atMs - startedAtMs
}

export function refusalOf({ outcome }: Pick<RunState, 'outcome'>): RefusalError | undefined {
  return outcome?.kind === 'refused' && outcome.error instanceof RefusalError ? outcome.error : undefined
}

/** The calls that Spice Cloud answers with 404 if there is no such app. */
const ofApp = words('getApp updateApp upsertSecret createDeployment')

/** Why no list tells what is live, as the end of a sentence. */
export function whyUnknown(state: RunState): string | undefined {
  const { outcome, isRequested, recovery, isAppGone, app, list, isCancelled } = state
  if (isAppGone) return 'the app was deleted'
  // What is listed may have been paused, which the app alone tells.
  if (isCancelled && !isRequested && list && !app) return 'the app was not read by then'
  const refusal = refusalOf(state)
  if (isNotFound(refusal) && ofApp.has(refusal.operation)) return 'the app was not found'
  if ((outcome?.kind === 'unknown' || outcome?.kind === 'cancelled') && isRequested && !outcome.deployment) {
    return 'this run may have created a deployment'
  }
  const rollback = rollbackOf(state)
  const isLost = rollback ? rollback.outcome.kind === 'unknown' : recovery?.isRequested && !recovery.result
  return isLost && !recovery?.deployment ? 'the rollback may have created a deployment' : undefined
}

/** A sentence such as `Deployment 7 (commit 1f2e3d4, 2h old) is still live.`; empty if the run does not say it. */
export function describeLive(live: Live | undefined, state: RunState): string {
  if (live === undefined) return ''
  const { outcome, isAttached, settings } = state
  const own = successOf(outcome) ?? state.deployment
  const asOf = describeReading(state)
  if (live.kind !== 'deployment') {
    // Without a token nothing can be listed, and the reason of the run says why there is none.
    if (live.kind === 'unknown' && isWithoutToken(outcome, live.why)) return ''
    const what = live.kind === 'nothing' ? 'Nothing is live' : 'It is not known what is live'
    const isReason = outcome && 'reason' in outcome && outcome.reason.includes(live.why)
    const isSaid = isReason && live.why === state.list?.failure
    const why = isSaid ? 'the deployments of the app could not be listed' : live.why
    return endWithStop(join('', what, asOf, `: ${why}`))
  }
  const { id } = live.deployment
  if (rolledBackTo(state)?.id === id) {
    const rollback = rollbackOf(state)
    const same = rollback && isRestoredTo(rollback) && `same as ${rollback.to.id}`
    const which = nameWithCommit(live.deployment, same || '')
    return endWithStop(join('', `Rolled back: ${which} is live`, asOf, rollback?.health?.words))
  }
  const isOlder = own === undefined || id - own.id < 0
  const deploys = !isAttached && !settings.dryRun && settings.deploymentId === undefined
  const still = deploys && isOlder && ' still'
  const isNewer = own !== undefined && successOf(outcome)?.id === own.id && id - own.id > 0
  return endWithStop(
    join('', nameLive(live, state), isNewer && ', which is newer,', ' is', still, ' live', asOf),
  )
}

/** A cancelled run reads nothing any more. */
export function describeReading({ isCancelled }: RunState): string {
  return isCancelled ? ' (when last read)' : ''
}

function isWithoutToken(outcome: Outcome | undefined, why: string): boolean {
  const error = outcome && 'error' in outcome ? outcome.error : undefined
  if (error instanceof RefusalError) return error.operation === 'exchangeToken'
  const reason = outcome && 'reason' in outcome ? outcome.reason : ''
  return why.startsWith('requesting a token') && reason.includes(why)
}

/** `Deployment 7 (commit 1f2e3d4)`, with its commit if that is what it runs. */
export function nameLive(live: Extract<Live, { kind: 'deployment' }>, state: RunState): string {
  return capitalize(nameWithCommit(live.deployment, live.age, isOfItsCommit(live.deployment, state)))
}

/** Whether a deployment has the spicepod of its commit, as far as this run knows: it may have pushed none. */
export function isOfItsCommit({ id }: Deployment, state: RunState): boolean {
  return id !== state.deployment?.id || describeNothingPushed(state) === ''
}

/** @param isCommitTrue whether the deployment has the spicepod of its commit, as far as this run knows */
function nameWithCommit({ id, commit_sha }: Deployment, age?: string, isCommitTrue = true): string {
  const details = join(
    ', ',
    isCommitTrue && commit_sha && `commit \`${oneLineOfCode(shortCommit(commit_sha))}\``,
    age,
  )
  return `deployment ${id}${details && ` (${details})`}`
}

/** The two ends of a rollback; empty if it is not known, or the run is no rollback. */
export function describeReturn({ target, outcome }: RunState): string {
  if (target === undefined) return ''
  if (outcome?.kind !== 'planned' && !successOf(outcome)) {
    return `Deployment ${target.to.id} was to be restored.`
  }
  const went = outcome?.kind === 'planned' ? 'It would go back' : 'The app went back'
  return `${went} from ${nameWithCommit(target.from)} to what ${nameWithCommit(target.to)} had.`
}

/** A path or a name of a branch that stands for itself in a command and in a sentence. */
const plainName = /^[\w.+/-]{1,200}$/

/** What is recorded as a branch, and is none: that of a merge queue, or the merge of a pull request. */
const noBranch = /^(?:refs\/(?!heads\/)|gh-readonly-queue\/|\d+\/(?:merge|head)$)/

/**
 * How to keep what a rollback has left from coming back: its spicepod is still on the branch. Empty if nothing was rolled
 * back, or if it is not known from where to where.
 */
export function describeBranchLeft(state: RunState): string {
  const { from, to } = endsOfRollback(state)
  const { spicepodPath: path } = state
  // Nobody can push to a tag, nor to a branch that is gone.
  const isTag = state.source?.isTag && state.source.branch === from?.branch
  const isBranch = !isTag && !noBranch.test(from?.branch ?? '')
  const branch = isBranch ? (from?.branch?.replace(/^refs\/heads\//, '') ?? '') : ''
  const [left, good] = [from?.commit_sha ?? '', to?.commit_sha ?? '']
  const isKnown = [left, good].every(isCommitId) && !isSameCommit(left, good)
  if (!isKnown || path === undefined || !plainName.test(branch)) return ''
  const file = plainName.test(path) ? path : `'${oneLineOfCode(path)}'`
  return `${branch} still has the spicepod of \`${shortCommit(left)}\`: \`git checkout ${shortCommit(good)} -- ${file}\`, commit and push. Otherwise the next run that deploys ${branch} brings it back.`
}

/** The two ends of a rollback that has put another spicepod back, and is live. */
function endsOfRollback(state: RunState): { from?: Deployment | undefined; to?: Deployment | undefined } {
  const { target, outcome, applied, deployment, recovery } = state
  if (target !== undefined) {
    const isPushed = applied.some(({ kind }) => kind === 'spicepod')
    return isPushed && successOf(outcome) ? target : {}
  }
  const rollback = rollbackOf(state)
  if (!recovery?.isRestored || rollback?.unchecked !== undefined || rolledBackTo(state) === undefined)
    return {}
  return { from: deployment, to: rollback?.to }
}
