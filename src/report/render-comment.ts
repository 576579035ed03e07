import prettyMilliseconds from 'pretty-ms'
import { isCommitId, isSameCommit, shortCommit } from '../commit.ts'
import type { DeploymentId } from '../deployment-id.ts'
import { type Marker, renderMarker } from '../github/marker.ts'
import { isFine } from '../runtime/dataset.ts'
import { cut, type Redact } from '../text.ts'
import { parseTime } from '../time.ts'
import { appUrl, durationSeconds, type Facts, portalPages } from './facts.ts'
import { code, type Html, link, literal, sentence } from './html.ts'
import type { Verdict } from './verdict.ts'

export interface CommentContext {
  marker: Marker
  /** Of the repository, such as `https://github.com/acme/taxi`. */
  repositoryUrl: string | undefined
  /** Page of this attempt of the run. */
  runUrl: string | undefined
  /** When the run ended. */
  at: Date
  /** Hides secrets. It is not for the whole comment: a marker in which something is hidden is not found again. */
  redact: (text: string) => string
}

/** GitHub takes 65,536 characters; it may count in another way. */
const mostCharacters = 60_000

/**
 * Whether a run that ends so has something to tell. One that is cancelled before it has asked for a deployment leaves
 * what the comment says as true as it was.
 */
export function isWorthComment({ outcome, isRequested }: Facts): boolean {
  return outcome?.kind !== 'cancelled' || outcome.deployment !== undefined || isRequested === true
}

/**
 * Renders the comment on a pull request: short, since the summary of the run has the rest. Everything of others stands
 * in `<code>` of an HTML block, escaped: there Markdown means nothing, and GitHub makes no link of a name or a number
 * and notifies nobody.
 */
export function renderComment(facts: Facts, verdict: Verdict, context: CommentContext): string {
  const { redact } = context
  const blocks = [
    headline(facts, verdict, redact),
    ...reasons(facts, verdict, redact),
    verdict.todo &&
      `<p><b>What to do:</b> ${sentence(cut(verdict.todo, longestSentence, redact), portalPages(facts))}</p>`,
    table(facts, context),
  ].filter((block) => typeof block === 'string' && block !== '') as Html[]
  const [first, last] = [renderMarker(context.marker), footer(context)]
  let left = mostCharacters - first.length - last.length
  // Whole blocks, so that every tag is closed.
  const fitting = blocks.filter((block) => {
    const fits = block.length + 2 <= left
    if (fits) left -= block.length + 2
    return fits
  })
  return `${first}\n${[...fitting, last].join('\n\n')}\n`.toWellFormed()
}

const icons: Partial<Record<NonNullable<Facts['outcome']>['kind'], string>> = {
  started: '⏳',
  unverified: '⚠️',
  superseded: '⏩',
}

function headline(facts: Facts, { isGood, headline }: Verdict, redact: Redact): Html {
  const { outcome, app, appId } = facts
  const icon = isGood ? ((outcome && icons[outcome.kind]) ?? '✅') : '❌'
  const name = code(app?.name ?? (appId === undefined ? undefined : `app ${appId}`), redact, 100)
  const linked = name && link(safeUrl(appUrl(facts), redact), name)
  return `<h3>${icon} ${sentence(headline)}${linked ? `: ${linked}` : ''}</h3>`
}

/** A good end needs no words beside the headline; a bad one says why. */
function reasons({ outcome }: Facts, { what }: Verdict, redact: Redact): Html[] {
  if (outcome?.kind === 'succeeded') return []
  if (outcome?.kind === 'started') return [`<p>${sentence(cut(what, longestSentence, redact))}</p>`]
  return [`<p>${lines(what, redact)}</p>`]
}

const longestSentence = 2000
const mostLines = 12
const lineLength = 400

/** The lines of a text, each as it is. GitHub shows no line break inside of `<code>`, and wraps none inside of `<pre>`. */
function lines(text: string, redact: Redact): Html {
  const all = redact(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const shown = all.slice(0, mostLines).map((line) => code(line, redact, lineLength))
  const left = all.length - mostLines
  return [...shown, ...(left > 0 ? [`… and ${left} more lines`] : [])].filter(Boolean).join('<br>\n')
}

function table(facts: Facts, context: CommentContext): Html {
  const { redact } = context
  const { deployment, rollback } = facts
  const rows: [string, Html | undefined][] = [
    ['Deployment', deployment && named(deployment, facts.outcome?.kind === 'succeeded', redact)],
    ['Rollback', rollback && named(rollback, false, redact)],
    ['Commit', commit(facts, context)],
    ['Created', created(facts, redact)],
    ['Settings', settings(facts, redact)],
    ['Datasets', datasets(facts)],
    ['Probes', probes(facts)],
  ]
  const cells = rows.flatMap(([name, cell]) =>
    cell ? [`<tr><th align="left">${name}</th><td>${cell}</td></tr>`] : [],
  )
  return cells.length === 0 ? '' : `<table>\n${cells.join('\n')}\n</table>`
}

function named({ id, status }: { id: DeploymentId; status: string }, isSaid: boolean, redact: Redact): Html {
  return listed([literal(id), isSaid ? undefined : code(status, redact, 50)])
}

/** What the deployment is of, which may be another commit than the one that the run is about. */
function commit({ deployment, source }: Facts, { repositoryUrl, redact }: CommentContext): Html | undefined {
  const sha = deployment?.commit_sha || source?.commitSha
  const short = shortSha(sha, repositoryUrl, redact)
  const branch = code(deployment?.branch ?? source?.branch, redact)
  const wanted = source?.commitSha
  const isOther = sha && wanted && !isSameCommit(sha, wanted)
  return listed([
    short,
    branch && `branch ${branch}`,
    isOther ? `this run is about ${shortSha(wanted, repositoryUrl, redact)}` : undefined,
  ])
}

function shortSha(
  sha: string | null | undefined,
  repositoryUrl: string | undefined,
  redact: Redact,
): Html | undefined {
  if (!sha) return undefined
  const isSha = isCommitId(sha)
  const text = code(shortCommit(sha, redact, 7), redact)
  const url = isSha && repositoryUrl !== undefined ? `${repositoryUrl}/commit/${sha}` : undefined
  return text && link(safeUrl(url, redact), text)
}

function created(facts: Facts, redact: Redact): Html | undefined {
  const { deployment, outcome } = facts
  if (deployment === undefined) return undefined
  const createdMs = parseTime(deployment.created_at)
  const seconds = durationSeconds(facts)
  const hasEnded =
    outcome?.kind === 'succeeded' || outcome?.kind === 'failed' || outcome?.kind === 'unverified'
  const took = seconds === undefined ? undefined : prettyMilliseconds(Math.max(0, seconds) * 1000)
  return listed([
    createdMs === undefined ? code(deployment.created_at, redact, 50) : formatTime(new Date(createdMs)),
    outcome?.kind !== 'started' && took && (hasEnded ? `took ${took}` : `watched for ${took}`),
  ])
}

function settings({ deployment, replicas, imageTag, channel }: Facts, redact: Redact): Html | undefined {
  if (deployment === undefined) return undefined
  const image = code(deployment.image_tag ?? imageTag, redact, 100)
  const count = literal(deployment.replicas ?? replicas)
  const from = code(channel, redact, 50)
  return listed([image && `image ${image}`, count && `replicas ${count}`, from && `channel ${from}`])
}

function datasets({ verification }: Facts): Html | undefined {
  const all = verification?.datasets ?? []
  if (all.length === 0) return undefined
  const ready = all.filter(isFine).length
  return `${ready === all.length ? '✅' : '❌'} ${ready} of ${all.length} ready`
}

function probes({ verification }: Facts): Html | undefined {
  const all = verification?.tests ?? []
  if (all.length === 0) return undefined
  const failed = all.filter(({ ok }) => !ok)
  if (failed.length === 0) return `✅ ${all.length} of ${all.length} passed`
  const names = [...new Set(failed.map(({ name }) => name))].map((name) => literal(name))
  return `❌ ${failed.length} of ${all.length} failed: ${names.join(', ')}`
}

function footer({ at, runUrl, redact, marker }: CommentContext): Html {
  const attempt = marker.runAttempt > 1 ? `, attempt ${marker.runAttempt}` : ''
  const run = link(safeUrl(runUrl, redact), `run ${literal(marker.runId)}${attempt}`)
  return `<p><sub>${formatTime(at)} · ${run}</sub></p>`
}

/** A link in which something is hidden leads nowhere. */
function safeUrl(url: string | undefined, redact: Redact): string | undefined {
  return url !== undefined && redact(url) === url ? url : undefined
}

/** In UTC, to the second. */
function formatTime(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function listed(parts: readonly (Html | undefined | false)[]): Html {
  return parts.filter(Boolean).join(' · ')
}
