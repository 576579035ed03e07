import { count } from '../platform/text.ts'
import { pagesOf } from './cells.ts'
import { grid, type Html, type Markup } from './markup.ts'
import { isWorthTelling } from './rollout.ts'
import type { RunState } from './state.ts'
import { formatDuration } from './wording.ts'

const maxRows = 100
const maxAdvice = 10

/** Why a rollout does not end, or what its instance showed: the components, its log, and what to do. */
export function renderRollout(state: RunState, markup: Markup): string {
  const { rollout, outcome } = state
  if (rollout === undefined || outcome === undefined) return ''
  if (!isWorthTelling(outcome) && outcome.kind !== 'unverified') return ''
  const { problems, problemLines, isStuck } = rollout
  const waiting = isWorthTelling(outcome) ? rollout.waiting : []
  const rows = waiting
    .slice(0, maxRows)
    .map(({ kind, name, state, forMs, message }) => [
      kind,
      markup.inlineCode(name),
      markup.inlineCode(state, 50),
      forMs ? formatDuration(forMs) : undefined,
      markup.inlineCode(message, 500),
    ])
  const more = waiting.length - rows.length
  const advice = problems.slice(0, maxAdvice).map(({ message, advice }): Html => {
    const todo = advice === undefined ? '' : `<br><b>What to do:</b> ${markup.sentence(advice)}`
    return `<p>${markup.sentence(message)}${todo}</p>`
  })
  const parts = [
    ...advice,
    grid(['Kind', 'Name', 'State', 'For', 'Message'], rows),
    more > 0 && `<p>… and ${count(more, 'more component')}.</p>`,
    problemLines.length > 0 && markup.foldedLines('Problems in the instance log', problemLines),
  ].filter(Boolean)
  if (parts.length === 0) return ''
  const pages = pagesOf(state)
  const [page] = pages
  const isBlocked = isStuck && outcome.kind !== 'unverified'
  const title = isBlocked ? '### Why it is stuck' : '### What the new instance reports'
  const link = page && `<p>${markup.sentence(`App: ${page}`, pages)}</p>`
  return [title, ...parts, link].filter(Boolean).join('\n\n')
}
