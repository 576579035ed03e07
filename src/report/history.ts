import { durationMs, isUnfinished } from '../deployment/deployment.ts'
import type { Deployment, DeploymentId } from '../spice/schema.ts'
import { expectedDuration } from './heartbeat.ts'
import { colours, drawing } from './mermaid.ts'
import type { RunState } from './state.ts'
import { formatDuration } from './wording.ts'

export interface HistoryPicture {
  drawing: string
  /** What the colours mean, and what the picture does not show; a phrase each. */
  legend: string[]
}

/** As many as there is room for names. */
const maxBars = 12
/** A bar so many times as high as most would leave the others flat. */
const maxTimesMedian = 4
/** A bar lower than this part of the picture could be overlooked. */
const minHeight = 0.03

type Kind = 'succeeded' | 'failed' | 'this'

interface Bar {
  /** Digits. */
  name: string
  ms: number
  kind: Kind
}

/** How long the app's last deployments took, this one at the end; undefined if there is nothing to compare. */
export function drawHistory(state: RunState): HistoryPicture | undefined {
  const { deployment, history, recovery } = state
  if (deployment === undefined) return undefined
  const others = history.filter(({ id }) => id !== deployment.id && id !== recovery?.deployment?.id)
  const earlier = takeBars(others, maxBars - 1)
  const own = ownBar(deployment, state.elapsedMs)
  if (earlier.length === 0 || own === undefined) return undefined

  const bars = [...earlier, own]
  const longestMs = Math.max(...bars.map(({ ms }) => ms))
  const limitMs = maxTimesMedian * median(bars.map(({ ms }) => ms))
  const isCut = limitMs > 0 && longestMs > limitMs
  const usual = expectedDuration({ history: others })
  const heightMs = Math.max(isCut ? limitMs : longestMs, usual?.medianMs ?? 0, 1)
  const unit = unitFor(heightMs)
  const toUnit = (ms: number) => Math.round((ms / unit.ms) * 1000) / 1000
  // Bars of several series stand behind one another. One that ends below the axis is not there.
  const absent = -toUnit(heightMs)
  const kinds = (['succeeded', 'failed', 'this'] as const).filter((kind) =>
    bars.some((bar) => bar.kind === kind),
  )
  const series = kinds.map((kind) =>
    bars.map((bar) =>
      bar.kind === kind ? toUnit(Math.min(Math.max(bar.ms, heightMs * minHeight), heightMs)) : absent,
    ),
  )
  const palette = [...kinds.map((kind) => signs[kind].colour), colours.grey]
  const title = `How long the last ${bars.length} deployments took`
  const usualLine = usual && bars.map(() => toUnit(usual.medianMs))
  return {
    drawing: drawing(themeWith(palette), [
      'xychart-beta',
      `  title "${title}"`,
      `  accTitle: ${title}`,
      `  x-axis [${bars.map(({ name }) => `"${name}"`).join(', ')}]`,
      `  y-axis "${unit.name}" 0 --> ${axisTop(toUnit(heightMs * 1.02))}`,
      ...series.map((values) => `  bar [${values.join(', ')}]`),
      ...(usualLine ? [`  line [${usualLine.join(', ')}]`] : []),
    ]),
    legend: [
      ...kinds.map((kind) => `${signs[kind].sign} ${signs[kind].name}`),
      ...(own.kind === 'failed' ? ['this run is the last one'] : []),
      ...(isUnfinished(deployment) ? ['this run is still in progress'] : []),
      ...(usual ? [`➖ usual: ${formatDuration(usual.medianMs)}`] : []),
      ...(isCut ? bars.filter(({ ms }) => ms > heightMs).map(describeCut) : []),
    ],
  }
}

const signs: Record<Kind, { name: string; sign: string; colour: string }> = {
  succeeded: { name: 'succeeded', sign: '🟩', colour: colours.green },
  failed: { name: 'failed', sign: '🟥', colour: colours.red },
  this: { name: 'this run', sign: '🟦', colour: colours.blue },
}

function themeWith(palette: readonly string[]): object {
  return {
    themeVariables: { xyChart: { backgroundColor: 'transparent', plotColorPalette: palette.join(', ') } },
    xyChart: { width: 900, height: 300, titleFontSize: 18 },
  }
}

/** The latest, oldest first. One without an end or without times is not drawn, unless it failed. */
function takeBars(deployments: readonly Deployment[], max: number): Bar[] {
  const bars: Bar[] = []
  for (const deployment of deployments) {
    if (bars.length === max) break
    const { id, status } = deployment
    const ms = durationMs(deployment) ?? (status === 'failed' ? 0 : undefined)
    if (ms !== undefined) {
      bars.push({ name: shortenId(id), ms, kind: status === 'failed' ? 'failed' : 'succeeded' })
    }
  }
  return bars.reverse()
}

function ownBar(deployment: Deployment, elapsedMs: number | undefined): Bar | undefined {
  const isFailed = deployment.status === 'failed'
  const ms = durationMs(deployment) ?? elapsedMs ?? (isFailed ? 0 : undefined)
  if (ms === undefined || !(ms >= 0 && Number.isFinite(ms))) return undefined
  return { name: 'this run', ms, kind: isFailed ? 'failed' : 'this' }
}

/** A little higher if that saves the axis half of its ticks: Mermaid draws up to sixteen of them. */
function axisTop(height: number): number {
  const power = 10 ** Math.floor(Math.log10(height))
  // Above each of these the distance of two ticks doubles.
  const next = [1.42, 3.17, 7.08].find((each) => height / power <= each && height / power > each * 0.8)
  return Math.round((next === undefined ? height : next * power) * 1000) / 1000
}

/** Names stand side by side. */
function shortenId(id: DeploymentId): string {
  const digits = String(id)
  return digits.length > 7 ? `…${digits.slice(-6)}` : digits
}

function describeCut({ name, ms }: Bar): string {
  return `${name} is cut off; it took ${formatDuration(ms)}`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function unitFor(ms: number): { name: string; ms: number } {
  if (ms < 300_000) return { name: 'seconds', ms: 1000 }
  return ms < 120 * 60_000 ? { name: 'minutes', ms: 60_000 } : { name: 'hours', ms: 3_600_000 }
}
