import { digest } from '../platform/json.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { AppState } from './plan.ts'

/** Whether a deployment would take the same settings from an app as before. */
export function hasSameSettings(before: AppState, now: AppState, request?: DeploymentRequest): boolean {
  const [left, right] = [before, now].map((app) =>
    digest({ ...storedSettings(app, request), isPaused: Boolean(app.paused_at) }),
  )
  return left === right
}

/** The settings that a deployment takes from the app, because its request does not set them. */
export function storedSettings({ config, production_branch }: AppState, request: DeploymentRequest = {}) {
  return {
    // A connected app deploys the spicepod of that branch.
    production_branch: production_branch || undefined,
    channel: request.channel === undefined ? config?.update_channel : undefined,
    replicas: request.replicas === undefined ? config?.replicas : undefined,
    image_tag: request.image_tag === undefined ? config?.image_tag : undefined,
    // An image is exactly one version.
    version: request.image_tag === undefined ? config?.version : undefined,
  }
}
