import type { Deployment } from '../spice/schema.ts'

/**
 * How long a deployment took from its creation to its end, by the server's own times.
 *
 * @returns milliseconds; undefined when it has not ended or the times are missing
 */
export function durationMs({ status, created_at, finished_at, updated_at }: Deployment): number | undefined {
  if (status !== 'succeeded' && status !== 'failed') return undefined
  // Servers that do not say when it finished changed it for the last time then.
  const duration = Date.parse(finished_at ?? updated_at ?? '') - Date.parse(created_at ?? '')
  return duration >= 0 ? duration : undefined
}

/** How long ago a deployment was created, in milliseconds: by the server's clock, since that dates it. */
export function ageMs({ created_at }: Deployment, serverTimeMs = Date.now()): number {
  const createdMs = Date.parse(created_at ?? '')
  return Number.isNaN(createdMs) ? 0 : Math.max(0, serverTimeMs - createdMs)
}
