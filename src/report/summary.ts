import type { RunState } from '../core/state.ts'
import { renderDiff, renderPlan, titlePlan } from '../features/dry-run/report.ts'
import { join, type Redact } from '../platform/text.ts'
import { nameInHeadline } from './cells.ts'
import { renderChanges } from './changes.ts'
import { drawHistory, renderTimeline } from './charts.ts'
import { fold, Markup, renderText } from './markup.ts'
import { renderCauses, renderFacts, renderSections, renderTodo } from './page.ts'
import type { Verdict } from './verdict.ts'

/** The order in which parts are omitted from a summary that is too large. */
const omitOrder = ['log', 'pictures', 'checks'] as const

/** A part of a summary; those with a kind can be omitted. */
interface Part {
  text: string
  kind?: (typeof omitOrder)[number]
}

/** GitHub drops the whole summary of a step that is larger than 1 MiB. */
const maxBytes = 1_000_000
const room = { line: 6000, lines: 100 }
/** The plan and its diff each have at most so many characters, of up to three bytes. */
const maxDiffLength = 250_000

/** Renders the job summary: Markdown with foreign text only inside HTML blocks, escaped, and not in pictures. */
export function renderSummary(
  state: RunState,
  verdict: Verdict,
  { repositoryUrl, redact }: { repositoryUrl: string | undefined; redact: Redact },
): string {
  const markup = new Markup(redact, repositoryUrl)
  const history = drawHistory(state)
  const name = nameInHeadline(state)
  const headline =
    state.outcome?.kind === 'planned' ? titlePlan(state, name) : join(': ', name, verdict.headline)
  return assemble([
    { text: join(' ', '##', verdict.ending.icon, headline) },
    { text: renderText(verdict.sentence, markup, room, verdict.live) },
    { text: renderTodo(state, verdict, markup) },
    { text: state.fleet?.summary ?? '' },
    ...renderCauses(state, verdict, markup, room).map((text): Part => ({ text, kind: 'checks' })),
    { text: markup.foldedLines('Deployment log (last lines)', state.logTail), kind: 'log' },
    { text: renderPlan(state, markup, maxDiffLength) },
    { text: renderDiff(state, markup, maxDiffLength, 'GitHub limits the size of summaries.', true) },
    { text: renderChanges(state, markup, maxDiffLength) },
    { text: fold('Facts', renderFacts(state, verdict, markup)) },
    ...renderSections(state, markup).map((text): Part => ({ text, kind: 'checks' })),
    { text: fold('How this run spent its time', renderTimeline(state)), kind: 'pictures' },
    {
      text: fold(
        'How long deployments took',
        history ? join('\n\n', history.drawing, `<p>${history.legend.join(' · ')}</p>`) : '',
      ),
      kind: 'pictures',
    },
  ])
}

/** Puts a summary together. If it is too large, parts are omitted kind by kind, and a line says so. */
export function assemble(parts: readonly Part[], max = maxBytes, omitted: readonly string[] = []): string {
  const note = `<p>Omitted because GitHub limits summaries to 1 MiB: ${omitted.join(', ')}.</p>`
  const texts = parts.map(({ text }) => text)
  const text = join('\n\n', ...texts, omitted.length > 0 && note).concat('\n\n')
  const next = omitOrder.find((kind) => parts.some((part) => part.kind === kind))
  if (next === undefined || Buffer.byteLength(text) <= max) return text
  const rest = parts.filter(({ kind }) => kind !== next)
  return assemble(rest, max, [...omitted, next])
}
