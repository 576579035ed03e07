import { repositoryTags } from '../../app/plan.ts'
import type { FleetView } from '../../core/events.ts'
import { type Environment, repositoryUrl } from '../../github/event.ts'
import { count, cut, join, type Redact } from '../../platform/text.ts'
import { appUrl, commitCell } from '../../report/cells.ts'
import { describeComponents } from '../../report/components.ts'
import { fold, grid, type Html, Markup } from '../../report/markup.ts'
import { namesIn, toJson } from '../../report/outputs.ts'
import { describeAge, limitLines } from '../../report/wording.ts'
import type { ComponentChange } from '../../spicepod/component-changes.ts'
import type { FleetApp } from './app.ts'
import { type FleetState, fleetStates } from './inputs.ts'
import { countStates, findDeployable, maxJobs, splitIntoWaves, toEntry, toMatrix } from './matrix.ts'
import type { Fleet } from './survey.ts'

// Outputs, log and summary of a fleet.

export interface FleetContext {
  readonly org: string | undefined
  readonly env: Environment
  readonly redact: Redact
  /** Whether the entries come from a fork, which may name any app that the credentials can read. */
  readonly isOfFork: boolean
}

const looks: Record<FleetState, { icon: string; color: FleetView['lines'][number]['color'] }> = {
  invalid: { icon: '❌', color: 'red' },
  unknown: { icon: '❔', color: 'red' },
  edited: { icon: '✏️', color: 'yellow' },
  'rolled-back': { icon: '↩️', color: 'yellow' },
  failed: { icon: '❌', color: 'red' },
  changed: { icon: '🔸', color: 'cyan' },
  new: { icon: '🆕', color: 'cyan' },
  deploying: { icon: '⏳', color: 'cyan' },
  current: { icon: '✅', color: 'green' },
}

/** A job can have outputs of 1 MB, which GitHub counts in UTF-16. */
const maxOutputBytes = 900_000
/** What `apps` goes without if it would be too large: one after the other, until it fits. */
const dispensable = ['changes', 'deployment', 'url']
/** Maximum length of each text that other people have written, in characters. */
const maxTextLength = 2000
/** Of each reason in an output that would be too large. */
const maxBriefReason = 100
const maxRows = 300
const maxTableLength = 900_000
const maxChanges = 5

export function viewFleet(fleet: Fleet, context: FleetContext): FleetView {
  const { apps } = fleet
  const current = apps.filter(({ state }) => state === 'current')
  const rest = current.length
  const others = sortByState(apps).filter(({ state }) => state !== 'current')
  const markup = new Markup(context.redact, repositoryUrl(context.env))
  const { outputs, omitted } = renderFleetOutputs(fleet, context)
  const table = renderApps(others, context, markup, maxTableLength)
  const states = Object.entries(countStates(others)).map(([state, amount]) => `${amount} ${inWords(state)}`)
  const isOne = rest === 1 || apps.length === 1
  const total = `${rest} of ${count(apps.length, 'app')} ${isOne ? 'is' : 'are'} current`
  return {
    outputs,
    isCurrent: rest === apps.length,
    headline: [total, states.join(', ')].filter(Boolean).join('; '),
    lines: [
      ...others.map((app) => ({ text: describeApp(app, context), color: looks[app.state].color })),
      ...(rest > 0 ? [{ text: describeCurrent(rest), color: looks.current.color }] : []),
    ],
    summary: join(
      '\n\n',
      others.length > 0 && table,
      rest > 0 &&
        fold(
          describeCurrent(rest),
          renderApps(
            current,
            context,
            markup,
            maxTableLength - Buffer.byteLength(table),
            maxRows - others.length,
          ),
        ),
    ),
    warnings: [
      ...describeCutMatrices(findDeployable(apps, fleet.deploy)),
      omitted.length > 0 &&
        `The output \`apps\` has no ${omitted.map((name) => `\`${name}\``).join(', no ')}, and only the start of each \`reason\`, because it would be larger than 900 kB.`,
    ].filter((warning) => warning !== false),
  }
}

/** Whoever deploys by waves that are whole needs no second run, but `matrix` lacks apps all the same. */
function describeCutMatrices(jobs: readonly FleetApp[]): string[] {
  if (jobs.length <= maxJobs) return []
  const waves = splitIntoWaves(jobs)
  const overfull = waves.flatMap(({ length }, index) =>
    length > maxJobs
      ? [`Wave ${index + 1} has ${length} apps, and its matrix also only the first ${maxJobs}.`]
      : [],
  )
  const whole = `${jobs.length} apps are to be deployed, but \`matrix\` has only the first ${maxJobs} of them, the most jobs of a matrix.`
  const again = 'Run the workflow again for the rest'
  if (waves.length < 2) return [`${whole} ${again}.`]
  if (overfull.length > 0) return [join(' ', whole, ...overfull, `${again}.`)]
  return [`${whole} The matrices of \`waves\` have all of them. ${again}, or deploy by \`waves\`.`]
}

/** @param last the last app that is shown, which is current as well if any is */
export function describeCurrent(amount: number, last?: FleetApp): string {
  return `${count(amount, last?.state === 'current' ? 'other app' : 'app')} ${amount === 1 ? 'is' : 'are'} current.`
}

export function sortByState(apps: readonly FleetApp[]): FleetApp[] {
  return apps.toSorted((left, right) => fleetStates.indexOf(left.state) - fleetStates.indexOf(right.state))
}

/** Members whose values are the action's own words. */
const ownWords = new Set(['state', 'plan_digest', 'plan-digest', 'kind', 'change'])

function renderFleetOutputs({ apps, deploy }: Fleet, { org, redact }: FleetContext) {
  const jobs = findDeployable(apps, deploy)
  const write = (value: object, most = Number.POSITIVE_INFINITY, ofReason = most) => {
    const show = (text: string, key: string) =>
      ownWords.has(key) ? text : cut(redact(text), key === 'reason' ? ofReason : most)
    return toJson(value, namesIn(value), redact, show) ?? ''
  }
  let entries = apps.map((app) => toEntry(app, urlOf(app, org)))
  let shown = write(entries, maxTextLength)
  const omitted: string[] = []
  for (const name of dispensable) {
    if (Buffer.byteLength(shown, 'utf16le') <= maxOutputBytes) break
    omitted.push(name)
    entries = entries.map((entry) => ({ ...entry, [name]: undefined }))
    shown = write(entries, maxTextLength, maxBriefReason)
  }
  const outputs = {
    apps: shown,
    matrix: write(toMatrix(jobs)),
    waves: write(splitIntoWaves(jobs).map(toMatrix)),
    'has-changes': String(jobs.length > 0),
    counts: JSON.stringify(countStates(apps)),
  }
  return { outputs, omitted }
}

function urlOf({ current }: FleetApp, org: string | undefined): string | undefined {
  return current && appUrl({ app: { ...current, tags: undefined }, org })
}

/** `taxi: changed · ~ dataset trips: from`. */
function describeApp(app: FleetApp, { env }: FleetContext): string {
  return join(' · ', `${app.entry.app}: ${labelOf(app)}`, app.reason, ...describeChanges(app, env))
}

const inWords = (state: string) => state.replace('-', ' ')

function labelOf({ state }: FleetApp): string {
  return state === 'edited' ? 'edited on spice.ai' : inWords(state)
}

/** Changes that a deployment would make, a line each; the first ones, and how many more there are. */
function describeChanges(
  { state, changes = [] }: FleetApp,
  env: Environment,
  hidesValues = false,
): readonly string[] {
  // Every new app gets the tags of the repository.
  const expected = state === 'new' ? repositoryTags(env) : {}
  return changes.flatMap((change) => {
    if (change.kind === 'secret') return []
    if (change.kind === 'tags') {
      const tags = change.tags.filter(({ name, after }) => expected[name] !== after)
      const lines = tags.map(({ name, before, after }) =>
        hidesValues ? `tag ${name}` : `tag ${name}: ${join(' → ', before, after)}`,
      )
      return limitLines(lines, maxChanges, 'tag')
    }
    if (state === 'edited' || state === 'rolled-back')
      return [`a deployment would ${describeDeployment(change.components)}`]
    return change.components.length === 0 ? ['spicepod'] : describeComponents(change.components, maxChanges)
  })
}

const verbs = { added: 'add', removed: 'remove', changed: 'change' } as const

/** `remove dataset alerts, change dataset trips`: without words, the reader of an edit would take signs for the edit. */
function describeDeployment(components: readonly ComponentChange[]): string {
  if (components.length === 0) return 'change the spicepod'
  const parts = components.map(({ kind, name, change }) => `${verbs[change]} ${join(' ', kind, name)}`)
  return limitLines(parts, maxChanges, 'change').join(', ')
}

/** A row for each app. It has two columns, which fit on a phone. */
export function renderApps(
  apps: readonly FleetApp[],
  { org, env, isOfFork }: FleetContext,
  markup: Markup,
  max: number,
  most = maxRows,
): Html {
  const toCells = (app: FleetApp) => [
    markup.link(urlOf(app, org), markup.name(app.entry.app)),
    join(
      '<br>',
      `${looks[app.state].icon} ${labelOf(app)}`,
      markup.sentence(app.reason ?? '', { max: 300 }),
      ...describeChanges(app, env, isOfFork).map((line) => markup.inlineCode(line)),
      renderDeployment(app, markup),
    ),
  ]
  return grid(['App', 'State, changes and last deployment'], apps, toCells, max, Math.max(0, most))
}

function renderDeployment({ deployment }: FleetApp, markup: Markup): Html | undefined {
  if (deployment === undefined) return undefined
  const { status, commit_sha, created_by, creation_source } = deployment
  return join(
    ' · ',
    `Last deployment ${markup.inlineCode(status, 50)}`,
    commitCell(commit_sha, markup),
    describeAge(deployment),
    markup.inlineCode(created_by ?? creation_source, 100),
  )
}
