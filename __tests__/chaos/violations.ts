import { epochMs } from '../../testing/virtual-time.ts'
import { mostListLagMs } from './draw.ts'
import { type Exchange, isCreate } from './network.ts'
import type { Simulation } from './simulation.ts'
import { falsehoods, isSuccess } from './truth.ts'

/** Tolerance for timers that are off by a millisecond. */
const slackMs = 50
/** How long a lost create is looked up, at least, before it is sent again. */
const leastSearchMs = 8000
/** The time limit for reading the log of a failed deployment. */
const mostLogTailMs = 10_000
/** The reads that a run can do without may go on for so long after it, in milliseconds. */
const mostSettleMs = 2000

export interface Allowances {
  /** Other deployments may have this run's commit and branch, so one of them may be mistaken for its own. */
  twins: boolean
}

/**
 * Whether a create was processed so late after its response that the action does not promise to wait for it: later than
 * half of the time that was left by then.
 */
function isTooLate(
  { atMs, fault }: Exchange,
  { inputs: { timeoutMs, requestTimeoutMs }, cloud: { wayMs } }: Simulation['schedule'],
): boolean {
  if (fault === undefined || !('lateMs' in fault) || fault.lateMs === undefined) return false
  const answeredAtMs = atMs + (fault.kind === 'hang' ? requestTimeoutMs : 0)
  const searchedMs = Math.max((timeoutMs - answeredAtMs) / 2, leastSearchMs)
  return atMs + wayMs + fault.lateMs > answeredAtMs + searchedMs - mostListLagMs
}

/**
 * Deployments that the run took for the one of its lost create, although they existed before its first request for the
 * list. A list that lags behind or fails may leave that open, and so may one that other trouble delays.
 */
function mistakenIds({ schedule, ours, events, exchanges, cloud }: Simulation): number[] {
  const list = exchanges.find(({ operation }) => operation === 'listDeployments')
  if (list === undefined || list.fault !== undefined || schedule.cloud.listLagMs > 0) return []
  if (exchanges.some(({ fault, atMs }) => fault !== undefined && atMs < list.atMs)) return []
  const listedAt = epochMs + list.atMs + schedule.cloud.clockAheadMs
  return cloud.state.records
    .filter(({ id, createdAt }) => createdAt < listedAt && !ours.includes(id))
    .map(({ id }) => id)
    .filter((id) => events.some(({ what }) => what === `found: ${id}`))
}

/** What the doctor must not change: no end of a deployment is seen later or otherwise than by one who sees nothing. */
export function differences(sighted: Simulation, blind: Simulation): string[] {
  const kinds = [sighted.outcome.kind, blind.outcome.kind]
  if (kinds.includes('succeeded') && kinds[0] !== kinds[1])
    return [`${kinds.join(', but without the doctor ')}`]
  if (!['succeeded', 'failed', 'superseded'].includes(blind.outcome.kind)) return []
  if (kinds[0] !== kinds[1] && kinds[0] !== 'stuck') return [`${kinds.join(', but without the doctor ')}`]
  const [withMs, withoutMs] = [sighted, blind].map(({ decidedAtMs }) => decidedAtMs) as [number, number]
  return withMs <= withoutMs ? [] : [`seen at ${withMs} ms, but without the doctor at ${withoutMs} ms`]
}

/** What the value of a secret must not change: the outcome, when it comes, and its causes. */
export function effectsOfSecrets(masked: Simulation, plain: Simulation): string[] {
  const facts = ({ outcome, decidedAtMs, endedAtMs, events, ours }: Simulation) => ({
    kind: outcome.kind,
    decidedAtMs,
    endedAtMs,
    ours,
    events: events.map(({ atMs, what }) => [atMs, what.split(':')[0]]),
    causes:
      outcome.kind === 'stuck' && outcome.problems.map(({ kind, name, certain }) => [kind, name, certain]),
  })
  const [withWords, without] = [masked, plain].map((simulation) => JSON.stringify(facts(simulation)))
  return withWords === without ? [] : [`${withWords}, but without secrets of these values ${without}`]
}

/** The violations in a simulation; empty if there are none. */
export function violations(simulation: Simulation, { twins }: Allowances): string[] {
  const { schedule, outcome, endedAtMs, ours, exchanges, cloud, statusAt } = simulation
  const { timeoutMs, requestTimeoutMs } = schedule.inputs
  const found: string[] = []
  const demand = (holds: boolean, what: string) => {
    if (!holds) found.push(what)
  }

  const mayDouble = exchanges.some((exchange) => isTooLate(exchange, schedule))
  demand(ours.length <= 1 || mayDouble, `one run made ${ours.length} deployments: ${ours.join(', ')}`)
  // The log of a deployment that failed is read after the verdict.
  const logAtMs = exchanges.find(({ operation }) => operation === 'getDeploymentLogs')?.atMs
  const verdictAtMs = logAtMs ?? endedAtMs
  const lateMs = verdictAtMs - timeoutMs
  const limit = `with a request timeout of ${requestTimeoutMs} ms`
  demand(lateMs <= requestTimeoutMs + slackMs, `it ended ${lateMs} ms after the deadline, ${limit}`)
  const mostAfterMs = mostLogTailMs + mostSettleMs + slackMs
  demand(endedAtMs <= verdictAtMs + mostAfterMs, 'it went on for too long after its verdict')

  const creates = exchanges.filter(isCreate)
  // After redirects, the response may have arrived after the attempt was given up.
  const accepted = creates.findIndex(
    ({ answer, status }, index) =>
      answer === 'respond' && isSuccess(status) && creates[index - 1]?.status !== 307,
  )
  demand(accepted < 0 || accepted === creates.length - 1, 'it asked again after the server had accepted')

  const mistaken = mistakenIds(simulation)
  demand(mistaken.length === 0, `it took for its own what was there before: ${mistaken.join(', ')}`)

  const deployment = 'deployment' in outcome ? outcome.deployment : undefined
  if (deployment === undefined) {
    const isKnown = outcome.kind !== 'unknown' && ours.length > 0
    demand(!isKnown, `${outcome.kind} without a deployment, but it had made ${ours.join(', ')}`)
  } else {
    // The ids of the sandbox are small.
    const id = Number(deployment.id)
    demand(ours.includes(id) || twins, `deployment ${id} is of somebody else`)
    // A finished deployment does not change, so the record at the end of the run is enough.
    const status = statusAt(id, endedAtMs)
    if (outcome.kind === 'succeeded' || outcome.kind === 'failed') {
      demand(status === outcome.kind, `${outcome.kind}, but the record says ${status}`)
    }
    if (outcome.kind === 'stuck') {
      const plan = cloud.state.records.find((each) => each.id === id)?.plan ?? []
      demand(!plan.some((step) => step.status === 'succeeded'), 'stuck, but it would have succeeded')
      demand(status === 'in_progress', `stuck, but the record says ${status}`)
    }
    if (outcome.kind === 'superseded') {
      demand(status === 'created', `superseded, but the record says ${status}`)
      const by = Number(outcome.by.id)
      const isThere = by > id && statusAt(by, endedAtMs) !== undefined
      demand(isThere, `superseded, but there is no newer deployment ${by}`)
    }
    if (outcome.kind === 'timed-out') {
      const atDeadline = statusAt(id, timeoutMs - slackMs)
      const isOver = atDeadline === 'succeeded' || atDeadline === 'failed'
      demand(!isOver, `timed-out, but by the deadline the record said ${atDeadline}`)
    }
  }

  const seconds = endedAtMs / 1000
  demand(creates.length <= 10 + seconds, `${creates.length} creates in ${seconds} s`)
  demand(exchanges.length <= 40 + 5 * seconds, `${exchanges.length} requests in ${seconds} s`)
  const mismatches = [...new Set(cloud.mismatches)]
  demand(mismatches.length === 0, `not as the API description says: ${mismatches.slice(0, 3).join('; ')}`)
  if (!twins) found.push(...falsehoods(simulation))
  return found
}
