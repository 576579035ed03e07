import type { EventTable } from '../core/events.ts'
import type { PhaseName } from '../core/phases.ts'
import type { Problem } from '../core/problem.ts'
import type { RunState } from '../core/state.ts'
import type { Entry } from './log.ts'
import type { Html, Markup } from './markup.ts'

/**
 * What a feature shows of itself.
 * @typeParam State what it knows of the run
 */
export interface FeatureReport<State = RunState> {
  readonly lines?: EventTable<{ state: State; before: State }, Entry | readonly Entry[]>
  /** What may explain why a run did not end well, for the top of summary and comment. */
  causes?(state: State, markup: Markup, room: Room): readonly Html[]
  /** What a progress line adds while a deployment is in progress. */
  progress?(state: State): string | undefined
  /** The rows of its facts in summary and comment. */
  rows?(state: State, markup: Markup): readonly [name: string, cell: Html][]
  /** A folded part of summary and comment, in at most `max` characters. */
  section?(state: State, markup: Markup, max?: number): Html
  outputs?(state: State, show: OutputText): Outputs
  /** For the output `problems`. */
  problems?(state: State): readonly Problem[]
  /** Its phases in the timeline. */
  readonly phases?: { readonly [Name in PhaseName]?: (state: State) => PhaseWords }
  /** Its unfinished work in a run that is killed now; empty if there is none. */
  leftBehind?(state: State): string
}

/** In characters, for what each page has room for. */
export interface Room {
  /** A longer line is other people's text. */
  readonly line: number
  readonly lines: number
  /** The open rows of a table, and the folded ones. */
  readonly checks?: number
  readonly changes?: number
  /** How many lines of the log of an instance a comment has, which has no headings. */
  readonly log?: number
}

interface PhaseWords {
  readonly label: string
  /** A word beside it: not everybody can tell colors apart. If it is undefined, the outcome of a run that ended here has one. */
  readonly mark?: string | undefined
}

/** A list as JSON, and how many of its entries that lacks. */
export interface ShownList {
  readonly json: string | undefined
  readonly omitted: number
}

type Outputs = Readonly<Record<string, string | number | boolean | ShownList | null | undefined>>

/** How outputs show what others have written. */
interface OutputText {
  hide(text: string | null | undefined): string | null | undefined
  /** JSON, but for the texts of members whose words are the action's own. */
  list(entries: object | undefined, ownWords?: readonly string[]): ShownList
}
