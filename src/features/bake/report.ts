import type { CoreState } from '../../core/state.ts'
import type { FeatureReport } from '../../report/feature.ts'
import { group, timed } from '../../report/log.ts'
import { formatDuration } from '../../report/wording.ts'
import type { BakeFacts } from './events.ts'
import { bakedSeconds, describeBake, describeInterruptedBake } from './words.ts'

/** How an app went on after its verification. */
export const bakeReport: FeatureReport<CoreState & BakeFacts> = {
  lines: {
    'bake.started': ({ ms }) => [group('Bake'), `Watching the app for ${formatDuration(ms)}.`],
    'bake.polled': ({ leftMs, news }, { state, before }) => [
      ...news.map(({ text, isBad }) => timed(text, isBad ? 'red' : 'green')),
      ...(leftMs > 0 && state.bake?.toldAtMs !== before.bake?.toldAtMs
        ? [timed(`Watching for another ${formatDuration(leftMs)}`)]
        : []),
    ],
    'bake.ended': ({ problem }) => (problem ? timed(problem.message, 'red') : []),
  },
  rows: (state) => [['Bake', describeBake(state)]],
  outputs: (state) => ({ 'baked-seconds': state.outcome && bakedSeconds(state) }),
  phases: { bake: ({ watch }) => ({ label: 'Bake', mark: watch?.problem ? 'failed' : '' }) },
  problems: ({ watch }) => (watch?.problem ? [watch.problem] : []),
  leftBehind: (state) => (state.bake && !state.bake.hasEnded ? describeInterruptedBake(state) : ''),
}
