import fc from 'fast-check'
import { schedules, schedulesOfRecoveries, schedulesOfRollouts, schedulesWithTwins } from './draw.ts'
import { type DrawOptions, expectHolds } from './driver.ts'
import { violationsOfRecovery } from './recoveries.ts'
import { blindly, type Schedule } from './schedule.ts'
import { type Act, play } from './simulation.ts'
import type { Tally } from './tally.ts'
import { transcript } from './transcript.ts'
import { type Allowances, differences, effectsOfSecrets, violations } from './violations.ts'

export interface ChaosOptions extends Allowances, DrawOptions {
  /** Whether to play long rollouts only, or jobs that are undone and run again. */
  rollouts?: boolean
  recoveries?: boolean
  tally?: Tally
  /** The function to test; by default the action's `deploy`. */
  act?: Act
}

/** Runs one schedule. The error has the violations and the transcript. */
export async function expectSound(
  schedule: Schedule,
  { twins, tally, act }: Partial<Pick<ChaosOptions, 'twins' | 'tally' | 'act'>> = {},
): Promise<void> {
  const simulation = await play(schedule, act)
  tally?.add(simulation)
  const found = schedule.recovery
    ? violationsOfRecovery(simulation)
    : violations(simulation, { twins: twins ?? false })
  const blind = schedule.blindness && (await play(blindly(schedule, schedule.blindness), act))
  if (blind !== undefined) {
    if (tally) tally.pairs++
    found.push(...differences(simulation, blind))
  }
  if (schedule.secretWords !== undefined) {
    if (tally) tally.masked++
    const { secretWords: _, ...plain } = schedule
    found.push(...effectsOfSecrets(simulation, await play(plain, act)))
  }
  if (found.length === 0) return
  const texts = [transcript(simulation), ...(blind ? [`Without the doctor:\n${transcript(blind)}`] : [])]
  throw new Error(`${found.join('\n')}\n\n${texts.join('\n\n')}\n`)
}

/** Runs schedules until one fails. The error has the seed, the path, the smallest failing schedule and its transcript. */
export async function expectNoViolations(options: ChaosOptions): Promise<void> {
  const { recoveries, rollouts, twins } = options
  const drawn = recoveries
    ? schedulesOfRecoveries
    : rollouts
      ? schedulesOfRollouts
      : twins
        ? schedulesWithTwins
        : schedules
  const property = fc.asyncProperty(drawn, (schedule) => expectSound(schedule, options))
  await expectHolds(property, options, options.act !== undefined)
}
