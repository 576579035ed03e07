import type { Phase } from '../core/phases.ts'
import type { RunState } from '../core/state.ts'
import { durationMs, hasFailed, isUnfinished } from '../deploy/deployment.ts'
import { join } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'
import { kinds } from './ending.ts'
import type { FeatureReport } from './feature.ts'
import { foldedGrid } from './markup.ts'
import { shown } from './shown.ts'
import { expectedDuration, formatDuration, median } from './wording.ts'

/** A picture that GitHub draws, without foreign text: the syntax of Mermaid cannot be escaped reliably. */
function drawing(theme: object, lines: readonly string[]): string {
  return ['```mermaid', `%%{init: ${JSON.stringify(theme)}}%%`, ...lines, '```'].join('\n')
}

/** Colors that can be read on GitHub's light page and on its dark one. */
const colors = { green: '#2da44e', red: '#cf222e', blue: '#1f6feb', gray: '#8c959f' } as const

/** Scaled down to a phone, the labels of a wider chart could not be read. */
const chartWidth = 440
/** Wider than the letters of most fonts of this size, in pixels. */
const letterWidth = 6.5

const gantt = {
  useWidth: chartWidth,
  // Half of the first label of the axis, which may be `0.000s`.
  leftPadding: 20,
  topPadding: 50,
  barHeight: 22,
  barGap: 4,
  fontSize: 12,
}
const timelineTheme = {
  themeVariables: {
    // Bands of the default theme are yellow and violet, and say nothing.
    sectionBkgColor: 'transparent',
    altSectionBkgColor: 'transparent',
    sectionBkgColor2: 'transparent',
    taskBkgColor: colors.blue,
    taskBorderColor: colors.blue,
    taskTextColor: '#ffffff',
    critBkgColor: colors.red,
    critBorderColor: colors.red,
  },
}

/** A status that flaps makes many phases: the chart shows the first ones. */
const maxRows = 20

/** A row of the chart and of the table beside it. */
interface Row extends Omit<Phase, 'name'> {
  readonly label: string
  /** How the run ended in this phase; empty if it went on. */
  readonly mark: string
}

/** How the run spent its time, as a chart and as a table for screens on which its labels are too small. */
export function renderTimeline(state: RunState): string {
  const { rows } = rowsOf(state)
  const phases = foldedGrid(
    ['Phase', 'Time'],
    rows,
    ({ label, startMs, endMs = startMs, isUnfinished, mark }) => {
      const spent = formatDuration(endMs - startMs)
      return [label, join(', ', isUnfinished ? `${spent}, not ended` : spent, mark)]
    },
  )
  return join('\n\n', drawTimeline(state), phases)
}

/** The phases of a run, after the time before the first one, and how long all of them took. */
function rowsOf(state: RunState): { rows: readonly Row[]; totalMs: number } {
  const { startedAtMs } = state
  const phases = state.phases.toSorted((left, right) => left.startMs - right.startMs).slice(0, maxRows)
  const totalMs = Math.max(1, ...phases.map(({ startMs, endMs = startMs }) => endMs - startedAtMs))
  const markOf = findMarks(phases, state)
  const rows = phases.map((phase): Row => ({ ...phase, label: labelOf(phase, state), mark: markOf(phase) }))
  const endMs = phases[0]?.startMs ?? startedAtMs
  const preparing = { label: 'Preparing', startMs: startedAtMs, endMs, mark: '' }
  return { rows: endMs - startedAtMs >= totalMs / 50 ? [preparing, ...rows] : rows, totalMs }
}

/** How the run spent its time, as a Gantt chart; undefined if there is nothing to see. */
export function drawTimeline(state: RunState): string | undefined {
  const { startedAtMs } = state
  const { rows, totalMs } = rowsOf(state)
  if (rows.length === 0) return undefined
  const bars = rows.map(({ label, startMs, endMs = startMs, isUnfinished, mark }) => {
    // A phase that took no time is drawn nevertheless. Of one that has not ended only its beginning is known.
    const widthMs = isUnfinished ? 0 : Math.round(Math.max(endMs - startMs, totalMs / 200))
    const text = join(', ', isUnfinished ? label : `${label} (${formatDuration(endMs - startMs)})`, mark)
    const style = `${isUnfinished ? 'milestone, ' : ''}${mark && 'crit, '}`
    return { text, line: `  ${text} :${style}${dateAt(startMs - startedAtMs)}, ${widthMs}ms` }
  })
  const step = tickSteps.find(([ms]) => totalMs / ms <= maxTicks)?.[1]
  const longest = Math.max(...bars.map(({ text }) => text.length))
  const layout = {
    ...gantt,
    // Room for a label beside each bar or the diamond of one that has not ended, which would be cut off otherwise.
    rightPadding: Math.ceil(longest * letterWidth) + 24,
    // Leaves of each line of the grid only the end, since the line would cross labels.
    gridLineStartPadding: bars.length * (gantt.barHeight + gantt.barGap) + gantt.topPadding - 4,
  }
  return drawing({ gantt: layout, ...timelineTheme }, [
    'gantt',
    '  title How this run spent its time',
    '  accTitle: How this run spent its time',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${axisFormat(totalMs)}`,
    ...(step === undefined ? [] : [`  tickInterval ${step}`]),
    '  todayMarker off',
    ...bars.map(({ line }) => line),
  ])
}

const phasesOf: FeatureReport['phases'] = Object.assign(
  {
    conflict: () => ({ label: 'Waiting for another deployment' }),
    queued: () => ({ label: 'Queued' }),
    in_progress: () => ({ label: 'Rolling out' }),
  },
  ...shown.map(({ phases }) => phases),
)

function labelOf({ name }: Phase, state: RunState): string {
  return phasesOf?.[name]?.(state).label ?? name
}

function findMarks(rows: readonly Phase[], state: RunState): (row: Phase) => string {
  const { outcome } = state
  const unfinished = outcome?.kind === 'failed' ? undefined : rows.findLast((row) => row.isUnfinished)
  const last = unfinished ?? rows.findLast(({ name }) => name !== 'recovery')
  return (row) => {
    const isLast = row === rows.findLast(({ name }) => name === row.name)
    const ofOutcome = row === last && outcome ? kinds[outcome.kind].mark : undefined
    return (isLast ? phasesOf?.[row.name]?.(state).mark : undefined) ?? ofOutcome ?? ''
  }
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
/** Ticks are at round times. */
const tickSteps: readonly [number, string][] = [
  ...[100, 500].map((ms): [number, string] => [ms, `${ms}millisecond`]),
  ...[1, 2, 5, 10, 15, 30].map((count): [number, string] => [count * secondMs, `${count}second`]),
  ...[1, 2, 5, 10, 15, 30].map((count): [number, string] => [count * minuteMs, `${count}minute`]),
  ...[1, 3, 6, 12].map((count): [number, string] => [count * hourMs, `${count}hour`]),
]
/** More ticks than this would cross the labels. */
const maxTicks = 6

function axisFormat(totalMs: number): string {
  if (totalMs < 5 * secondMs) return '%-S.%Ls'
  if (totalMs < hourMs) return '%-M:%S'
  return totalMs < 24 * hourMs ? '%-Hh %M' : 'day %-d, %-Hh'
}

// Mermaid only knows dates, and reads and writes them in the reader's time zone: none of those changes its clocks on
// this day.
const day = Date.UTC(2000, 0, 1)

function dateAt(ms: number): string {
  return new Date(day + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '')
}

/** More bars have no room for their names. */
const maxBars = 7
/** A bar this many times as high as most of them would leave the others flat. */
const maxTimesMedian = 4
/** A bar lower than this part of the picture could be overlooked. */
const minHeight = 0.03

/** How long the app's last deployments took, this one at the end if it is over; undefined without earlier ones. */
export function drawHistory({ deployment, history, recovery, elapsedMs }: RunState) {
  if (deployment === undefined) return undefined
  const previous = history.filter(({ id }) => id !== deployment.id && id !== recovery?.deployment?.id)
  const earlier = previous.map((deployment) => barOf(deployment)).filter((bar) => bar !== undefined)
  if (earlier.length === 0) return undefined

  const last = isUnfinished(deployment) ? undefined : barOf(deployment, elapsedMs)
  const isFailed = last !== undefined && hasFailed(deployment)
  const own = last && { ...last, name: 'this run', sign: isFailed ? signs.failed : signs.this }
  const bars = [...earlier.slice(0, maxBars - 1).reverse(), ...(own ? [own] : [])]
  const times = bars.map(({ ms }) => ms)
  const limitMs = maxTimesMedian * median(times) || Number.POSITIVE_INFINITY
  const usual = expectedDuration({ history: previous })
  const heightMs = Math.max(Math.min(limitMs, Math.max(...times)), usual?.medianMs ?? 0, 1)
  const cutBars = bars.filter(({ ms }) => ms > heightMs)
  const unit = unitFor(heightMs)
  const toUnit = (ms: number) => Math.round((ms / unit.ms) * 1000) / 1000
  // Bars of several series are drawn behind one another. A bar that ends below the axis is not visible.
  const absent = -toUnit(heightMs)
  const used = Object.values(signs).filter((sign) => bars.some((bar) => bar.sign === sign))
  const series = used.map((sign) =>
    bars.map((bar) =>
      bar.sign === sign ? toUnit(Math.min(Math.max(bar.ms, heightMs * minHeight), heightMs)) : absent,
    ),
  )
  const palette = [...used.map(({ color }) => color), colors.gray].join(', ')
  const theme = {
    themeVariables: { xyChart: { backgroundColor: 'transparent', plotColorPalette: palette } },
    xyChart: { width: chartWidth, height: 260, titleFontSize: 16 },
  }
  const which = bars.length === 1 ? 'deployment' : `${bars.length} deployments`
  const title = `How long the last ${which} took`
  return {
    drawing: drawing(theme, [
      'xychart-beta',
      `  title "${title}"`,
      `  accTitle: ${title}`,
      `  x-axis [${bars.map(({ name }) => `"${name}"`).join(', ')}]`,
      `  y-axis "${unit.name}" 0 --> ${toUnit(heightMs * 1.02)}`,
      ...series.map((values) => `  bar [${values.join(', ')}]`),
      ...(usual ? [`  line [${bars.map(() => toUnit(usual.medianMs)).join(', ')}]`] : []),
    ]),
    legend: [
      ...used.map(({ name, icon }) => `${icon} ${name}`),
      ...(isFailed ? ['this run is the last one'] : []),
      ...(usual ? [`➖ usual: ${formatDuration(usual.medianMs)}`] : []),
      ...cutBars.map(({ name, ms }) => `${name} is cut off; it took ${formatDuration(ms)}`),
    ],
  }
}

const signs = {
  succeeded: { name: 'succeeded', icon: '🟩', color: colors.green },
  failed: { name: 'failed', icon: '🟥', color: colors.red },
  this: { name: 'this run', icon: '🟦', color: colors.blue },
}

/** A deployment without an end or without times has no bar, unless it failed. */
function barOf(deployment: Deployment, elapsedMs?: number) {
  const isFailed = hasFailed(deployment)
  const ms = durationMs(deployment) ?? elapsedMs ?? (isFailed ? 0 : undefined)
  if (ms === undefined || !(ms >= 0 && Number.isFinite(ms))) return undefined
  const id = String(deployment.id)
  // Names are side by side.
  const name = id.length > 7 ? `…${id.slice(-6)}` : id
  return { name, ms, sign: isFailed ? signs.failed : signs.succeeded }
}

function unitFor(ms: number): { name: string; ms: number } {
  if (ms < 300_000) return { name: 'seconds', ms: 1000 }
  return ms < 120 * 60_000 ? { name: 'minutes', ms: 60_000 } : { name: 'hours', ms: 3_600_000 }
}
