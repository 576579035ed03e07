import { begin, end } from '../../core/phases.ts'
import type { Changes, CoreState } from '../../core/state.ts'
import type { ComparisonFacts } from './events.ts'

export const comparisonChanges: Changes<CoreState & ComparisonFacts> = {
  facts: {
    'data.compared': ({ comparison, baseline }) => ({ compared: { ...comparison, baseline } }),
  },
  phases: {
    'data.comparing': ({ atMs }, phases) => begin(end(phases, ['datasets'], atMs), 'data', atMs),
    'data.compared': ({ atMs }, phases) => end(phases, ['data'], atMs),
  },
}
