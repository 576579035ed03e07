import type { KnownApp } from '../app/plan.ts'
import { ignoreCallError } from '../errors.ts'
import type { RuntimeChange } from '../outcome.ts'
import { atMost, maxHintMs } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { findNewestSuccess, historyLimit } from './list.ts'

// The runtime that a deployment gets, and what that changes for its spicepod.

interface PlannedDeployment {
  /** Undefined if it does not exist yet. */
  readonly app: KnownApp | undefined
  /** The request of the run, which is not sent if the app is paused: resuming the app deploys it. */
  readonly request: DeploymentRequest
  /** The newest of the app, at most {@link historyLimit}. */
  readonly deployments: readonly Deployment[]
  /** The spicepod of this run; undefined if the app has another one. */
  readonly given: Spicepod | undefined
  /** The image that it most likely gets if nothing says which. */
  readonly likelyTag?: string | undefined
}

/**
 * Finds the runtime that a deployment gets, if that is known and another one than before, and reports what it changes.
 * @param isPreview whether to ask for what is only likely, which is part of the plan of a dry run
 */
export async function checkRuntime(
  planned: PlannedDeployment,
  run: Pick<Run, 'api' | 'clock' | 'deadline' | 'emit' | 'inputs'>,
  isPreview: boolean,
): Promise<RuntimeChange | undefined> {
  const { emit, inputs } = run
  const runtime = await findRuntimeChange(planned, run, isPreview)
  if (runtime === undefined || (runtime.by === 'channel' && !inputs.dryRun)) return runtime
  emit({ type: 'plan.runtime', runtime })
  if (inputs.spicepodChecks !== 'off') await reportUpgrades(runtime, planned, emit)
  return runtime
}

export async function reportUpgrades(
  upgrade: RuntimeChange,
  { app, given }: Pick<PlannedDeployment, 'app' | 'given'>,
  emit: Run['emit'],
): Promise<void> {
  const { findUpgrades } = await import('../spicepod/upgrades.ts')
  const spicepod = given?.value ?? app?.current?.config?.spicepod
  const problems = findUpgrades(spicepod, upgrade.before, upgrade.after, given?.locate, upgrade.isEnterprise)
  if (problems.length > 0) emit({ type: 'problems.found', problems, isRefused: false, upgrade })
}

/** Finds the runtime that a deployment gets, if that is known and another one than that of the newest success. */
export async function findRuntimeChange(
  { app, request, deployments, likelyTag }: Omit<PlannedDeployment, 'given'>,
  { api, clock, deadline }: Pick<Run, 'api' | 'clock' | 'deadline'>,
  isPreview: boolean,
): Promise<RuntimeChange | undefined> {
  if (app === undefined) return undefined
  const { image_tag: pin, update_channel, version } = app.current?.config ?? {}
  const { image_tag, channel = update_channel } = app.current?.paused_at ? {} : request
  const certainTag = image_tag || pin
  const isDefault = isPreview && !certainTag && channel === 'stable' && !version && app.current !== undefined
  if (!certainTag && !isDefault && likelyTag === undefined) return undefined
  const soon = atMost(maxHintMs, deadline, clock)
  const reading = { api, deadline: soon, reportErrors: false }
  const success = await findNewestSuccess(deployments, historyLimit, app.id, reading).catch(
    ignoreCallError(undefined),
  )
  const before = readVersion(success?.image_tag)
  if (before === undefined) return undefined
  const defaultTag = isDefault ? await api.getDefaultImage(soon).catch(ignoreCallError(undefined)) : undefined
  const tag = certainTag || (defaultTag ?? likelyTag)
  const after = readVersion(tag)
  if (after === undefined || after === before) return undefined
  const isEnterprise = /\benterprise\b/.test(tag ?? '')
  return { before, after, by: image_tag ? 'input' : pin ? 'pin' : 'channel', isEnterprise }
}

/** The version in the tag of an image: `2.4.0-rc.1` of `2.4.0-rc.1-enterprise-models`; undefined for `nightly`. */
function readVersion(tag: string | undefined): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:-rc\.?\d+)?)(?![\d.])/.exec(tag ?? '')?.[1]
}
