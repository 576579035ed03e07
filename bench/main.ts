import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { durationsMs, type LagResult, measureLag, type Strategy, strategies } from './lag.ts'
import { isBroken, type Limit, lagLimits, scaleLimits, startupLimits } from './limits.ts'
import { tellings } from './rate-limit.ts'
import { measureScale, type ScaleOptions, type ScaleResult } from './scale.ts'
import { measureSize, measureStartup, type SizeFigures, type StartupFigures } from './startup.ts'
import { ms, percent, renderTable, seconds } from './table.ts'

const help = `Measures how fast the action is, and what it asks of the API.

  npm run bench                 everything: takes some minutes
  npm run bench -- --short      what a change is checked by: takes less than one
  npm run bench -- --json       the figures as JSON

It fails where a limit is broken: a ratio in this run, or a figure of virtual time. No time of this machine is one.`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(help)
  process.exit()
}

const { short } = values
const say = (text: string) => {
  if (!values.json) console.log(text)
}

const system = `${cpus().length} cores, ${process.platform}, Node ${process.versions.node}`
say(`# Benchmark\n\n${system}\n`)

const startup = await measureStartupSurely(short ? 11 : 31)
const size = measureSize()
say(renderStartup(startup, size))

const lag: LagResult[] = []
for (const strategy of Object.keys(strategies) as Strategy[]) {
  if (short && (strategy === 'fixed 1 s' || strategy === 'adaptive, misled')) continue
  // Where nothing but the phase differs, few are enough.
  lag.push(await measureLag(strategy, short ? 6 : strategy === 'fixed 1 s' ? 8 : 40))
}
say(renderLag(lag))

const scale: ScaleResult[] = []
for (const options of scales()) scale.push(await measureScale(options))
say(renderScale(scale))

const limits = [...startupLimits(startup), ...lagLimits(lag), ...scaleLimits(scale)]
const broken = limits.filter(isBroken)
say(renderLimits(limits))
if (values.json) console.log(JSON.stringify({ system, startup, size, lag, scale, limits }, null, 2))
for (const { what } of broken) console.error(`Broken: ${what}`)
process.exitCode = broken.length > 0 ? 1 : 0

/** Measures once more, and longer, where a limit is broken: noise goes with more starts, a regression stays. */
async function measureStartupSurely(rounds: number): Promise<StartupFigures[]> {
  const figures = await measureStartup(rounds)
  const broken = startupLimits(figures).find(isBroken)
  if (broken === undefined) return figures
  say(`Measured once more: ${broken.what} came to ${broken.value.toFixed(2)}.\n`)
  return measureStartup(41)
}

function scales(): ScaleOptions[] {
  const [headers, retryAfter] = tellings
  const most = [{ runs: 1000, telling: headers, durationMs: 60_000 }]
  if (short) return most
  return [
    { runs: 100, telling: headers, durationMs: 60_000 },
    ...most,
    { runs: 1000, telling: retryAfter, durationMs: 60_000 },
    { runs: 1000, telling: headers, durationMs: 300_000 },
    { runs: 1000, telling: retryAfter, durationMs: 300_000 },
  ]
}

function renderStartup(figures: readonly StartupFigures[], { totalBytes, files }: SizeFigures): string {
  const table = renderTable(
    ['From the start to the POST', 'median', 'least', 'ratio', 'peak RSS', 'requests before'],
    figures.map(({ name, medianMs, leastMs, ratio, peakRssBytes, requestsBefore }) => [
      name,
      ms(medianMs),
      ms(leastMs),
      ratio.toFixed(2),
      `${(peakRssBytes / 2 ** 20).toFixed(0)} MiB`,
      String(requestsBefore.length),
    ]),
  )
  return `${table}\n\nBundle: ${(totalBytes / 2 ** 20).toFixed(2)} MiB of JavaScript in ${files.length} files\n`
}

function renderLag(results: readonly LagResult[]): string {
  const overall = renderTable(
    [
      'Lag over all durations',
      'median',
      'p95',
      'median to 20 s',
      'p95 to 20 s',
      'median beyond',
      'p95 beyond',
    ],
    results.map(({ strategy, all, short, long }) => [
      strategy,
      seconds(all.medianMs),
      seconds(all.p95Ms),
      seconds(short.medianMs),
      seconds(short.p95Ms),
      percent(long.medianShare),
      percent(long.p95Share),
    ]),
  )
  const byDuration = renderTable(
    ['Median lag (requests)', ...results.map(({ strategy }) => strategy)],
    durationsMs.map((durationMs, index) => [
      seconds(durationMs),
      ...results.map(({ byDuration }) => {
        const { medianMs = Number.NaN, medianRequests = Number.NaN } = byDuration[index] ?? {}
        return `${seconds(medianMs)} (${medianRequests.toFixed(0)})`
      }),
    ]),
  )
  return `${overall}\n\n${byDuration}\n`
}

function renderScale(results: readonly ScaleResult[]): string {
  return `${renderTable(
    [
      'At once',
      'lasting',
      'told by',
      'true',
      'requests',
      '429 in 1st min',
      '429 later',
      'busiest min',
      'median lag',
      'p95',
      'most',
      'all over',
    ],
    results.map((each) => [
      `${each.runs} runs`,
      seconds(each.durationMs),
      each.telling,
      String(each.trueVerdicts),
      String(each.requests),
      String(each.turnedAwayInFirstMinute),
      `${each.turnedAwayLater} (${percent(each.turnedAwayLater / each.requestsLater, 2)})`,
      String(each.busiestMinuteLater),
      seconds(each.medianLagMs),
      seconds(each.p95LagMs),
      seconds(each.mostLagMs),
      seconds(each.totalMs),
    ]),
  )}\n`
}

function renderLimits(limits: readonly Limit[]): string {
  const show = (value: number, unit: Limit['unit']) =>
    unit === 'share'
      ? percent(value, 2)
      : unit === 'ms'
        ? ms(value)
        : unit === 'times'
          ? value.toFixed(2)
          : String(value)
  return renderTable(
    ['Limit', 'is', 'at most', ''],
    limits.map(({ what, value, most, unit }) => [
      what,
      show(value, unit),
      show(most, unit),
      isBroken({ value, most }) ? 'BROKEN' : 'ok',
    ]),
  )
}
