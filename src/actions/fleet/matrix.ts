import type { FleetApp } from './app.ts'
import type { FleetState } from './inputs.ts'

// Plain data about a fleet, for later jobs.

/** GitHub starts no more jobs for a matrix. */
export const maxJobs = 256

/** The apps to deploy: those in one of the states. */
export function findDeployable(
  apps: readonly FleetApp[],
  states: readonly FleetState[],
): readonly FleetApp[] {
  return apps.filter(({ state }) => states.includes(state))
}

/** Apps to deploy, in the form of `strategy.matrix`. */
export function toMatrix(apps: readonly FleetApp[]): { include: object[] } {
  return { include: apps.slice(0, maxJobs).map(toJob) }
}

/** The apps to deploy of each wave, up to the last one that has some. */
export function splitIntoWaves(apps: readonly FleetApp[]): FleetApp[][] {
  const last = Math.max(0, ...apps.map(({ entry }) => entry.wave))
  return Array.from({ length: last }, (_, index) => apps.filter(({ entry }) => entry.wave === index + 1))
}

function toJob({ entry, state, current, digest = 'unknown' }: FleetApp): object {
  const { app, workingDirectory, spicepod, wave, channel, replicas, imageTag, tags } = entry
  return {
    app,
    'app-id': current?.id ?? '',
    'working-directory': workingDirectory,
    spicepod,
    wave,
    state,
    'plan-digest': digest,
    channel,
    replicas,
    'image-tag': imageTag,
    tags: tags && JSON.stringify(tags),
    ...entry.with,
  }
}

/** How many apps are in each state that occurs. */
export function countStates(apps: readonly FleetApp[]): Partial<Record<FleetState, number>> {
  const groups = Object.entries(Object.groupBy(apps, ({ state }) => state))
  return Object.fromEntries(groups.map(([state, { length }]) => [state, length]))
}

/** Facts of the newest deployment. */
const members = 'id status commit_sha branch created_at creation_source created_by'.split(' ')

/** An entry of the output `apps`. */
export function toEntry(app: FleetApp, url: string | undefined): object {
  const { entry, state, reason, current, changes, deployment, digest } = app
  return {
    app: entry.app,
    app_id: current?.id,
    state,
    reason,
    spicepod: entry.file,
    wave: entry.wave,
    changes,
    deployment: deployment && JSON.parse(JSON.stringify(deployment, members)),
    plan_digest: digest,
    url,
  }
}
