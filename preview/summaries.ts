import { appUrl, type Facts } from '../src/report/facts.ts'
import { describeRecoveryOf } from '../src/report/recovery.ts'
import { renderSummary } from '../src/report/summary.ts'
import { describeOutcome } from '../src/report/verdict.ts'
import { describeLeftBehind } from '../src/report/writes.ts'
import type { Preview } from './page.ts'
import { runs } from './runs.ts'

export const repositoryUrl = 'https://github.com/acme/taxi'

/** The summaries of a dozen typical and odd runs, as the action renders them. */
export function summaries(): Preview[] {
  return Object.entries(runs).map(([title, facts]) => ({ title, markdown: summarize(facts) }))
}

function summarize(facts: Facts): string {
  const { appId, outcome, writes = [], pendingWrite } = facts
  if (outcome === undefined) throw new Error('A summary is written when it has ended.')
  const verdict = describeOutcome(outcome, {
    appId,
    timeoutMs: facts.timeoutMs ?? 0,
    onSuperseded: facts.onSuperseded ?? 'fail',
    isRequested: facts.isRequested ?? false,
    appUrl: appUrl(facts),
    leftBehind: describeLeftBehind(writes, outcome.kind === 'refused' ? undefined : pendingWrite),
    recovery: describeRecoveryOf(facts),
  })
  const redact = (text: string) => text.replaceAll('hunter2-hunter2', '***')
  return renderSummary(facts, verdict, { repositoryUrl, redact })
}
