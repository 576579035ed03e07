import type { Outcome, Plan } from '../../deployment/outcome.ts'
import type { Redact } from '../../text.ts'
import type { Log } from '../log.ts'
import { describePlan } from '../plan.ts'
import type { Verdict } from '../verdict.ts'

export interface Ending {
  outcome: Outcome
  verdict: Verdict
  appId: number | undefined
  /** Pages with more of it. */
  links: readonly string[]
  redact: Redact
}

/** Tells what a run came to, as its last line; what is bad or good to know is an annotation, too. */
export function tellVerdict(log: Log, { outcome, verdict, appId, links, redact }: Ending): void {
  if (outcome.kind === 'planned') tellPlan(log, outcome.plan, appId, redact)
  if (!verdict.isGood) {
    const text = [verdict.what, verdict.todo, links.join(' ')].filter(Boolean).join('\n')
    log.error(verdict.headline, text, verdict.location)
    return
  }
  const [page] = links
  if (outcome.kind === 'unverified') log.warning(verdict.what)
  if (outcome.kind === 'succeeded' && page) log.notice(verdict.headline, `${verdict.what} ${page}`)
  log.info([verdict.what, ...links].join(' '), 'green')
}

/** What a dry run found. */
function tellPlan(log: Log, plan: Plan, appId: number | undefined, redact: Redact): void {
  const { steps, diff } = describePlan(plan, appId, redact)
  log.info('A run would:')
  for (const step of steps) log.info(`- ${step}`)
  if (diff.length > 0) log.group('Changes of the spicepod', diff)
}
