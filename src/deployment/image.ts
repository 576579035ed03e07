import { orElse } from '../errors.ts'
import type { RuntimeChange } from '../outcome.ts'
import { atMost } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { hasSucceeded } from './deployment.ts'

const maxLookupMs = 3000

/**
 * Finds out which runtime a deployment would get, as far as that can be known.
 *
 * @param app undefined if it has not been read
 * @param request undefined if a paused app is resumed
 * @param deployments newest first
 * @returns undefined if it is the same as before, or not known
 */
export async function findRuntimeChange(
  app: App | undefined,
  request: DeploymentRequest | undefined,
  deployments: readonly Deployment[],
  run: Pick<Run, 'api' | 'clock' | 'deadline'>,
): Promise<RuntimeChange | undefined> {
  const before = numberOf(deployments.find(hasSucceeded)?.image_tag)
  if (before === undefined) return undefined
  const change = (tag: string | undefined, by: RuntimeChange['by']) => {
    const after = numberOf(tag)
    return after === undefined || after === before ? undefined : { before, after, by }
  }
  const { image_tag: pin, update_channel, version } = app?.config ?? {}
  if (request?.image_tag) return change(request.image_tag, 'input')
  if (pin) return change(pin, 'pin')
  if ((request?.channel ?? update_channel) !== 'stable' || version || app === undefined) return undefined
  const soon = atMost(maxLookupMs, run.deadline, run.clock)
  return change(await run.api.getDefaultImage(soon).catch(orElse(undefined)), 'channel')
}

/** The version in a tag such as `2.3.2-enterprise-models`. */
function numberOf(tag: string | undefined): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:-rc\.?\d+)?)(?![\d.])/.exec(tag ?? '')?.[1]
}
