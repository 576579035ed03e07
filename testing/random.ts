/**
 * What random schedules and programs in virtual time begin with. It is the same each time, so that a failure comes from the
 * current change; `TEST_SEED` sets another one, as every night does.
 */
export const seed = Number(process.env.TEST_SEED ?? 20_261_124)

/** A generator of numbers from 0 to 1 that depend only on the seed (mulberry32), so that figures are reproducible. */
export function createRng(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
