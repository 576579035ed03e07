import { planOf } from '../core/outcome.ts'
import type { RunState } from '../core/state.ts'
import { isKnownStatus } from '../deploy/status.ts'
import { isSameCommit } from '../github/event.ts'
import { firstLine, join } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'
import {
  appCell,
  commitCell,
  deployedCommit,
  deployedSettings,
  durationSeconds,
  pageOf,
  portal,
  timeCell,
} from './cells.ts'
import type { Room } from './feature.ts'
import { isOfItsCommit, type Live } from './live.ts'
import { type Html, literal, type Markup, renderText, table } from './markup.ts'
import { shown } from './shown.ts'
import type { Verdict } from './verdict.ts'
import { describeAge, formatDuration, listUnchanged } from './wording.ts'

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
  const { appId, app, deployment, target, recovery, outcome, plan, source } = state
  const { imageTag, replicas, channel } = deployedSettings(state)
  // A deployment that was not waited for was not measured.
  const seconds = outcome?.kind === 'started' ? undefined : durationSeconds(state)
  const sent = state.isResumed ? undefined : source
  const sha = deployedCommit(state)
  const requested = source?.commitSha
  // An app that is connected to GitHub deploys another commit.
  const isOther = Boolean(sha && requested && !isSameCommit(sha, requested))
  const rollback = recovery?.deployment
  const who = markup.inlineCode(deployment?.created_by)
  const how = markup.inlineCode(deployment?.creation_source)
  return table([
    ['Live', liveCell(ending.live, state, markup)],
    ['Back from', targetCell(state, 'from', markup)],
    ['Back to', targetCell(state, 'to', markup)],
    ['Unchanged', target && listUnchanged(target.imageTag)],
    ['App', join(' ', appCell(state, markup), app?.name && `(${appId})`)],
    ['Deployment', literal(deployment?.id)],
    ['Status', statusCell(deployment?.status, markup)],
    ['Duration', literal(seconds === undefined ? undefined : formatDuration(seconds * 1000))],
    ['Rollback', rollback && join(' · ', literal(rollback.id), statusCell(rollback.status, markup))],
    ['Image', markup.inlineCode(imageTag)],
    ['Channel', markup.inlineCode(channel)],
    ['Replicas', literal(replicas)],
    ['Branch', markup.inlineCode(deployment?.branch ?? sent?.branch)],
    [
      'Commit',
      join(' · ', commitCell(sha, markup), isOther && `this run is for ${commitCell(requested, markup)}`),
    ],
    ['Plan', planOf(outcome) && literal(plan?.digest)],
    ['Message', markup.inlineCode(sent?.commitMessage ?? deployment?.commit_message, 500)],
    ['Started by', who && how ? `${who} via ${how}` : (who ?? how)],
    ['Created', timeCell(deployment?.created_at, markup)],
    ['Started', timeCell(deployment?.started_at, markup)],
    deployment?.finished_at
      ? ['Finished', timeCell(deployment.finished_at, markup)]
      : ['Updated', timeCell(deployment?.updated_at, markup)],
    ...shown.flatMap(({ rows }) => rows?.(state, markup) ?? []),
  ])
}

/** `1001 · commit 1f2e3d4 · 2h old`, or why it is nothing. */
function liveCell(live: Live | undefined, state: RunState, markup: Markup): Html | undefined {
  if (live === undefined) return undefined
  if (live.kind !== 'deployment') {
    return markup.sentence(`${live.kind === 'nothing' ? 'nothing' : 'not known'}: ${live.why}`)
  }
  const { deployment, age } = live
  const shown = isOfItsCommit(deployment, state) ? deployment : { ...deployment, commit_sha: undefined }
  return earlierCell(shown, age, markup)
}

function earlierCell({ id, commit_sha }: Deployment, age: string, markup: Markup): Html {
  const commit = commitCell(commit_sha, markup)
  return join(' · ', literal(id), commit && `commit ${commit}`, age)
}

/** An end of a rollback, with the message of its deployment. */
function targetCell({ target }: RunState, end: 'from' | 'to', markup: Markup): Html | undefined {
  if (target === undefined) return undefined
  const deployment = target[end]
  const message = markup.inlineCode(firstLine(deployment.commit_message ?? ''))
  return join(' · ', earlierCell(deployment, describeAge(deployment, target.serverTimeMs), markup), message)
}

function statusCell(status: string | undefined, markup: Markup): Html | undefined {
  return status !== undefined && isKnownStatus(status) ? literal(status) : markup.inlineCode(status, 50)
}
