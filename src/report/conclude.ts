import type { Outcome } from '../deployment/outcome.ts'
import type { Redact } from '../text.ts'
import { describeOutcome } from './describe-outcome.ts'
import { appUrl, type Facts } from './facts.ts'
import { describeRecoveryOf } from './recovery.ts'
import type { Verdict } from './verdict.ts'
import { describeLeftBehind } from './writes.ts'

/** Puts what a run came to into words, by all that is known of it. */
export function conclude(outcome: Outcome, facts: Facts, redact: Redact): Verdict {
  const { appId, timeoutMs = 0, onSuperseded = 'fail', isRequested = false } = facts
  return describeOutcome(outcome, {
    appId,
    timeoutMs,
    onSuperseded,
    isRequested,
    appUrl: appUrl(facts),
    leftBehind: describeLeftBehind(facts.writes ?? [], facts.pendingWrite, facts.onFailure),
    recovery: describeRecoveryOf(facts, redact),
    redact,
  })
}
