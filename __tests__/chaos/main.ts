import { readCommandLine, refuse } from '../../testing/command-line.ts'
import { attempts } from './attempts.ts'
import { bakes } from './bakes.ts'
import { expectNoViolationsIn, type Game } from './driver.ts'
import { forks } from './forks.ts'
import { histories } from './histories.ts'
import { leaks } from './leaks.ts'
import { returns } from './returns.ts'
import { scheduled } from './schedules.ts'

const help = `Runs the action against random schedules of faults in virtual time, and checks that its result is always true.

  npm run chaos                         runs 10,000 schedules and prints their seed
  npm run chaos -- --runs N --seed N    sets the number of schedules, or repeats those of a seed
  npm run chaos -- --seed N --path P    repeats one schedule, by the seed and path of a failure
  npm run chaos -- --twins              adds other runs that deploy the same commit
  npm run chaos -- --rollouts           plays long rollouts only, whose instances lag, flap and look like others;
                                        a quarter also with a doctor that can read nothing, and a quarter also
                                        without the secrets whose values are ordinary words
  npm run chaos -- --recoveries         plays jobs that get stuck, are undone and run again, while their deployments
                                        end at any moment
  npm run chaos -- --attempts           plays jobs with all inputs that are run again, while responses get lost, other
                                        people edit the app, and Spice Cloud records other settings than requested
  npm run chaos -- --bakes              watches apps that go bad or stay well, while everything answers
                                        anything, and other people deploy, pause and cancel
  npm run chaos -- --forks              forks one app from several runs at the same time, while responses get lost
  npm run chaos -- --returns            goes back by hand in histories of deployments, while responses get lost and
                                        other people deploy
  npm run chaos -- --histories          plays histories of pushes, failures, edits, pauses and returns, and then
                                        any action: what it says of what runs is so
  npm run chaos -- --leaks              puts secrets into all texts of others that are shown, and looks for a
                                        character of them in everything that the action writes`

const { values } = readCommandLine(help, {
  runs: { type: 'string', default: '10000' },
  seed: { type: 'string', default: String(Date.now() % 2_147_483_647) },
  path: { type: 'string' },
  twins: { type: 'boolean', default: false },
  rollouts: { type: 'boolean', default: false },
  recoveries: { type: 'boolean', default: false },
  attempts: { type: 'boolean', default: false },
  bakes: { type: 'boolean', default: false },
  forks: { type: 'boolean', default: false },
  returns: { type: 'boolean', default: false },
  histories: { type: 'boolean', default: false },
  leaks: { type: 'boolean', default: false },
})
const { twins, rollouts, recoveries, path } = values
const games = { attempts, bakes, forks, returns, histories, leaks }
const name = (Object.keys(games) as (keyof typeof games)[]).find((each) => values[each])
const game = (name ? games[name] : scheduled({ twins, rollouts, recoveries })) as Game<unknown, unknown>
const runs = readNumber('runs')
const seed = readNumber('seed')
if (path !== undefined && !/^\d+(:\d+)*$/.test(path)) {
  refuse(`--path is "${path}"; it must be numbers with colons between them, as a failure prints them.`)
}
const tally = new Map<string, number>()
const startedAt = performance.now()
console.log(`seed ${seed}, ${runs} schedules${twins ? ' with twins' : ''}`)
try {
  await expectNoViolationsIn(game, { runs, seed, path, tally })
  console.log('No violations.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
const counts = [...tally].sort(([, one], [, other]) => other - one).map(([what, times]) => `${what} ${times}`)
console.log(`${counts.join(', ')}\n${((performance.now() - startedAt) / 1000).toFixed(1)} s`)

function readNumber(name: 'runs' | 'seed'): number {
  const value = values[name]
  if (!/^-?\d+$/.test(value)) refuse(`--${name} is "${value}"; it must be a whole number.`)
  return Number(value)
}
