import type { Environment } from '../context.ts'
import { compareDeploymentIds, type DeploymentId, readDeploymentId } from '../deployment-id.ts'

/** Whose a comment is, and how new: the hidden line that it begins with. */
export interface Marker {
  /** The app. Runs of other apps have other keys, and leave the comment alone. */
  readonly key: string
  /** What the app may have been called before it had an id. */
  readonly formerKey: string | undefined
  /** A re-run has the id of the first one. */
  readonly runId: number
  readonly runAttempt: number
  /** Undefined where the run has none. */
  readonly deploymentId: DeploymentId | undefined
}

/** What a comment that was found says of itself. */
export type FoundMarker = Omit<Marker, 'formerKey'>

export interface MarkerFacts {
  /** Undefined for an app that does not exist yet or was not found. */
  appId: number | undefined
  appName: string | undefined
  /** Handle of the organization. */
  org: string | undefined
  /** Base URL of the Management API. */
  apiUrl: string
  /** Those that the run has to do with; the newest counts. */
  deploymentIds: readonly (DeploymentId | undefined)[]
  env: Environment
}

/** Ids are unique in one Spice Cloud, and nearly everybody uses this one. */
const usualHost = 'api.spice.ai'
/** Longer names are none. */
const longestName = 200

/**
 * Makes the marker of a run. An app is known by its id, which is unique in a Spice Cloud whatever the organization; by
 * organization and name as long as it has none. Another Spice Cloud may give the same id to another app, so its host is
 * part of the key.
 *
 * @returns undefined where no app is known: there is nothing to keep one comment of
 */
export function createMarker(facts: MarkerFacts): Marker | undefined {
  const { appId, env, deploymentIds } = facts
  const host = URL.parse(facts.apiUrl)?.hostname ?? usualHost
  const cloud = host === usualHost ? '' : `@${encode(host)}`
  const byName = nameKey(facts)
  const byId = appId === undefined ? undefined : String(appId)
  const key = byId ?? byName
  if (key === undefined) return undefined
  const ids = deploymentIds.filter((id) => id !== undefined)
  return {
    key: `${key}${cloud}`,
    formerKey: byId !== undefined && byName !== undefined ? `${byName}${cloud}` : undefined,
    runId: readNumber(env.GITHUB_RUN_ID),
    runAttempt: readNumber(env.GITHUB_RUN_ATTEMPT),
    deploymentId: ids.toSorted(compareDeploymentIds).at(-1),
  }
}

/** Names of apps have no case. */
function nameKey({ appName, org }: MarkerFacts): string | undefined {
  if (!appName || !org || appName.length > longestName || org.length > longestName) return undefined
  return `${encode(org)}/${encode(appName)}`.toLowerCase()
}

/** Nothing is left that could end the comment or its key. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function readNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** The line itself, without an end: `<!-- spice-cloud-deploy app:4711 run:100.1 deployment:1001 -->`. */
export function renderMarker({ key, runId, runAttempt, deploymentId }: Marker): string {
  const deployment = deploymentId === undefined ? '' : ` deployment:${deploymentId}`
  return `<!-- spice-cloud-deploy app:${key} run:${runId}.${runAttempt}${deployment} -->`
}

const line =
  /^<!-- spice-cloud-deploy app:(\S+) run:(\d{1,15})\.(\d{1,15})(?: deployment:(\d{1,64}))?(?: \S+)* -->/

/** Reads the marker that a comment begins with; undefined where it begins with anything else. */
export function readMarker(body: string): FoundMarker | undefined {
  const [, key, runId, runAttempt, deploymentId] = line.exec(body) ?? []
  if (key === undefined) return undefined
  return {
    key,
    runId: Number(runId),
    runAttempt: Number(runAttempt),
    deploymentId: deploymentId === undefined ? undefined : readDeploymentId(deploymentId),
  }
}

/** Whether a comment is that of the app, be it by the name that it had before it got its id. */
export function isOfSameApp({ key, formerKey }: Marker, found: FoundMarker): boolean {
  return found.key === key || found.key === formerKey
}

/**
 * Whether a comment tells of something newer than the run does. Deployments decide where both have one, since the last
 * one is what runs: an old run that is run again deploys anew, and then its word is the latest. Otherwise runs do.
 */
export function isNewer(found: FoundMarker, run: Marker): boolean {
  const [theirs, ours] = [found.deploymentId, run.deploymentId]
  if (theirs !== undefined && ours !== undefined) {
    const order = compareDeploymentIds(theirs, ours)
    if (order !== 0) return order > 0
  }
  return found.runId > run.runId || (found.runId === run.runId && found.runAttempt > run.runAttempt)
}
