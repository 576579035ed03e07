import type { RunState } from '../core/state.ts'
import { renderDiff, renderFindings, renderPlan, sayPlan, titlePlan } from '../features/dry-run/report.ts'
import { type CommentResult, type CommentRun, commentOnPullRequest } from '../github/comment.ts'
import { repositoryOwner, repositoryUrl, runUrl } from '../github/event.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { formatTime } from '../platform/clock.ts'
import { endWithStop, join, maxLength, type Redact } from '../platform/text.ts'
import { appCell } from './cells.ts'
import { renderPush } from './changes.ts'
import type { Line } from './log.ts'
import { compareComment, createMarker, type Marker, mayTellDeletion, renderMarker } from './marker.ts'
import { fold, type Html, literal, Markup, renderText } from './markup.ts'
import { renderCauses, renderFacts, renderSections, renderTodo } from './page.ts'
import type { Verdict } from './verdict.ts'

export interface CommentContext {
  marker: Marker
  repositoryUrl: string | undefined
  runUrl: string | undefined
  at: Date
  /** Not for the whole comment: a marker in which something is hidden is not found again. */
  redact: Redact
}

/** GitHub accepts 65,536 characters, but may count them differently. */
const maxCharacters = 60_000
/** The room for all other parts of a plan, in characters. */
const roomBesideFindings = 20_000
/** What a comment has room for. */
export const room = { line: maxLength.reason, lines: 12, checks: 3000, changes: 5000, log: 5 }
const maxPushLength = 5000

/** Whether a run has something to say: not if it was cancelled before a request, or could not delete the app. */
export function isWorthComment({ action, outcome, isRequested }: RunState): boolean {
  if (action === 'remove') return outcome?.kind === 'removed' || outcome?.kind === 'absent'
  return outcome?.kind !== 'cancelled' || outcome.deployment !== undefined || isRequested
}

/** Renders the comment on a pull request. Foreign text is only in `<code>` of an HTML block, where nothing acts. */
export function renderComment(state: RunState, verdict: Verdict, context: CommentContext): string {
  // A comment is sent by email and stays, so secrets are hidden even in names.
  const markup = new Markup(context.redact, context.repositoryUrl, { hidesNames: true })
  const { marker, runUrl } = context
  const isPlan = marker.kind === 'plan'
  // The marker omits a name with a secret in it, and the name of a deleted app, which a new app may take.
  const isNamed =
    state.outcome?.kind !== 'removed' && markup.isPlain(decodeURIComponent(marker.nameKey ?? ''))
  const first = renderMarker(isNamed ? marker : { ...marker, nameKey: undefined })
  const attempt = marker.runAttempt > 1 ? `, attempt ${marker.runAttempt}` : ''
  const run = markup.link(runUrl, `run ${literal(marker.runId)}${attempt}`)
  const last = `<p><sub>${formatTime(context.at.getTime())} · ${run}</sub></p>`
  const onRest = `See the summary of ${markup.link(runUrl, 'the run')} for more.`
  let left = maxCharacters - first.length - last.length
  /** Takes room for a block: all of it, so that every tag is closed, or a sentence that it is missing. */
  const place = (block: Html): Html => {
    if (block === '') return ''
    const placed = block.length + 2 <= left ? block : `<p>Left out, because it is too long. ${onRest}</p>`
    left -= placed.length + 2
    return placed
  }
  const app = appCell(state, markup)
  const title = isPlan ? titlePlan(state, app) : join(': ', app, markup.sentence(verdict.headline))
  const heading = place(`<h3>${join(' ', verdict.ending.icon, title)}</h3>`)
  // Long texts elsewhere must not displace what was found.
  const findings = place(isPlan ? renderFindings(state, markup, left - roomBesideFindings) : '')
  const { sentence, live } = isPlan ? sayPlan(verdict, state) : verdict
  const reason = place(renderText(sentence, markup, room, live))
  const todo = place(renderTodo(state, verdict, markup))
  const causes = renderCauses(state, verdict, markup, room).map(place)
  const push = place(renderPush(state, markup, maxPushLength))
  const facts = place(fold('Facts', renderFacts(state, verdict, markup)))
  const sections = renderSections(state, markup, room.changes).map(place)
  const steps = place(renderPlan(state, markup, left))
  const diff = renderDiff(state, markup, left, onRest)
  const blocks = join(
    '\n\n',
    heading,
    reason,
    todo,
    findings,
    ...causes,
    push,
    steps,
    diff,
    facts,
    ...sections,
    last,
  )
  return `${first}\n${blocks}\n`.toWellFormed()
}

type CommentInputs = Pick<Inputs, 'apiUrl' | 'org' | 'appName'> & Partial<Pick<Inputs, 'appId' | 'dryRun'>>

/** Comments on the pull request of a run, if there is anything to say: about its deployment, or about its plan. */
export async function postComment(
  state: RunState,
  verdict: Verdict,
  inputs: CommentInputs,
  run: CommentRun,
  redact: Redact,
): Promise<Line | undefined> {
  const { env } = run
  const { appId, app, deployment, recovery } = state
  if (!isWorthComment(state)) return undefined
  // Named as the workflow names it, so that a run that did not find the app or the organization has the same key.
  const marker = createMarker({
    kind: inputs.dryRun ? 'plan' : 'deploy',
    appId: inputs.dryRun ? inputs.appId : appId,
    appName: inputs.dryRun ? (inputs.appName ?? app?.name) : (app?.name ?? inputs.appName),
    org: inputs.org ?? repositoryOwner(env),
    apiUrl: inputs.apiUrl,
    deploymentIds: [deployment?.id, recovery?.deployment?.id],
    env,
  })
  if (marker === undefined) return undefined
  const body = renderComment(state, verdict, {
    marker,
    repositoryUrl: repositoryUrl(env),
    runUrl: runUrl(env),
    // `new Date()` would not follow virtual time in tests.
    at: new Date(Date.now()),
    redact,
  })
  // An app that was not there needs no comment of its own.
  const updatesOnly = state.outcome?.kind === 'absent'
  const compare = (existing: string) =>
    updatesOnly && mayTellDeletion(existing) ? undefined : compareComment(existing, marker)
  const result = await commentOnPullRequest({ compare, body, updatesOnly }, run)
  return describeComment(result, state.action === 'remove' ? 'remove' : marker.kind)
}

const names = { deploy: 'deployment', plan: 'dry run', remove: 'removal', fleet: 'result' } as const

/** Describes for the log what became of the comment: a warning if the user should do something about it. */
export function describeComment(result: CommentResult, about: keyof typeof names): Line & { text: string } {
  const link = 'url' in result && result.url !== undefined ? `: ${result.url}` : '.'
  const note = (text: string) => ({ kind: 'text', text }) as const
  const warning = (...sentences: (string | undefined)[]) =>
    ({ kind: 'warning', text: join(' ', ...sentences, `The ${names[about]} is not affected.`) }) as const
  switch (result.kind) {
    case 'created':
      return note(`Commented on pull request #${result.number}${link}`)
    case 'updated':
      return note(`Updated the comment on pull request #${result.number}${link}`)
    case 'outdated':
      return note(`Pull request #${result.number} already shows a newer run; comment left unchanged${link}`)
    case 'unneeded':
      return note('No comment: there is none about this app, or it says that the app was deleted.')
    case 'no pull request':
      return note('No comment: this event has no pull request.')
    case 'forbidden':
      return warning(explainForbidden(result))
    case 'failed':
      return warning(`Could not write the comment: ${endWithStop(result.reason)}`)
  }
}

/** Why the comment may not be written, and what to do. */
function explainForbidden({ cause, detail }: Extract<CommentResult, { kind: 'forbidden' }>): string {
  const causes = {
    permission:
      'the token may not comment on the pull request. Add `pull-requests: write` to the `permissions` of the job, and keep the existing entries; permissions that are not listed are removed.',
    fork: 'workflows of pull requests from forks get a read-only token. Set `comment-on-pr: false` if `github.event.pull_request.head.repo.fork` is true.',
    'no token':
      '`github-token` is empty. Remove it to use the token of the job, or set a token with `pull-requests: write`.',
  }
  const why = `\`comment-on-pr\` is set, but ${causes[cause]}`
  return join(' ', why, detail && `GitHub says: ${endWithStop(detail)}`)
}
