import { cpus } from 'node:os'
import { readCommandLine } from '../../testing/command-line.ts'
import { measureFleets } from './fleet.ts'
import { measureLag, type Strategy, strategies } from './lag.ts'
import { isExceeded, type Limit } from './limits.ts'
import { measureLoaded } from './loaded.ts'
import { measureScale, type ScaleOptions } from './scale.ts'
import { measureSize } from './size.ts'
import { measureStartup } from './startup.ts'
import { measureStuck } from './stuck.ts'

const help = `Measures how fast the action is, and compares the figures with their limits.

  npm run bench                 measures everything, which takes a few minutes
  npm run bench -- --short      measures fewer samples, in less than a minute

It fails if a limit is exceeded. Limits apply to ratios within one run and to virtual time, never to the time of a
machine.`

const { short } = readCommandLine(help, { short: { type: 'boolean', default: false } }).values

const formats: Record<Limit['unit'], (value: number) => string> = {
  share: (value) => `${(value * 100).toFixed(2)} %`,
  ms: (value) => `${value.toFixed(0)} ms`,
  times: (value) => value.toFixed(2),
  bytes: (value) => `${(value / 1000).toFixed(0)} kB`,
  requests: String,
}

const limits = [
  ...(await measureStartupTwice()),
  ...measureSize(),
  ...(await measureLoaded()),
  ...(await measureLag(lagStrategies(), short ? 6 : 40)),
]
for (const scale of scales()) limits.push(...(await measureScale(scale)))
limits.push(...(await measureFleets()), ...(await measureStuck(short ? 5 : 50)))
console.log(`${cpus().length} cores, ${process.platform}, Node ${process.versions.node}`)
const rows = limits.map((limit) => {
  const { what, value, max, unit } = limit
  return [
    what,
    { value: formats[unit](value), max: formats[unit](max), '': isExceeded(limit) ? 'EXCEEDED' : 'ok' },
  ]
})
console.table(Object.fromEntries(rows))
const exceeded = limits.filter(isExceeded)
for (const { what } of exceeded) console.error(`Limit exceeded: ${what}`)
process.exitCode = exceeded.length > 0 ? 1 : 0

/** A second measurement with more starts, if the first exceeds its limit, removes noise, but not a regression. */
async function measureStartupTwice(): Promise<Limit[]> {
  const first = await measureStartup(short ? 11 : 31)
  return first.some(isExceeded) ? measureStartup(41) : first
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
