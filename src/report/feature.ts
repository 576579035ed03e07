import type { EventTable } from '../core/events.ts'
import type { Problem } from '../core/problem.ts'
import type { RunState } from '../core/state.ts'
import type { Entry } from './log.ts'
import type { Html } from './markup.ts'

/**
 * What a feature shows of itself.
 * @typeParam State what it knows of the run
 */
export interface FeatureReport<State = RunState> {
  readonly lines: EventTable<{ state: State; before: State }, Entry | readonly Entry[]>
  /** The rows of its facts in summary and comment. */
  rows?(state: State): readonly [name: string, cell: Html][]
  outputs?(state: State): Readonly<Record<string, string | number | undefined>>
  /** For the output `problems`. */
  problems?(state: State): readonly Problem[]
  /** Its unfinished work in a run that is killed now; empty if there is none. */
  leftBehind?(state: State): string
}
