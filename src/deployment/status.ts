import type { Outcome } from '../outcome.ts'
import type { Deployment } from '../spice/schema.ts'

/**
 * Whether a deployment blocks others. A status that the API does not describe is no reason to wait for it, nor is a
 * missing one, which is read as `queued`.
 */
export function isInProgress({ raw: { status } }: Deployment): boolean {
  return status === 'queued' || status === 'in_progress'
}

/** Whether our own deployment is still to be watched: with a status that the API does not describe, it is. */
export function isUnfinished({ status }: Deployment): boolean {
  return status !== 'succeeded' && status !== 'failed' && status !== 'created'
}

/**
 * The verdict on a deployment, undefined while it goes on.
 *
 * @param newer those created after it, newest first
 */
export function judge(deployment: Deployment, newer: readonly Deployment[]): Outcome | undefined {
  switch (deployment.status) {
    case 'succeeded':
    case 'failed':
      return { kind: deployment.status, deployment }
    case 'created': {
      // Sources disagree whether this means "just made" or "superseded"; a newer one settles it.
      const by = newer.at(-1)
      return by && { kind: 'superseded', deployment, by }
    }
    default:
      return undefined
  }
}

/** Why a deployment failed or is held up, in the words of Spice Cloud; empty where it gives no reason. */
export function reasonOf({ error_message, error_code }: Deployment): string {
  return error_message || error_code || ''
}

/** For sentences: `deployment 7, deployment 8`. */
export function nameAll(deployments: readonly Deployment[]): string {
  return deployments.map(({ id }) => `deployment ${id}`).join(', ')
}

const knownStatuses = new Set<unknown>(['queued', 'in_progress', 'succeeded', 'failed', 'created'])

/** Whether the API describes a status: such a word means what it says, even if a secret has the same value. */
export function isKnownStatus(status: unknown): boolean {
  return knownStatuses.has(status)
}
