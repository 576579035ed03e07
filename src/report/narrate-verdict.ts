import { type Plan, planOf } from '../outcome.ts'
import { join } from '../platform/text.ts'
import { appUrl } from './cells.ts'
import { narrateComponents } from './components.ts'
import { describeNothingPushed, endingOf } from './endings.ts'
import { type Line, text } from './log.ts'
import { componentsOf, titlePlan } from './plan.ts'
import type { RunState } from './state.ts'
import type { Verdict } from './verdict.ts'
import { describePlan, limitLines } from './wording.ts'

/** The last lines of the log. Failures, and successes worth knowing about, are also annotations. */
export function narrateVerdict(verdict: Verdict, state: RunState, runUrl: string | undefined): Line[] {
  const { outcome } = state
  const { headline: title, what, live, todo, location } = verdict
  const links = [appUrl(state), runUrl].filter((link) => link !== undefined)
  const plan = planOf(outcome)
  const steps = plan === undefined ? [] : narratePlan(plan, state)
  // The annotation of a success says it itself.
  const nothingPushed = outcome?.kind === 'succeeded' ? '' : describeNothingPushed(state)
  if (nothingPushed !== '') steps.push({ kind: 'warning', text: nothingPushed })
  if (!verdict.passes) {
    return [...steps, { kind: 'error', title, text: join('\n', what, live, todo, links.join(' ')), location }]
  }
  const last = text(join(' ', what, live, ...links), 'green')
  const { annotation: kind, reason } = endingOf(state)
  if (kind === 'warning') return [{ kind, title, text: join('\n', what, live, todo), location }, last]
  // An app that was deleted has no page.
  const page = reason === 'named' ? undefined : links[0]
  if (kind === 'notice') return [{ kind, title, text: join(' ', what, live, page) }, last]
  return [...steps, last]
}

const maxDiffLines = 400

function narratePlan(plan: Plan, { appId, outcome }: RunState): Line[] {
  const diff = plan.kind === 'deploy' ? (plan.spicepodDiff?.flat() ?? []) : []
  const components = narrateComponents(componentsOf(plan))
  return [
    ...(components.length > 0 ? [text('Components of the spicepod that change:')] : []),
    ...components,
    text(titlePlan(outcome)),
    ...describePlan(plan, appId).map((step) => text(`- ${step}`)),
    { kind: 'block', title: 'Spicepod changes', lines: limitLines(diff, maxDiffLines, 'line') },
  ]
}
