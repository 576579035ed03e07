import { begin, end } from '../../core/phases.ts'
import type { Changes, CoreState } from '../../core/state.ts'
import type { BakeFacts } from './events.ts'

/** How often the log says what is left of a bake, but for the time that looks take, in milliseconds. */
const bakeLineMs = 59_000

export const bakeChanges: Changes<CoreState & BakeFacts> = {
  facts: {
    'bake.started': ({ atMs }) => ({ bake: { toldAtMs: atMs, badLooks: 0 } }),
    'bake.looked': ({ atMs, lists: { dataset: datasets, model: models } }, { bake, verification }) => ({
      ...(bake && atMs - bake.toldAtMs >= bakeLineMs && { bake: { ...bake, toldAtMs: atMs } }),
      // Without checks there is no verification.
      ...(verification && {
        verification: { ...verification, ...(datasets && { datasets }), ...(models && { models }) },
      }),
    }),
    'bake.ended': ({ badLooks, problem, until }, { bake }) =>
      bake ? { bake: { ...bake, hasEnded: true, badLooks, problem, until } } : {},
  },
  activities: {
    // The log says what is left, once a minute.
    'bake.started': () => '',
  },
  phases: {
    'bake.started': ({ atMs }, phases) => begin(phases, 'bake', atMs),
    'bake.ended': ({ atMs }, phases) => end(phases, ['bake'], atMs),
  },
}
