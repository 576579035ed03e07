import type { Facts } from '../facts.ts'
import { isRecovered } from '../recovery.ts'
import type { Stretch, StretchName } from '../stretches.ts'
import { colours, drawing } from './mermaid.ts'
import { formatSpan } from './span.ts'

const theme = {
  gantt: { leftPadding: 90, gridLineStartPadding: 40, barHeight: 22, fontSize: 12, sectionFontSize: 12 },
  themeVariables: {
    // Bands of the default theme are yellow and violet, and say nothing.
    ...{ sectionBkgColor: 'transparent', altSectionBkgColor: 'transparent', sectionBkgColor2: 'transparent' },
    ...{ taskBkgColor: colours.blue, taskBorderColor: colours.blue, taskTextColor: '#ffffff' },
    ...{ critBkgColor: colours.red, critBorderColor: colours.red },
  },
}

/** More are the doing of a server that cannot make up its mind. */
const mostRows = 20
/** A longer one has no date. */
const longestMs = 1e12

/** How the run spent its time, as a Gantt chart; undefined where there is nothing to see. */
export function drawTimeline(facts: Facts): string | undefined {
  const stretches = (facts.stretches ?? [])
    .filter(({ startMs, endMs }) => startMs >= 0 && endMs >= startMs && endMs < longestMs)
    .slice(0, mostRows)
  const [first] = stretches
  if (first === undefined) return undefined
  const totalMs = Math.max(1, ...stretches.map(({ endMs }) => endMs))
  const troubles = findTroubles(stretches, facts)
  const row = (label: string, { startMs, endMs }: Pick<Stretch, 'startMs' | 'endMs'>, trouble?: string) => {
    // What takes no time is there nevertheless.
    const widthMs = Math.round(Math.max(endMs - startMs, totalMs / 200))
    const text = `${label} (${formatSpan(endMs - startMs)})${trouble === undefined ? '' : `, ${trouble}`}`
    return `  ${text} :${trouble === undefined ? '' : 'crit, '}${dateAt(startMs)}, ${widthMs}ms`
  }

  const lines: string[] = []
  let section = 'Deployment'
  lines.push(`  section ${section}`)
  if (first.startMs >= totalMs / 50) lines.push(row('Preparing', { startMs: 0, endMs: first.startMs }))
  for (const stretch of stretches) {
    if (sections[stretch.name] !== section) lines.push(`  section ${sections[stretch.name]}`)
    section = sections[stretch.name]
    lines.push(row(labelOf(stretch.name, facts), stretch, troubles.get(stretch)))
  }
  return drawing(theme, [
    'gantt',
    '  title How this run spent its time',
    '  accTitle: How this run spent its time',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    ...axis(totalMs),
    '  todayMarker off',
    ...lines,
  ])
}

const sections: Record<StretchName, string> = {
  ...{ turn: 'Deployment', queued: 'Deployment', in_progress: 'Deployment' },
  ...{ ready: 'Checks', datasets: 'Checks', probes: 'Checks' },
  rollback: 'Recovery',
}

const labels: Record<StretchName, string> = {
  turn: 'Waiting for its turn',
  queued: 'Queued',
  in_progress: 'Rolling out',
  ready: 'Runtime getting ready',
  datasets: 'Datasets loading',
  probes: 'Probes',
  rollback: 'Rollback',
}

function labelOf(name: StretchName, { recovering }: Facts): string {
  return name === 'rollback' && recovering === 'restore' ? 'Spicepod put back' : labels[name]
}

/** The stretches that went wrong, with how, in a word or two: a colour alone does not tell everybody. */
function findTroubles(stretches: readonly Stretch[], facts: Facts): Map<Stretch, string> {
  const troubles = new Map<Stretch, string>()
  const mark = (names: readonly StretchName[], trouble: string) => {
    const stretch = stretches.findLast(({ name }) => names.includes(name))
    if (stretch !== undefined) troubles.set(stretch, trouble)
  }
  const { outcome, verification, recovering, recovery } = facts
  const before = ['turn', 'queued', 'in_progress'] as const
  switch (outcome?.kind) {
    case 'failed':
    case 'superseded':
    case 'refused':
      mark(before, outcome.kind)
      break
    case 'timed-out':
      mark(before, 'out of time')
      break
    case 'unknown':
      mark(before, 'end unknown')
      break
    case 'cancelled':
      mark([...before, 'ready', 'datasets', 'probes'], 'cut off')
      break
    case 'unverified': {
      const parts = new Set(verification?.problems.map(({ part }) => part))
      if (parts.has('runtime')) mark(['ready'], 'failed')
      if (parts.has('datasets')) mark(['ready', 'datasets'], 'failed')
      if (parts.has('probes')) mark(['probes'], 'failed')
    }
  }
  if (recovery !== undefined) {
    if (!isRecovered(recovery)) mark(['rollback'], recovery.kind === 'left alone' ? 'left alone' : 'failed')
  } else if (recovering !== undefined) mark(['rollback'], 'cut off')
  return troubles
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const steps: readonly [number, string][] = [
  ...[100, 500].map((ms): [number, string] => [ms, `${ms}millisecond`]),
  ...[1, 2, 5, 10, 15, 30].map((count): [number, string] => [count * secondMs, `${count}second`]),
  ...[1, 2, 5, 10, 15, 30].map((count): [number, string] => [count * minuteMs, `${count}minute`]),
  ...[1, 3, 6, 12].map((count): [number, string] => [count * hourMs, `${count}hour`]),
]
/** More lines than this would cross the labels. */
const mostTicks = 8

/** Ticks at round times, few of them. */
function axis(totalMs: number): string[] {
  const step = steps.find(([ms]) => totalMs / ms <= mostTicks)?.[1]
  return [`  axisFormat ${axisFormat(totalMs)}`, ...(step === undefined ? [] : [`  tickInterval ${step}`])]
}

function axisFormat(totalMs: number): string {
  if (totalMs < 5 * secondMs) return '%-S.%Ls'
  if (totalMs < hourMs) return '%-M:%S'
  return totalMs < 24 * hourMs ? '%-Hh %M' : 'day %-d, %-Hh'
}

// Mermaid knows dates only, and both reads and writes them by the clock of whoever looks: no clock is put forward or
// back on this day.
const day = Date.UTC(2000, 0, 1)

function dateAt(ms: number): string {
  return new Date(day + Math.round(ms)).toISOString().replace('T', ' ').replace('Z', '')
}
