import { schedules, schedulesOfRecoveries, schedulesOfRollouts, schedulesWithTwins } from './draw.ts'
import type { Game, Played } from './driver.ts'
import type { Exchange } from './network.ts'
import { violationsOfRecovery } from './recoveries.ts'
import { blindly, type Schedule } from './schedule.ts'
import { type Act, play, type Simulation } from './simulation.ts'
import { transcript } from './transcript.ts'
import { type Allowances, differences, effectsOfSecrets, violations } from './violations.ts'

interface Kind extends Partial<Allowances> {
  /** Whether to play long rollouts only, or jobs that are undone and run again. */
  readonly rollouts?: boolean
  readonly recoveries?: boolean
}

/** Schedules of faults. The lie is a function in place of the action's `deploy`. */
export function scheduled({ recoveries, rollouts, twins = false }: Kind = {}): Game<Schedule, Act> {
  const others = twins ? schedulesWithTwins : schedules
  return {
    draws: recoveries ? schedulesOfRecoveries : rollouts ? schedulesOfRollouts : others,
    hasOwnTime: true,
    play: (schedule, { lie }) => playSchedule(schedule, twins, lie),
  }
}

/** Runs one schedule. */
export async function playSchedule(schedule: Schedule, twins = false, act?: Act): Promise<Played> {
  const { blindness, secretWords, recovery } = schedule
  const simulation = await play(schedule, act)
  const happened = eventsOf(simulation)
  const found = recovery ? violationsOfRecovery(simulation) : violations(simulation, { twins })
  const blind = blindness && (await play(blindly(schedule, blindness), act))
  if (blind !== undefined) {
    happened.push('also without the doctor')
    found.push(...differences(simulation, blind))
  }
  if (secretWords !== undefined) {
    happened.push('also without secrets that are words')
    const { secretWords: _, ...plain } = schedule
    found.push(...effectsOfSecrets(simulation, await play(plain, act)))
  }
  const texts = [transcript(simulation), ...(blind ? [`Without the doctor:\n${transcript(blind)}`] : [])]
  return { found, happened, transcript: texts.join('\n\n') }
}

/** The outcome, what was on the way to it, and which faults. */
function eventsOf({ outcome, events, exchanges, ours }: Simulation): string[] {
  const isAlone = outcome.kind === 'timed-out' || outcome.kind === 'unknown'
  const withWhat = !isAlone ? '' : outcome.deployment ? ' with a deployment' : ' without a deployment'
  return [
    outcome.kind + withWhat,
    ...events.map(({ what }) => {
      const [kind = what, id] = what.split(': ')
      const isOfOthers = kind === 'found' && !ours.includes(Number(id))
      return `event: ${isOfOthers ? "found somebody else's" : kind}`
    }),
    ...exchanges.flatMap((exchange) => nameFault(exchange) ?? []),
  ]
}

function nameFault({ operation, fault }: Exchange): string | undefined {
  if (fault === undefined) return undefined
  const status = fault.kind === 'status' ? ` ${fault.status}` : ''
  const when = 'when' in fault ? ` ${fault.when}` : ''
  const late = 'lateMs' in fault ? ' late' : ''
  return `fault: ${operation} ${fault.kind}${status}${when}${late}`
}
