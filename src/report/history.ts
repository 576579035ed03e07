import { durationMs, hasFailed, isUnfinished } from '../deployment/deployment.ts'
import type { Deployment } from '../spice/schema.ts'
import { colors, drawing } from './markup.ts'
import type { RunState } from './state.ts'
import { expectedDuration, formatDuration, median } from './wording.ts'

/** As many bars as there is room for their names. */
const maxBars = 12
/** A bar this many times as high as most of them would leave the others flat. */
const maxTimesMedian = 4
/** A bar lower than this part of the picture could be overlooked. */
const minHeight = 0.03

interface Bar {
  name: string
  ms: number
  kind: keyof typeof signs
}

/**
 * How long the app's last deployments took, this one at the end. Each phrase of the legend says what a color means, or
 * what the picture does not show.
 *
 * @returns undefined if there is nothing to compare
 */
export function drawHistory({ deployment, history, recovery, elapsedMs }: RunState) {
  if (deployment === undefined) return undefined
  const previous = history.filter(({ id }) => id !== deployment.id && id !== recovery?.deployment?.id)
  const earlier = previous.map((deployment) => barOf(deployment)).filter((bar) => bar !== undefined)
  const last = barOf(deployment, elapsedMs)
  if (earlier.length === 0 || last === undefined) return undefined

  const isFailed = last.kind === 'failed'
  const own: Bar = { ...last, name: 'this run', kind: isFailed ? 'failed' : 'this' }
  const bars = [...earlier.slice(0, maxBars - 1).reverse(), own]
  const longestMs = Math.max(...bars.map(({ ms }) => ms))
  const limitMs = maxTimesMedian * median(bars.map(({ ms }) => ms))
  const isCut = limitMs > 0 && longestMs > limitMs
  const usual = expectedDuration({ history: previous })
  const heightMs = Math.max(isCut ? limitMs : longestMs, usual?.medianMs ?? 0, 1)
  const cutBars = bars.filter(({ ms }) => isCut && ms > heightMs)
  const unit = unitFor(heightMs)
  const toUnit = (ms: number) => Math.round((ms / unit.ms) * 1000) / 1000
  // Bars of several series are drawn behind one another. A bar that ends below the axis is not visible.
  const absent = -toUnit(heightMs)
  const kinds = (Object.keys(signs) as Bar['kind'][]).filter((kind) => bars.some((bar) => bar.kind === kind))
  const series = kinds.map((kind) =>
    bars.map((bar) =>
      bar.kind === kind ? toUnit(Math.min(Math.max(bar.ms, heightMs * minHeight), heightMs)) : absent,
    ),
  )
  const palette = [...kinds.map((kind) => signs[kind].color), colors.gray].join(', ')
  const theme = {
    themeVariables: { xyChart: { backgroundColor: 'transparent', plotColorPalette: palette } },
    xyChart: { width: 900, height: 300, titleFontSize: 18 },
  }
  const title = `How long the last ${bars.length} deployments took`
  const usualLine = usual && bars.map(() => toUnit(usual.medianMs))
  return {
    drawing: drawing(theme, [
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
      ...(isFailed ? ['this run is the last one'] : []),
      ...(isUnfinished(deployment) ? ['this run is still in progress'] : []),
      ...(usual ? [`➖ usual: ${formatDuration(usual.medianMs)}`] : []),
      ...cutBars.map(({ name, ms }) => `${name} is cut off; it took ${formatDuration(ms)}`),
    ],
  }
}

/** In the order of the legend. */
const signs = {
  succeeded: { name: 'succeeded', sign: '🟩', color: colors.green },
  failed: { name: 'failed', sign: '🟥', color: colors.red },
  this: { name: 'this run', sign: '🟦', color: colors.blue },
}

/** One without an end or without times is not drawn, unless it failed. */
function barOf(deployment: Deployment, elapsedMs?: number): Bar | undefined {
  const isFailed = hasFailed(deployment)
  const ms = durationMs(deployment) ?? elapsedMs ?? (isFailed ? 0 : undefined)
  if (ms === undefined || !(ms >= 0 && Number.isFinite(ms))) return undefined
  const id = String(deployment.id)
  // Names are side by side.
  const name = id.length > 7 ? `…${id.slice(-6)}` : id
  return { name, ms, kind: isFailed ? 'failed' : 'succeeded' }
}

/** A little higher if that saves the axis half of its ticks: Mermaid draws up to sixteen of them. */
function axisTop(height: number): number {
  const power = 10 ** Math.floor(Math.log10(height))
  // Above each of these the distance of two ticks doubles.
  const next = [1.42, 3.17, 7.08].find((step) => height / power <= step && height / power > step * 0.8)
  return Math.round((next === undefined ? height : next * power) * 1000) / 1000
}

function unitFor(ms: number): { name: string; ms: number } {
  if (ms < 300_000) return { name: 'seconds', ms: 1000 }
  return ms < 120 * 60_000 ? { name: 'minutes', ms: 60_000 } : { name: 'hours', ms: 3_600_000 }
}
