import { begin, end } from '../../core/phases.ts'
import type { Changes, CoreState } from '../../core/state.ts'
import { bakeLineMs } from '../../platform/clock.ts'
import type { BakeFacts } from './events.ts'

export const bakeChanges: Changes<CoreState & BakeFacts> = {
  facts: {
    'bake.started': ({ atMs }) => ({ bake: { toldAtMs: atMs, badPolls: 0 }, watch: {} }),
    'bake.polled': ({ atMs, lists: { dataset: datasets, model: models } }, { bake, verification }) => ({
      ...(bake && atMs - bake.toldAtMs >= bakeLineMs && { bake: { ...bake, toldAtMs: atMs } }),
      // Without checks there is no verification.
      ...(verification && {
        verification: { ...verification, ...(datasets && { datasets }), ...(models && { models }) },
      }),
    }),
    'bake.ended': ({ badPolls, problem, until }, { bake }) =>
      bake ? { bake: { ...bake, hasEnded: true, badPolls, until }, watch: { problem } } : {},
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
