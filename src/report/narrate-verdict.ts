import type { RunState } from '../core/state.ts'
import { narratePlan } from '../features/dry-run/report.ts'
import { join } from '../platform/text.ts'
import { appUrl, nameInHeadline } from './cells.ts'
import { type Line, text } from './log.ts'
import type { Verdict } from './verdict.ts'

/** The last lines of the log. Failures, and successes worth knowing about, are also annotations. */
export function narrateVerdict(verdict: Verdict, state: RunState, runUrl: string | undefined): Line[] {
  const { what, live, todo, location, ending } = verdict
  const { outcome, annotation: kind, nothingPushed } = ending
  const title = join(': ', nameInHeadline(state), verdict.headline)
  const links = [appUrl(state), runUrl].filter((link) => link !== undefined)
  const steps = narratePlan(state)
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
