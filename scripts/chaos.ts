import { parseArgs } from 'node:util'
import { expectNoViolations } from '../__tests__/chaos/property.ts'
import { Tally } from '../__tests__/chaos/tally.ts'

const help = `Plays random schedules of faults through the action in virtual time, and checks that it is never wrong.

  npm run chaos                         10,000 schedules from a seed that is printed
  npm run chaos -- --runs N --seed N    as many as wanted, or the same ones again
  npm run chaos -- --seed N --path P    one schedule, by the seed and path of a failure
  npm run chaos -- --twins              beside others that deploy the same commit`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2_147_483_647) },
    path: { type: 'string' },
    twins: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(help)
  process.exit()
}
const { twins, path } = values
const runs = readNumber('runs')
const seed = readNumber('seed')
const tally = new Tally()
const startedAt = performance.now()
console.log(`seed ${seed}, ${runs} schedules${twins ? ' with twins' : ''}`)
try {
  await expectNoViolations({ twins, runs, seed, path, tally })
  console.log('Nothing went wrong.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
console.log(`${tally}\n${((performance.now() - startedAt) / 1000).toFixed(1)} s`)

function readNumber(name: 'runs' | 'seed'): number {
  const value = values[name]
  if (!/^-?\d+$/.test(value)) throw new Error(`--${name} is "${value}"; it must be a whole number`)
  return Number(value)
}
