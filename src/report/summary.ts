import { cut, type Redact } from '../platform/text.ts'
import { describeError, isHealthy } from '../runtime/datasets.ts'
import type { Dataset } from '../runtime/verification.ts'
import type { Deployment } from '../spice/schema.ts'
import { appCell, commitCell, compareUrl, datasetRow, joined, statusCell, timeCell } from './cells.ts'
import { drawHistory } from './history.ts'
import { fold, grid, type Html, literal, Markup, ownSentence, table } from './markup.ts'
import { describePlan } from './plan.ts'
import { appUrl, durationSeconds, portal, type RunState } from './state.ts'
import { drawTimeline } from './timeline.ts'
import type { Verdict } from './verdict.ts'
import { describeChanges, formatDuration } from './wording.ts'

export interface SummaryContext {
  /** Of the repository, such as `https://github.com/acme/taxi`. */
  repositoryUrl: string | undefined
  redact: Redact
}

/** A part of a summary; those with a kind can be omitted. */
interface Part {
  text: string
  kind?: OptionalKind
}

type OptionalKind = 'log' | 'pictures' | 'checks'

/** The order in which parts are omitted from a summary that is too large. */
const omitOrder: readonly OptionalKind[] = ['log', 'pictures', 'checks']
/** GitHub drops a summary of more than 1 MiB whole; the rest is for other steps of the same job. */
const maxBytes = 1_000_000
/** A longer text has foreign words in it. */
const maxOwnLength = 2000
const maxTableRows = 100
/** So many can be taken in at a glance. */
const maxUnfolded = 20

/**
 * Renders the job summary: Markdown in which foreign text only stands inside HTML blocks, escaped, where Markdown
 * means nothing, and pictures that hold none of it.
 */
export function renderSummary(state: RunState, verdict: Verdict, context: SummaryContext): string {
  const { repositoryUrl, redact } = context
  const markup = new Markup(redact)
  const pages = [appUrl(state), portal].filter((url) => url !== undefined)
  const todo = verdict.todo && `<p><b>What to do:</b> ${markup.sentence(verdict.todo, pages)}</p>`
  return assemble([
    { text: `## ${verdict.passes ? '✅' : '❌'} ${verdict.headline}` },
    { text: renderVerdict(state, verdict, markup) },
    { text: todo },
    { text: renderLog(state, markup), kind: 'log' },
    { text: renderPlan(state, markup, redact) },
    { text: renderDetails(state, markup, repositoryUrl) },
    { text: renderChangesSinceSuccess(state, markup, repositoryUrl) },
    { text: drawTimeline(state) ?? '', kind: 'pictures' },
    { text: renderChecks(state, markup), kind: 'checks' },
    { text: renderHistory(state), kind: 'pictures' },
  ])
}

/** A sentence without foreign text reads better as such, and no secret can be in it. */
function renderVerdict({ outcome }: RunState, { what }: Verdict, markup: Markup): string {
  const isOwn = outcome !== undefined && ['planned', 'succeeded', 'started'].includes(outcome.kind)
  return isOwn && what.length <= maxOwnLength ? `<p>${ownSentence(what)}</p>` : markup.preformatted(what)
}

function renderLog({ logTail }: RunState, markup: Markup): string {
  return logTail.length === 0 ? '' : markup.foldedLines('Deployment log (last lines)', logTail)
}

function renderPlan({ outcome, appId }: RunState, markup: Markup, redact: Redact): string {
  if (outcome?.kind !== 'planned') return ''
  const { steps, diff } = describePlan(outcome.plan, appId, redact)
  const list = markup.preformatted(steps.map((step) => cut(step, 2000, redact)).join('\n'))
  const changes =
    diff.length > 0 && markup.foldedLines('Spicepod changes', diff, { isOpen: true, language: 'diff' })
  return [`<p><b>A real run would:</b></p>\n\n${list}`, changes].filter(Boolean).join('\n\n')
}

/** What is known of the run. */
function renderDetails(state: RunState, markup: Markup, repositoryUrl: string | undefined): Html {
  const { appId, app, deployment, source, recovery, applied, settings } = state
  const duration = durationSeconds(state)
  const who = markup.inlineCode(deployment?.created_by)
  const how = markup.inlineCode(deployment?.creation_source)
  return table(
    [
      ['App', app?.name ? `${appCell(state, markup)} (${appId})` : appCell(state, markup)],
      ['Deployment', literal(deployment?.id)],
      ['Status', statusCell(deployment?.status, markup)],
      ['Duration', literal(duration === undefined ? undefined : formatDuration(duration * 1000))],
      ['Image', markup.inlineCode(deployment?.image_tag ?? settings.imageTag)],
      ['Channel', markup.inlineCode(settings.channel)],
      ['Replicas', literal(deployment?.replicas ?? settings.replicas)],
      ['Branch', markup.inlineCode(source?.branch ?? deployment?.branch)],
      ['Commit', commitCell(source?.commitSha ?? deployment?.commit_sha, markup, repositoryUrl)],
      ['Message', markup.inlineCode(source?.commitMessage ?? deployment?.commit_message, 500)],
      [
        'Applied changes',
        applied.length === 0 ? undefined : markup.inlineCode(describeChanges(applied), 2000),
      ],
      ['Started by', who && how ? `${who} through ${how}` : (who ?? how)],
      ['Created', timeCell(deployment?.created_at, markup)],
      ['Started', timeCell(deployment?.started_at, markup)],
      deployment?.finished_at
        ? ['Finished', timeCell(deployment.finished_at, markup)]
        : ['Updated', timeCell(deployment?.updated_at, markup)],
      ['Rollback', renderRollback(recovery?.deployment, markup)],
    ],
    2,
  )
}

function renderRollback(rollback: Deployment | undefined, markup: Markup): Html | undefined {
  return rollback && joined(literal(rollback.id), statusCell(rollback.status, markup))
}

/** What this deployment changes in the last one that succeeded; empty if that is not known. */
function renderChangesSinceSuccess(
  state: RunState,
  markup: Markup,
  repositoryUrl: string | undefined,
): string {
  const { deployment, history, source, settings } = state
  const last = history.find(({ id, status }) => status === 'succeeded' && id !== deployment?.id)
  if (deployment === undefined || last === undefined) return ''
  const compared = [
    { name: 'Image', before: last.image_tag, after: deployment.image_tag ?? settings.imageTag },
    { name: 'Replicas', before: last.replicas, after: deployment.replicas ?? settings.replicas },
    { name: 'Commit', before: last.commit_sha, after: deployment.commit_sha ?? source?.commitSha },
  ].filter(({ before, after }) => Boolean(before) && Boolean(after))
  const changed = compared.filter(({ before, after }) => before !== after)
  if (compared.length === 0) return ''
  const title = `### Changes since deployment ${last.id} (last success)`
  if (changed.length === 0) {
    const names = compared.map(({ name }) => name.toLowerCase())
    return `${title}\n\n<p>No changes: same ${names.join(', ')}.</p>`
  }
  const rows = changed.map(({ name, before, after }) => {
    const cells = [before, after].map((each) =>
      name === 'Commit' ? commitCell(String(each), markup, repositoryUrl) : markup.inlineCode(each),
    )
    const isPlain = name === 'Commit' && markup.isPlain(`${before} ${after}`)
    const url = isPlain ? compareUrl(String(before), String(after), repositoryUrl) : undefined
    const diff = url === undefined ? '' : ` ${markup.link(url, 'diff')}`
    return [`<b>${name}</b>`, cells[0], `${cells[1]}${diff}`]
  })
  return `${title}\n\n${grid(['', 'Before', 'Now'], rows)}`
}

/** The results of the verification; empty if there was none. */
function renderChecks({ verification }: RunState, markup: Markup): string {
  if (verification === undefined) return ''
  const { tests, datasets, models = [] } = verification
  const probes = tests
    .slice(0, maxTableRows)
    .map(({ name, ok, durationMs, detail, error }) => [
      markup.inlineCode(name),
      ok ? '✅ passed' : '❌ failed',
      formatDuration(durationMs),
      markup.inlineCode(detail ?? error, 500),
    ])
  const tables = [
    grid(['Probe', 'Result', 'Time', 'Detail'], probes),
    ...renderDatasets(datasets, markup),
    renderDatasetTable(models, markup, 'Model'),
  ]
  const shown = tables.filter(Boolean)
  return shown.length === 0 ? '' : ['### Checks', ...shown].join('\n\n')
}

/** Those that are not ready first; the others are folded if there are many. */
function renderDatasets(datasets: readonly Dataset[], markup: Markup): Html[] {
  const waiting = datasets.filter((dataset) => !isHealthy(dataset))
  const ready = datasets.filter(isHealthy)
  if (datasets.length <= maxUnfolded) return [renderDatasetTable([...waiting, ...ready], markup)]
  const title = `${ready.length} of ${datasets.length} datasets are ready`
  return [
    renderDatasetTable(waiting, markup),
    ready.length === 0 ? '' : fold(title, renderDatasetTable(ready, markup)),
  ]
}

function renderDatasetTable(datasets: readonly Dataset[], markup: Markup, title = 'Dataset'): Html {
  const shown = datasets.slice(0, maxTableRows)
  const hasErrors = shown.some(describeError)
  const rows = shown.map((dataset) => datasetRow(dataset, hasErrors, markup))
  const more = datasets.length - shown.length
  const rest = more > 0 ? `\n\n<p>… and ${more} more.</p>` : ''
  return `${grid([title, 'Status', ...(hasErrors ? ['Error'] : [])], rows)}${rest}`
}

function renderHistory(state: RunState): string {
  const picture = drawHistory(state)
  return picture === undefined ? '' : `${picture.drawing}\n\n<p>${picture.legend.join(' · ')}</p>`
}

/**
 * Puts a summary together. If it is too large, parts are omitted kind by kind, and a line says so.
 *
 * @param omitted what has been omitted by now
 */
export function assemble(parts: readonly Part[], max = maxBytes, omitted: readonly string[] = []): string {
  const note = `<p>Omitted because GitHub limits summaries to 1 MiB: ${omitted.join(', ')}.</p>`
  const texts = [...parts.map(({ text }) => text), omitted.length > 0 && note]
  const text = texts.filter(Boolean).join('\n\n').concat('\n\n')
  const next = omitOrder.find((kind) => parts.some((part) => part.kind === kind))
  if (next === undefined || Buffer.byteLength(text) <= max) return text
  return assemble(
    parts.filter(({ kind }) => kind !== next),
    max,
    [...omitted, next],
  )
}
