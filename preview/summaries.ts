import { conclude } from '../src/report/conclude.ts'
import type { Facts } from '../src/report/facts.ts'
import { renderComment } from '../src/report/render-comment.ts'
import { renderSummary } from '../src/report/summary.ts'
import type { Preview } from './page.ts'
import { runs } from './runs.ts'

export const repositoryUrl = 'https://github.com/acme/taxi'

/** The summaries of a dozen typical and odd runs, as the action renders them. */
export function summaries(): Preview[] {
  return Object.entries(runs).map(([title, facts]) => ({ title, markdown: summarize(facts) }))
}

/** The comments of the same runs on a pull request. A dry run makes none. */
export function comments(): Preview[] {
  const commenting = Object.entries(runs).filter(([, { outcome }]) => outcome?.kind !== 'planned')
  return commenting.map(([title, facts]) => ({
    title: `Comment: ${title}`,
    markdown: renderComment(facts, verdictOf(facts), {
      marker: {
        key: '4711',
        formerKey: undefined,
        runId: 1,
        runAttempt: 1,
        deploymentId: facts.deployment?.id,
      },
      repositoryUrl,
      runUrl: `${repositoryUrl}/actions/runs/1234567890/attempts/1`,
      at: new Date('2026-11-24T12:00:00Z'),
      redact,
    }),
  }))
}

function summarize(facts: Facts): string {
  return renderSummary(facts, verdictOf(facts), { repositoryUrl, redact })
}

function verdictOf(facts: Facts) {
  if (facts.outcome === undefined) throw new Error('It is told of a run that has ended.')
  return conclude(facts.outcome, facts, (text) => text)
}

function redact(text: string): string {
  return text.replaceAll('hunter2-hunter2', '***')
}
