import prettyMilliseconds from 'pretty-ms'
import type { Change, ForkSource } from '../app/plan.ts'
import type { Outcome } from '../core/outcome.ts'
import type { RunState } from '../core/state.ts'
import { recentDurationsMs } from '../deploy/deployment.ts'
import { shortCommit } from '../github/event.ts'
import { parseTime } from '../platform/clock.ts'
import { asIs, count, endOfSentence, firstLine, join, limit, uncapitalize } from '../platform/text.ts'
import { type App, type Deployment, isManaged } from '../spice/schema.ts'

/** `1m 8s`, `18s`, `600ms`. */
export function formatDuration(ms: number): string {
  return prettyMilliseconds(Math.max(0, Math.round(ms)), { secondsDecimalDigits: 0 })
}

/** `2h old`, by the server's clock if that is known: the largest unit says enough. Empty without a date. */
export function describeAge({ created_at }: Deployment, nowMs = Date.now()): string {
  const createdMs = parseTime(created_at)
  if (createdMs === undefined) return ''
  return `${prettyMilliseconds(Math.max(1000, nowMs - createdMs), { compact: true })} old`
}

/** A time that runs, in whole seconds from `0s`. */
export function formatElapsed(ms: number): string {
  return ms < 1000 ? '0s' : formatDuration(ms)
}

/**
 * A deployment of somebody else, by the server's clock if that is known, such as
 * `deployment 7 (commit 1f2e3d4, branch main), queued for 12s, started by robin`.
 */
export function describeDeployment(deployment: Deployment, nowMs = Date.now()): string {
  const { id, status, created_by, creation_source, created_at } = deployment
  const by = created_by ?? creation_source
  const createdMs = parseTime(created_at)
  // The server's clock is truncated to whole seconds, so a new deployment may seem to come from the future.
  const since = createdMs === undefined ? '' : ` for ${formatDuration(Math.max(nowMs - createdMs, 1000))}`
  return `deployment ${id}${describeCommit(deployment)}, ${status}${since}${by ? `, started by ${by}` : ''}`
}

/** ` (commit 1f2e3d4, branch main)`, as far as it is known. */
export function describeCommit({ commit_sha, branch }: Deployment): string {
  const commit = commit_sha && `commit ${shortCommit(commit_sha)}`
  const text = join(', ', commit, branch && `branch ${branch}`)
  return text && ` (${text})`
}

/** `deployment 7 (commit 1f2e3d4, branch main), 2h old: "Fix the meter"` */
export function describeEarlier(deployment: Deployment, serverTimeMs: number | undefined): string {
  const { id, commit_message } = deployment
  const message = firstLine(commit_message ?? '')
  const age = join(': ', describeAge(deployment, serverTimeMs), message && `"${message}"`)
  return join(', ', `deployment ${id}${describeCommit(deployment)}`, age)
}

/** Describes what a rollback does not change. @param imageTag the image that it requests */
export function listUnchanged(imageTag: string | undefined): string {
  return imageTag === undefined ? 'secrets, tags, settings and the image' : 'secrets, tags and settings'
}

/** The input that makes a run watch a deployment; only the deploying action has it. */
export function inputFor({ id }: Deployment, { action }: RunState): string {
  return `\`deployment-id: ${id}\`${action === 'deploy' ? '' : ' of the deploying action'}`
}

/**
 * Meaning of a success if Spice Cloud does not run the app; empty if it does.
 *
 * @param before the text before it, which may say so already
 */
export function describeDispatch(app: Pick<App, 'kind'> | undefined, before = ''): string {
  if (isManaged(app)) return ''
  const who = 'Spice Cloud does not run this app'
  const meaning = '`succeeded` means that the deployment was sent to its runtime, not that it runs there.'
  return join(': ', !before.includes(who) && who, meaning)
}

/** The first of some lines, and how many more there are. */
export function limitLines(lines: readonly string[], max: number, thing: string): readonly string[] {
  return limit(lines, max, asIs, (more) => `… and ${count(more, `more ${thing}`)}`)
}

/** One change of the app, as a line of its own: `Pushed spicepod.yaml`. */
export function describeChange(change: Change): string {
  if (change.kind === 'tags') return `Set tags ${change.keys.join(', ')}`
  if (change.kind === 'spicepod') return `Pushed ${change.path}`
  if (change.kind === 'secret') return `Stored secret ${change.name}`
  const source = change.source && `forked from ${nameSource(change.source)}`
  const details = join(', ', change.id?.toString(), source)
  return `Created app ${change.name}${details && ` (${details})`}`
}

export function nameSource({ id, name }: ForkSource): string {
  return name ?? `app ${id}`
}

/** Several changes, within a sentence: `created app taxi (7), pushed spicepod.yaml, stored secrets A, B`. */
export function describeChanges(changes: readonly Change[]): string {
  const secrets = changes.flatMap((change) => (change.kind === 'secret' ? [change.name] : []))
  const others = changes.filter(({ kind }) => kind !== 'secret').map(describeChange)
  const stored = secrets.length > 0 && `stored secret${secrets.length === 1 ? '' : 's'} ${secrets.join(', ')}`
  return join(', ', ...others.map(uncapitalize), stored)
}

/** Older deployments say less about the next. */
const maxCompared = 5

/** How many of the app's last deployments succeeded, and their median duration; undefined if none did. */
export function expectedDuration({ history }: Pick<RunState, 'history'>) {
  const durations = recentDurationsMs(history).slice(0, maxCompared)
  return durations.length === 0 ? undefined : { medianMs: median(durations), count: durations.length }
}

/** The middle one of some values; 0 without any. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = (sorted.length - 1) / 2
  const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return (low + high) / 2
}

/** Why a run ended, as the end of a sentence; empty if its outcome has no reason. */
export function describeReason(outcome: Outcome): string {
  return 'reason' in outcome ? endOfSentence(outcome.reason) : ''
}
