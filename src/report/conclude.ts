import type { Outcome } from '../deployment/outcome.ts'
import { appUrl, type Facts } from './facts.ts'
import { describeRecoveryOf } from './recovery.ts'
import { describeOutcome, type Verdict } from './verdict.ts'
import { describeLeftBehind } from './writes.ts'

/** Puts what a run came to into words, by all that is known of it. */
export function conclude(outcome: Outcome, facts: Facts): Verdict {
  const {
    appId,
    timeoutMs = 0,
    onSuperseded = 'fail',
    isRequested = false,
    writes = [],
    pendingWrite,
  } = facts
  return describeOutcome(outcome, {
    appId,
    timeoutMs,
    onSuperseded,
    isRequested,
    appUrl: appUrl(facts),
    // A no means that it was not carried out.
    leftBehind: describeLeftBehind(writes, outcome.kind === 'refused' ? undefined : pendingWrite),
    recovery: describeRecoveryOf(facts),
  })
}
