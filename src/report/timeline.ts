import type { Outcome } from '../outcome.ts'
import type { VerificationProblem } from '../runtime/verification.ts'
import { colors, drawing } from './markup.ts'
import type { Phase, PhaseName } from './phases.ts'
import { isRecovered } from './recovery.ts'
import type { RecoveryState, RunState } from './state.ts'
import { formatDuration } from './wording.ts'

const theme = {
  gantt: { leftPadding: 90, gridLineStartPadding: 40, barHeight: 22, fontSize: 12, sectionFontSize: 12 },
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

/** More come from a server whose status flaps. */
const maxRows = 20
/** A longer phase cannot be written as a date. */
const maxMs = 1e12

/** A phase with its times in milliseconds since the run began. */
type Row = Required<Phase>

/** How the run spent its time, as a Gantt chart; undefined if there is nothing to see. */
export function drawTimeline(state: RunState): string | undefined {
  const rows = state.phases
    .map(({ name, startMs, endMs = startMs }) => ({
      name,
      startMs: startMs - state.startedAtMs,
      endMs: endMs - state.startedAtMs,
    }))
    .filter(({ startMs, endMs }) => startMs >= 0 && endMs >= startMs && endMs < maxMs)
    .sort((left, right) => left.startMs - right.startMs)
    .slice(0, maxRows)
  const [first] = rows
  if (first === undefined) return undefined
  const totalMs = Math.max(1, ...rows.map(({ endMs }) => endMs))
  const marks = findMarks(rows, state)
  const draw = (label: string, { startMs, endMs }: Pick<Row, 'startMs' | 'endMs'>, mark?: string) => {
    // A phase that took no time is drawn nevertheless.
    const widthMs = Math.round(Math.max(endMs - startMs, totalMs / 200))
    const text = `${label} (${formatDuration(endMs - startMs)})${mark === undefined ? '' : `, ${mark}`}`
    return `  ${text} :${mark === undefined ? '' : 'crit, '}${dateAt(startMs)}, ${widthMs}ms`
  }

  const lines: string[] = []
  let section = 'Deployment'
  lines.push(`  section ${section}`)
  if (first.startMs >= totalMs / 50) lines.push(draw('Preparing', { startMs: 0, endMs: first.startMs }))
  for (const row of rows) {
    const [own, label] = titles[row.name]
    if (own !== section) lines.push(`  section ${own}`)
    section = own
    const isRestore = row.name === 'recovery' && state.recovery?.mode === 'restore'
    lines.push(draw(isRestore ? 'Restore' : label, row, marks.get(row)))
  }
  const step = tickSteps.find(([ms]) => totalMs / ms <= maxTicks)?.[1]
  return drawing(theme, [
    'gantt',
    '  title How this run spent its time',
    '  accTitle: How this run spent its time',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${axisFormat(totalMs)}`,
    ...(step === undefined ? [] : [`  tickInterval ${step}`]),
    '  todayMarker off',
    ...lines,
  ])
}

const titles: Record<PhaseName, readonly [section: string, label: string]> = {
  conflict: ['Deployment', 'Waiting for another deployment'],
  queued: ['Deployment', 'Queued'],
  in_progress: ['Deployment', 'Rolling out'],
  ready: ['Checks', 'Runtime getting ready'],
  datasets: ['Checks', 'Datasets loading'],
  probes: ['Checks', 'Probes'],
  recovery: ['Recovery', 'Rollback'],
}

/** How an outcome shows at the last phase before the recovery: not everybody can tell colors apart. */
const marksByOutcome: Record<Outcome['kind'], string | undefined> = {
  succeeded: undefined,
  started: undefined,
  planned: undefined,
  removed: undefined,
  absent: undefined,
  // Marked by what failed, below.
  unverified: undefined,
  failed: 'failed',
  stuck: 'stuck',
  superseded: 'superseded',
  refused: 'refused',
  'timed-out': 'timed out',
  unknown: 'result unknown',
  cancelled: 'interrupted',
}

const phasesByPart: Record<VerificationProblem['part'], readonly PhaseName[]> = {
  runtime: ['ready'],
  datasets: ['ready', 'datasets'],
  models: ['ready', 'datasets'],
  probes: ['probes'],
  data: ['probes'],
}

function findMarks(rows: readonly Row[], { outcome, verification, recovery }: RunState): Map<Row, string> {
  const marks = new Map<Row, string>()
  const mark = (text: string | undefined, isMeant: (name: PhaseName) => boolean) => {
    const row = rows.findLast(({ name }) => isMeant(name))
    if (row !== undefined && text !== undefined) marks.set(row, text)
  }
  mark(outcome && marksByOutcome[outcome.kind], (name) => name !== 'recovery')
  const failed = outcome?.kind === 'unverified' ? (verification?.problems ?? []) : []
  for (const { part } of failed) mark('failed', (name) => phasesByPart[part].includes(name))
  mark(recovery && markOfRecovery(recovery), (name) => name === 'recovery')
  return marks
}

function markOfRecovery({ result }: RecoveryState): string | undefined {
  if (result === undefined) return 'interrupted'
  if (isRecovered(result)) return undefined
  return result.kind === 'left alone' ? 'left alone' : 'failed'
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
/** More lines than this would cross the labels. */
const maxTicks = 8

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
