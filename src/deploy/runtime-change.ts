import type { KnownApp, Running } from '../app/plan.ts'
import { ignoreCallError } from '../core/errors.ts'
import type { RuntimeChange } from '../core/outcome.ts'
import type { Run } from '../core/run.ts'
import { atMost, maxHintMs } from '../platform/clock.ts'
import type { DeploymentList, DeploymentRequest } from '../spice/api.ts'
import { findNewestSuccess } from './list.ts'

export interface PlannedDeployment {
  /** Undefined if it does not exist yet. */
  readonly app: KnownApp | undefined
  /** The request of the run, which is not sent if the app is paused: resuming the app deploys it. */
  readonly request: DeploymentRequest
  /** The deployments of the app; null if they could not be listed, undefined if the app does not exist yet. */
  readonly list: Pick<DeploymentList, 'deployments' | 'isWhole'> | null | undefined
  /** What the app runs, if that has been looked up. */
  readonly running?: Pick<Running, 'success'> | undefined
}

/**
 * Finds and reports the runtime that a deployment gets, if that is known and another one than that of the newest
 * success. A dry run also asks for what is only likely.
 */
export async function findRuntimeChange(
  { app, request, list, running }: PlannedDeployment,
  { api, clock, deadline, emit, inputs }: Pick<Run, 'api' | 'clock' | 'deadline' | 'emit' | 'inputs'>,
): Promise<RuntimeChange | undefined> {
  if (app === undefined || !list) return undefined
  const { image_tag: pin, update_channel, version } = app.current?.config ?? {}
  const { image_tag, channel = update_channel } = app.current?.paused_at ? {} : request
  const certainTag = image_tag || pin
  const isDefault =
    inputs.dryRun && !certainTag && channel === 'stable' && !version && app.current !== undefined
  if (!certainTag && !isDefault) return undefined
  const soon = atMost(maxHintMs, deadline, clock)
  const reading = { api, deadline: soon, reportErrors: false }
  const { success } = running ?? {
    success: await findNewestSuccess(list, app.id, reading).catch(ignoreCallError(undefined)),
  }
  const before = readVersion(success?.image_tag)
  if (before === undefined) return undefined
  const defaultTag = isDefault ? await api.getDefaultImage(soon).catch(ignoreCallError(undefined)) : undefined
  const after = readVersion(certainTag || defaultTag)
  if (after === undefined || after === before) return undefined
  const runtime = { before, after, by: image_tag ? 'input' : pin ? 'pin' : 'channel' } as const
  emit({ type: 'plan.runtime', runtime })
  return runtime
}

/** The version in the tag of an image: `2.4.0-rc.1` of `2.4.0-rc.1-enterprise-models`; undefined for `nightly`. */
function readVersion(tag: string | undefined): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:-rc\.?\d+)?)(?![\d.])/.exec(tag ?? '')?.[1]
}
