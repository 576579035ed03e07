import { join, type Redact } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import { describeError, isHealthy } from '../runtime/lists.ts'
import type { Dataset } from '../runtime/verification.ts'
import { cellsOf, renderDataChanges, renderTests, renderTodo, timeCell } from './cells.ts'
import { renderChanges } from './changes.ts'
import { drawHistory, drawTimeline } from './charts.ts'
import { endingOf } from './endings.ts'
import { fold, grid, type Html, literal, Markup, ownSentence, section, table } from './markup.ts'
import { renderDiff, renderPlan } from './plan.ts'
import { rolloutOf } from './rollout.ts'
import type { RunState } from './state.ts'
import type { Verdict } from './verdict.ts'
import { formatDuration, listUnchanged } from './wording.ts'

/** The order in which parts are omitted from a summary that is too large. */
const omitOrder = ['log', 'pictures', 'checks'] as const

/** A part of a summary; those with a kind can be omitted. */
interface Part {
  text: string
  kind?: (typeof omitOrder)[number]
}

/** GitHub drops the whole summary of a step that is larger than 1 MiB. */
const maxBytes = 1_000_000
/** A longer reason is other people's text. */
const maxReasonLength = 6000
const maxAdvice = 10
/** The plan and its diff each have at most so many characters, of up to three bytes. */
const maxDiffLength = 250_000
/** More datasets cannot be taken in at a glance: the ready ones are folded. */
const maxUnfolded = 20

/** Renders the job summary: Markdown with foreign text only inside HTML blocks, escaped, and not in pictures. */
export function renderSummary(
  state: RunState,
  verdict: Verdict,
  { repositoryUrl, redact }: { repositoryUrl: string | undefined; redact: Redact },
): string {
  const markup = new Markup(redact, repositoryUrl)
  const history = drawHistory(state)
  const text = section('### Changes of the data', [renderDataChanges(state, markup)])
  const changes: Part = { text, kind: 'checks' }
  const isBreaking = state.compared?.changes.some(({ breaking }) => breaking)
  return assemble([
    { text: `## ${verdict.icon} ${verdict.headline}` },
    { text: renderVerdict(state, verdict, markup) },
    { text: renderTodo(state, verdict.todo, markup) },
    { text: state.fleet?.summary ?? '' },
    { text: renderRollout(state, verdict, markup) },
    { text: markup.foldedLines('Deployment log (last lines)', state.logTail), kind: 'log' },
    { text: renderPlan(state, markup, maxDiffLength) },
    { text: renderDiff(state, markup, maxDiffLength, 'GitHub limits the size of summaries.', true) },
    { text: renderChanges(state, markup, maxDiffLength) },
    { text: renderDetails(state, markup) },
    // Changes that may break queries come before facts about the run.
    ...(isBreaking ? [changes] : []),
    { text: drawTimeline(state) ?? '', kind: 'pictures' },
    { text: renderChecks(state, markup), kind: 'checks' },
    ...(isBreaking ? [] : [changes]),
    { text: history ? `${history.drawing}\n\n<p>${history.legend.join(' · ')}</p>` : '', kind: 'pictures' },
  ])
}

/** Why the run ended as it did, and what the app runs. No secret can be in sentences that are only the action's own. */
function renderVerdict(state: RunState, { what, brief = what, live = '' }: Verdict, markup: Markup): string {
  const isOwn = endingOf(state).reason === 'own' && state.action === 'deploy'
  const reason =
    isOwn && what.length <= maxReasonLength
      ? ownSentence(what)
      : markup.sentence(brief, { max: maxReasonLength })
  const shown = join('<br>', reason, markup.sentence(live))
  return shown && `<p>${shown}</p>`
}

/** Why a rollout does not end, or what its instance showed: the components, its log, and what to do. */
function renderRollout(state: RunState, verdict: Verdict, markup: Markup): string {
  const { problems: ofRollout = [], waiting = [], problemLines = [], isStuck } = rolloutOf(state) ?? {}
  const problems = [...(state.verification?.explanations ?? []), ...ofRollout]
  // With several causes it has to be clear which advice is for which.
  const isInVerdict = ({ message, advice = '' }: Problem) =>
    problems.length === 1 && verdict.what.includes(message) && verdict.todo.includes(advice)
  const causes = problems
    .filter((problem) => !isInVerdict(problem))
    .slice(0, maxAdvice)
    .map(({ message, advice }): Html => {
      const todo = advice === undefined ? '' : `<br><b>What to do:</b> ${markup.sentence(advice)}`
      return `<p>${markup.sentence(message)}${todo}</p>`
    })
  const components = grid(['Kind', 'Name', 'State'], waiting, ({ kind, name, state, forMs, message }) => [
    kind,
    markup.inlineCode(name),
    join(
      '<br>',
      join(' for ', markup.inlineCode(state, 50), forMs ? formatDuration(forMs) : undefined),
      markup.inlineCode(message, 500),
    ),
  ])
  return section(isStuck ? '### Why it is stuck' : '### What the new instance reports', [
    ...causes,
    components,
    markup.foldedLines('Problems in the instance log', problemLines),
  ])
}

function renderDetails(state: RunState, markup: Markup): Html {
  const { appId, app, deployment, target } = state
  const cells = cellsOf(state, markup)
  const who = markup.inlineCode(deployment?.created_by)
  const how = markup.inlineCode(deployment?.creation_source)
  return table([
    ['Live', cells.live],
    ['Back from', cells.from],
    ['Back to', cells.to],
    ['Unchanged', target && listUnchanged(target.imageTag)],
    ['App', app?.name ? `${cells.app} (${appId})` : cells.app],
    ['Deployment', cells.deployment],
    ['Status', cells.status],
    ['Duration', literal(cells.duration)],
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
    ['Bake', cells.bake],
    ['Rollback', cells.rollback],
  ])
}

function renderChecks({ verification }: RunState, markup: Markup): string {
  if (verification === undefined) return ''
  const { tests, datasets, models = [] } = verification
  return section('### Checks', [
    renderTests(tests, markup),
    ...renderComponents('Dataset', datasets, markup),
    ...renderComponents('Model', models, markup),
  ])
}

/** Datasets or models. Those that are not ready come first; the ready ones are folded if there are many. */
function renderComponents(title: string, all: readonly Dataset[], markup: Markup): Html[] {
  const waiting = all.filter((component) => !isHealthy(component))
  const ready = all.filter(isHealthy)
  const render = (components: readonly Dataset[]) =>
    grid([title, 'Status'], components, (component) => [
      `${isHealthy(component) ? '✅' : '❌'} ${markup.inlineCode(component.name)}`,
      join('<br>', markup.inlineCode(component.status), markup.inlineCode(describeError(component), 500)),
    ])
  if (all.length <= maxUnfolded) return [render([...waiting, ...ready])]
  const things = `${title.toLowerCase()}s`
  return [render(waiting), fold(`${ready.length} of ${all.length} ${things} are ready`, render(ready))]
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
