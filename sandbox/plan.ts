/** The states a deployment can be in, as the Deployments reference lists them. */
export type DeploymentStatus = 'queued' | 'in_progress' | 'succeeded' | 'failed' | 'created'

/** From `afterMs` after its creation on, a deployment shows this. */
export interface PlanStep {
  readonly afterMs: number
  readonly status: DeploymentStatus
  /** Also allowed while in progress: the platform then reports why it keeps retrying. */
  readonly error_message?: string
  readonly error_code?: string
}

/** The life of one deployment, in order of time. It is looked up when asked for, so nothing needs a timer. */
export type Plan = readonly PlanStep[]

/** Queued, then in progress after a quarter of `durationMs`, then succeeded. */
export function succeeds(durationMs = 400): Plan {
  return [...starts(durationMs), { afterMs: durationMs, status: 'succeeded' }]
}

/** Like {@link succeeds}, with a failure at the end. */
export function fails(
  durationMs = 400,
  error_message = 'The runtime did not become ready: dataset "taxi_trips" failed to load',
  error_code = 'unable_to_start',
): Plan {
  return [...starts(durationMs), { afterMs: durationMs, status: 'failed', error_message, error_code }]
}

/** In progress for ever: no server timeout ends a rollout whose new instance never gets ready. */
export function neverEnds(startMs = 100): Plan {
  return [
    { afterMs: 0, status: 'queued' },
    { afterMs: startMs, status: 'in_progress' },
  ]
}

/** Queued for ever. */
export function neverStarts(): Plan {
  return [{ afterMs: 0, status: 'queued' }]
}

function starts(durationMs: number): Plan {
  return [
    { afterMs: 0, status: 'queued' },
    { afterMs: durationMs / 4, status: 'in_progress' },
  ]
}
