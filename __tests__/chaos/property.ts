import fc from 'fast-check'
import { schedules, schedulesOfRollouts, schedulesWithTwins } from './draw.ts'
import type { Schedule } from './schedule.ts'
import { type Act, play } from './simulation.ts'
import type { Tally } from './tally.ts'
import { transcript } from './transcript.ts'
import { type Allowances, violations } from './violations.ts'

export interface ChaosOptions extends Allowances {
  runs: number
  seed: number
  /** Whether to play long rollouts only. */
  rollouts?: boolean
  /** Where a failure was, as a failure prints it: repeats that one schedule. */
  path?: string | undefined
  tally?: Tally
  /** What is put to the test: the action's `deploy` unless told otherwise. */
  act?: Act
}

/** Plays one schedule; the error then holds what is wrong and the course that it took. */
export async function expectSound(
  schedule: Schedule,
  { twins, tally, act }: Partial<Pick<ChaosOptions, 'twins' | 'tally' | 'act'>> = {},
): Promise<void> {
  const simulation = await play(schedule, act)
  tally?.add(simulation)
  const found = violations(simulation, { twins: twins ?? false })
  if (found.length > 0) throw new Error(`${found.join('\n')}\n\n${transcript(simulation)}\n`)
}

/** Plays schedules until one goes wrong; the error then holds seed, path, the smallest such schedule and its course. */
export async function expectNoViolations({ runs, seed, path, ...options }: ChaosOptions): Promise<void> {
  const drawn = options.rollouts ? schedulesOfRollouts : options.twins ? schedulesWithTwins : schedules
  const property = fc.asyncProperty(drawn, (schedule) => expectSound(schedule, options))
  await fc.assert(property, {
    numRuns: runs,
    seed,
    includeErrorInReport: true,
    ...(path !== undefined && { path, endOnFailure: true }),
  })
}
