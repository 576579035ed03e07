import { isSameCommit } from '../github/commit.ts'
import { type Marker, renderMarker } from '../github/marker.ts'
import { hasDeploymentEnded } from '../outcome.ts'
import type { Redact } from '../platform/text.ts'
import { appCell, commitCell, datasetsCell, joined, probesCell, statusCell, timeCell } from './cells.ts'
import { type Html, literal, Markup, table } from './markup.ts'
import { appUrl, durationSeconds, portal, type RunState } from './state.ts'
import type { Verdict } from './verdict.ts'
import { formatDuration, formatTime } from './wording.ts'

export interface CommentContext {
  marker: Marker
  /** Of the repository, such as `https://github.com/acme/taxi`. */
  repositoryUrl: string | undefined
  /** Page of the run. */
  runUrl: string | undefined
  /** When the run ended. */
  at: Date
  /** Not for the whole comment: a marker in which something is hidden is not found again. */
  redact: Redact
}

/** GitHub takes 65,536 characters; it may count in another way. */
const maxCharacters = 60_000
const maxReasonLines = 12
const maxReasonLength = 400

/** Whether a run has something to say: one that is cancelled before it requested a deployment changed nothing. */
export function isWorthComment({ outcome, isRequested }: RunState): boolean {
  return outcome?.kind !== 'cancelled' || outcome.deployment !== undefined || isRequested
}

/**
 * Renders the comment on a pull request: short, since the summary of the run has the rest. Foreign text only stands in
 * `<code>` of an HTML block, escaped: Markdown means nothing there, and GitHub neither links nor notifies anyone.
 */
export function renderComment(state: RunState, verdict: Verdict, context: CommentContext): string {
  // A comment is mailed and stays, so it has no names in which a secret may be.
  const markup = new Markup(context.redact, { hidesNames: true })
  const pages = [appUrl(state), portal].filter((url) => url !== undefined)
  const app = appCell(state, markup)
  const blocks = [
    `<h3>${verdict.icon} ${markup.sentence(verdict.headline)}${app ? `: ${app}` : ''}</h3>`,
    renderReasons(state, verdict, markup),
    verdict.todo && `<p><b>What to do:</b> ${markup.sentence(verdict.todo, pages)}</p>`,
    renderTable(state, markup, context),
  ].filter(Boolean)
  const [first, last] = [renderMarker(context.marker), renderFooter(context, markup)]
  let left = maxCharacters - first.length - last.length
  // Whole blocks, so that every tag is closed.
  const fitting = blocks.filter((block) => {
    const fits = block.length + 2 <= left
    if (fits) left -= block.length + 2
    return fits
  })
  return `${first}\n${[...fitting, last].join('\n\n')}\n`.toWellFormed()
}

/** A success needs no more words than the headline; anything else says why, each line as it is. */
function renderReasons({ outcome }: RunState, { what }: Verdict, markup: Markup): Html {
  if (outcome?.kind === 'succeeded') return ''
  if (outcome?.kind === 'started') return `<p>${markup.sentence(what)}</p>`
  const lines = what.split('\n').filter((line) => line.trim() !== '')
  const shown = lines.slice(0, maxReasonLines).map((line) => markup.inlineCode(line, maxReasonLength))
  const more = lines.length - shown.length
  return `<p>${[...shown, more > 0 && `… and ${more} more lines`].filter(Boolean).join('<br>\n')}</p>`
}

function renderTable(state: RunState, markup: Markup, { repositoryUrl }: CommentContext): Html {
  const { deployment, recovery, outcome, source, settings } = state
  const sha = deployment?.commit_sha || source?.commitSha
  const wanted = source?.commitSha
  const isOther = Boolean(sha && wanted && !isSameCommit(sha, wanted))
  const branch = markup.inlineCode(deployment?.branch ?? source?.branch)
  const image = markup.inlineCode(deployment?.image_tag ?? settings.imageTag, 100)
  const replicas = literal(deployment?.replicas ?? settings.replicas)
  const channel = markup.inlineCode(settings.channel, 50)
  const rollback = recovery?.deployment
  // The headline of a success says it already.
  const status = outcome?.kind !== 'succeeded' && statusCell(deployment?.status, markup)
  return table([
    ['Deployment', deployment && joined(literal(deployment.id), status)],
    ['Rollback', rollback && joined(literal(rollback.id), statusCell(rollback.status, markup))],
    [
      'Commit',
      joined(
        commitCell(sha, markup, repositoryUrl),
        branch && `branch ${branch}`,
        // An app that is connected to GitHub deploys another commit.
        isOther && `this run is for ${commitCell(wanted, markup, repositoryUrl)}`,
      ),
    ],
    ['Created', deployment && joined(timeCell(deployment.created_at, markup), renderDuration(state))],
    [
      'Settings',
      deployment &&
        joined(
          image && `image ${image}`,
          replicas && `replicas ${replicas}`,
          channel && `channel ${channel}`,
        ),
    ],
    ['Datasets', datasetsCell(state)],
    ['Probes', probesCell(state, markup)],
  ])
}

function renderDuration(state: RunState): Html | undefined {
  const seconds = durationSeconds(state)
  const { outcome } = state
  if (seconds === undefined || outcome === undefined || outcome.kind === 'started') return undefined
  const duration = formatDuration(Math.max(0, seconds) * 1000)
  return hasDeploymentEnded[outcome.kind] ? `took ${duration}` : `watched for ${duration}`
}

function renderFooter({ at, runUrl, marker }: CommentContext, markup: Markup): Html {
  const attempt = marker.runAttempt > 1 ? `, attempt ${marker.runAttempt}` : ''
  return `<p><sub>${formatTime(at)} · ${markup.link(runUrl, `run ${literal(marker.runId)}${attempt}`)}</sub></p>`
}
