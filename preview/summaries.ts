import { conclude } from '../src/report/conclude.ts'
import type { Facts } from '../src/report/facts.ts'
import { renderComment } from '../src/report/render-comment.ts'
import { renderSummary } from '../src/report/summary.ts'
import type { Section } from './page.ts'
import { runs } from './runs.ts'

const repositoryUrl = 'https://github.com/acme/taxi'

/** The summaries of typical and unusual runs, as the action renders them. */
export function summaries(): Section[] {
  return Object.entries(runs).map(([title, facts]) => ({ title, markdown: summarize(facts) }))
}

/** The pull request comments of the same runs. A dry run does not comment. */
export function comments(): Section[] {
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
  if (facts.outcome === undefined) throw new Error('A sample run must have an outcome.')
  return conclude(facts.outcome, facts, redact)
}

function redact(text: string): string {
  return text.replaceAll('hunter2-hunter2', '***')
}
