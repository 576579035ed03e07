import { settleMsAfter } from '../../src/deployment/reconcile.ts'
import type { Exchange } from './network.ts'
import type { Simulation } from './simulation.ts'

/** What passes by itself. The rest is a no, or could be one. */
const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504])
const turnsAway = new Set([425, 429])

/** The longest that the action may keep still after an answer told it to, or after one that was lost. */
const longestRestMs = 60_000 + 30_000
/** Runs that a 429 turned away until a moment that it names come back one after another, for so long after it. */
const mostSpreadMs = 180_000

/** Lost creates after which it gives up. */
const mostLost = 5

/** What is not the server's truth in an outcome that has to be: where there was only trouble and time enough after it. */
export function falsehoods(simulation: Simulation): string[] {
  if (!hasToKnow(simulation)) return []
  const { schedule, outcome, ours, events, exchanges, statusAt, cloud, othersUnfinishedAt } = simulation
  const { timeoutMs, onConflict, waitForCompletion } = schedule.inputs
  const [id] = ours
  // Where a create was lost and none can be found, that is all that can be said.
  const mayBeLost = events.some(({ what }) => what === 'repeated') || exchanges.some(isEmptyPromise)
  if (outcome.kind === 'unknown' && (id !== undefined || !mayBeLost)) {
    return ['unknown, but there was time enough to find out']
  }
  if (outcome.kind === 'unknown') return []

  if (id === undefined) {
    if (outcome.kind === 'refused') return onConflict === 'fail' ? [] : ['refused, but nothing said no']
    const moments = Array.from({ length: 60 }, (_, index) => timeoutMs - 1 - index * 1000)
    const wasInTheWay = moments.some((atMs) => othersUnfinishedAt(atMs).length > 0)
    return onConflict === 'wait' && wasInTheWay
      ? []
      : [`${outcome.kind} without a deployment and for no reason`]
  }
  // What was found ended is told as it is, which the other invariants hold against the record.
  if (!waitForCompletion) {
    const mayBe = ['started', 'succeeded', 'failed', 'superseded']
    return mayBe.includes(outcome.kind) ? [] : [`${outcome.kind}, but it was to start only`]
  }
  // That it would not have succeeded is another invariant.
  if (outcome.kind === 'stuck') return []
  // Short of the deadline by the longest pause between two looks and a late list.
  const status = statusAt(id, timeoutMs - 25_000)
  const hasNewer = cloud.state.records.some((each) => each.id > id && statusAt(each.id, timeoutMs - 25_000))
  const truth = status === 'created' ? hasNewer && 'superseded' : status
  const isOver = truth === 'succeeded' || truth === 'failed' || truth === 'superseded'
  return isOver && outcome.kind !== truth ? [`${outcome.kind}, but the truth is ${truth}`] : []
}

function hasToKnow({ schedule, exchanges }: Simulation): boolean {
  const { timeoutMs, requestTimeoutMs } = schedule.inputs
  const troubles = exchanges.filter(({ fault }) => fault !== undefined)
  const creates = troubles.filter((each) => each.operation === 'createDeployment' && !isTurnedAway(each))
  const lastAtMs = Math.max(0, ...troubles.map(({ atMs }) => atMs))
  const restMs = longestRestMs + (troubles.some(namesReturn) ? mostSpreadMs : 0)
  // Without the app it may be one that records another commit, so that anybody's deployment could be ours.
  const hasConfusion =
    troubles.some(({ operation }) => operation === 'getApp') && schedule.others.some(({ atMs }) => atMs >= 0)
  // One that ends on its way to the API is no good, and two such in a row are a no.
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

/** A create that the server says it has carried out, and has not. */
function isEmptyPromise({ operation, status, made }: Exchange): boolean {
  return operation === 'createDeployment' && isSuccess(status) && made === undefined
}

/** @param status undefined where no answer came */
export function isSuccess(status = 0): boolean {
  return status >= 200 && status < 300
}

function namesReturn({ fault }: Exchange): boolean {
  return fault?.kind === 'status' && fault.status === 429 && Object.keys(fault.headers ?? {}).length > 0
}

function isTurnedAway({ fault }: Exchange): boolean {
  return fault?.kind === 'unreachable' || (fault?.kind === 'status' && turnsAway.has(fault.status))
}
