import { ignoreCallError } from '../errors.ts'
import type { RuntimeChange } from '../outcome.ts'
import { atMost } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { hasSucceeded } from './deployment.ts'

// Which runtime a deployment gets, and what that changes for its spicepod.

const maxLookupMs = 3000

/** The deployment that a change of the runtime depends on. */
interface PlannedDeployment {
  /** As it is before the deployment; undefined if it could not be read. */
  readonly app: App | undefined
  /** Undefined for an app that is resumed, which deploys it. */
  readonly request: DeploymentRequest | undefined
  /** Those of the app until now, newest first. */
  readonly deployments: readonly Deployment[]
}

/** The runtime that a deployment gets, if it is certain and another one than before. */
export function findCertainChange({
  app,
  request,
  deployments,
}: PlannedDeployment): RuntimeChange | undefined {
  const { image_tag: pin } = app?.config ?? {}
  const by = request?.image_tag ? 'input' : 'pin'
  return toChange(deployments, request?.image_tag || pin, by)
}

/** The same, or else what is likely: on channel stable, Spice Cloud says which image is the default. */
export async function findRuntimeChange(
  planned: PlannedDeployment,
  { api, clock, deadline }: Pick<Run, 'api' | 'clock' | 'deadline'>,
): Promise<RuntimeChange | undefined> {
  const { app, request, deployments } = planned
  const { image_tag: pin, update_channel, version } = app?.config ?? {}
  if (request?.image_tag || pin) return findCertainChange(planned)
  const isStable = (request?.channel ?? update_channel) === 'stable'
  if (!isStable || version || app === undefined || runtimeBefore(deployments) === undefined) return undefined
  const soon = atMost(maxLookupMs, deadline, clock)
  return toChange(deployments, await api.getDefaultImage(soon).catch(ignoreCallError(undefined)), 'channel')
}

function toChange(
  deployments: readonly Deployment[],
  tag: string | undefined,
  by: RuntimeChange['by'],
): RuntimeChange | undefined {
  const [before, after] = [runtimeBefore(deployments), readVersion(tag)]
  if (before === undefined || after === undefined || after === before) return undefined
  return { before, after, by }
}

function runtimeBefore(deployments: readonly Deployment[]): string | undefined {
  return readVersion(deployments.find(hasSucceeded)?.image_tag)
}

/** The version in the tag of an image: `2.4.0-rc.1` of `2.4.0-rc.1-enterprise-models`; undefined for `nightly`. */
export function readVersion(tag: string | undefined): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:-rc\.?\d+)?)(?![\d.])/.exec(tag ?? '')?.[1]
}

/**
 * Reports another runtime, and what it changes for the spicepod that is deployed.
 * @param given the spicepod of this run; undefined if the app has another one
 */
export async function reportRuntimeChange(
  runtime: RuntimeChange,
  app: App | undefined,
  given: Spicepod | undefined,
  { emit, inputs }: Pick<Run, 'emit' | 'inputs'>,
): Promise<void> {
  emit({ type: 'plan.runtime', runtime })
  if (inputs.spicepodChecks === 'off') return
  const { findUpgrades } = await import('../spicepod/upgrades.ts')
  const spicepod = given?.value ?? app?.config?.spicepod
  const problems = findUpgrades(spicepod, runtime.before, runtime.after, given?.locate)
  if (problems.length > 0) emit({ type: 'problems.found', problems, isRefused: false })
}
