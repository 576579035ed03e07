import { type Plan, planOf } from '../core/outcome.ts'
import type { RunState } from '../core/state.ts'
import { componentsOf, titleSteps } from '../features/dry-run/report.ts'
import { join } from '../platform/text.ts'
import { appUrl, nameInHeadline } from './cells.ts'
import { narrateComponents } from './components.ts'
import { type Line, text } from './log.ts'
import type { Verdict } from './verdict.ts'
import { describePlan, limitLines } from './wording.ts'

/** The last lines of the log. Failures, and successes worth knowing about, are also annotations. */
export function narrateVerdict(verdict: Verdict, state: RunState, runUrl: string | undefined): Line[] {
  const { what, live, todo, location, ending } = verdict
  const { outcome, annotation: kind, nothingPushed } = ending
  const title = join(': ', nameInHeadline(state), verdict.headline)
  const links = [appUrl(state), runUrl].filter((link) => link !== undefined)
  const plan = planOf(outcome)
  const steps = plan === undefined ? [] : narratePlan(plan, state)
  // The annotation of a success says it itself.
  if (outcome.kind !== 'succeeded' && nothingPushed !== '')
    steps.push({ kind: 'warning', text: nothingPushed })
  // An app that was deleted has no page.
  const page = state.action === 'remove' ? undefined : links[0]
  const last = text(join(' ', what, live, ...links), 'green')
  switch (kind) {
    case 'error':
      return [...steps, { kind, title, text: join('\n', what, live, todo, links.join(' ')), location }]
    case 'warning':
      return [{ kind, title, text: join('\n', what, live, todo), location }, last]
    case 'notice':
      return [{ kind, title, text: join(' ', what, live, page) }, last]
    case undefined:
      return [...steps, last]
  }
}

const maxDiffLines = 400

function narratePlan(plan: Plan, { appId, outcome }: RunState): Line[] {
  const diff = plan.kind === 'deploy' ? (plan.spicepodDiff?.flat() ?? []) : []
  const components = narrateComponents(componentsOf(plan))
  return [
    ...(components.length > 0 ? [text('Components of the spicepod that change:')] : []),
    ...components,
    text(titleSteps(outcome)),
    ...describePlan(plan, appId).map((step) => text(`- ${step}`)),
    { kind: 'block', title: 'Spicepod changes', lines: limitLines(diff, maxDiffLines, 'line') },
  ]
}
