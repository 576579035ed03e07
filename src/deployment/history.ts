import type { Deployment } from '../spice/schema.ts'
import { durationMs } from './duration.ts'

/** Older ones may come from another runtime or another spicepod. */
const mostUsual = 8

/**
 * How long the app's latest successful deployments took. Failed ones say little of when the next will end.
 *
 * @param deployments newest first, as the list has them
 * @returns milliseconds each, newest first
 */
export function usualDurationsMs(deployments: readonly Deployment[]): number[] {
  return deployments
    .filter(({ status }) => status === 'succeeded')
    .map(durationMs)
    .filter((ms) => ms !== undefined)
    .slice(0, mostUsual)
}
