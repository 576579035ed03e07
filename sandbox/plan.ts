/** The states a deployment can be in, as the Deployments reference lists them. */
export type DeploymentStatus = 'queued' | 'in_progress' | 'succeeded' | 'failed' | 'created'

/** What a deployment shows from `afterMs` after its creation on. */
export interface PlanStep {
  readonly afterMs: number
  readonly status: DeploymentStatus
  /** Also allowed while in progress: the platform then reports why it keeps retrying. */
  readonly error_message?: string
  readonly error_code?: string
}

/** The states of one deployment, in order of time. They are looked up when needed, so there are no timers. */
export type Plan = readonly PlanStep[]

/** In a message, stands for the first component of the spicepod. */
export const ANY_COMPONENT = '{component}'

/** Queued, then in progress after a quarter of `durationMs`, then succeeded. */
export function succeeds(durationMs = 400): Plan {
  return [...starts(durationMs), { afterMs: durationMs, status: 'succeeded' }]
}

/** Like {@link succeeds}, with a failure at the end. */
export function fails(
  durationMs = 400,
  error_message = `The runtime did not become ready: ${ANY_COMPONENT} failed to load`,
  error_code = 'unable_to_start',
): Plan {
  return [...starts(durationMs), { afterMs: durationMs, status: 'failed', error_message, error_code }]
}

/** In progress forever: no server timeout ends a rollout whose new instance never becomes ready. */
export function neverEnds(startMs = 100): Plan {
  return [
    { afterMs: 0, status: 'queued' },
    { afterMs: startMs, status: 'in_progress' },
  ]
}

/** What becomes of a plan if no new instance ever becomes ready. */
export function withoutSuccess(plan: Plan): Plan {
  return plan.filter(({ status }) => status !== 'succeeded')
}

/** Queued forever. */
export function neverStarts(): Plan {
  return [{ afterMs: 0, status: 'queued' }]
}

function starts(durationMs: number): Plan {
  return [
    { afterMs: 0, status: 'queued' },
    { afterMs: durationMs / 4, status: 'in_progress' },
  ]
}
