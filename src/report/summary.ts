import { cut } from '../text.ts'
import { type Facts, portalPages } from './facts.ts'
import { sentence } from './html.ts'
import { drawHistory } from './pictures/history.ts'
import { drawTimeline } from './pictures/timeline.ts'
import { describePlan } from './plan.ts'
import { renderChanges } from './summary/changes.ts'
import { renderChecks } from './summary/checks.ts'
import { renderDetails } from './summary/details.ts'
import { Markup } from './summary/markup.ts'
import { type Part, putTogether } from './summary/size.ts'
import type { Verdict } from './verdict.ts'

export interface SummaryContext {
  /** Of the repository, such as `https://github.com/acme/taxi`. */
  repositoryUrl: string | undefined
  /** Hides secrets in what others have written: ids, times and outcomes stay as they are, whatever a secret is. */
  redact: (text: string) => string
}

/**
 * Renders the job summary: Markdown in which everything of others stands inside HTML blocks, escaped, where
 * Markdown means nothing, and pictures in which there is nothing of others.
 */
export function renderSummary(facts: Facts, verdict: Verdict, context: SummaryContext): string {
  const { repositoryUrl } = context
  const markup = new Markup(context.redact)
  return putTogether([
    { text: `## ${verdict.isGood ? '✅' : '❌'} ${verdict.headline}` },
    { text: renderVerdict(facts, verdict, markup) },
    {
      text: verdict.todo && `<p><b>What to do:</b> ${markup.sentence(verdict.todo, portalPages(facts))}</p>`,
    },
    ...renderLog(facts, markup),
    ...renderPlan(facts, markup, context.redact),
    { text: renderDetails(facts, markup, repositoryUrl) },
    { text: renderChanges(facts, markup, repositoryUrl) },
    ...renderTimeline(facts),
    { text: renderChecks(facts, markup), kind: 'checks' },
    ...renderHistory(facts),
  ])
}

/** What is longer has words of others in it. */
const longestOwn = 2000

/** Sentences in which others have no word read better as such. */
function renderVerdict({ outcome }: Facts, { what }: Verdict, markup: Markup): string {
  const isOwn = outcome !== undefined && ['planned', 'succeeded', 'started'].includes(outcome.kind)
  return isOwn && what.length <= longestOwn ? `<p>${sentence(what)}</p>` : markup.block(what)
}

function renderLog({ logTail = [] }: Facts, markup: Markup): Part[] {
  if (logTail.length === 0) return []
  return [{ text: markup.folded('Log of the deployment, its last lines', logTail), kind: 'log' }]
}

function renderPlan({ outcome, appId }: Facts, markup: Markup, redact: (text: string) => string): Part[] {
  if (outcome?.kind !== 'planned') return []
  const { steps, diff } = describePlan(outcome.plan, appId, redact)
  const title = 'Changes of the spicepod'
  return [
    {
      text: `<p><b>A run would:</b></p>\n\n${markup.block(steps.map((step) => cut(step, 2000, redact)).join('\n'))}`,
    },
    ...(diff.length === 0 ? [] : [{ text: markup.folded(title, diff, { isOpen: true, language: 'diff' }) }]),
  ]
}

function renderTimeline(facts: Facts): Part[] {
  const drawing = drawTimeline(facts)
  return drawing === undefined ? [] : [{ text: drawing, kind: 'pictures' }]
}

function renderHistory(facts: Facts): Part[] {
  const picture = drawHistory(facts)
  if (picture === undefined) return []
  const { drawing, legend } = picture
  return [{ text: `${drawing}\n\n<p>${legend.join(' · ')}</p>`, kind: 'pictures' }]
}
