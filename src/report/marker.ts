import type { Environment } from '../github/event.ts'
import { maxLength } from '../platform/text.ts'
import { readId } from '../spice/schema.ts'

/**
 * Subject of a comment: a deployment, or the changes that one would make. A pull request has one of each for an app, and
 * one for each fleet.
 */
export type CommentKind = 'deploy' | 'plan' | 'fleet'

/** The hidden first line of a comment: what it is about, which app it belongs to, and how new it is. */
export interface Marker {
  readonly kind: CommentKind
  /** Identifies the app or the fleet. Other runs have other keys and leave the comment alone. */
  readonly key: string
  /** Organization and name: the key of the app before it had an id, and again when it is gone. */
  readonly nameKey: string | undefined
  /** A re-run keeps the id. */
  readonly runId: number
  readonly runAttempt: number
  readonly deploymentId: number | undefined
}

export interface MarkerFacts {
  kind: CommentKind
  /** Undefined for an app that does not exist yet or was not found. */
  appId: number | undefined
  appName: string | undefined
  org: string | undefined
  apiUrl: string
  /** All deployments of the run; the newest one is used. */
  deploymentIds: readonly (number | undefined)[]
  env: Environment
}

const defaultHost = 'api.spice.ai'

/** The key of an app is its id, or organization and name as long as it has none, with the host of any other cloud. */
export function createMarker(facts: MarkerFacts): Marker | undefined {
  const { kind, appId, env, deploymentIds } = facts
  const host = URL.parse(facts.apiUrl)?.hostname ?? defaultHost
  const cloud = host === defaultHost ? '' : `@${encode(host)}`
  const byName = nameKey(facts)
  const key = appId ?? byName
  if (key === undefined) return undefined
  const ids = deploymentIds.filter((id) => id !== undefined)
  return {
    kind,
    key: `${key}${cloud}`,
    nameKey: byName && `${byName}${cloud}`,
    ...runOf(env),
    deploymentId: ids.length === 0 ? undefined : Math.max(...ids),
  }
}

export function createFleetMarker(name: string, env: Environment): Marker {
  return { kind: 'fleet', key: name, nameKey: undefined, ...runOf(env), deploymentId: undefined }
}

function runOf({ GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt }: Environment) {
  return { runId: readNumber(id), runAttempt: readNumber(attempt) }
}

/** Names of apps are case-insensitive. */
function nameKey({ appName, org }: MarkerFacts): string | undefined {
  if (!appName || !org || appName.length > maxLength.value || org.length > maxLength.value) return undefined
  return `${encode(org)}/${encode(appName)}`.toLowerCase()
}

/** Encodes everything that could end the HTML comment or the key. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function readNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** `<!-- spice-cloud-deploy app:4711 run:100.1 deployment:1001 name:acme/taxi -->`. A plan has no other name. */
export function renderMarker({ kind, key, nameKey, runId, runAttempt, deploymentId }: Marker): string {
  const deployment = deploymentId === undefined ? '' : ` deployment:${deploymentId}`
  const name = kind === 'plan' || nameKey === undefined || nameKey === key ? '' : ` name:${nameKey}`
  return `<!-- spice-cloud-${kind} app:${key} run:${runId}.${runAttempt}${deployment}${name} -->`
}

const line =
  /^<!-- spice-cloud-(deploy|plan|fleet) app:(\S+) run:(\d{1,15})\.(\d{1,15})(?: deployment:(\d{1,16}))?(?: name:(\S+))?(?: \S+)* -->\r?(?:\n|$)/

/** @returns the marker at the beginning of a comment; undefined if it begins with anything else */
export function readMarker(body: string): Marker | undefined {
  const [, kind, key, runId, runAttempt, id, nameKey] = line.exec(body) ?? []
  if (key === undefined) return undefined
  return {
    kind: kind as CommentKind,
    key,
    nameKey,
    runId: Number(runId),
    runAttempt: Number(runAttempt),
    deploymentId: id === undefined ? undefined : readId(id),
  }
}

/** Whether a comment may say when an app was deleted: only then it has an ID, but neither a name nor a deployment. */
export function mayTellDeletion(body: string): boolean {
  const { key = '/', nameKey, deploymentId } = readMarker(body) ?? {}
  return !key.includes('/') && nameKey === undefined && deploymentId === undefined
}

/**
 * How an existing comment relates to that of a run: they have the same subject and app, by its present key or by the one
 * before it had an ID, and the deployment decides which is newer if both have one, since the last one is what runs.
 * @returns undefined if it is about something else
 */
export function compareComment(body: string, run: Marker): 'older' | 'newer' | undefined {
  const existing = readMarker(body)
  if (existing === undefined || existing.kind !== run.kind) return undefined
  const { key, nameKey } = existing
  if (key !== run.key && key !== run.nameKey && nameKey !== run.key) return undefined
  const [theirs, ours] = [existing.deploymentId, run.deploymentId]
  const byDeployment = theirs !== undefined && ours !== undefined ? theirs - ours : 0
  const order = byDeployment || existing.runId - run.runId || existing.runAttempt - run.runAttempt
  return order > 0 ? 'newer' : 'older'
}
