import { settleMsAfter } from '../../src/deploy/reconcile.ts'
import { mostJustBeforeMs } from './draw.ts'
import { type Exchange, isCreate } from './network.ts'
import type { Simulation } from './simulation.ts'

/** Transient statuses. All others are, or could be, final. */
const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504])
const turnsAway = new Set([425, 429])

/** The longest time without a request after a response that asked for a pause, or after a lost response. */
const longestRestMs = 60_000 + 30_000
/** After a 429 that names a time, runs return one after another, within this time after it. */
const mostSpreadMs = 180_000

/** The number of lost creates after which the action gives up. */
const mostLost = 5

/** Checks an outcome that has to match the server's record, because faults ended early enough before the deadline. */
export function falsehoods(simulation: Simulation): string[] {
  if (!hasToKnow(simulation)) return []
  const { schedule, outcome, ours, events, exchanges, statusAt, cloud, othersUnfinishedAt } = simulation
  const { timeoutMs, onConflict, waitForCompletion } = schedule.inputs
  const [id] = ours
  // If a create was lost and no deployment can be found, nothing more can be said.
  const mayBeLost = events.some(({ what }) => what === 'repeated') || exchanges.some(isEmptyPromise)
  if (outcome.kind === 'unknown' && (id !== undefined || !mayBeLost)) {
    return ['unknown, but there was time enough to find out']
  }
  if (outcome.kind === 'unknown') return []

  if (id === undefined) {
    const isPaused = schedule.paused?.onPaused === 'fail'
    if (outcome.kind === 'refused') {
      return onConflict === 'fail' || isPaused ? [] : ['refused, but nothing said no']
    }
    const moments = Array.from({ length: 60 }, (_, index) => timeoutMs - 1 - index * 1000)
    const wasInTheWay = moments.some((atMs) => othersUnfinishedAt(atMs).length > 0)
    return onConflict === 'wait' && wasInTheWay
      ? []
      : [`${outcome.kind} without a deployment and for no reason`]
  }
  // A deployment that was found finished is reported as it is; the other invariants compare it with the record.
  if (!waitForCompletion) {
    const mayBe = ['started', 'succeeded', 'failed', 'superseded']
    return mayBe.includes(outcome.kind) ? [] : [`${outcome.kind}, but it was to start only`]
  }
  // That it would not have succeeded is another invariant.
  if (outcome.kind === 'stuck') return []
  // Before the deadline by the longest pause between two polls, and by the lag of the list.
  const status = statusAt(id, timeoutMs - 25_000)
  const hasNewer = cloud.state.records.some((each) => each.id > id && statusAt(each.id, timeoutMs - 25_000))
  const truth = status === 'created' ? hasNewer && 'superseded' : status
  const isOver = truth === 'succeeded' || truth === 'failed' || truth === 'superseded'
  return isOver && outcome.kind !== truth ? [`${outcome.kind}, but the truth is ${truth}`] : []
}

function hasToKnow({ schedule, exchanges }: Simulation): boolean {
  const { timeoutMs, requestTimeoutMs } = schedule.inputs
  const troubles = exchanges.filter(({ fault }) => fault !== undefined)
  const creates = troubles.filter((each) => isCreate(each) && !isTurnedAway(each))
  const lastAtMs = Math.max(0, ...troubles.map(({ atMs }) => atMs))
  const restMs = longestRestMs + (troubles.some(namesReturn) ? mostSpreadMs : 0)
  // Without the app, it may be one that records another commit, so any deployment could be this run's.
  const hasConfusion =
    troubles.some(({ operation }) => operation === 'getApp') &&
    schedule.others.some(({ atMs }) => atMs >= -mostJustBeforeMs)
  // A 404 from a gateway is not final, but two in a row are.
  const { lifeSeconds, expireAtMs } = schedule.tokens ?? { lifeSeconds: 3600, expireAtMs: [] }
  const ends = expireAtMs.toSorted((one, other) => one - other)
  const hasShortTokens =
    lifeSeconds < 60 || ends.some((at, index) => at - (ends[index - 1] ?? -60_000) < 60_000)
  return (
    troubles.every(isPassing) &&
    creates.length < mostLost &&
    lastAtMs + 2 * requestTimeoutMs + settleMsAfter(requestTimeoutMs, Number.POSITIVE_INFINITY) + restMs <=
      timeoutMs &&
    !hasConfusion &&
    !hasShortTokens
  )
}

function isPassing({ fault }: Exchange): boolean {
  if (fault?.kind === 'redirect' || fault?.kind === 'redirectLoop') return false
  return fault?.kind !== 'status' || passingStatuses.has(fault.status)
}

/** A create that the server reports as processed, although it was not. */
function isEmptyPromise(exchange: Exchange): boolean {
  return isCreate(exchange) && isSuccess(exchange.status) && exchange.made === undefined
}

/** @param status undefined if there was no response */
export function isSuccess(status = 0): boolean {
  return status >= 200 && status < 300
}

function namesReturn({ fault }: Exchange): boolean {
  return fault?.kind === 'status' && fault.status === 429 && Object.keys(fault.headers ?? {}).length > 0
}

function isTurnedAway({ fault }: Exchange): boolean {
  return fault?.kind === 'unreachable' || (fault?.kind === 'status' && turnsAway.has(fault.status))
}
