import type { Problem } from '../../core/problem.ts'
import type { ComponentKind } from '../../runtime/lists.ts'
import type { Dataset } from '../../runtime/verification.ts'

/** What happens while a run watches an app after its verification. */
type BakeEvent =
  | { type: 'bake.started'; ms: number }
  | { type: 'bake.polled'; leftMs: number; news: readonly BakeNews[]; lists: RuntimeLists }
  /** The app has gone bad (`problem`), or is not watched any longer because of what `until` says in a clause. */
  | { type: 'bake.ended'; badPolls: number; problem?: Problem; until?: string }

export interface BakeEvents {
  readonly bake: BakeEvent
}

/** A sentence about something that a poll has changed. */
export interface BakeNews {
  readonly text: string
  readonly isBad: boolean
}

export type RuntimeLists = { readonly [List in ComponentKind['noun']]?: readonly Dataset[] | undefined }

/** What is known of the bake of a run. */
export interface BakeFacts {
  readonly bake?: BakeState
}

/** The watch over the app after its verification. */
interface BakeState {
  /** When the log last said what is left of it. */
  readonly toldAtMs: number
  readonly hasEnded?: boolean
  readonly badPolls: number
  readonly until?: string | undefined
}
