import type { Problem } from '../core/problem.ts'
import type { RunState } from '../core/state.ts'
import { rolloutOf } from '../features/doctor/report.ts'
import { join } from '../platform/text.ts'
import { isInError } from '../runtime/lists.ts'
import { cellsOf, liveCell, pageOf, portal, timeCell } from './cells.ts'
import { renderFailedChecks } from './checks.ts'
import type { Room } from './feature.ts'
import { foldedGrid, type Html, literal, type Markup, table } from './markup.ts'
import { shown } from './shown.ts'
import type { Verdict } from './verdict.ts'
import { formatDuration, limitLines, listUnchanged } from './wording.ts'

// What summary and comment both show, in the same order: what happened, what to do, why, and the facts.

/** The first lines of a text, and what is live after it; empty without either. */
export function renderText(text: string, markup: Markup, { line, lines }: Room, live = ''): Html {
  // Hidden together: a secret may have several lines.
  const all = markup.redact(text).split('\n').filter(Boolean)
  const shown = limitLines(all, lines, 'line').map((text) => markup.sentence(text, { max: line }))
  const html = join('<br>\n', ...shown, markup.sentence(live))
  return html && `<p>${html}</p>`
}

/** The advice, with links to the pages of the app; empty if there is nothing to do. */
export function renderTodo(state: RunState, { todo, ownTodo }: Verdict, markup: Markup): Html {
  // With several causes it has to be clear which advice is for which.
  const text = causesOf(state).length > 1 ? ownTodo : todo
  return text && `<p><b>What to do:</b> ${markup.sentence(text, { urls: [pageOf(state), portal] })}</p>`
}

const maxCauses = 10

/** Problems of the new instance that the advice is about. */
function causesOf(state: RunState): readonly Problem[] {
  return [...(state.verification?.explanations ?? []), ...(rolloutOf(state)?.problems ?? [])]
}

/** Why the run did not end well: failed checks, causes, components that are not ready, and breaking changes of the data. */
export function renderCauses(state: RunState, { reasons }: Verdict, markup: Markup, room: Room): Html[] {
  return [
    renderText(reasons.join('\n'), markup, room),
    ...renderRollout(state, markup, room),
    ...renderFailedChecks(state, markup, room.checks),
    ...shown.flatMap(({ causes }) => causes?.(state, markup, room) ?? []),
  ]
}

/** What else the features have to show, folded. */
export function renderSections(state: RunState, markup: Markup, max?: number): Html[] {
  return shown.map(({ section }) => section?.(state, markup, max) ?? '')
}

/** Why a rollout does not end, or what its instance showed. */
function renderRollout(state: RunState, markup: Markup, room: Room): Html[] {
  const { waiting = [], problemLines = [], isStuck } = rolloutOf(state) ?? {}
  const causes = causesOf(state).slice(0, maxCauses)
  const paragraphs = causes.map(({ message, advice }): Html => {
    const todo = causes.length > 1 && advice && `<b>What to do:</b> ${markup.sentence(advice)}`
    return `<p>${join('<br>', markup.sentence(message), todo)}</p>`
  })
  const isCause = ({ kind, name }: Pick<Problem, 'kind' | 'name'>) =>
    causes.some((cause) => cause.kind === kind && cause.name === name)
  const rank = (component: (typeof waiting)[number]) => (isInError({ status: component.state }) ? 0 : 1)
  const rows = waiting.toSorted((left, right) => rank(left) - rank(right))
  const components = foldedGrid(
    ['Kind', 'Name', 'State'],
    rows,
    ({ kind, name, state, forMs, message }) => [
      kind,
      markup.inlineCode(name),
      join(
        '<br>',
        join(' for ', markup.inlineCode(state, 50), forMs ? formatDuration(forMs) : undefined),
        !isCause({ kind, name }) && markup.inlineCode(message, 500),
      ),
    ],
    room.checks,
  )
  const log =
    room.log === undefined
      ? markup.foldedLines('Problems in the instance log', problemLines)
      : renderText(
          problemLines
            .slice(-room.log)
            .map((line) => `Log: ${line}`)
            .join('\n'),
          markup,
          room,
        )
  const blocks = [...paragraphs, components, log].filter(Boolean)
  if (blocks.length === 0 || room.log !== undefined) return blocks
  return [isStuck ? '### Why it is stuck' : '### What the new instance reports', ...blocks]
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
    ['Rollout', markup.sentence(rolloutOf(state)?.progress ?? '', { max: 300 })],
    ['Checks passed', cells.checks],
    ...shown.flatMap(({ rows }) => rows?.(state) ?? []),
  ])
}
