import prettyMilliseconds from 'pretty-ms'
import type { Change } from '../app/plan.ts'
import { shortCommit } from '../github/event.ts'
import { parseTime } from '../platform/clock.ts'
import type { Redact } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'

// Each thing that people read has one way to be written. It is here.

/** `1m 8s`, `18s`, `600ms`. */
export function formatDuration(ms: number): string {
  const rounded = Math.max(0, Math.round(ms))
  return rounded < 1000 ? `${rounded}ms` : prettyMilliseconds(rounded, { secondsDecimalDigits: 0 })
}

/** A time that runs, in whole seconds from `0s`. */
export function formatElapsed(ms: number): string {
  return ms < 1000 ? '0s' : formatDuration(ms)
}

/** `2026-11-24 12:00:00 UTC`. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/**
 * A deployment of somebody else: what it is, for how long, and whose, such as
 * `deployment 7 (commit 1f2e3d4, branch main), queued for 12s, started by robin`.
 *
 * @param nowMs the time on the server's clock; by default that of this machine
 */
export function describeDeployment(deployment: Deployment, redact: Redact, nowMs = Date.now()): string {
  const { id, status, created_by, creation_source, created_at } = deployment
  const by = created_by ?? creation_source
  const createdMs = parseTime(created_at)
  // The server's clock is cut to whole seconds, so a new deployment may seem to come from the future.
  const since = createdMs === undefined ? '' : ` for ${formatDuration(Math.max(nowMs - createdMs, 1000))}`
  return `deployment ${id}${describeCommit(deployment, redact)}, ${status}${since}${by ? `, started by ${by}` : ''}`
}

/** ` (commit 1f2e3d4, branch main)`, as far as it is known. */
export function describeCommit({ commit_sha, branch }: Deployment, redact: Redact): string {
  const parts = [commit_sha && `commit ${shortCommit(commit_sha, redact)}`, branch && `branch ${branch}`]
  const known = parts.filter(Boolean)
  return known.length > 0 ? ` (${known.join(', ')})` : ''
}

/** One change of the app, as a line of its own: `Pushed spicepod.yaml`. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'app':
      return `Created app ${change.name}${change.id === undefined ? '' : ` (${change.id})`}`
    case 'tags':
      return `Set tags ${change.keys.join(', ')}`
    case 'spicepod':
      return `Pushed ${change.path}`
    case 'secret':
      return `Stored secret ${change.name}`
  }
}

/** Several, within a sentence: `created app taxi (7), pushed spicepod.yaml, stored secrets A, B`. */
export function describeChanges(changes: readonly Change[]): string {
  const secrets = changes.flatMap((change) => (change.kind === 'secret' ? [change.name] : []))
  const others = changes.filter(({ kind }) => kind !== 'secret').map(describeChange)
  const stored = `Stored secret${secrets.length === 1 ? '' : 's'} ${secrets.join(', ')}`
  return [...others, ...(secrets.length > 0 ? [stored] : [])]
    .map((each) => `${each.charAt(0).toLowerCase()}${each.slice(1)}`)
    .join(', ')
}
