import type { Deployment } from '../spice/schema.ts'
import { parseTime } from '../time.ts'

/**
 * How long a deployment took from its creation to its end, by the server's own times.
 *
 * @returns milliseconds; undefined when it has not ended or the times are missing
 */
export function durationMs({ status, created_at, finished_at, updated_at }: Deployment): number | undefined {
  if (status !== 'succeeded' && status !== 'failed') return undefined
  // Servers that do not say when it finished changed it for the last time then.
  const endedMs = parseTime(finished_at ?? updated_at)
  const createdMs = parseTime(created_at)
  if (endedMs === undefined || createdMs === undefined || endedMs < createdMs) return undefined
  return endedMs - createdMs
}

/** How long ago a deployment was created, in milliseconds: by the server's clock, since that dates it. */
export function ageMs({ created_at }: Deployment, serverTimeMs = Date.now()): number {
  return Math.max(0, serverTimeMs - (parseTime(created_at) ?? serverTimeMs))
}
