import type { EventTable } from '../../core/events.ts'
import { begin, end, type Phase } from '../../core/phases.ts'
import type { CoreState } from '../../core/state.ts'
import type { BakeEvent, BakeFacts } from './events.ts'

/** How often the log says what is left of a bake, but for the time that looks take, in milliseconds. */
const bakeLineMs = 59_000

type BakeTable<Context, Result> = Pick<EventTable<Context, Result>, BakeEvent['type']>

/** The facts that an event of the bake changes. */
export const bakeFacts: BakeTable<CoreState & BakeFacts, Partial<CoreState & BakeFacts>> = {
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
}

export const bakeActivities: BakeTable<unknown, string> = {
  // The log says what is left, once a minute.
  'bake.started': () => '',
}

export const bakePhases: BakeTable<readonly Phase[], readonly Phase[]> = {
  'bake.started': ({ atMs }, phases) => begin(phases, 'bake', atMs),
  'bake.ended': ({ atMs }, phases) => end(phases, ['bake'], atMs),
}
