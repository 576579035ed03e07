import type { ChangeEntry } from '../app/changes.ts'
import type { FleetView } from '../events.ts'
import type { FleetApp } from '../fleet/app.ts'
import { type FleetState, fleetStates } from '../fleet/inputs.ts'
import { countStates, isDeployable, maxJobs, toEntry, toMatrix, toWaves } from '../fleet/matrix.ts'
import type { Fleet } from '../fleet/survey.ts'
import { type Environment, repositoryUrl } from '../github/event.ts'
import { count, cut, join, type Redact } from '../platform/text.ts'
import { appUrl, commitCell } from './cells.ts'
import { grid, type Html, Markup } from './markup.ts'
import { namesIn, toJson } from './outputs.ts'
import { describeAge, describeComponents, limitLines } from './wording.ts'

// Outputs, log and summary of a fleet.

export interface FleetContext {
  readonly org: string | undefined
  readonly env: Environment
  readonly redact: Redact
}

const looks: Record<FleetState, { icon: string; color: FleetView['lines'][number]['color'] }> = {
  invalid: { icon: '❌', color: 'red' },
  unknown: { icon: '❔', color: 'red' },
  edited: { icon: '✏️', color: 'yellow' },
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
  const rest = apps.filter(({ state }) => state === 'current').length
  const others = sortByState(apps).filter(({ state }) => state !== 'current')
  const markup = new Markup(context.redact, repositoryUrl(context.env))
  const jobs = apps.filter(isDeployable).length
  const { outputs, omitted } = renderFleetOutputs(apps, context)
  const states = Object.entries(countStates(others)).map(([state, amount]) => `${amount} ${state}`)
  const isOne = rest === 1 || apps.length === 1
  const total = `${rest} of ${count(apps.length, 'app')} ${isOne ? 'is' : 'are'} current`
  return {
    outputs,
    headline: [total, states.join(', ')].filter(Boolean).join('; '),
    lines: [
      ...others.map((app) => ({ text: describeApp(app), color: looks[app.state].color })),
      ...(rest > 0 ? [{ text: describeCurrent(rest), color: looks.current.color }] : []),
    ],
    summary: renderApps(sortByState(apps), context, markup, maxTableLength),
    warnings: [
      jobs > maxJobs &&
        `${jobs} apps are to be deployed, but a matrix has at most ${maxJobs} jobs. Run the workflow again for the rest.`,
      omitted.length > 0 &&
        `The output \`apps\` has no ${omitted.map((name) => `\`${name}\``).join(', no ')}, and only the start of each \`reason\`, because it would be larger than 900 kB.`,
    ].filter((warning) => warning !== false),
  }
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

function renderFleetOutputs(apps: readonly FleetApp[], { org, redact }: FleetContext) {
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
    matrix: write(toMatrix(apps)),
    waves: write(toWaves(apps)),
    'has-changes': String(apps.some(isDeployable)),
    counts: JSON.stringify(countStates(apps)),
  }
  return { outputs, omitted }
}

export function urlOf({ current }: FleetApp, org: string | undefined): string | undefined {
  return current && appUrl({ app: { ...current, tags: undefined }, org })
}

/** `taxi: changed · ~ dataset trips: from`. */
function describeApp(app: FleetApp): string {
  return join(' · ', `${app.entry.app}: ${app.state}`, app.reason, ...describeChanges(app.changes))
}

/** Changes that a deployment would make, a line each; the first ones, and how many more there are. */
function describeChanges(changes: readonly ChangeEntry[] = []): readonly string[] {
  return changes.flatMap((change) => {
    if (change.kind === 'secret') return []
    if (change.kind === 'tags') {
      const lines = change.tags.map(({ name, before, after }) => `tag ${name}: ${join(' → ', before, after)}`)
      return limitLines(lines, maxChanges, 'tag')
    }
    return change.components.length === 0 ? ['spicepod'] : describeComponents(change.components, maxChanges)
  })
}

/** A row for each app. It has two columns, which fit on a phone. */
export function renderApps(
  apps: readonly FleetApp[],
  { org }: FleetContext,
  markup: Markup,
  max: number,
): Html {
  const toCells = (app: FleetApp) => [
    markup.link(urlOf(app, org), markup.name(app.entry.app)),
    join(
      '<br>',
      `${looks[app.state].icon} ${app.state}`,
      markup.sentence(app.reason ?? '', { max: 300 }),
      ...describeChanges(app.changes).map((line) => markup.inlineCode(line)),
      renderDeployment(app, markup),
    ),
  ]
  return grid(['App', 'State, changes and last deployment'], apps, toCells, max, maxRows)
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
