import { cpus } from 'node:os'
import { readCommandLine } from '../../testing/command-line.ts'
import { measureFleet, measureFleetMemory, measureMatrix } from './fleet.ts'
import { measureLag, type Strategy, strategies } from './lag.ts'
import {
  fleetLimits,
  isExceeded,
  type Limit,
  lagLimits,
  loadedLimits,
  scaleLimits,
  sizeLimits,
  startupLimits,
  stuckLimits,
} from './limits.ts'
import { measureLoaded } from './loaded.ts'
import { measureScale, type ScaleOptions } from './scale.ts'
import { measureSize } from './size.ts'
import { measureStartup } from './startup.ts'
import { measureStuck } from './stuck.ts'
import { kilobytes, ms, percent, renderTable } from './table.ts'

const help = `Measures how fast the action is, and compares the figures with their limits.

  npm run bench                 measures everything, which takes a few minutes
  npm run bench -- --short      measures fewer samples, in less than a minute
  npm run bench -- --json       prints the figures as JSON

It fails if a limit is exceeded. Limits apply to ratios within one run and to virtual time, never to the time of a
machine.`

const { short, json } = readCommandLine(help, {
  short: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
}).values

const limits = [
  ...(await measureStartupTwice()),
  ...sizeLimits(measureSize()),
  ...loadedLimits(await measureLoaded()),
  ...lagLimits(await inTurn(lagStrategies(), (strategy) => measureLag(strategy, short ? 6 : 40))),
  ...scaleLimits(await inTurn(scales(), measureScale)),
  ...fleetLimits(
    await inTurn([40, 1000], measureFleet),
    await inTurn([true, false], (isDryRun) => measureMatrix(40, isDryRun)),
    await measureFleetMemory(1000),
  ),
  ...stuckLimits(await measureStuck(short ? 5 : 50)),
]
const system = `${cpus().length} cores, ${process.platform}, Node ${process.versions.node}`
console.log(json ? JSON.stringify({ system, limits }, null, 2) : `${system}\n\n${renderLimits(limits)}`)
const exceeded = limits.filter(isExceeded)
for (const { what } of exceeded) console.error(`Limit exceeded: ${what}`)
process.exitCode = exceeded.length > 0 ? 1 : 0

async function inTurn<Sample, Result>(
  samples: readonly Sample[],
  measure: (sample: Sample) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const sample of samples) results.push(await measure(sample))
  return results
}

/** A second measurement with more starts, if the first exceeds its limit, removes noise, but not a regression. */
async function measureStartupTwice(): Promise<Limit[]> {
  const first = startupLimits(await measureStartup(short ? 11 : 31))
  return first.some(isExceeded) ? startupLimits(await measureStartup(41)) : first
}

function lagStrategies(): Strategy[] {
  const names = Object.keys(strategies) as Strategy[]
  return short ? names.filter((name) => name !== 'adaptive, misled') : names
}

function scales(): ScaleOptions[] {
  const largest = [{ runs: 1000, durationMs: 60_000 }]
  return short
    ? largest
    : [{ runs: 100, durationMs: 60_000 }, ...largest, { runs: 1000, durationMs: 300_000 }]
}

function renderLimits(limits: readonly Limit[]): string {
  const formats: Record<Limit['unit'], (value: number) => string> = {
    share: (value) => percent(value, 2),
    ms,
    times: (value) => value.toFixed(2),
    bytes: kilobytes,
    requests: String,
  }
  return renderTable(
    ['Limit', 'value', 'max', ''],
    limits.map((limit) => [
      limit.what,
      formats[limit.unit](limit.value),
      formats[limit.unit](limit.max),
      isExceeded(limit) ? 'EXCEEDED' : 'ok',
    ]),
  )
}
