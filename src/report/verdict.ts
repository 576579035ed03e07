import type { Outcome } from '../core/outcome.ts'
import type { Location } from '../core/problem.ts'
import type { RunState } from '../core/state.ts'
import { causesShown, describeRollout } from '../features/doctor/report.ts'
import { describeRecoveryOf } from '../features/recovery/words.ts'
import { join } from '../platform/text.ts'
import { wayBack } from './advice.ts'
import { type Ending, endingOf } from './ending.ts'
import { type Explain, explanationsFor } from './explanations.ts'
import { describePartialChanges } from './left-behind.ts'
import { describeBranchLeft, describeLive, describeReturn } from './live.ts'
import { advise, firstLocation } from './problems.ts'

/** How a run ended, in words. Text of servers is unchanged: escape it where it is printed. */
export interface Verdict {
  readonly ending: Ending
  readonly headline: string
  /** What happened, without the reasons and causes that pages list below. */
  readonly sentence: string
  /** The same with them, for the log. */
  readonly what: string
  /** What is live, if that is not said yet. */
  readonly live: string
  /** Advice for the user; empty if there is nothing to do. */
  readonly todo: string
  /** The same without the advice on each of several causes, if pages list them below. */
  readonly pageTodo: string
  /** Why a check failed, a line each, unless a page has a row for it. */
  readonly reasons: readonly string[]
  /** The output `error-message`: the API's own words, or why the action gave up. */
  readonly errorMessage: string | undefined
  readonly location?: Location | undefined
}

/** How a run ended, and what is said of it everywhere. */
export function conclude(outcome: Outcome, before: RunState): Verdict {
  const state = { ...before, outcome }
  const ending = endingOf(outcome, before)
  const explain = explanationsFor(state.action)[outcome.kind] as Explain<Outcome['kind']>
  const explanation = explain(outcome, state, ending)
  const { reasons = [], brief, details = describeRollout(state), causes = [] } = explanation
  const { listed = reasons, location = firstLocation(causes), saysLive = false } = explanation
  const isLiveRollback = ending.rolledBack !== undefined && ending.live?.kind === 'deployment'
  // What was deployed without the spicepod of the commit is the first thing to know of a success.
  const isFirst = outcome.kind === 'succeeded'
  const compose = (first: string, ...lines: readonly string[]) =>
    join(
      '\n',
      isFirst && ending.nothingPushed,
      first,
      ...lines,
      // A run that stops before there is a deployment may have changed the app by then.
      !('deployment' in outcome && outcome.deployment) && describePartialChanges(state),
      describeRecoveryOf(state, isLiveRollback),
      !isFirst && ending.nothingPushed,
    )
  const { what: start } = explanation
  const isListed = reasons.length > 0
  const what = compose(isListed ? `${start}:` : start, ...reasons, ...details)
  const { errorMessage = what } = explanation
  // A missing setting of the checks is worth adding also if the job passes.
  const isLacking = outcome.kind === 'succeeded' || (outcome.kind === 'unverified' && outcome.todo)
  const back = wayBack(ending, state)
  const isSaid = ending.passes && !isLacking
  const todo = isSaid ? back : join(' ', back, advise(causes), explanation.todo)
  const ownTodo = isSaid ? back : join(' ', back, explanation.todo)
  return {
    ending,
    headline: explanation.headline ?? ending.headline,
    sentence: compose(isListed ? `${join(': ', start, brief)}.` : (brief ?? start)),
    what,
    live: join(
      ' ',
      describeReturn(state),
      !saysLive && describeLive(ending.live, state),
      describeBranchLeft(state),
    ),
    reasons: listed,
    todo,
    // With several causes it has to be clear which advice is for which.
    pageTodo: causesShown(state).length > 1 ? ownTodo : todo,
    errorMessage: ending.passes && outcome.kind !== 'unverified' ? undefined : errorMessage,
    location,
  }
}
