import { oldSpicepod, spicepod } from './instances.ts'
import type { Exchange } from './network.ts'
import { type Attempt, ourMessage, type Simulation } from './simulation.ts'

/** Tolerance for timers that are off by a millisecond. */
const slackMs = 50
/** For the log of a failed deployment, and for reads that the run can do without. */
const mostAfterMs = 12_000

/**
 * What is wrong with a job that pushed a spicepod, may have undone it, and may have been run again: its latest word about
 * a deployment has to be the result, no success is undone, and nothing is deployed twice except after a stuck rollout.
 */
export function violationsOfRecovery(simulation: Simulation): string[] {
  const { schedule, attempts, cloud } = simulation
  const found = attempts.flatMap((attempt, index) =>
    violationsOfAttempt(attempt, attempts[index - 1], simulation).map(
      (what) => `attempt ${index + 1}: ${what}`,
    ),
  )
  const name = (cloud.state.apps[0]?.spicepod as typeof spicepod | undefined)?.name
  const isQuiet = !attempts.some(({ exchanges }) =>
    exchanges.some(({ operation, fault }) => operation === 'updateApp' && fault !== undefined),
  )
  // What an earlier attempt has restored stays restored if the last one only watches.
  const hasDeployed = attempts.at(-1)?.exchanges.some((each) => isOwnCreate(each) && each.made !== undefined)
  // A deployment may succeed while its spicepod is restored: then the verdict says that stored and live differ.
  const isRestored = attempts.at(-1)?.exchanges.some((each) => isRestore(each) || isRollback(each))
  const mustHave = hasDeployed && isQuiet && !isRestored
  if (simulation.outcome.kind === 'succeeded' && mustHave && name !== spicepod.name) {
    found.push(`succeeded, but the app has the spicepod ${name}`)
  }
  const mostMs = 3 * (schedule.inputs.timeoutMs + schedule.inputs.requestTimeoutMs) + mostAfterMs + slackMs
  for (const { startedAtMs, endedAtMs } of attempts) {
    if (endedAtMs - startedAtMs > mostMs) found.push(`it took ${endedAtMs - startedAtMs} ms`)
  }
  if (cloud.mismatches.length > 0) found.push(`not as described: ${cloud.mismatches.slice(0, 3).join('; ')}`)
  return found
}

function violationsOfAttempt(
  { outcome, exchanges, events, endedAtMs }: Attempt,
  previous: Attempt | undefined,
  { statusAt, schedule }: Simulation,
): string[] {
  const found: string[] = []
  const demand = (holds: boolean, what: string) => {
    if (!holds) found.push(what)
  }
  const made = exchanges.filter((each) => each.made !== undefined)
  const own = made.filter(isOwnCreate)
  demand(own.length <= 1, `it made ${own.length} deployments`)
  demand(made.length - own.length <= 1, `it made ${made.length - own.length} rollback deployments`)

  const deployment = 'deployment' in outcome ? outcome.deployment : undefined
  const id = deployment && Number(deployment.id)
  if (id !== undefined) {
    const record = statusAt(id, endedAtMs)
    const isFinal = outcome.kind === 'succeeded' || outcome.kind === 'failed'
    demand(!isFinal || record === outcome.kind, `${outcome.kind}, but the record says ${record}`)
    const undone = exchanges.filter((each) => isRestore(each) || isRollback(each))
    for (const write of undone) {
      const read = lastRead(exchanges.slice(0, exchanges.indexOf(write)), id)
      demand(read !== 'succeeded', `it undid deployment ${id}, of which it had read that it succeeded`)
    }
    // What is read while the rollback is created and watched is about that deployment.
    const rollback = exchanges.findIndex(isRollback)
    const read = lastRead(rollback < 0 ? exchanges : exchanges.slice(0, rollback), id)
    const isEnded = read === 'succeeded' || read === 'failed'
    demand(!(outcome.kind === 'stuck' && isEnded), `stuck, but it had read that it ${read}`)
  }

  const earlier = previous?.exchanges.findLast((each) => each.made !== undefined && isOwnCreate(each))?.made
  if (earlier === undefined || own.length === 0) return found
  const isReplaced = events.some(({ what }) => what === 'replacing')
  // Once the spicepod was restored, the app does not show any more that the deployment is that of an earlier attempt.
  const isProven = !previous?.exchanges.some((each) => isRestore(each))
  // A run that could not list the deployments before its first create cannot know of it.
  const known = exchanges.slice(0, exchanges.findIndex(isOwnCreate))
  const listedAtMs = known.findLast((each) => each.operation === 'listDeployments' && isGood(each))?.atMs ?? 0
  const ageMs = listedAtMs - (previous?.exchanges.find((each) => each.made === earlier)?.atMs ?? 0)
  const isInProgress = ['queued', 'in_progress'].includes(lastRead(known, earlier) ?? '')
  // Close to the limit, the clock of the server decides.
  const mayAttach = ageMs < schedule.inputs.timeoutMs - 5000
  demand(
    isReplaced || !isProven || !isInProgress || !mayAttach,
    `it deployed beside ${earlier}, which was not stuck`,
  )
  const firstWrite = exchanges.findIndex(({ operation }) => writes.includes(operation))
  const read = lastRead(exchanges.slice(0, firstWrite), earlier)
  demand(!isReplaced || read !== 'succeeded', `it redeployed although ${earlier} had succeeded`)
  return found
}

const writes = ['updateApp', 'upsertSecret', 'createDeployment']

function isOwnCreate({ operation, sent }: Exchange): boolean {
  return operation === 'createDeployment' && sent.includes(ourMessage)
}

function isRestore({ operation, sent }: Exchange): boolean {
  return operation === 'updateApp' && sent.includes(`"name":"${oldSpicepod.name}"`)
}

function isRollback(exchange: Exchange): boolean {
  return exchange.operation === 'createDeployment' && !isOwnCreate(exchange)
}

function isGood({ fault, status, answer }: Exchange): boolean {
  return fault === undefined && status === 200 && answer === 'respond'
}

/** The status of a deployment by the last list that certainly arrived and has it. */
function lastRead(exchanges: readonly Exchange[], id: number): string | undefined {
  for (const exchange of exchanges.toReversed()) {
    if (exchange.operation !== 'listDeployments' || !isGood(exchange)) continue
    const { deployments } = JSON.parse(Buffer.from(exchange.body ?? []).toString())
    const listed = deployments.find((each: { id: number }) => each.id === id)
    if (listed !== undefined) return listed.status
  }
  return undefined
}
