import type { Comparison } from './changes.ts'

type ComparisonEvent =
  | { type: 'data.comparing' }
  | { type: 'data.compared'; comparison: Comparison; baseline: string }

export interface ComparisonEvents {
  readonly comparison: ComparisonEvent
}

export interface ComparisonFacts {
  /** How the data differs from that of the baseline, which a name stands for; undefined if it was not compared. */
  readonly compared?: Comparison & { readonly baseline: string }
}
