import { isSameCommit } from '../commit.ts'
import type { Recovery, Rollback } from '../deployment/rollback.ts'
import { reasonOf } from '../deployment/status.ts'
import { RefusalError } from '../errors.ts'
import type { Deployment } from '../spice/schema.ts'
import { cut, type Redact } from '../text.ts'
import type { Facts } from './facts.ts'
import { readableLength } from './text.ts'

/** What was put back after a failure, in a sentence or two. */
export function describeRecovery(recovery: Recovery, redact: Redact): string {
  switch (recovery.kind) {
    case 'restored':
      return [
        'The app has the spicepod back that it had before this run.',
        describeRollback(recovery.rollback, redact),
      ]
        .filter(Boolean)
        .join(' ')
    case 'unchanged':
      return [
        'There was no spicepod to put back: this run changed none.',
        describeRollback(recovery.rollback, redact),
      ]
        .filter(Boolean)
        .join(' ')
    case 'left alone':
      return `Nothing was put back: ${cut(recovery.reason, readableLength, redact)}, so the app was left alone.`
    case 'unclear':
      return `Whether the app has its spicepod back is not known: ${cut(recovery.reason, readableLength, redact)}.`
    case 'not restored':
      return `The app was not put back as it was: ${cut(recovery.reason, readableLength, redact)}.`
  }
}

/** Whether the app runs and holds what it did before. */
export function isRecovered(recovery: Recovery): boolean {
  if (recovery.kind !== 'restored' && recovery.kind !== 'unchanged') return false
  const { rollback } = recovery
  if (rollback === undefined) return true
  if (rollback.kind !== 'deployed' || rollback.outcome.kind !== 'succeeded') return false
  return !hasOtherCommit(rollback.outcome.deployment, rollback.to)
}

function hasOtherCommit(one: Deployment, other: Deployment): boolean {
  return Boolean(one.commit_sha && other.commit_sha && !isSameCommit(one.commit_sha, other.commit_sha))
}

function describeRollback(rollback: Rollback | undefined, redact: Redact): string {
  if (rollback === undefined) return ''
  if (rollback.kind === 'not deployed') {
    return `It was not deployed again: ${cut(rollback.reason, readableLength, redact)}.`
  }
  const { outcome, to } = rollback
  const like = `as deployment ${to.id} was`
  const id = 'deployment' in outcome ? outcome.deployment?.id : undefined
  switch (outcome.kind) {
    case 'succeeded':
      return hasOtherCommit(outcome.deployment, to)
        ? `Deployment ${id} was to run it again, ${like}, but is of commit ${outcome.deployment.commit_sha}: an app that is connected to GitHub deploys the head of its production branch.`
        : `Deployment ${id} runs it again, ${like}.`
    case 'failed':
      return `Deploying it again, ${like}, failed as well: deployment ${id} says: ${cut(reasonOf(outcome.deployment) || 'nothing', readableLength, redact)}.`
    case 'refused':
      return `Deploying it again, ${like}, was refused: ${outcome.error instanceof RefusalError ? cut(outcome.error.message, readableLength, redact) : 'nothing was sent'}.`
    case 'superseded':
      return `Deploying it again, ${like}, was superseded: deployment ${outcome.by.id} took over from deployment ${id}.`
    case 'timed-out':
      return id === undefined
        ? `Deploying it again, ${like}, found no way in time.`
        : `Deployment ${id}, which runs it again ${like}, had not ended in time and goes on.`
    default:
      return `What became of deploying it again, ${like}, could not be found out.`
  }
}

/** How far putting back has come; empty where nothing is to be put back. */
export function describeRecoveryOf(facts: Facts, redact: Redact): string {
  const { outcome, onFailure = 'none', recovery } = facts
  if (recovery !== undefined) return describeRecovery(recovery, redact)
  const isBad = outcome?.kind === 'failed' || (outcome?.kind === 'unverified' && !outcome.isTolerated)
  if (onFailure === 'none' || !isBad) return ''
  return describeCutOff(facts)
}

/** How far putting back had come when it was cut off. */
export function describeCutOff({ recovering, rollback, isRestored, isRollbackAsked }: Facts): string {
  if (recovering === undefined) return 'The run was cut off before anything could be put back.'
  if (!isRestored && !isRollbackAsked) {
    return 'The run was cut off while it put the app back as it was. Whether the app has its spicepod back is not known.'
  }
  const has = isRestored ? 'The app has the spicepod back that it had before this run. ' : ''
  if (rollback !== undefined) {
    return `${has}The run was cut off while it was deployed again: deployment ${rollback.id} goes on in Spice Cloud.`
  }
  return isRollbackAsked
    ? `${has}The run was cut off while it asked for that to be deployed, which may have been done.`
    : `${has}The run was cut off before it was deployed again.`
}
