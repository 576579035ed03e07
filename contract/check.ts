import type { World } from './world.ts'

/**
 * Looks whether a statement about Spice Cloud holds. Returns what was seen instead; undefined if it holds.
 *
 * @throws Unseen if neither can be said
 */
export type Check = (world: World) => Promise<string | undefined>
