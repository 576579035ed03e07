import type { RunState } from '../core/state.ts'
import { cellsOf, liveCell, pageOf, portal, timeCell } from './cells.ts'
import type { Room } from './feature.ts'
import { type Html, literal, type Markup, renderText, table } from './markup.ts'
import { shown } from './shown.ts'
import type { Verdict } from './verdict.ts'
import { listUnchanged } from './wording.ts'

// What summary and comment both show, in the same order: what happened, what to do, why, and the facts.

/** The advice, with links to the pages of the app; empty if there is nothing to do. */
export function renderTodo(state: RunState, { pageTodo }: Verdict, markup: Markup): Html {
  return (
    pageTodo && `<p><b>What to do:</b> ${markup.sentence(pageTodo, { urls: [pageOf(state), portal] })}</p>`
  )
}

/** Why the run did not end well: failed checks, causes, components that are not ready, and breaking changes of the data. */
export function renderCauses(state: RunState, { reasons }: Verdict, markup: Markup, room: Room): Html[] {
  return [
    renderText(reasons.join('\n'), markup, room),
    ...shown.flatMap(({ causes }) => causes?.(state, markup, room) ?? []),
  ]
}

/** What else the features have to show, folded. */
export function renderSections(state: RunState, markup: Markup, max?: number): Html[] {
  return shown.map(({ section }) => section?.(state, markup, max) ?? '')
}

/** Facts about the run, its app and its deployment. */
export function renderFacts(state: RunState, { ending }: Verdict, markup: Markup): Html {
  const { appId, app, deployment, target } = state
  const cells = cellsOf(state, markup)
  const who = markup.inlineCode(deployment?.created_by)
  const how = markup.inlineCode(deployment?.creation_source)
  return table([
    ['Live', liveCell(ending.live, state, markup)],
    ['Back from', cells.from],
    ['Back to', cells.to],
    ['Unchanged', target && listUnchanged(target.imageTag)],
    ['App', app?.name ? `${cells.app} (${appId})` : cells.app],
    ['Deployment', cells.deployment],
    ['Status', cells.status],
    ['Duration', literal(cells.duration)],
    ['Rollback', cells.rollback],
    ['Image', cells.image],
    ['Channel', cells.channel],
    ['Replicas', cells.replicas],
    ['Branch', cells.branch],
    ['Commit', cells.commit],
    ['Plan', cells.plan],
    ['Message', cells.message],
    ['Started by', who && how ? `${who} via ${how}` : (who ?? how)],
    ['Created', cells.created],
    ['Started', timeCell(deployment?.started_at, markup)],
    deployment?.finished_at
      ? ['Finished', timeCell(deployment.finished_at, markup)]
      : ['Updated', timeCell(deployment?.updated_at, markup)],
    ...shown.flatMap(({ rows }) => rows?.(state, markup) ?? []),
  ])
}
