import { changedComponents, findOnlyStored } from '../../app/changes.ts'
import { countDifferences } from '../../app/plan.ts'
import { InputError } from '../../core/errors.ts'
import { type Outcome, type Plan, planOf } from '../../core/outcome.ts'
import { describeWithPlace, type Problem } from '../../core/problem.ts'
import type { CoreState } from '../../core/state.ts'
import { count, join, limit, maxLength, shorten } from '../../platform/text.ts'
import { describeNothingPushed } from '../../report/absence.ts'
import { narrateComponents, renderComponents } from '../../report/components.ts'
import { type Line, text } from '../../report/log.ts'
import { firstFitting, fold, grid, type Html, type Markup } from '../../report/markup.ts'
import type { Verdict } from '../../report/verdict.ts'
import { limitLines } from '../../report/wording.ts'
import type { ComponentChange } from '../../spicepod/component-changes.ts'
import { describeKind } from '../../spicepod/spicepod.ts'
import { describePlan, isUpgrade, releaseNotesUrl } from './words.ts'

// A plan and the findings of a dry run: in the log, the comment and the summary.

const maxSteps = 40
const maxNames = 10
const maxStepLength = 500
/** The tags around a diff or a list of steps, in characters. */
const maxFrameLength = 1500
const maxDiffLines = 400

/** `Plan for taxi: 3 changes, 1 of them a removal ⚠️`. @param name undefined if it is not known */
export function titlePlan(state: CoreState, name: Html | undefined): Html {
  const plan = planOf(state.outcome)
  const target = join(' for ', 'Plan', name)
  const error = inputErrorOf(state)
  switch (plan?.kind) {
    case 'watch':
      return `${target}: watch deployment ${plan.deployment.id}`
    case 'remove':
      return `${target}: delete the app`
    case 'deploy':
      return `${target}: ${isRefused(plan) ? 'would be refused' : countChanges(plan, state)}`
    case undefined:
      return error === undefined
        ? target.replace('Plan', 'No plan')
        : `${target}: ${count(error.problems.length, 'error')}`
  }
}

/** `2 changes, runtime upgrade, 1 warning`. */
function countChanges(plan: Extract<Plan, { kind: 'deploy' }>, state: CoreState): string {
  const warnings = state.problems.length + (describeNothingPushed(state) === '' ? 0 : 1)
  const changes = countDifferences(plan) + (isPending(plan) ? 1 : 0)
  const removed = componentsOf(plan).filter(({ change }) => change === 'removed').length
  const which = changes === 1 ? '' : '1 of them '
  const parts = join(
    ', ',
    changes > 0 && count(changes, 'change'),
    removed > 0 && `${which}${removed === 1 ? 'a removal' : `removes ${removed} components`} ⚠️`,
    plan.runtime && (isUpgrade(plan.runtime) ? 'runtime upgrade' : 'runtime change'),
    warnings > 0 && count(warnings, 'warning'),
  )
  return parts || 'no changes'
}

/** Whether nothing is to be written, and the newest deployment has not brought what is stored. */
function isPending(plan: Extract<Plan, { kind: 'deploy' }>): boolean {
  const { notYet, newestEnd } = plan.running ?? {}
  return countDifferences(plan) === 0 && (notYet ?? newestEnd) !== undefined
}

function isRefused(
  plan: Plan,
): plan is Extract<Plan, { kind: 'deploy' }> & { readonly refusals: readonly string[] } {
  return plan.kind === 'deploy' && plan.refusals !== undefined && plan.refusals.length > 0
}

function inputErrorOf({ outcome }: CoreState): InputError | undefined {
  return outcome?.kind === 'refused' && outcome.error instanceof InputError ? outcome.error : undefined
}

/** What the comment on a plan says of the run, without the problems that {@link renderFindings} shows. */
export function sayPlan(verdict: Verdict, state: CoreState): Pick<Verdict, 'sentence' | 'live'> {
  const { ending, live } = verdict
  const error = inputErrorOf(state)
  // The steps say what a real run would do.
  if (ending.outcome.kind === 'planned') {
    const { plan } = ending.outcome
    const refused = isRefused(plan) && `A real run would be refused: ${plan.refusals.join(' ')}`
    return { sentence: join('\n', refused, ending.nothingPushed), live: '' }
  }
  if (error === undefined) return verdict
  // The text of the verdict is limited already, and would count findings as left out.
  const findings = new Set(state.problems.map(describeWithPlace))
  return { sentence: error.problems.filter((problem) => !findings.has(problem)).join('\n'), live }
}

/** The plan in the log; nothing without one. */
export function narratePlan({ appId, outcome }: CoreState): Line[] {
  const plan = planOf(outcome)
  if (plan === undefined) return []
  const { runtime = undefined, spicepodDiff } = plan.kind === 'deploy' ? plan : {}
  const diff = spicepodDiff?.flat() ?? []
  const components = narrateComponents(componentsOf(plan))
  return [
    ...(components.length > 0 ? [text(titleComponents(plan))] : []),
    ...components,
    ...describeOnlyStored(plan).map((line) => text(line)),
    text(titleSteps(outcome)),
    ...describePlan(plan, appId).map((step) => text(`- ${step}`)),
    ...(runtime ? [text(`Release notes of runtime ${runtime.after}: ${releaseNotesUrl(runtime)}`)] : []),
    { kind: 'block', title: 'Spicepod changes', lines: limitLines(diff, maxDiffLines, 'line') },
  ]
}

/** Steps of a real run, release notes of another runtime, and components that change, in at most `max` characters. */
export function renderPlan(state: CoreState, markup: Markup, max: number): Html {
  const steps = renderSteps(state, markup, max)
  const plan = planOf(state.outcome)
  const title = markup.sentence(titleComponents(plan))
  const runtime = plan?.kind === 'deploy' ? plan.runtime : undefined
  const notes =
    runtime && `<p><a href="${releaseNotesUrl(runtime)}">Release notes of runtime ${runtime.after}</a></p>`
  const components = renderComponents(componentsOf(plan), title, markup, max - steps.length)
  const onlyStored = describeOnlyStored(plan).map((line) => `<p>${markup.sentence(line)}</p>`)
  return join('\n\n', steps, notes, components, ...onlyStored)
}

/** The steps of a real run, as many as fit into `max` characters; empty if there is no plan. */
function renderSteps({ outcome, appId }: CoreState, markup: Markup, max: number): Html {
  const plan = planOf(outcome)
  if (plan === undefined) return ''
  const steps = describePlan(plan, appId).map((step) => markup.sentence(step, { max: maxStepLength }))
  // The last one is the deployment.
  const [first, last] = [steps.slice(0, -1), steps.slice(-1)]
  const room = max - last.join('').length - maxFrameLength
  const fitting = firstFitting(first.slice(0, maxSteps), room, '<li></li>\n'.length)
  const shown = [...limitLines(first, fitting.length, 'step'), ...last]
  const isSame = plan.kind === 'deploy' && countDifferences(plan) === 0 && !isPending(plan)
  const title = isSame && outcome?.kind === 'planned' ? 'A real run would still:' : titleSteps(outcome)
  return `<p><b>${isSame ? 'No differences found. ' : ''}${title}</b></p>\n<ul>\n${shown.map((step) => `<li>${step}</li>`).join('\n')}\n</ul>`
}

/** A run that was refused is no dry run, and was not approved to do what the plan says. */
function titleSteps(outcome: Outcome | undefined): string {
  if (outcome?.kind === 'refused') return 'The plan as it is now:'
  const plan = planOf(outcome)
  return plan && isRefused(plan) ? 'If it were not refused, a real run would:' : 'A real run would:'
}

function componentsOf(plan: Plan | undefined): ComponentChange[] {
  const { changes = [], running } = plan?.kind === 'deploy' ? plan : {}
  return changes.flatMap((change) => (change.kind === 'spicepod' ? changedComponents(change, running) : []))
}

/** What the components are compared with, since what runs may not be what is stored. */
function titleComponents(plan: Plan | undefined): string {
  const { running } = plan?.kind === 'deploy' ? plan : {}
  const title = 'Components of the spicepod that change'
  if (running?.served)
    return `${title}. Compared with deployment ${running.served.deployment.id}, which runs:`
  const why = running?.why && ` (${running.why})`
  return running ? `${title}. Compared with what is stored; what runs is not known${why ?? ''}:` : `${title}:`
}

/** What goes away that does not run. */
function describeOnlyStored(plan: Plan | undefined): string[] {
  const { changes = [], running } = plan?.kind === 'deploy' ? plan : {}
  const change = changes.find(({ kind }) => kind === 'spicepod')
  if (change?.kind !== 'spicepod' || change.update === undefined || running === undefined) return []
  const only = findOnlyStored(change.current, changedComponents(change), running)
  const names = limit(
    only,
    maxNames,
    ({ kind, name }) => `${describeKind(kind)} ${shorten(name, maxLength.name)}`,
  )
  return names.length === 0
    ? []
    : [
        `Only stored, not running: ${names.join(', ')}. The deployment replaces it, an edit or a push that failed.`,
      ]
}

function placeOf({ file, line }: Problem): string {
  return [file, line].filter((part) => part !== undefined).join(':')
}

/** Findings of the spicepod checks, as many rows as fit into `max` characters; empty if there are none. */
export function renderFindings(state: CoreState, markup: Markup, max: number): Html {
  const isRefused = inputErrorOf(state) !== undefined
  // A long problem must leave room for the others.
  const text = (value: string) => markup.sentence(value, { max: maxLength.sentence })
  return grid(
    ['Spicepod', 'Problem'],
    state.problems,
    (problem) => {
      const { certain, message, advice } = problem
      const sign = isRefused && certain ? '❌' : '⚠️'
      const todo = advice && `<b>What to do:</b> ${text(advice)}`
      return [`${sign} ${markup.inlineCode(placeOf(problem)) ?? ''}`, join('<br>', text(message), todo)]
    },
    max,
  )
}

/** Changes of the spicepod, folded: as many hunks as fit into `max` characters. `onRest` is a sentence about others. */
export function renderDiff(
  { outcome }: CoreState,
  markup: Markup,
  max: number,
  onRest: Html,
  isOpen = false,
): Html {
  const plan = planOf(outcome)
  const hunks = (plan?.kind === 'deploy' && plan.spicepodDiff) || []
  if (hunks.length === 0) return ''
  const { html, shown } = markup.diff(hunks, max - maxFrameLength)
  const omitted = hunks.length - shown
  return join(
    '\n\n',
    shown > 0 && fold('Spicepod changes', html, isOpen),
    omitted > 0 &&
      `<p>${omitted} of ${count(hunks.length, 'hunk')} of the spicepod changes left out. ${onRest}</p>`,
  )
}
