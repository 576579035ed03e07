import { RefusalError } from '../../core/errors.ts'
import type { RecoveryState } from '../../core/outcome.ts'
import { isFailure, type Recovery, type Rollback, type RollbackDeployment } from '../../core/outcome.ts'
import type { CoreState } from '../../core/state.ts'
import { hasSucceeded, reasonOf } from '../../deploy/deployment.ts'
import { isSameCommit, shortCommit } from '../../github/event.ts'
import { cut, endOfSentence, join } from '../../platform/text.ts'
import type { Deployment } from '../../spice/schema.ts'

/** @param of the deployment whose commit has it, if it is not the one that was stored before this run */
export function describeRestored(of: Deployment | undefined): string {
  if (of === undefined) return "Restored the app's previous spicepod."
  return `Restored the spicepod of deployment ${of.id}, from commit ${shortCommit(of.commit_sha ?? '')}.`
}

/** Describes what was restored after a failure, in a sentence or two. */
export function describeRecovery(recovery: Recovery, mode: RecoveryState['mode']): string {
  const isRestore = mode === 'restore'
  if ('reason' in recovery) {
    const reason = endOfSentence(recovery.reason)
    switch (recovery.kind) {
      case 'left alone':
        return `Not ${isRestore ? 'restored' : 'rolled back'}: ${reason} The app was left unchanged.`
      case 'unclear':
        return `Could not confirm that the previous spicepod was restored: ${reason}`
      case 'not restored':
        return `${isRestore ? 'Restore' : 'Rollback'} failed: ${reason}`
    }
  }
  return join(' ', describeSpicepod(recovery), describeRollback(recovery.rollback))
}

function describeSpicepod(recovery: Extract<Recovery, { kind: 'restored' | 'unchanged' }>): string {
  if (recovery.kind === 'restored') return describeRestored(recovery.of)
  return recovery.mayBePushed
    ? 'Nothing was restored: an earlier attempt may have changed the spicepod; what was stored before it is not known.'
    : 'Nothing to restore: this run did not change the spicepod.'
}

/** Whether the app has and runs what it did before. */
export function isRecovered(recovery: Recovery): boolean {
  if ('reason' in recovery) return false
  const { rollback } = recovery
  if (rollback === undefined) return recovery.kind === 'restored' || !recovery.mayBePushed
  if (rollback.kind !== 'deployed' || rollback.outcome.kind !== 'succeeded') return false
  return !hasOtherCommit(rollback.outcome.deployment, rollback.to)
}

/** Whether an app is known to run what an earlier deployment had. */
export function isRestoredTo({ outcome, to, unchecked }: RollbackDeployment): boolean {
  if (unchecked !== undefined || outcome.kind !== 'succeeded') return false
  const { image_tag: image } = outcome.deployment
  const isOtherImage = image && to.image_tag && image !== to.image_tag
  return !isOtherImage && !hasOtherCommit(outcome.deployment, to)
}

function hasOtherCommit(left: Deployment, right: Deployment): boolean {
  return Boolean(left.commit_sha && right.commit_sha && !isSameCommit(left.commit_sha, right.commit_sha))
}

export function rollbackOf({ recovery }: CoreState): RollbackDeployment | undefined {
  const { result } = recovery ?? {}
  const rollback = result && 'rollback' in result ? result.rollback : undefined
  return rollback?.kind === 'deployed' ? rollback : undefined
}

/** The deployment of a rollback that has succeeded, also if the run is interrupted while it checks that. */
export function rolledBackTo({ recovery }: CoreState): Deployment | undefined {
  return recovery?.deployment && hasSucceeded(recovery.deployment) ? recovery.deployment : undefined
}

/** Describes the deployment of a rollback; empty if none was requested. */
export function describeRollback(rollback: Rollback | undefined): string {
  if (rollback === undefined) return ''
  if (rollback.kind === 'not deployed' && rollback.undetermined !== undefined) {
    const way = `To go back by hand, check out the commit of a deployment that was good, and deploy it.`
    return `Not rolled back: ${endOfSentence(rollback.reason)} The stored spicepod is not known to be what ran before. ${way}`
  }
  if (rollback.kind === 'not deployed') {
    return `The app was not redeployed: ${endOfSentence(rollback.reason)}`
  }
  const { outcome, to } = rollback
  switch (outcome.kind) {
    case 'succeeded': {
      const { id, commit_sha, image_tag: image } = outcome.deployment
      const settings = `with the settings of deployment ${to.id}`
      const isOther = image && to.image_tag && image !== to.image_tag
      const what = `Redeployed as deployment ${id}, ${settings}${isOther ? ` except for its image: it has ${cut(image, 50)}` : ''}`
      if (rollback.unchecked !== undefined) {
        return `${what}. ${describeUnchecked(rollback)}`
      }
      return hasOtherCommit(outcome.deployment, to)
        ? `${what}, but it uses commit ${shortCommit(commit_sha ?? '')}: apps connected to GitHub always deploy the head of their production branch.`
        : `${what}.`
    }
    case 'failed': {
      const reason = reasonOf(outcome.deployment) || 'no reason given'
      return `The rollback deployment ${outcome.deployment.id} failed as well: ${endOfSentence(reason)}`
    }
    case 'refused': {
      const reason = outcome.error instanceof RefusalError ? outcome.error.message : 'nothing was sent'
      return `Spice Cloud rejected the rollback deployment: ${endOfSentence(reason)}`
    }
    case 'superseded':
      return `The rollback deployment ${outcome.deployment?.id} was superseded by deployment ${outcome.by.id}.`
    case 'timed-out':
      return outcome.deployment === undefined
        ? 'Timed out before a rollback deployment could be created.'
        : `The rollback deployment ${outcome.deployment.id} did not finish in time; it keeps running in Spice Cloud.`
    default:
      return 'The result of the rollback deployment is unknown.'
  }
}

/** Why a rollback has no commit; empty if it has what an earlier deployment had. */
function describeUnchecked({ to, unchecked }: RollbackDeployment): string {
  if (unchecked === undefined) return ''
  const why = endOfSentence(unchecked).replace(/\.$/, '')
  return `It could not be checked that the spicepod stored before this run is the one that deployment ${to.id} had (${why}), so its commit is not recorded.`
}

/**
 * How far recovery has come; empty if there is none.
 * @param isRolledBack whether another sentence says that the rollback is live
 */
export function describeRecoveryOf(state: CoreState, isRolledBack: boolean): string {
  const { outcome, settings, recovery } = state
  const rollback = rollbackOf(state)
  if (isRolledBack && rollback) {
    const isSame = isRestoredTo({ ...rollback, unchecked: undefined })
    return isSame ? describeUnchecked(rollback) : describeRollback(rollback)
  }
  if (recovery?.result !== undefined) return describeRecovery(recovery.result, recovery.mode)
  if (recovery !== undefined) return describeInterruptedRecovery(recovery)
  // A run that does not wait restores nothing, even if its deployment has failed at once.
  const acts = settings.onFailure !== 'none' && settings.waitForCompletion !== false
  const isWanted = acts && outcome !== undefined && isFailure(outcome)
  return isWanted ? 'The run was interrupted before anything could be restored.' : ''
}

/** What a run that is interrupted has restored and rolled back. */
export function describeInterruptedRecovery(recovery: RecoveryState): string {
  const { isRestored, restoredOf, isRequested, deployment } = recovery
  const interrupted = (when: string) =>
    join(' ', isRestored && describeRestored(restoredOf), `The run was interrupted ${when}`)
  if (deployment && hasSucceeded(deployment)) {
    return interrupted(`while the rollback was checked: deployment ${deployment.id} succeeded.`)
  }
  if (deployment !== undefined) {
    return interrupted(`during the rollback: deployment ${deployment.id} keeps running in Spice Cloud.`)
  }
  if (isRequested) {
    return interrupted('while requesting the rollback deployment, which may have been created.')
  }
  return isRestored
    ? interrupted('before the app was redeployed.')
    : interrupted('while restoring the app. Could not confirm that the previous spicepod was restored.')
}
