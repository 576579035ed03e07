import prettyMilliseconds from 'pretty-ms'
import { shortCommit } from '../commit.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Redact } from '../text.ts'
import { parseTime } from '../time.ts'

/**
 * Another's deployment, for a sentence: what it is, whose, and for how long, such as
 * `deployment 7 (commit 1f2e3d4c5b6a, branch main), queued for 12s, by robin`.
 *
 * @param nowMs by the server's clock; without it that of this machine has to do
 */
export function describeOther(deployment: Deployment, redact: Redact, nowMs = Date.now()): string {
  const { id, status, created_by, creation_source, created_at } = deployment
  const by = created_by ?? creation_source
  const createdMs = parseTime(created_at)
  // The server's clock is cut to whole seconds, so what is new may seem to come from the future.
  const age = prettyMilliseconds(Math.max(nowMs - (createdMs ?? nowMs), 1000), { secondsDecimalDigits: 0 })
  const since = createdMs === undefined ? '' : ` for ${age}`
  return `deployment ${id}${describeCommit(deployment, redact)}, ${status}${since}${by ? `, by ${by}` : ''}`
}

/** ` (commit 1f2e3d4c5b6a, branch main)`, as far as it is known. */
export function describeCommit({ commit_sha, branch }: Deployment, redact: Redact): string {
  const parts = [
    commit_sha && `commit ${shortCommit(commit_sha, redact)}`,
    branch && `branch ${branch}`,
  ].filter(Boolean)
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}
